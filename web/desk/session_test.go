package desk

import (
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/mandate"
	"espacesante/web/ui"
)

// HLP-04: what is done already says so, what cannot be done says why, and neither leads anywhere.
func TestEachTaskSaysWhereItIs(t *testing.T) {
	t.Parallel()
	m := &meeting{Sitting: mandate.Sitting{Tasks: []access.Task{access.TaskActivate, access.TaskOppose, access.TaskClose, access.TaskShow}}}
	may := map[access.Act]bool{access.CloseSpace: true}
	for state, want := range map[access.State][]ui.TaskState{
		access.Activated: {ui.Ended, ui.Blocked, ui.ToDo, ui.ToDo},
		access.Opposed:   {ui.Blocked, ui.Ended, ui.ToDo, ui.Blocked},
	} {
		for i, task := range todo(m, enrolment.Standing{State: state, May: may}) {
			if task.State != want[i] || (task.State == ui.ToDo) != (task.Href != "") || (task.State == ui.ToDo) != (task.Note == "") {
				t.Errorf("%s: %+v, want %s", state, task, want[i])
			}
		}
	}
}
