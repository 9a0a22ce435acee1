package app

import (
	"bytes"
	"context"
	"errors"
	"io"

	"espacesante/internal/blob"
)

// checkBlobs writes a probe, reads it back and deletes it.
func checkBlobs(ctx context.Context, cfg Config) (string, error) {
	store, err := blob.Open(cfg.BlobURL)
	if err != nil {
		return "", err
	}
	name, probe := blob.Name(), []byte("probe")
	if err := store.Put(ctx, name, bytes.NewReader(probe), int64(len(probe))); err != nil {
		return "", err
	}
	r, err := store.Get(ctx, name)
	if err != nil {
		return "", err
	}
	got, err := io.ReadAll(r)
	err = errors.Join(err, r.Close(), store.Delete(ctx, name))
	if err == nil && !bytes.Equal(got, probe) {
		err = errors.New("a file was read back other than it was written")
	}
	return scheme(cfg.BlobURL), err
}
