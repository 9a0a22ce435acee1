package devdb

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// The version of @embedded-postgres we were tried with: the server's programs
// without psql, for development and tests.
const (
	npmMajor   = 18
	npmVersion = "18.4.0-beta.17"
)

// npmCache is a folder that the server's user can enter too.
func npmCache() string {
	if os.Geteuid() == 0 {
		return "/var/cache/espacesante"
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "espacesante")
}

// npmFolder is where fromNPM leaves the programs.
func npmFolder(cache string) string {
	return filepath.Join(cache, "postgresql-"+npmVersion, "native", "bin")
}

// fromNPM fetches the programs with the ordinary npm client and unpacks them:
// `npm pack` runs no script of the package's.
func fromNPM(ctx context.Context, cache string) (string, error) {
	bin := npmFolder(cache)
	root := filepath.Dir(filepath.Dir(bin))
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	draft, err := os.MkdirTemp(cache, "draft-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(draft) }() // a draft left behind is only disk space
	arch := map[string]string{"amd64": "x64"}[runtime.GOARCH]
	if arch == "" {
		arch = runtime.GOARCH
	}
	name := fmt.Sprintf("@embedded-postgres/%s-%s@%s", runtime.GOOS, arch, npmVersion)
	cmd := exec.CommandContext(ctx, "npm", "pack", "--silent", "--pack-destination", draft, name)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm pack %s: %w\n%s", name, err, out)
	}
	packs, err := filepath.Glob(filepath.Join(draft, "*.tgz"))
	if err != nil || len(packs) != 1 {
		return "", fmt.Errorf("npm pack %s: left %d files", name, len(packs))
	}
	whole := filepath.Join(draft, "whole")
	if err := unpack(packs[0], whole); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	// Named when whole. Another process may have been quicker: its copy is as good.
	if err := os.Rename(whole, root); err != nil && !hasServer(bin) {
		return "", err
	}
	return bin, nil
}

// unpack writes the pack's programs under dir, and nothing outside it.
func unpack(pack, dir string) error {
	f, err := os.Open(pack)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return link(root)
		}
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(h.Name, "package/")
		if h.Typeflag != tar.TypeReg || !strings.HasPrefix(name, "native/") {
			continue
		}
		if err := unpackFile(root, name, r); err != nil {
			return err
		}
	}
}

func unpackFile(root *os.Root, name string, r io.Reader) error {
	mode := fs.FileMode(0o644)
	if strings.HasPrefix(name, "native/bin/") {
		mode = 0o755
	}
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}

// link makes the symbolic links that npm's packs cannot carry and that the
// programs need to find their libraries.
func link(root *os.Root) error {
	text, err := root.ReadFile("native/pg-symlinks.json")
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(text, &links); err != nil {
		return err
	}
	for _, l := range links {
		to, err := filepath.Rel(filepath.Dir(l.Target), l.Source)
		if err != nil {
			return err
		}
		if err := root.Symlink(to, l.Target); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}
