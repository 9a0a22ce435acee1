package devdb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// endOrphan leaves no server on the data. The caller holds the lock, so one
// that still runs has lost its keeper and is on its way down, and a pid file
// without a server is what a crash left, perhaps with the number of a process
// that has nothing to do with us.
func (p place) endOrphan(ctx context.Context) error {
	file := filepath.Join(p.data(), "postmaster.pid")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid < 2 {
		return remove(file)
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for asked := false; serves(pid, p.data()); asked = true {
		if !asked {
			if err := syscall.Kill(pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
				return fmt.Errorf("a server without keeper, process %d: %w", pid, err)
			}
		}
		if pause(ctx, 10*time.Millisecond) != nil {
			return fmt.Errorf("a server without keeper, process %d, does not end", pid)
		}
	}
	return remove(file)
}

func remove(file string) error {
	err := os.Remove(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
