package mandate

import (
	"strings"
	"time"

	"espacesante/internal/access"
)

// Told is what M13 says of a session: the tasks that were done, and until when
// the helper may go on. It travels in the target of the line.
type Told struct {
	Done  []access.Task
	Until time.Time // zero: the mandate is over
}

// ReadTold reads what Leave wrote.
func ReadTold(target string) (t Told) {
	day, rest, _ := strings.Cut(target, " ")
	if at, err := time.Parse(time.RFC3339, day); err == nil {
		t.Until = at
	}
	t.Done = tasksOf(rest)
	return t
}

func (t Told) target() string {
	day := "-"
	if !t.Until.IsZero() {
		day = t.Until.UTC().Format(time.RFC3339)
	}
	return strings.TrimSpace(day + " " + tasksWritten(t.Done))
}

// doneBy is which task each act was.
var doneBy = map[access.Act]access.Task{access.ActivateSpace: access.TaskActivate, access.OpposeSpace: access.TaskOppose,
	access.CloseSpace: access.TaskClose, access.RenewCode: access.TaskRecover, access.PrintCode: access.TaskPrint,
	access.ReadUnveiled: access.TaskShow, access.RecoverSignIn: access.TaskRecover,
	access.DepositDocument: access.TaskAdd}

// tasksOfActs names each task once, in the order of the tasks.
func tasksOfActs(acts []access.Act) (all []access.Task) {
	for _, task := range access.Tasks() {
		for _, a := range acts {
			if doneBy[a] == task {
				all = append(all, task)
				break
			}
		}
	}
	return all
}

// TasksDone are the tasks that lines of a journal did, each once.
func TasksDone(done []Done) []access.Task {
	var acts []access.Act
	for _, d := range done {
		if d.Reason == "" {
			acts = append(acts, d.Act)
		}
	}
	return tasksOfActs(acts)
}
