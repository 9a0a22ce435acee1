package preview

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

const (
	childCPU    = 8       // seconds
	childMemory = 1 << 20 // KiB of address space
)

// How long a child may take, whatever it does. Reading and drawing a page stay within 10 seconds together; tests
// wait less.
var (
	infoTime = 3 * time.Second
	drawTime = 7 * time.Second
	waitTime = 4 * time.Second // for a place

	photoTime = 20 * time.Second // of a HEIC: its processor time is bounded as well, and a busy machine is no damaged photo
)

// children bounds how many run at once: two at 1 GiB is what a small server can bear.
var children = make(chan struct{}, 2)

// program finds a program once.
func program(name string) string {
	found, _ := programs.LoadOrStore(name, sync.OnceValue(func() string {
		p, err := exec.LookPath(name)
		if err != nil {
			return ""
		}
		return p
	}))
	return found.(func() string)()
}

var programs sync.Map // name to func() string

// bounds are set by the shell that becomes the program: processor time, memory, and no file of any size written.
// Where a bound is not known (memory on macOS) the others stay.
var bounds = fmt.Sprintf(`ulimit -c 0; ulimit -f 0; ulimit -t %d; ulimit -v %d 2>/dev/null; exec "$0" "$@"`, childCPU, childMemory)

// ownBounds are those of a child that is this very program: it reserves more addresses than it uses, so that what it
// writes to is bounded instead.
var ownBounds = fmt.Sprintf(`ulimit -c 0; ulimit -f 0; ulimit -t %d; ulimit -d %d 2>/dev/null; exec "$0" "$@"`, childCPU, childMemory)

// bound is what one child may take: time and bytes written.
type bound struct {
	time time.Duration
	max  int
}

// run gives the file to a program's standard input and answers what it writes. The child has no environment, no
// file, no network where the system allows, and dies with us.
func run(ctx context.Context, b bound, in []byte, name string, args ...string) ([]byte, error) {
	path := program(name)
	if path == "" {
		return nil, ErrUnavailable
	}
	return start(ctx, b, in, bounds, nil, name, append([]string{path}, args...))
}

// start runs a child by the shell that sets its bounds. own is the program's own file, which the child runs by number.
func start(ctx context.Context, b bound, in []byte, bounds string, own *os.File, name string, words []string) ([]byte, error) {
	leave, err := enter(ctx, children)
	if err != nil {
		return nil, err
	}
	defer leave()
	bounded, cancel := context.WithTimeout(ctx, b.time)
	defer cancel()
	out := &capped{left: b.max, full: cancel}
	cmd := exec.CommandContext(bounded, "/bin/sh", append([]string{"-c", bounds}, words...)...)
	cmd.Dir = "/"
	cmd.Env = []string{"LC_ALL=C.UTF-8", "HOME=/nonexistent", "PATH=/usr/bin:/bin"}
	cmd.Stdin, cmd.Stdout = bytes.NewReader(in), out
	cmd.WaitDelay = time.Second
	if own != nil {
		cmd.ExtraFiles = []*os.File{own}
	}
	confine(cmd)

	runtime.LockOSThread() // the child is told to die with the thread that made it
	defer runtime.UnlockOSThread()
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil && !brokenPipe(err):
		return nil, fmt.Errorf("%w: %s: %v", ErrUnreadable, name, err)
	}
	return out.kept.Bytes(), nil
}

// enter waits for a place, not for ever: whoever waits holds a whole file in memory.
func enter(ctx context.Context, places chan struct{}) (leave func(), err error) {
	patience := time.NewTimer(waitTime)
	defer patience.Stop()
	select {
	case places <- struct{}{}:
		return func() { <-places }, nil
	case <-patience.C:
		return nil, ErrBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// brokenPipe is a child that answered without reading all of its input.
func brokenPipe(err error) bool {
	var exit *exec.ExitError
	return !errors.As(err, &exit) && strings.Contains(err.Error(), "broken pipe")
}

// capped keeps the first bytes and stops the child at the next. The buffer is not embedded: its ReadFrom would let
// everything through.
type capped struct {
	kept bytes.Buffer
	left int
	full func()
}

func (c *capped) Write(p []byte) (int, error) {
	if len(p) > c.left {
		c.full()
		return 0, errors.New("too long")
	}
	c.left -= len(p)
	return c.kept.Write(p)
}
