// Package enrolment leads a space through its life: invited, opposed,
// activated, opened by itself, closed. It knows who is invited and when, and
// nothing of what a space holds.
package enrolment

import (
	"time"

	"espacesante/internal/access"
	"espacesante/internal/problem"
)

// Event is what happens to a space (domain.md §4).
type Event string

// The events.
const (
	Sent      Event = "sent"      // the information message has left
	Activated Event = "activated" // by the person, with a code
	Opposed   Event = "opposed"   // by the person, with a code
	TimedOut  Event = "timed-out" // nothing was said by the end of day 42
	Closed    Event = "closed"    // by the person

	EraseAsked Event = "erase-asked" // by the person, closing or closed already
	Kept       Event = "kept"        // the person cancelled the erasing
	Erased     Event = "erased"      // the key is destroyed
)

// Guard is what must be true besides the state.
type Guard string

// The guards.
const (
	Always      Guard = ""
	InTime      Guard = "in-time"      // the last day is not over
	Overdue     Guard = "overdue"      // the last day is over
	WithoutDMP  Guard = "without-dmp"  // no previous DMP
	PreviousDMP Guard = "previous-dmp" // #99–#100: it stays readable for a while
	BeforeEnd   Guard = "before-end"   // the content is not to be erased yet
	PastEnd     Guard = "past-end"     // it is: 30 days after the request, 10 years after closing
)

// Step is one line of the state machine.
type Step struct {
	From  access.State
	On    Event
	If    []Guard
	To    access.State
	Rules string // where it is written
}

// Machine is the life of a space: one table, read by the code, its tests and
// `make docs`. A pair that is not here is refused.
var Machine = []Step{
	{access.Eligible, Sent, nil, access.Invited, "R.1111-28, #8, #108"},
	{access.Invited, Sent, nil, access.Invited, "a new code, or a letter after an e-mail that bounced"},
	{access.OppositionPending, Sent, nil, access.OppositionPending, "#130: the code to confirm with"},
	{access.AutoCreated, Sent, nil, access.AutoCreated, "a new code after day 42"},
	{access.Opposed, Sent, nil, access.Opposed, "change of mind"},
	{access.DMPOnly, Sent, nil, access.DMPOnly, "change of mind"},

	{access.Invited, Activated, nil, access.Activated, "#7, #9, #52"},
	{access.OppositionPending, Activated, nil, access.Activated, "change of mind before the code is used to oppose"},
	{access.AutoCreated, Activated, nil, access.Activated, "#7: at any time after"},
	{access.Opposed, Activated, nil, access.Activated, "change of mind"},
	{access.DMPOnly, Activated, nil, access.Activated, "change of mind"},

	{access.Invited, Opposed, []Guard{InTime, WithoutDMP}, access.Opposed, "R.1111-28, #11–#13, #53, #91"},
	{access.Invited, Opposed, []Guard{InTime, PreviousDMP}, access.DMPOnly, "#99, #100"},
	{access.OppositionPending, Opposed, []Guard{InTime, WithoutDMP}, access.Opposed, "#129, #130"},
	{access.OppositionPending, Opposed, []Guard{InTime, PreviousDMP}, access.DMPOnly, "#99, #100, #130"},

	{access.Invited, TimedOut, []Guard{Overdue}, access.AutoCreated, "R.1111-28, #54, #92, #109"},
	{access.OppositionPending, TimedOut, []Guard{Overdue}, access.AutoCreated, "#130"},

	{access.Activated, Closed, nil, access.ClosedArchived, "R.1111-36, #15, #55, #119"},
	{access.AutoCreated, Closed, nil, access.ClosedArchived, "R.1111-36, #143"},

	{access.Activated, EraseAsked, nil, access.DeletionRequested, "R.1111-36, #17, #97"},
	{access.AutoCreated, EraseAsked, nil, access.DeletionRequested, "R.1111-36, #17, #97"},
	{access.ClosedArchived, EraseAsked, nil, access.DeletionRequested, "R.1111-36"},
	{access.DeletionRequested, Kept, []Guard{BeforeEnd}, access.ClosedArchived, "30 days to change one's mind"},
	{access.DeletionRequested, Erased, []Guard{PastEnd}, access.Deleted, "R.1111-36: 3 months at most after the request"},
	{access.ClosedArchived, Erased, []Guard{PastEnd}, access.Deleted, "R.1111-36: the archive ends after 10 years, #119"},
	{access.ClosedDeath, Erased, []Guard{PastEnd}, access.Deleted, "R.1111-36: the archive ends after 10 years"},
}

// Situation is what the guards look at.
type Situation struct {
	State    access.State
	Deadline time.Time // zero before anything was sent
	HasDMP   bool
	End      time.Time // of the content, once closed; zero before
	At       time.Time
}

// Next is the state that an event leads to, or a conflict when nothing leads
// on from here.
func Next(s Situation, e Event) (access.State, error) {
	for _, step := range Machine {
		if step.From == s.State && step.On == e && s.allows(step.If) {
			return step.To, nil
		}
	}
	return "", problem.Clash("state-" + string(e))
}

func (s Situation) allows(guards []Guard) bool {
	for _, g := range guards {
		// In the instant of the deadline itself an opposition is in time and
		// the timer waits: ties favour the person (invariant 19).
		late := s.Deadline.IsZero() || s.At.After(s.Deadline)
		over := !s.End.IsZero() && s.At.After(s.End)
		switch {
		case g == BeforeEnd && (over || s.End.IsZero()), g == PastEnd && !over,
			g == InTime && late, g == Overdue && !late,
			g == WithoutDMP && s.HasDMP, g == PreviousDMP && !s.HasDMP:
			return false
		}
	}
	return true
}
