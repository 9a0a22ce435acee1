// Package enrolment leads a space through its life: invited, opposed,
// activated, opened by itself, closed. It knows who is invited and when, and
// nothing of what a space holds.
package enrolment

import (
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/problem"
)

// Event is what happens to a space (domain.md §4).
type Event string

// The events.
const (
	Sent      Event = "sent"      // a message with a code has left
	Bounced   Event = "bounced"   // and came back
	Activated Event = "activated" // with a code
	Asked     Event = "asked"     // to oppose, without a code
	Opposed   Event = "opposed"
	TimedOut  Event = "timed-out" // nothing was said by the end of day 42
	Deferred  Event = "deferred"  // technical impossibility

	Closed     Event = "closed"
	EraseAsked Event = "erase-asked" // closing or closed already
	Kept       Event = "kept"        // the erasing is cancelled
	Erased     Event = "erased"      // the key is destroyed
	Reopened   Event = "reopened"    // by an agent; the holder activates anew

	Suspended  Event = "suspended"  // fraud or serious malfunction
	Resumed    Event = "resumed"    // the objection is founded, or the check is over
	Unanswered Event = "unanswered" // nobody objected within six weeks
	Died       Event = "died"
	Lives      Event = "lives"            // the death was recorded by mistake
	Ended      Event = "transition-ended" // of a previous DMP
	Recalled   Event = "recalled"         // what somebody else did wrongly

	Disagreed     Event = "disagreed"      // two representatives do
	SettledOpen   Event = "settled-open"   // the space is to be
	SettledClosed Event = "settled-closed" // the space is not to be
	CameOfAge     Event = "came-of-age"    // 18: nobody represents any longer
)

// Events lists all events.
func Events() []Event {
	return []Event{Sent, Bounced, Activated, Asked, Opposed, TimedOut, Deferred, Closed, EraseAsked, Kept, Erased, Reopened,
		Suspended, Resumed, Unanswered, Died, Lives, Ended, Recalled, Disagreed, SettledOpen, SettledClosed, CameOfAge}
}

// Guard is what must be true besides the state.
type Guard string

// The guards. Was("INVITED") is one too: where the act that is recalled began,
// or where a death found the space.
const (
	InTime      Guard = "in-time"      // the last day is not over
	Overdue     Guard = "overdue"      // the last day is over
	Informed    Guard = "informed"     // a message has left: nothing opens over somebody who was told nothing
	WithoutDMP  Guard = "without-dmp"  // no previous DMP
	PreviousDMP Guard = "previous-dmp" // #99–#100: it stays readable for a while
	BeforeEnd   Guard = "before-end"   // the content is not to be erased yet
	PastEnd     Guard = "past-end"     // it is: 30 days after the request, 10 years after closing
	MayObject   Guard = "may-object"   // the six weeks of a suspension are not over
	Unobjected  Guard = "unobjected"   // they are
	PastDMP     Guard = "past-dmp"     // the transition of a previous DMP is over
	HasAccount  Guard = "has-account"  // somebody activated it once
	NoAccount   Guard = "no-account"
	WasOpen     Guard = "was-open" // it was opened once: it may hold something
	NeverOpen   Guard = "never-open"
)

// Was is the guard of a recall: the space was in that state before.
func Was(s access.State) Guard { return Guard(wasIn + string(s)) }

const wasIn = "was:"

// Step is one line of the state machine.
type Step struct {
	From    access.State
	On      Event
	By      []access.Role // who may; internal/access decides, a test keeps the two together
	Through string        // by which channels
	If      []Guard
	Within  string // until when, or from when
	To      access.State
	Rules   string // where it is written
}

// Situation is what the guards look at.
type Situation struct {
	State    access.State
	Since    time.Time
	Deadline time.Time // of opposing; zero before anything was sent or asked
	Informed bool      // a message has left
	HasDMP   bool
	End      time.Time // of the content, once closed; zero before
	ObjectBy time.Time // end of the six weeks of a suspension
	DMPEnds  time.Time // end of the transition of a previous DMP
	Account  bool      // somebody activated it once
	Opened   bool      // once
	Was      access.State
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
		if !s.allow(g) {
			return false
		}
	}
	return true
}

// allow: in the instant of a deadline itself the person is in time and the
// timer waits; ties favour the person (invariant 19). What is not known allows
// neither.
func (s Situation) allow(g Guard) bool {
	switch g {
	case InTime:
		return within(s.At, s.Deadline)
	case Overdue:
		return past(s.At, s.Deadline)
	case Informed:
		return s.Informed
	case WithoutDMP:
		return !s.HasDMP
	case PreviousDMP:
		return s.HasDMP
	case BeforeEnd:
		return within(s.At, s.End)
	case PastEnd:
		return past(s.At, s.End)
	case MayObject:
		return within(s.At, s.ObjectBy)
	case Unobjected:
		return past(s.At, s.ObjectBy)
	case PastDMP:
		return past(s.At, s.DMPEnds)
	case HasAccount:
		return s.Account
	case NoAccount:
		return !s.Account
	case WasOpen:
		return s.Opened
	case NeverOpen:
		return !s.Opened
	}
	was, recall := strings.CutPrefix(string(g), wasIn)
	return recall && s.Was == access.State(was)
}

func within(at, end time.Time) bool { return !end.IsZero() && !at.After(end) }
func past(at, end time.Time) bool   { return !end.IsZero() && at.After(end) }

// leadingOn are the states that an event leads on from, as the machine says.
func leadingOn(e Event) (from []access.State) {
	for _, step := range Machine {
		if step.On == e {
			from = append(from, step.From)
		}
	}
	return from
}

// closedBy are the states that an event closes for good.
func closedBy(e Event) (from []access.State) {
	for _, step := range Machine {
		if step.On == e && step.To == access.ClosedDeath {
			from = append(from, step.From)
		}
	}
	return from
}
