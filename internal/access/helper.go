package access

import "strings"

// Task is something that a person ticks in a mandate: what the helper may do for them, and nothing besides (HLP-01).
// Its value is written: never rename.
type Task string

// The tasks, in the order of the page that asks.
const (
	TaskActivate Task = "activate"
	TaskOppose   Task = "oppose"
	TaskClose    Task = "close"
	TaskRecover  Task = "recover" // a new code, a new password that the person types
	TaskAdd      Task = "add"     // a paper scanned at the desk, filed as the person's own (HLP-03)
	TaskShow     Task = "show"    // one document at a time, behind the curtain
	TaskPrint    Task = "print"
)

// Tasks lists all tasks.
func Tasks() []Task {
	return []Task{TaskActivate, TaskOppose, TaskClose, TaskRecover, TaskAdd, TaskShow, TaskPrint}
}

// covers says which ticked tasks let a helper do an act. What is not here needs the mandate alone.
var covers = map[Act][]Task{
	ActivateSpace:   {TaskActivate},
	DepositDocument: {TaskAdd},
	OpposeSpace:     {TaskOppose},
	CloseSpace:      {TaskClose},
	PrintCode:       {TaskPrint, TaskActivate, TaskOppose},
	RenewCode:       {TaskRecover, TaskActivate, TaskOppose, TaskPrint},
	ListVeiled:      {TaskShow},
	ReadUnveiled:    {TaskShow},
	VeilDocument:    {TaskShow},
	RecoverSignIn:   {TaskRecover},
}

// before are what a helper does on the way to a mandate: the person types what proves who she is, then agrees.
var before = map[Act]bool{FindPerson: true, OpenMandate: true}

// helper: whoever sits at a desk acts under a live mandate of this person, for what the person ticked. A minor gives
// none: the representatives do (#69).
func helper(q Question) Verdict {
	switch {
	case before[q.Act] && !q.On.Adult:
		return no(A1, MinorMayNot)
	case before[q.Act]:
		return yes(A1)
	case !q.On.Mandate:
		return no(A1, NoMandate)
	case !covered(q):
		return no(A1, NotInMandate)
	}
	return yes(A1)
}

func covered(q Question) bool {
	tasks, limited := covers[q.Act]
	if !limited {
		return true
	}
	ticked := " " + q.On.Tasks + " "
	for _, t := range tasks {
		if strings.Contains(ticked, " "+string(t)+" ") {
			return true
		}
	}
	return false
}

// behind judges a helper before what a record holds: that documents are there, and one that the person chose to show
// (HLP, the curtain).
func behind(q Question, r rule) Verdict {
	if !r.helper { // G2
		return no(G2, NoContent)
	}
	link := helper(q)
	if link.Allow && q.On.State != Activated { // G4
		return no(G4, shut(q.On.State, NotActivated))
	}
	return link
}

// veiled: what the person would see is there, as a day and nothing else.
func veiled(q Question) Verdict {
	d := q.Doc
	switch {
	case d.Type == "" || d.Status == "":
		return no(G0, MissingFact)
	case d.Status != Approved && d.Status != Archived: // D1
		return no(D1, NotCurrent)
	}
	return told(d)
}

// unveiled: the person showed this one, in this session.
func unveiled(q Question) Verdict {
	v := veiled(q)
	if v.Allow && !q.Doc.Unveiled { // D4
		return no(D4, Veiled)
	}
	return v
}

// drawn: the curtain is drawn again over a document, by the person or by her helper.
func drawn(q Question) Verdict {
	if q.By.Role == Helper {
		return unveiled(q)
	}
	return seen(q)
}
