//go:build !linux

package preview

import (
	"os/exec"
	"syscall"
)

// confine gives the child a group of its own, to be killed whole.
func confine(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
