package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/minio/minio-go/v7"
)

// Shelf keeps small files for everybody to read, under names that say what they
// are. What was published stays as it is.
type Shelf interface {
	// Publish puts a file there for good, to the disk itself. The same again
	// changes nothing; something else under the same name is refused.
	Publish(ctx context.Context, name string, content []byte) error
	// Point writes a file that says which of the others is the last, in one piece.
	Point(ctx context.Context, name string, content []byte) error
	// Read gives a file, or answers ErrMissing.
	Read(ctx context.Context, name string) ([]byte, error)
	// Names lists what is there, in order.
	Names(ctx context.Context) ([]string, error)
}

// ErrTaken says that something else was published under that name.
var ErrTaken = errors.New("blob: something else was published under that name")

// OpenShelf opens the shelf at address (CHECKPOINT_URL): file://folder or
// s3://bucket/prefix?endpoint=host:port.
func OpenShelf(address string) (Shelf, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("blob: CHECKPOINT_URL is not an address") // it may hold a secret
	}
	switch u.Scheme {
	case "file":
		if folder := u.Host + u.Path; folder != "" {
			return folderShelf(folder), nil
		}
		return nil, errors.New("blob: CHECKPOINT_URL names no folder")
	case "s3":
		b, err := openBucket(u)
		if err != nil {
			return nil, err
		}
		prefix := strings.Trim(u.Path, "/")
		if prefix != "" {
			prefix += "/"
		}
		return &bucketShelf{b.(*bucket), prefix}, nil
	}
	return nil, fmt.Errorf("blob: CHECKPOINT_URL begins with file:// or s3://, not %q", u.Scheme)
}

// label is a name that leads nowhere else.
var label = regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)

func labelled(name string) error {
	if !label.MatchString(name) {
		return fmt.Errorf("blob: %q is no name for a shelf", name)
	}
	return nil
}

type folderShelf string

// Publish writes to a draft, to the disk, then links: never over another file.
func (f folderShelf) Publish(ctx context.Context, name string, content []byte) error {
	draft, err := f.draft(name, content)
	if err != nil {
		return err
	}
	err = os.Link(draft, filepath.Join(string(f), name))
	if errors.Is(err, fs.ErrExist) {
		there, e := f.Read(ctx, name)
		if err = e; e == nil && !bytes.Equal(there, content) {
			err = ErrTaken
		}
	}
	return errors.Join(err, os.Remove(draft), f.sync())
}

// Point writes to a draft, to the disk, then renames.
func (f folderShelf) Point(_ context.Context, name string, content []byte) error {
	draft, err := f.draft(name, content)
	if err != nil {
		return err
	}
	if err := os.Rename(draft, filepath.Join(string(f), name)); err != nil {
		return errors.Join(err, os.Remove(draft))
	}
	return f.sync()
}

func (f folderShelf) draft(name string, content []byte) (string, error) {
	if err := labelled(name); err != nil {
		return "", err
	}
	if err := os.MkdirAll(string(f), 0o755); err != nil {
		return "", err
	}
	file, err := os.CreateTemp(string(f), ".draft-")
	if err != nil {
		return "", err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Chmod(0o644), file.Sync(), file.Close()) // for everybody to read
	if err != nil {
		err = errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), err
}

func (f folderShelf) sync() error {
	d, err := os.Open(string(f))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Read gives a file.
func (f folderShelf) Read(_ context.Context, name string) ([]byte, error) {
	if err := labelled(name); err != nil {
		return nil, err
	}
	b, err := os.ReadFile(filepath.Join(string(f), name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrMissing
	}
	return b, err
}

// Names lists the files.
func (f folderShelf) Names(context.Context) (names []string, err error) {
	entries, err := os.ReadDir(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		if label.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

type bucketShelf struct {
	*bucket
	prefix string
}

// Publish asks the service to write only where nothing is, and looks first for
// services that do not know how.
func (b *bucketShelf) Publish(ctx context.Context, name string, content []byte) error {
	there, err := b.Read(ctx, name)
	switch {
	case err == nil && bytes.Equal(there, content):
		return nil
	case err == nil:
		return ErrTaken
	case !errors.Is(err, ErrMissing):
		return err
	}
	o := minio.PutObjectOptions{ContentType: "text/plain; charset=utf-8"}
	o.SetMatchETagExcept("*")
	return b.put(ctx, name, content, o)
}

// Point writes over what was there.
func (b *bucketShelf) Point(ctx context.Context, name string, content []byte) error {
	return b.put(ctx, name, content, minio.PutObjectOptions{ContentType: "text/plain; charset=utf-8"})
}

func (b *bucketShelf) put(ctx context.Context, name string, content []byte, o minio.PutObjectOptions) error {
	if err := labelled(name); err != nil {
		return err
	}
	_, err := b.client.PutObject(ctx, b.name, b.prefix+name, bytes.NewReader(content), int64(len(content)), o)
	return wrap(err)
}

// Read gives a file.
func (b *bucketShelf) Read(ctx context.Context, name string) (content []byte, err error) {
	if err := labelled(name); err != nil {
		return nil, err
	}
	o, err := b.client.GetObject(ctx, b.name, b.prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, wrap(err)
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	content, err = io.ReadAll(o)
	return content, wrap(err)
}

// Names lists the objects.
func (b *bucketShelf) Names(ctx context.Context) (names []string, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop() // the listing ends with it
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true}) {
		if o.Err != nil {
			return nil, wrap(o.Err)
		}
		if name := strings.TrimPrefix(o.Key, b.prefix); label.MatchString(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}
