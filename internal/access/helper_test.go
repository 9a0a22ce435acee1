package access

import (
	"slices"
	"strings"
	"testing"
)

// TestHelpersDoWhatWasTicked: HLP-01, #10 #116; a mandate for one thing is none for another.
func TestHelpersDoWhatWasTicked(t *testing.T) {
	for act, c := range map[Act]struct {
		state State
		tasks []Task
	}{ActivateSpace: {Invited, []Task{TaskActivate}}, OpposeSpace: {Invited, []Task{TaskOppose}}, CloseSpace: {Activated, []Task{TaskClose}},
		RenewCode: {Invited, []Task{TaskRecover, TaskActivate, TaskOppose, TaskPrint}}, DepositDocument: {Activated, []Task{TaskAdd}}, ListVeiled: {Activated, []Task{TaskShow}},
		PrintCode: {Invited, []Task{TaskPrint, TaskActivate, TaskOppose}}, ReadUnveiled: {Activated, []Task{TaskShow}},
		VeilDocument: {Activated, []Task{TaskShow}}, RecoverSignIn: {Activated, []Task{TaskRecover}}} {
		for _, task := range Tasks() {
			one := with(func(f *Facts) { f.Mandate, f.Tasks = true, string(task) })
			answer := "no  A1 not-in-mandate"
			if slices.Contains(c.tasks, task) {
				answer = "yes"
			}
			q := asked(someone(Helper), act, one, biology()).state(c.state)
			if got := spelled(opening(q)); !strings.HasPrefix(got, answer) {
				t.Errorf("%s with %s: %s, want %s", act, task, got, answer)
			}
		}
	}
	like := with(func(f *Facts) { f.Mandate, f.Tasks = true, "closed showing" })
	want(t, "a word that begins like a task", asked(someone(Helper), CloseSpace, like, Document{}), "no A1 not-in-mandate")
	if strings.Join(strings.Fields(everyTask), " ") != strings.Join(plain(Tasks()), " ") {
		t.Error("the tests tick other tasks than there are")
	}
}

// TestMinorsGiveNoMandate: #69, their representatives do.
func TestMinorsGiveNoMandate(t *testing.T) {
	child := with(func(f *Facts) { f.Adult = false })
	want(t, "a child", asked(someone(Helper), OpenMandate, child, Document{}), "no A1 minor")
	want(t, "a child looked for", asked(someone(Helper), FindPerson, child, Document{}), "no A1 minor")
	want(t, "an adult looked for", asked(someone(Helper), FindPerson, ordinary(), Document{}), "yes S1")
	held := child
	held.Mandate, held.Tasks = true, everyTask
	want(t, "under a mandate that an adult gave before", asked(someone(Helper), CloseSpace, held, Document{}), "yes S1")
	want(t, "somebody dead", asked(someone(Helper), OpenMandate, ordinary(), Document{}).state(ClosedDeath), "no S1 wrong-state")
}

// TestTheCurtainHidesAllButWhatIsShown: HLP, the curtain.
func TestTheCurtainHidesAllButWhatIsShown(t *testing.T) {
	held := with(func(f *Facts) { f.Mandate, f.Tasks = true, everyTask })
	shown := biology()
	shown.Unveiled = true
	waiting := shown
	waiting.HiddenFromPatient = true
	want(t, "that it is there", asked(someone(Helper), ListVeiled, held, biology()), "yes A1")
	want(t, "what it is", asked(someone(Helper), ReadUnveiled, held, biology()), "no D4 veiled")
	want(t, "shown", asked(someone(Helper), ReadUnveiled, held, shown), "yes A1")
	want(t, "shown, the mandate ended", asked(someone(Helper), ReadUnveiled, ordinary(), shown), "no A1 no-mandate")
	want(t, "not the patient yet", asked(someone(Helper), ListVeiled, held, waiting), "no D6 not-announced")
	gone := biology()
	gone.Status = Erased
	want(t, "withdrawn, never shown", asked(someone(Helper), ReadUnveiled, held, gone), "no D1 not-current")
	want(t, "of no type", asked(someone(Helper), ListVeiled, held, Document{Status: Approved}), "no G0 missing-fact")
	want(t, "of no status", asked(someone(Helper), ListVeiled, held, Document{Type: "11502-2"}), "no G0 missing-fact")
	want(t, "drawn again", asked(someone(Helper), VeilDocument, held, shown), "yes A1")
	want(t, "drawn over what was not shown", asked(someone(Helper), VeilDocument, held, biology()), "no D4 veiled")
	want(t, "no mandate, in a closed space", asked(someone(Helper), ListVeiled, ordinary(), biology()).state(ClosedArchived), "no A1 no-mandate")
	want(t, "in a closed space", asked(someone(Helper), ListVeiled, held, biology()).state(ClosedArchived), "no G4 space-closed")
	want(t, "shown by the person", asked(holderOf(lea), UnveilDocument, ordinary(), biology()), "yes P1")
	want(t, "shown by the helper", asked(someone(Helper), UnveilDocument, held, biology()), "no G2 no-content")
	for _, r := range []Role{Support, Caisse, Operator, Reviewer} {
		want(t, string(r), asked(someone(r), ReadUnveiled, held, shown), "no G2 no-content")
	}
}
