//go:build unix

package vault

import (
	"io/fs"
	"os"
	"syscall"
)

// keepOwner gives f the owner and rights of the file it will replace: whoever
// renews the keys, the servers must read them.
func keepOwner(f *os.File, was fs.FileInfo) error {
	if err := f.Chmod(was.Mode().Perm()); err != nil {
		return err
	}
	st, ok := was.Sys().(*syscall.Stat_t)
	if !ok || int(st.Uid) == os.Geteuid() && int(st.Gid) == os.Getegid() {
		return nil
	}
	return f.Chown(int(st.Uid), int(st.Gid))
}
