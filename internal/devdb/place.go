package devdb

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// place is where a cluster lives and the system user that its server runs as.
type place struct {
	folder string // holds data, postgres.log and the keeper's lock; links followed
	socket string // the folder of the unix socket, folder itself unless its path is too long
	user   user.User
	uid    int
	gid    int
}

func (p place) data() string { return filepath.Join(p.folder, "data") }

// settle finds or makes $DATA_DIR/postgres. PostgreSQL refuses to run as root,
// so root's server runs as another user, who may be unable to enter DATA_DIR
// (below a home, say): then the real folder is elsewhere, behind a link.
func settle(dataDir string) (place, error) {
	abs, err := filepath.Abs(dataDir)
	if err != nil {
		return place{}, err
	}
	if err := os.MkdirAll(abs, 0o755); err != nil {
		return place{}, err
	}
	abs, err = filepath.EvalSymlinks(abs)
	if err != nil {
		return place{}, err
	}
	link := filepath.Join(abs, "postgres")
	folder, err := filepath.EvalSymlinks(link)
	if errors.Is(err, fs.ErrNotExist) {
		folder, err = found(link)
	}
	if err != nil {
		return place{}, err
	}
	p := place{folder: folder}
	if err := p.chooseUser(); err != nil {
		return place{}, err
	}
	if owner, ok := ownerOf(folder); ok && owner != p.uid && os.Geteuid() == 0 {
		if err := os.Chown(folder, p.uid, p.gid); err != nil { // another process may be just making it
			return place{}, err
		}
	}
	if !canEnter(folder, p.uid, p.gid) {
		return place{}, fmt.Errorf("%s: user %s, who runs PostgreSQL, cannot enter", folder, p.user.Username)
	}
	return p, p.chooseSocket()
}

// found makes the cluster's folder and says where it is.
func found(link string) (string, error) {
	var p place
	if err := p.chooseUser(); err != nil {
		return "", err
	}
	if _, err := os.Readlink(link); err == nil { // to nowhere
		if err := os.Remove(link); err != nil {
			return "", err
		}
	}
	if canEnter(filepath.Dir(link), p.uid, p.gid) {
		if err := os.Mkdir(link, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return "", err
		}
		return link, nil
	}
	real, err := os.MkdirTemp("/var/lib", "espacesante-")
	if err != nil {
		return "", err
	}
	err = os.Symlink(real, link)
	if errors.Is(err, fs.ErrExist) { // another process was quicker: take its folder
		if err := os.Remove(real); err != nil {
			return "", err
		}
		return filepath.EvalSymlinks(link)
	}
	return real, err
}

// chooseUser is the present user; for root, the owner of the data there are, else postgres, else nobody.
func (p *place) chooseUser() error {
	names := []string{strconv.Itoa(os.Geteuid())}
	if os.Geteuid() == 0 {
		names = []string{"postgres", "nobody"}
		if owner, ok := ownerOf(p.data()); ok && owner != 0 {
			names = []string{strconv.Itoa(owner)}
		}
	}
	for _, name := range names {
		u, err := user.Lookup(name)
		if err != nil {
			u, err = user.LookupId(name)
		}
		if err != nil {
			continue
		}
		p.user = *u
		p.uid, _ = strconv.Atoi(u.Uid)
		p.gid, err = strconv.Atoi(u.Gid)
		return err
	}
	return fmt.Errorf("system user %s has no entry in the password file, which PostgreSQL needs", names[0])
}

// chooseSocket keeps the socket beside the data, so that `psql -h
// $DATA_DIR/postgres` works, unless the path is longer than a socket's may be.
func (p *place) chooseSocket() error {
	p.socket = p.folder
	if len(p.folder) <= 80 && !strings.ContainsAny(p.folder, `,"`) {
		return nil
	}
	p.socket = fmt.Sprintf("/tmp/espacesante-%.6x", sha256.Sum256([]byte(p.folder)))
	if err := os.Mkdir(p.socket, 0o700); err == nil {
		return os.Chown(p.socket, p.uid, p.gid)
	}
	// Anybody may make a folder in /tmp: a socket of somebody else's is not ours.
	info, err := os.Lstat(p.socket)
	if err != nil {
		return err
	}
	owner, ok := ownerOf(p.socket)
	if !info.IsDir() || !ok || owner != p.uid || info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s: is not a private folder of user %s", p.socket, p.user.Username)
	}
	return nil
}

// canEnter says whether a user may pass through path and all its parents.
func canEnter(path string, uid, gid int) bool {
	if uid == os.Geteuid() {
		return true // the system will say so itself, and better
	}
	for {
		info, err := os.Stat(path)
		if err != nil {
			return false
		}
		st, ok := info.Sys().(*syscall.Stat_t)
		mode := info.Mode().Perm()
		switch {
		case !ok:
			return false
		case int(st.Uid) == uid:
			mode >>= 6
		case int(st.Gid) == gid:
			mode >>= 3
		}
		if mode&1 == 0 {
			return false
		}
		if path == filepath.Dir(path) {
			return true
		}
		path = filepath.Dir(path)
	}
}

func ownerOf(path string) (uid int, ok bool) {
	info, err := os.Lstat(path)
	if err != nil {
		return 0, false
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(st.Uid), true
}

// answers says whether a server takes connections here and has the database.
func (p place) answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, p.url(AppRole, Database))
	if err != nil {
		return false
	}
	return conn.Close(ctx) == nil
}
