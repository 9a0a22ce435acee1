package enrolment

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"espacesante/internal/id"
)

// ErasedSpace is one line of the list of what was erased: an identifier that
// means nothing without the database, when, and the number of the proof.
type ErasedSpace struct {
	Patient id.Patient `json:"space"`
	At      time.Time  `json:"at"`
	Number  string     `json:"number"`
}

// ErasedList is the list of what was erased, kept outside the database and its
// backups, beside the checkpoints: what a restored backup brings back is erased
// again from it.
type ErasedList struct {
	mu   sync.Mutex
	path string
}

// NewErasedList is the list at path, which is made with its first line.
func NewErasedList(path string) *ErasedList { return &ErasedList{path: path} }

// Add writes a line to the disk itself before it returns.
func (l *ErasedList) Add(e ErasedSpace) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	dir := filepath.Dir(l.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	// A line cut by a crash told of nothing that was done: it must not spoil the next.
	if torn, err := tornEnd(f); err != nil || torn {
		line = append([]byte{'\n'}, line...)
		if err != nil {
			return errors.Join(err, f.Close())
		}
	}
	_, err = f.Write(append(line, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return syncDir(dir)
}

func tornEnd(f *os.File) (bool, error) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return false, err
	}
	last := make([]byte, 1)
	_, err = f.ReadAt(last, info.Size()-1)
	return last[0] != '\n', err
}

// All reads the list. Lines that cannot be read are told at the end, after all
// others.
func (l *ErasedList) All() (all []ErasedSpace, err error) {
	f, err := os.Open(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	var wrong []error
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if len(line) > 1 {
			var e ErasedSpace
			if bad := json.Unmarshal(line, &e); bad != nil || e.Patient.IsZero() {
				wrong = append(wrong, fmt.Errorf("%s:%d: not a line of what was erased", l.path, n))
			} else {
				all = append(all, e)
			}
		}
		if err == io.EOF {
			return all, errors.Join(wrong...)
		}
		if err != nil {
			return all, err
		}
	}
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
