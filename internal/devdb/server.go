package devdb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// server is a running postmaster, child of this process.
type server struct {
	place place
	cmd   *exec.Cmd
	fast  bool
	ended error         // how the postmaster did, once gone is closed
	gone  chan struct{} // closed when the postmaster has ended
}

// start makes the cluster if there is none, and gives its server once it takes connections.
func start(ctx context.Context, p place, o options) (*server, error) {
	if err := p.endOrphan(ctx); err != nil {
		return nil, err
	}
	bin, err := p.binaries(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := p.initialise(ctx, bin, o); err != nil {
		return nil, err
	}
	if err := p.configure(o); err != nil {
		return nil, err
	}
	s, err := p.launch(bin, o)
	if err != nil {
		return nil, err
	}
	if err := s.ready(ctx); err != nil {
		s.stop()
		return nil, err
	}
	if err := p.furnish(ctx); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// command runs one of PostgreSQL's programs as the server's user, in a process
// group of its own: Ctrl-C at a terminal then reaches our program only, which
// still has its database while it drains.
func (p place) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = p.folder
	cmd.Env = []string{"LC_ALL=C.UTF-8", "TZ=UTC", "PATH=" + os.Getenv("PATH")}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithParent(cmd.SysProcAttr)
	if os.Geteuid() != p.uid {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(p.uid), Gid: uint32(p.gid), Groups: []uint32{}}
	}
	return cmd
}

// initialise runs initdb once. The cluster takes its name when it is whole, so
// that one that was interrupted is begun again.
func (p place) initialise(ctx context.Context, bin string, o options) error {
	if _, err := os.Stat(p.data()); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	draft := p.data() + ".new"
	if err := os.RemoveAll(draft); err != nil {
		return err
	}
	args := []string{
		"-D", draft, "-U", SuperRole, "-A", "peer", "-E", "UTF8",
		"--locale=C", "--locale-provider=icu", "--icu-locale=fr-FR", "--no-instructions",
	}
	if o.fast {
		args = append(args, "--no-sync")
	}
	cmd := p.command(filepath.Join(bin, "initdb"), args...)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	done, err := runKept(cmd)
	if err != nil {
		return err
	}
	select {
	case err = <-done:
	case <-ctx.Done():
		_ = cmd.Process.Kill() // it may have ended on its own
		return errors.Join(ctx.Err(), <-done)
	}
	if err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out.String())
	}
	return os.Rename(draft, p.data())
}

// launch starts the postmaster.
func (p place) launch(bin string, o options) (*server, error) {
	logFile, err := os.OpenFile(p.log(), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = logFile.Close() }() // the child has its own
	if err := logFile.Chown(p.uid, p.gid); err != nil {
		return nil, err
	}
	s := &server{place: p, fast: o.fast, gone: make(chan struct{})}
	s.cmd = p.command(filepath.Join(bin, "postgres"), "-D", p.data())
	s.cmd.Stdout, s.cmd.Stderr = logFile, logFile
	done, err := runKept(s.cmd)
	if err != nil {
		return nil, err
	}
	go func() {
		s.ended = <-done
		close(s.gone)
	}()
	return s, nil
}

func (p place) log() string { return filepath.Join(p.folder, "postgres.log") }

// runKept starts cmd from a thread that lives as long as it does: Linux sends
// the signal of a parent's death when the creating *thread* ends.
func runKept(cmd *exec.Cmd) (<-chan error, error) {
	started, done := make(chan error), make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			done <- cmd.Wait()
		}
	}()
	return done, <-started
}

// ready waits until the server takes connections.
func (s *server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute) // a crash may leave much to replay
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.place.url(SuperRole, "postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.gone:
			said, _ := os.ReadFile(s.place.log())
			return fmt.Errorf("the server ended at once: %v\n%s", s.ended, said)
		default:
		}
		if pause(ctx, 10*time.Millisecond) != nil {
			return fmt.Errorf("the server does not answer: %w", err)
		}
	}
}

// stop ends the server cleanly, all its processes, and gives up being polite after a while.
func (s *server) stop() {
	signals := []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} // fast, immediate, at once
	if s.fast {
		signals = signals[1:]
	}
	for _, sig := range signals {
		_ = s.cmd.Process.Signal(sig) // an error says that it has ended
		select {
		case <-s.gone:
			return
		case <-time.After(30 * time.Second):
		}
	}
}
