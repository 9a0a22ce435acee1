package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// bucket keeps files in a bucket of an S3 service. Its keys come from the
// environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), never from the
// address, which is shown by `doctor`.
type bucket struct {
	client *minio.Client
	name   string
}

func openBucket(u *url.URL) (Store, error) {
	endpoint := u.Query().Get("endpoint")
	switch {
	case u.Host == "":
		return nil, errors.New("blob: the address names no bucket")
	case u.User != nil:
		return nil, errors.New("blob: the keys of the bucket belong in the environment, not in the address")
	case endpoint == "":
		return nil, errors.New("blob: the address names no endpoint")
	}
	c, err := minio.New(endpoint, &minio.Options{
		Creds:  credentials.NewEnvAWS(),
		Secure: u.Query().Get("insecure") != "true",
		Region: u.Query().Get("region"),
	})
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	return &bucket{c, u.Host}, nil
}

// Put writes a file; the service acknowledges it once it is kept.
func (b *bucket) Put(ctx context.Context, name string, r io.Reader, size int64) error {
	to, err := path(name)
	if err != nil {
		return err
	}
	_, err = b.client.PutObject(ctx, b.name, to, r, size, minio.PutObjectOptions{ContentType: "application/octet-stream"})
	return wrap(err)
}

// Get opens a file.
func (b *bucket) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	from, err := path(name)
	if err != nil {
		return nil, err
	}
	o, err := b.client.GetObject(ctx, b.name, from, minio.GetObjectOptions{})
	if err != nil {
		return nil, wrap(err)
	}
	if _, err := o.Stat(); err != nil { // GetObject asks nothing by itself
		return nil, errors.Join(wrap(err), o.Close())
	}
	return o, nil
}

// Delete removes a file.
func (b *bucket) Delete(ctx context.Context, name string) error {
	at, err := path(name)
	if err != nil {
		return err
	}
	return wrap(b.client.RemoveObject(ctx, b.name, at, minio.RemoveObjectOptions{}))
}

// Older lists the bucket, and ends the uploads that nobody went on with.
func (b *bucket) Older(ctx context.Context, age time.Duration, fn func(name string) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop() // the listing ends with it
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Recursive: true}) {
		if o.Err != nil {
			return wrap(o.Err)
		}
		name := strings.ReplaceAll(o.Key, "/", "")
		if !ours(name, o.Key) || time.Since(o.LastModified) < age {
			continue
		}
		if err := fn(name); err != nil {
			return err
		}
	}
	for u := range b.client.ListIncompleteUploads(ctx, b.name, "", true) {
		if u.Err != nil {
			return wrap(u.Err)
		}
		if !ours(strings.ReplaceAll(u.Key, "/", ""), u.Key) || time.Since(u.Initiated) < age {
			continue
		}
		if err := wrap(b.client.RemoveIncompleteUpload(ctx, b.name, u.Key)); err != nil {
			return err
		}
	}
	return nil
}

// Check asks whether the bucket is there for us.
func (b *bucket) Check(ctx context.Context) error {
	there, err := b.client.BucketExists(ctx, b.name)
	if err == nil && !there {
		return fmt.Errorf("blob: no bucket %s", b.name)
	}
	return wrap(err)
}

func wrap(err error) error {
	switch {
	case err == nil:
		return nil
	case minio.ToErrorResponse(err).Code == minio.NoSuchKey:
		return ErrMissing
	}
	return fmt.Errorf("blob: %w", err)
}
