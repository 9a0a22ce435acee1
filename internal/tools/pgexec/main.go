// Command pgexec starts a throwaway PostgreSQL cluster, runs a command with
// TEST_DATABASE_URL set to its superuser's address, and removes the cluster:
//
//	go run ./internal/tools/pgexec go test ./internal/record/
//
// With TEST_DATABASE_URL already set it only runs the command.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"espacesante/internal/devdb"
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "usage: pgexec COMMAND [ARGUMENT…]")
		return 2
	}
	// Ctrl-C reaches the command too, which ends and lets us tidy up.
	interrupts := make(chan os.Signal, 8)
	signal.Notify(interrupts, os.Interrupt, syscall.SIGTERM)
	if os.Getenv("TEST_DATABASE_URL") != "" {
		return command(args, os.Getenv("TEST_DATABASE_URL"))
	}
	base := roomy()
	sweep(base)
	dir, err := os.MkdirTemp(base, prefix)
	if err != nil {
		return failed(err)
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			failed(err)
		}
	}()
	if err := os.Chmod(dir, 0o755); err != nil { // PostgreSQL may run as another user
		return failed(err)
	}
	cluster, err := devdb.Open(context.Background(), dir, devdb.Fast())
	if err != nil {
		return failed(err)
	}
	defer cluster.Stop()
	return command(args, cluster.SuperURL())
}

func command(args []string, address string) int {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "TEST_DATABASE_URL="+address)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() > 0 {
		return exit.ExitCode()
	}
	if err != nil {
		return failed(err)
	}
	return 0
}

// roomy is where the cluster's files go: in memory if there is enough of it,
// for hundreds of databases of some 10 MB.
func roomy() string {
	const shared, enough = "/dev/shm", 4 << 30
	var st syscall.Statfs_t
	if err := syscall.Statfs(shared, &st); err == nil && st.Bavail*uint64(st.Bsize) >= enough {
		return shared
	}
	return os.TempDir()
}

const prefix = "espacesante-test-"

// sweep removes what runs that were killed have left in memory. One that is
// just starting has no keeper yet: the young are left alone.
func sweep(base string) {
	old, err := filepath.Glob(filepath.Join(base, prefix+"*"))
	if err != nil {
		return // the pattern is a constant
	}
	for _, dir := range old {
		info, err := os.Stat(dir)
		if err == nil && time.Since(info.ModTime()) > time.Minute && devdb.Abandoned(dir) {
			if err := os.RemoveAll(dir); err != nil {
				failed(err)
			}
		}
	}
}

func failed(err error) int {
	fmt.Fprintln(os.Stderr, "pgexec:", err)
	return 1
}
