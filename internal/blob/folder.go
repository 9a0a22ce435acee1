package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"strings"
	"time"
)

// folder keeps files below one folder, which no name can lead out of.
type folder struct{ root *os.Root }

func openFolder(dir string) (Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	return &folder{root}, nil
}

// Put writes to a name nobody reads, to the disk, and only then gives the file
// its name: a file that exists is whole, whatever happens to the machine.
func (f *folder) Put(_ context.Context, name string, r io.Reader, size int64) error {
	to, err := path(name)
	if err != nil {
		return err
	}
	if err := f.makeFolders(to); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	draft := to + ".draft"
	if err := f.write(draft, r, size); err != nil {
		return errors.Join(fmt.Errorf("blob: %w", err), f.remove(draft))
	}
	// A link, not a renaming, which would replace a file of that name.
	if err := f.root.Link(draft, to); err != nil {
		return errors.Join(fmt.Errorf("blob: %w", err), f.remove(draft))
	}
	return errors.Join(f.remove(draft), f.sync(parent(to)))
}

func (f *folder) write(draft string, r io.Reader, size int64) error {
	file, err := f.root.OpenFile(draft, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	n, err := io.Copy(file, r)
	if err == nil && n != size {
		err = fmt.Errorf("%d bytes of %d", n, size)
	}
	return errors.Join(err, file.Sync(), file.Close())
}

// makeFolders makes the two levels of folders of a name; a new one is on the
// disk before it is used.
func (f *folder) makeFolders(to string) error {
	for _, dir := range []string{to[:2], to[:5]} {
		switch err := f.root.Mkdir(dir, 0o700); {
		case errors.Is(err, fs.ErrExist):
		case err != nil:
			return err
		default:
			if err := f.sync(parent(dir)); err != nil {
				return err
			}
		}
	}
	return nil
}

// sync writes the entries of a folder to the disk.
func (f *folder) sync(dir string) error {
	d, err := f.root.Open(dir)
	if err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}

// Get opens a file.
func (f *folder) Get(_ context.Context, name string) (io.ReadCloser, error) {
	from, err := path(name)
	if err != nil {
		return nil, err
	}
	file, err := f.root.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrMissing
	}
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	return file, nil
}

// Delete removes a file.
func (f *folder) Delete(_ context.Context, name string) error {
	at, err := path(name)
	if err != nil {
		return err
	}
	if err := f.remove(at); err != nil {
		return err
	}
	if err := f.sync(parent(at)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (f *folder) remove(at string) error {
	if err := f.root.Remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("blob: %w", err)
	}
	return nil
}

// Older walks all folders, beginning anywhere: a walk that was cut short leaves
// none out for ever. Ages are of the disk's clock, which dates the files: the
// program's may be shifted.
func (f *folder) Older(ctx context.Context, age time.Duration, fn func(name string) error) error {
	tops, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	from := 0
	if len(tops) > 0 {
		from = rand.IntN(len(tops))
	}
	for i := range tops {
		err := fs.WalkDir(f.root.FS(), tops[(from+i)%len(tops)].Name(), func(at string, e fs.DirEntry, err error) error {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil || !e.Type().IsRegular() {
				return forgiven(err)
			}
			info, err := e.Info()
			if err != nil || time.Since(info.ModTime()) < age {
				return forgiven(err)
			}
			if strings.HasSuffix(at, ".draft") {
				return f.remove(at)
			}
			if name := strings.ReplaceAll(at, "/", ""); ours(name, at) {
				return fn(name)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ours reports whether the file at a place is one that Put made of that name.
func ours(name, at string) bool {
	should, err := path(name)
	return err == nil && should == at
}

// forgiven forgives a file that somebody removed meanwhile.
func forgiven(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Check writes, reads back and removes a file.
func (f *folder) Check(ctx context.Context) error {
	name := Name()
	const said = "espacesante"
	if err := f.Put(ctx, name, strings.NewReader(said), int64(len(said))); err != nil {
		return err
	}
	file, err := f.Get(ctx, name)
	if err != nil {
		return err
	}
	got, err := io.ReadAll(file)
	err = errors.Join(err, file.Close(), f.Delete(ctx, name))
	if err == nil && string(got) != said {
		err = errors.New("blob: a file was not read back as written")
	}
	return err
}

func parent(at string) string {
	i := strings.LastIndexByte(at, '/')
	if i < 0 {
		return "."
	}
	return at[:i]
}
