package devdb

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// dieWithParent asks the system to stop the child when the thread that made it
// ends, `kill -9` included. SIGINT is PostgreSQL's fast shutdown.
func dieWithParent(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGINT }

// serves says whether a process runs and is the server of this data: its
// number may since have been given to any other process, another PostgreSQL
// included. One that has ended and waits to be collected does not run.
func serves(pid int, data string) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil || !strings.Contains(string(stat), "(postgres) ") || strings.Contains(string(stat), ") Z ") {
		return false
	}
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	return err == nil && cwd == data
}
