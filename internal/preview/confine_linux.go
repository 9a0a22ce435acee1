package preview

import (
	"os"
	"os/exec"
	"sync"
	"syscall"
)

const nobody = 65534

// confine gives the child a group of its own to be killed whole, no network, and no rights: a root server's child is
// nobody; another's gets a user namespace where the kernel allows one.
func confine(cmd *exec.Cmd) {
	cmd.SysProcAttr = attributes(alone())
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

func attributes(alone bool) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	root := os.Geteuid() == 0
	if root {
		a.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	if !alone {
		return a
	}
	a.Cloneflags = syscall.CLONE_NEWNET
	if !root {
		a.Cloneflags |= syscall.CLONE_NEWUSER
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Geteuid(), Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getegid(), Size: 1}}
	}
	return a
}

// alone tries once whether a child may be cut from the network: many containers forbid it. Poppler asks for none in
// any case.
var alone = sync.OnceValue(func() bool {
	cmd := exec.Command("/bin/sh", "-c", "exit 0")
	cmd.SysProcAttr = attributes(true)
	return cmd.Run() == nil
})
