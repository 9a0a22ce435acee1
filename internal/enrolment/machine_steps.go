package enrolment

import "espacesante/internal/access"

// Who makes events happen.
var (
	service  = []access.Role{access.System}
	holders  = []access.Role{access.Patient, access.Representative}
	helped   = append(holders[:2:2], access.Helper)
	anybody  = append(helped[:3:3], access.Support, access.Caisse)
	known    = append(holders[:2:2], access.Support, access.Caisse) // a helper does not erase, nor bring back
	guards   = []access.Role{access.Caisse, access.Operator}
	resuming = append(known[:4:4], access.Operator)
	undoing  = resuming
	deaths   = []access.Role{access.System, access.Caisse}
	operator = []access.Role{access.Operator}
	counter  = []access.Role{access.Caisse}
)

// The channels, in the words of the documentation.
const (
	byMessage = "e-mail, or post when there is none or it failed"
	byWeb     = "web, desk"
	byAll     = "web, desk, 3422, counter of the caisse"
	byPaths   = "web, 3422, counter of the caisse"
	byCaisse  = "counter of the caisse, operator"
	byTimer   = "timer"
	byFile    = "file of the caisse, counter of the caisse"
	byOffice  = "operator"
	bySeen    = "counter of the caisse, the person there"
	byUndo    = "web, 3422, counter of the caisse, operator"
)

// The deadlines, in the words of the documentation.
const (
	in42    = "until the end of the 42nd day after sending"
	in42Ask = "until the end of the 42nd day after sending, or after the request when that is later"
	after42 = "after the 42nd day"
	in30    = "until the end of the 30th day after the request"
	after30 = "after the 30th day, within 3 months"
	after10 = "10 years after closing"
	in6     = "until the end of the 42nd day after the person is told"
	after6  = "after these 42 days"
	in7     = "until the end of the 7th day after the act"
	endDMP  = "DMP_TRANSITION after opposing, 12 months by default"
	at18    = "at 18, 00:00 Europe/Paris"
	in15    = "settled within 15 days; the timer stands still"
)

// Machine is the life of a space: one table, read by the code, its tests and
// `make docs`. A pair that is not here is refused, and the refusal is a line.
var Machine = []Step{
	{access.Eligible, Sent, service, byMessage, nil, "", access.Invited, "R.1111-28, #1, #5, #8, #50, #88, #108, #110, #124"},
	{access.Invited, Sent, service, byMessage, nil, "", access.Invited, "#127: a new code, or a letter after an e-mail that bounced; #126: the old one is dead"},
	{access.Invited, Bounced, service, "e-mail that came back", nil, "at once", access.Eligible, "R.1111-28: nobody was told; the 42 days begin again with the letter"},
	{access.OppositionPending, Sent, service, byMessage, nil, "", access.OppositionPending, "#130: the code to confirm with"},
	{access.AutoCreated, Sent, service, byMessage, nil, "", access.AutoCreated, "#7: a new code after day 42"},
	{access.Opposed, Sent, service, byMessage, nil, "", access.Opposed, "change of mind"},
	{access.DMPOnly, Sent, service, byMessage, nil, "", access.DMPOnly, "change of mind"},
	{access.ClosedArchived, Sent, service, byMessage, nil, "", access.ClosedArchived, "a code to reopen, or to have all erased"},
	{access.DeletionRequested, Sent, service, byMessage, nil, "", access.DeletionRequested, "a code to cancel the erasing"},
	{access.Suspended, Sent, service, byMessage, nil, "", access.Suspended, "a code to object"},

	{access.Invited, Activated, helped, byWeb, nil, "any day, the 42nd and after", access.Activated, "#7, #9, #52, #94, #137"},
	{access.OppositionPending, Activated, helped, byWeb, nil, "any day", access.Activated, "change of mind before the code is used to oppose"},
	{access.AutoCreated, Activated, helped, byWeb, nil, "any day", access.Activated, "#7: at any time after; all that came since is there"},
	{access.Opposed, Activated, helped, byWeb, nil, "any day", access.Activated, "#53: change of mind"},
	{access.DMPOnly, Activated, helped, byWeb, nil, "any day of the transition", access.Activated, "change of mind"},
	{access.ClosedArchived, Activated, helped, byWeb, []Guard{BeforeEnd}, "before the archive ends", access.Activated, "R.1111-36: reopened with its content"},
	{access.DeletionRequested, Activated, helped, byWeb, []Guard{BeforeEnd}, in30, access.Activated, "erasing cancelled and space reopened in one step"},
	{access.Suspended, Activated, helped, byWeb, []Guard{MayObject}, in6, access.Activated, "R.1111-36: the holder objects, and chooses anew how to sign in"},

	{access.Eligible, Asked, holders, "web", nil, "", access.OppositionPending, "#111, #129, #130"},
	{access.Invited, Asked, holders, "web", []Guard{InTime}, in42, access.OppositionPending, "#129, #130: 42 days of its own"},
	{access.OppositionPending, Asked, holders, "web", nil, "", access.OppositionPending, "#130: another code; the days go on"},

	{access.Invited, Opposed, anybody, byAll, []Guard{InTime, WithoutDMP}, in42, access.Opposed, "R.1111-28, #11–#13, #53, #90, #91, #105, #131, #132"},
	{access.Invited, Opposed, anybody, byAll, []Guard{InTime, PreviousDMP}, in42, access.DMPOnly, "#99, #100"},
	{access.OppositionPending, Opposed, anybody, byAll, []Guard{InTime, WithoutDMP}, in42Ask, access.Opposed, "#129, #130"},
	{access.OppositionPending, Opposed, anybody, byAll, []Guard{InTime, PreviousDMP}, in42Ask, access.DMPOnly, "#99, #100, #130"},
	{access.Eligible, Opposed, anybody, byAll, []Guard{WithoutDMP}, "before the message too", access.Opposed, "#11, #13"},
	{access.Eligible, Opposed, anybody, byAll, []Guard{PreviousDMP}, "before the message too", access.DMPOnly, "#99, #100"},

	{access.Invited, TimedOut, service, byTimer, []Guard{Overdue}, after42, access.AutoCreated, "R.1111-28, #6, #12, #14, #43, #49, #54, #92, #109, #125"},
	{access.OppositionPending, TimedOut, service, byTimer, []Guard{Overdue, Informed}, after42, access.AutoCreated, "#130: not confirmed"},
	{access.Invited, Deferred, guards, byCaisse, nil, "told at once", access.Eligible, "R.1111-28: technical impossibility; invited again later"},
	{access.OppositionPending, Deferred, guards, byCaisse, nil, "told at once", access.Eligible, "R.1111-28: technical impossibility"},

	{access.Activated, Closed, anybody, byAll, nil, "any day", access.ClosedArchived, "R.1111-36, #15, #55, #96, #119, #133"},
	{access.AutoCreated, Closed, anybody, byAll, nil, "any day", access.ClosedArchived, "R.1111-36, #143: without having activated"},
	{access.Activated, EraseAsked, known, byPaths, nil, "any day", access.DeletionRequested, "R.1111-36, #17, #97"},
	{access.AutoCreated, EraseAsked, known, byPaths, nil, "any day", access.DeletionRequested, "R.1111-36, #17, #97, #143"},
	{access.ClosedArchived, EraseAsked, known, byPaths, nil, "before the archive ends", access.DeletionRequested, "R.1111-36"},
	{access.DeletionRequested, Kept, known, byPaths, []Guard{BeforeEnd}, in30, access.ClosedArchived, "30 days to change one's mind"},
	{access.DeletionRequested, Erased, service, byTimer, []Guard{PastEnd}, after30, access.Deleted, "R.1111-36: 3 months at most after the request"},
	{access.ClosedArchived, Erased, service, byTimer, []Guard{PastEnd}, after10, access.Deleted, "R.1111-36, #16, #119: the archive ends after 10 years"},
	{access.ClosedDeath, Erased, service, byTimer, []Guard{PastEnd}, after10, access.Deleted, "R.1111-36: the archive ends after 10 years"},
	{access.ClosedArchived, Reopened, known, byPaths, []Guard{BeforeEnd, HasAccount}, "before the archive ends", access.Activated, "R.1111-36: with its content and its sign-in"},
	{access.ClosedArchived, Reopened, known, byPaths, []Guard{BeforeEnd, NoAccount}, "before the archive ends", access.AutoCreated, "R.1111-36: with its content; a code activates it"},

	{access.Activated, Suspended, guards, byCaisse, nil, "told at once", access.Suspended, "R.1111-36: fraud, serious malfunction"},
	{access.AutoCreated, Suspended, guards, byCaisse, nil, "told at once", access.Suspended, "R.1111-36: fraud, serious malfunction"},
	{access.Suspended, Resumed, resuming, byPaths, []Guard{HasAccount}, in6, access.Activated, "R.1111-36: the objection is founded"},
	{access.Suspended, Resumed, resuming, byPaths, []Guard{NoAccount}, in6, access.AutoCreated, "R.1111-36: the objection is founded"},
	{access.Suspended, Unanswered, service, byTimer, []Guard{Unobjected}, after6, access.ClosedArchived, "R.1111-36: nobody objected"},
	{access.DMPOnly, Ended, service, byTimer, []Guard{PastDMP}, endDMP, access.Opposed, "#100: closed for good"},

	{access.Eligible, Died, deaths, byFile, nil, "", access.ClosedDeath, "R.1111-36"},
	{access.Invited, Died, deaths, byFile, nil, "", access.ClosedDeath, "R.1111-36"},
	{access.OppositionPending, Died, deaths, byFile, nil, "", access.ClosedDeath, "R.1111-36"},
	{access.Opposed, Died, deaths, byFile, nil, "", access.ClosedDeath, "R.1111-36"},
	{access.DMPOnly, Died, deaths, byFile, nil, "", access.ClosedDeath, "R.1111-36"},
	{access.Disputed, Died, deaths, byFile, nil, "", access.ClosedDeath, "R.1111-36"},
	{access.Activated, Died, deaths, byFile, nil, "", access.ClosedDeath, "R.1111-36: archived 10 years"},
	{access.AutoCreated, Died, deaths, byFile, nil, "", access.ClosedDeath, "R.1111-36: archived 10 years"},
	{access.Suspended, Died, deaths, byFile, nil, "", access.ClosedDeath, "R.1111-36: archived 10 years"},
	{access.ClosedArchived, Died, deaths, byFile, nil, "", access.ClosedDeath, "R.1111-36: the ten years go on"},
	{access.DeletionRequested, Died, deaths, byFile, nil, "", access.DeletionRequested, "R.1111-36: the person's last word stands"},

	{access.ClosedDeath, Lives, counter, bySeen, []Guard{BeforeEnd, Was(access.Eligible)}, "before the archive ends", access.Eligible, "a death recorded by mistake: a new code, 42 days of its own"},
	{access.ClosedDeath, Lives, counter, bySeen, []Guard{BeforeEnd, Was(access.Invited)}, "before the archive ends", access.Eligible, "a death recorded by mistake: a new code, 42 days of its own"},
	{access.ClosedDeath, Lives, counter, bySeen, []Guard{BeforeEnd, Was(access.OppositionPending)}, "before the archive ends", access.Eligible, "a death recorded by mistake: a new code, 42 days of its own"},
	{access.ClosedDeath, Lives, counter, bySeen, []Guard{BeforeEnd, Was(access.Opposed)}, "before the archive ends", access.Opposed, "a death recorded by mistake"},
	{access.ClosedDeath, Lives, counter, bySeen, []Guard{BeforeEnd, Was(access.DMPOnly)}, "before the archive ends", access.DMPOnly, "a death recorded by mistake"},
	{access.ClosedDeath, Lives, counter, bySeen, []Guard{BeforeEnd, Was(access.Disputed)}, "before the archive ends", access.Disputed, "a death recorded by mistake"},
	{access.ClosedDeath, Lives, counter, bySeen, []Guard{BeforeEnd, Was(access.Activated)}, "before the archive ends", access.Activated, "a death recorded by mistake"},
	{access.ClosedDeath, Lives, counter, bySeen, []Guard{BeforeEnd, Was(access.AutoCreated)}, "before the archive ends", access.AutoCreated, "a death recorded by mistake"},
	{access.ClosedDeath, Lives, counter, bySeen, []Guard{BeforeEnd, Was(access.Suspended)}, "before the archive ends", access.Suspended, "a death recorded by mistake"},
	{access.ClosedDeath, Lives, counter, bySeen, []Guard{BeforeEnd, Was(access.ClosedArchived)}, "before the archive ends", access.ClosedArchived, "a death recorded by mistake"},

	{access.Activated, Recalled, undoing, byUndo, []Guard{Was(access.Invited)}, in7, access.Invited, "an activation by somebody else"},
	{access.Activated, Recalled, undoing, byUndo, []Guard{Was(access.OppositionPending)}, in7, access.OppositionPending, "an activation by somebody else"},
	{access.Activated, Recalled, undoing, byUndo, []Guard{Was(access.AutoCreated)}, in7, access.AutoCreated, "an activation by somebody else"},
	{access.Activated, Recalled, undoing, byUndo, []Guard{Was(access.Opposed)}, in7, access.Opposed, "an activation by somebody else"},
	{access.Activated, Recalled, undoing, byUndo, []Guard{Was(access.DMPOnly)}, in7, access.DMPOnly, "an activation by somebody else"},
	{access.Activated, Recalled, undoing, byUndo, []Guard{Was(access.ClosedArchived)}, in7, access.ClosedArchived, "an activation or a reopening by somebody else"},
	{access.AutoCreated, Recalled, undoing, byUndo, []Guard{Was(access.ClosedArchived)}, in7, access.ClosedArchived, "a reopening by somebody else"},
	{access.Opposed, Recalled, undoing, byUndo, []Guard{Was(access.Eligible)}, in7, access.Eligible, "an opposition by somebody else"},
	{access.Opposed, Recalled, undoing, byUndo, []Guard{Was(access.Invited)}, in7, access.Invited, "an opposition by somebody else"},
	{access.Opposed, Recalled, undoing, byUndo, []Guard{Was(access.OppositionPending)}, in7, access.OppositionPending, "an opposition by somebody else"},
	{access.DMPOnly, Recalled, undoing, byUndo, []Guard{Was(access.Eligible)}, in7, access.Eligible, "an opposition by somebody else"},
	{access.DMPOnly, Recalled, undoing, byUndo, []Guard{Was(access.Invited)}, in7, access.Invited, "an opposition by somebody else"},
	{access.DMPOnly, Recalled, undoing, byUndo, []Guard{Was(access.OppositionPending)}, in7, access.OppositionPending, "an opposition by somebody else"},
	{access.ClosedArchived, Recalled, undoing, byUndo, []Guard{Was(access.Activated)}, in7, access.Activated, "a closing by somebody else"},
	{access.ClosedArchived, Recalled, undoing, byUndo, []Guard{Was(access.AutoCreated)}, in7, access.AutoCreated, "a closing by somebody else"},
	{access.ClosedArchived, Recalled, undoing, byUndo, []Guard{Was(access.DeletionRequested)}, in7, access.DeletionRequested, "an erasing cancelled by somebody else"},
	{access.DeletionRequested, Recalled, undoing, byUndo, []Guard{Was(access.Activated)}, in7, access.Activated, "an erasure asked for by somebody else"},
	{access.DeletionRequested, Recalled, undoing, byUndo, []Guard{Was(access.AutoCreated)}, in7, access.AutoCreated, "an erasure asked for by somebody else"},
	{access.DeletionRequested, Recalled, undoing, byUndo, []Guard{Was(access.ClosedArchived)}, in7, access.ClosedArchived, "an erasure asked for by somebody else"},

	{access.Activated, Disagreed, holders, "web", []Guard{InTime}, in42 + "; " + in15, access.Disputed, "decisions.md §4: one representative opposes, the other activates"},
	{access.Opposed, Disagreed, holders, "web", nil, in15, access.Disputed, "decisions.md §4: one representative opposes, the other activates"},
	{access.DMPOnly, Disagreed, holders, "web", nil, in15, access.Disputed, "decisions.md §4: one representative opposes, the other activates"},
	{access.Disputed, SettledOpen, operator, byOffice, nil, in15, access.Activated, "decisions.md §4"},
	{access.Disputed, SettledClosed, operator, byOffice, []Guard{NeverOpen, WithoutDMP}, in15, access.Opposed, "decisions.md §4"},
	{access.Disputed, SettledClosed, operator, byOffice, []Guard{NeverOpen, PreviousDMP}, in15, access.DMPOnly, "decisions.md §4, #99, #100"},
	{access.Disputed, SettledClosed, operator, byOffice, []Guard{WasOpen}, in15, access.ClosedArchived, "decisions.md §4, R.1111-36: what it held is archived"},

	{access.Activated, CameOfAge, service, byTimer, []Guard{NoAccount}, at18, access.AutoCreated, "decisions.md §4: the young adult activates with a code of their own"},
	{access.Disputed, CameOfAge, service, byTimer, []Guard{WasOpen}, at18, access.AutoCreated, "decisions.md §4: nobody disagrees any longer"},
	{access.Disputed, CameOfAge, service, byTimer, []Guard{NeverOpen}, at18, access.Invited, "decisions.md §4: the young adult has 42 days of their own"},
}
