package access

import "testing"

// TestA3422AgentActsForWhomIsOnTheLine: #131, SUP-02, SUP-03; nobody on the line, another agent's call and one that
// has ended are all Identified 0.
func TestA3422AgentActsForWhomIsOnTheLine(t *testing.T) {
	at := func(level int) Facts { return with(func(f *Facts) { f.Identified = level }) }
	for act, s := range map[Act]State{RenewCode: Invited, InviteSpace: Invited, ReadIdentity: Invited, OpenTicket: Activated,
		ReadTickets: Activated, EndSessions: Activated, SuspendSignIn: Activated, EndMandate: Activated} {
		want(t, string(act), asked(someone(Support), act, at(0), Document{}).state(s), "no A1 not-identified")
		want(t, string(act), asked(someone(Support), act, at(1), Document{}).state(s), "yes S1")
	}
	for act, s := range map[Act]State{CloseSpace: Activated, EraseSpace: Activated, KeepSpace: DeletionRequested,
		ReopenSpace: ClosedArchived, ResumeSpace: Suspended, RestoreSignIn: Activated} {
		want(t, string(act), asked(someone(Support), act, at(1), Document{}).state(s), "no A1 not-identified")
		want(t, string(act), asked(someone(Support), act, at(2), Document{}).state(s), "yes S1")
	}
	want(t, "#132: code, number and serial number are judged by the act", asked(someone(Support), OpposeSpace, at(0), Document{}).state(Invited), "yes S1")
	want(t, "a code to read back", asked(someone(Support), CodeCaller, at(0), Document{}), "no A1 not-identified")
	for _, act := range []Act{IdentifyCaller, EndAttendance, MoveTicket} {
		want(t, string(act), asked(someone(Support), act, at(0), Document{}), "yes S1")
	}
	here := with(func(f *Facts) { f.Present = true })
	want(t, "at a counter", asked(someone(Support), CloseSpace, here, Document{}), "no A1 not-identified")
	want(t, "suspending a space", asked(someone(Support), SuspendSpace, at(2), Document{}), "no A1 not-for-role")
	want(t, "a contact", asked(someone(Support), SetContact, at(2), Document{}), "no A1 not-for-role")
}

// TestThePersonLets3422SeeTheActionsForADay: SUP-05; the agent of a known caller, and only while it lasts.
func TestThePersonLets3422SeeTheActionsForADay(t *testing.T) {
	lets := func(level int, sees bool) Facts {
		return with(func(f *Facts) { f.Identified, f.LetsSee = level, sees })
	}
	want(t, "let, known", asked(someone(Support), ReadActions, lets(1, true), Document{}), "yes S1")
	want(t, "not let", asked(someone(Support), ReadActions, lets(2, false), Document{}), "no A1 not-let")
	want(t, "nobody known", asked(someone(Support), ReadActions, lets(0, true), Document{}), "no A1 not-identified")
	want(t, "given at level 1", asked(someone(Support), GiveView, lets(1, false), Document{}), "no A1 not-identified")
	want(t, "given by a code read back", asked(someone(Support), GiveView, lets(2, false), Document{}), "yes S1")
	here := with(func(f *Facts) { f.Present, f.Mandate, f.LetsSee = true, true, true })
	for _, r := range []Role{Caisse, Helper, Operator, Reviewer, Professional} {
		if v := Judge(asked(someone(r), ReadActions, here, Document{})); v.Allow {
			t.Errorf("%s: %+v", r, v)
		}
	}
}

// TestTheCaisseActsForWhomItSees: #13, CPAM-01; what protects and a death are done without the person.
func TestTheCaisseActsForWhomItSees(t *testing.T) {
	here := with(func(f *Facts) { f.Present = true })
	for act, s := range map[Act]State{RenewCode: Invited, InviteSpace: Invited, OpposeSpace: Invited, CloseSpace: Activated,
		EraseSpace: Activated, KeepSpace: DeletionRequested, ReopenSpace: ClosedArchived, ResumeSpace: Suspended, ReadIdentity: Invited,
		SetContact: Activated, SetTreating: Activated, OpenTicket: Activated, ReadTickets: Activated, EndSessions: Activated,
		RestoreSignIn: Activated} {
		want(t, string(act), asked(someone(Caisse), act, ordinary(), Document{}).state(s), "no A1 not-present")
		want(t, string(act), asked(someone(Caisse), act, here, Document{}).state(s), "yes S1")
	}
	for _, act := range []Act{ReceivePerson, OpenFile, EndAttendance, MoveTicket, RecordDeath, SuspendSpace, SuspendSignIn,
		SuspendRepresentation, RestoreRepresentation} {
		want(t, string(act), asked(someone(Caisse), act, ordinary(), Document{}), "yes S1")
	}
	called := with(func(f *Facts) { f.Identified = 2 })
	want(t, "on the telephone", asked(someone(Caisse), CloseSpace, called, Document{}), "no A1 not-present")
}

// TestAgentsReceiveForTheirOwnArea: the wrong agent opens no call, no visit, whatever the link.
func TestAgentsReceiveForTheirOwnArea(t *testing.T) {
	all := with(func(f *Facts) { f.Identified, f.Present, f.Mandate = 2, true, true })
	for act, role := range map[Act]Role{IdentifyCaller: Support, ReceivePerson: Caisse, OpenFile: Caisse} {
		for _, r := range roles {
			a, _ := everyLink(r)
			if v := Judge(asked(a, act, all, Document{})); v.Allow != (r == role) {
				t.Errorf("%s by %q: %+v", act, r, v)
			}
		}
	}
}

// TestActsOnNoSpaceAskTheSameTable: a call is taken by 3422, deadlines are watched by who may stop a space.
func TestActsOnNoSpaceAskTheSameTable(t *testing.T) {
	for _, r := range roles {
		if Admits(r, OpenCall) != (r == Support) || Admits(r, SuspendSpace) != (r == Caisse || r == Operator) || Admits(r, "nothing") {
			t.Errorf("%q", r)
		}
	}
}

// TestWhoActsForOthersIsNamed: decisions §3, #13: agents act for the person, who is told; over the telephone she is not seen (#132).
func TestWhoActsForOthersIsNamed(t *testing.T) {
	for _, r := range roles {
		a := someone(r)
		if a.ForOthers() != (r == Helper || r == Support || r == Caisse || r == Operator) || a.HeardOnly() != (r == Support) {
			t.Errorf("%q", r)
		}
	}
}
