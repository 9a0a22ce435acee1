package notification

import "slices"

// Event is what messages are about, as a person chooses how to be told of it
// (PAT-13). Its value is written: never rename.
type Event string

// The events, in the order of the page.
const (
	OfAccess    Event = "access"    // a professional opens for the first time (#31)
	OfAgreement Event = "agreement" // one declares an agreement (R.1111-46)
	OfEmergency Event = "emergency" // one opens in an emergency, tries to (#30, R.1111-48), or opened by mistake
	OfDocuments Event = "documents"
	OfProfile   Event = "profile" // a professional completed a line (#45)
	OfAnswers   Event = "answers" // to a request, to a report
	OfCopies    Event = "copies"
	OfReminders Event = "reminders"
	OfSecurity  Event = "security" // signing in, contacts, the emergency card
	OfOthers    Event = "others"   // what somebody does for the person at a desk, by phone, at her word (GP-08)
	OfLife      Event = "life"     // opened, closed, erased…
)

// Hold is how far an event lets itself be silenced. The screen always tells.
type Hold int

// The holds.
const (
	Free       Hold = iota // any channel, or none
	Usually                // at least as the person is usually reached: told at once (decisions.md §3)
	Online                 // by e-mail and by SMS, whatever was chosen: whoever took one does not have the other
	Everywhere             // on every known channel: a letter too
)

// rule is what may be chosen of an event.
type rule struct {
	hold  Hold
	waits bool // it may be told with others, once a day or a week
}

var rules = map[Event]rule{
	OfAccess: {}, OfAgreement: {hold: Usually}, OfEmergency: {hold: Everywhere}, OfDocuments: {waits: true}, OfProfile: {waits: true},
	OfAnswers: {waits: true}, OfCopies: {}, OfReminders: {waits: true}, OfSecurity: {hold: Online}, OfOthers: {hold: Everywhere},
	OfLife: {hold: Usually},
}

// Events lists them in the order of the page.
func Events() []Event {
	return []Event{OfAccess, OfAgreement, OfEmergency, OfDocuments, OfProfile, OfAnswers, OfCopies, OfReminders, OfSecurity, OfOthers, OfLife}
}

// Hold is how far e lets itself be silenced.
func (e Event) Hold() Hold { return rules[e].hold }

// Waits reports whether e may be told later, with others.
func (e Event) Waits() bool { return rules[e].waits }

var events = map[Event][]Kind{
	OfAccess:    {FirstAccess},
	OfAgreement: {Declared, Entrusted},
	OfEmergency: {OpenedInEmergency, EmergencyRefused, ReviewConcluded, Mistaken},
	OfDocuments: {NewDocument, Updated, Refused},
	OfProfile:   {ProfileCompleted},
	OfAnswers:   {RequestAnswered, ReportAnswered},
	OfCopies:    {ExportReady, ExportFailed},
	OfReminders: {DirectiveReminder},
	OfSecurity: {PasswordChanged, NewDevice, ContactChanging, FactorChanged, SignInHeld, SignInGiven, SignedOut, CardOpened,
		CardStopped},
	OfOthers: {BlockedForYou, MandateGiven, Helped, CopyBrought, CodeAsked, TreatingSet, ViewGiven, Recalled, ContactSet},
	OfLife: {Opened, Activated, Opposed, Closed, Erasing, Reopened, Kept, Suspended, Resumed, Unobjected, DMPEnded, Died, Alive,
		Deferred, Disputed, Settled, Majority90, Majority30},
}

// eventOf is the event of each kind. A digest is of none: it tells of others.
var eventOf = func() map[Kind]Event {
	all := map[Kind]Event{}
	for e, kinds := range events {
		for _, k := range kinds {
			all[k] = e
		}
	}
	return all
}()

// Event is what k is about; empty of a digest.
func (k Kind) Event() Event { return eventOf[k] }

// Kinds are the messages about e.
func (e Event) Kinds() []Kind { return slices.Clone(events[e]) }
