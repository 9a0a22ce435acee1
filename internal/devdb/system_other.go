//go:build !linux

package devdb

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// dieWithParent has no equivalent here: a server whose keeper was killed goes
// on until the next opening, which ends it.
func dieWithParent(*syscall.SysProcAttr) {}

// serves says whether a process runs and is the server of this data.
func serves(pid int, data string) bool {
	out, err := exec.Command("ps", "-ww", "-o", "stat=,command=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && strings.Contains(string(out), "postgres -D "+data) && !strings.HasPrefix(string(out), "Z")
}
