// Package blob keeps files under names that say nothing: on disk, or in a
// bucket that speaks S3. It is given sealed bytes and knows no key.
package blob

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
)

// Store keeps files. A file that Put has acknowledged is whole and survives the
// machine; it is never changed.
type Store interface {
	// Put writes a new file of size bytes, to the disk itself.
	Put(ctx context.Context, name string, r io.Reader, size int64) error
	// Get opens a file, or answers ErrMissing.
	Get(ctx context.Context, name string) (io.ReadCloser, error)
	// Delete removes a file. One that is not there is removed already.
	Delete(ctx context.Context, name string) error
	// Older names every file that was written longer ago than age, and removes
	// what was left half written that long ago.
	Older(ctx context.Context, age time.Duration, fn func(name string) error) error
	// Check reports whether files can be written and read now.
	Check(ctx context.Context) error
}

// ErrMissing says that there is no file of that name.
var ErrMissing = errors.New("blob: no such file")

// Name draws the name of a new file: 128 random bits.
func Name() string {
	b := make([]byte, 16)
	rand.Read(b)
	return encoding.EncodeToString(b)
}

var encoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Open opens the store at address (BLOB_URL): file://folder or
// s3://bucket?endpoint=host:port.
func Open(address string) (Store, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("blob: BLOB_URL is not an address") // it may hold a secret
	}
	switch u.Scheme {
	case "file":
		folder := u.Host + u.Path // file://var/blobs is relative, file:///var/blobs is not
		if folder == "" {
			return nil, errors.New("blob: BLOB_URL names no folder")
		}
		return openFolder(folder)
	case "s3":
		return openBucket(u)
	}
	return nil, fmt.Errorf("blob: BLOB_URL begins with file:// or s3://, not %q", u.Scheme)
}

// path fans names out over two levels of folders, so that no folder grows past
// what a file system likes. A name that Name did not draw is refused.
func path(name string) (string, error) {
	if len(name) != 26 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		return "", errors.New("blob: not a name of ours")
	}
	return name[:2] + "/" + name[2:4] + "/" + name[4:], nil
}
