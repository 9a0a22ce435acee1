package devdb

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// errKept says that another process keeps the server.
var errKept = errors.New("another process keeps this server")

// lock is held by the process that keeps the server, for as long as it does.
// The system drops it with the process, whichever way that dies.
type lock struct{ file *os.File }

// tryLock answers errKept at once rather than wait.
func (p place) tryLock() (*lock, error) {
	f, err := os.OpenFile(filepath.Join(p.folder, "keeper.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return &lock{f}, nil
	}
	if cerr := f.Close(); cerr != nil {
		return nil, cerr
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errKept
	}
	return nil, err
}

func (l *lock) release() { _ = l.file.Close() } // closing cannot fail in a way that keeps the lock

// Abandoned says that a cluster was begun under dataDir and that no process
// keeps it: what `kill -9` leaves of a throwaway one.
func Abandoned(dataDir string) bool {
	f, err := os.Open(filepath.Join(dataDir, "postgres", "keeper.lock"))
	if err != nil {
		return false
	}
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
