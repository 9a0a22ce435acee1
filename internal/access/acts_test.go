package access

import "testing"

// TestHelpersNeedAMandate: HLP; the mandate is what the desk stands on.
func TestHelpersNeedAMandate(t *testing.T) {
	held := with(func(f *Facts) { f.Mandate, f.Tasks = true, everyTask })
	for act, s := range map[Act]State{ActivateSpace: Invited, OpposeSpace: Invited, CloseSpace: Activated,
		RenewCode: Invited, ReadIdentity: Invited, EndMandate: Activated} {
		want(t, string(act), asked(someone(Helper), act, ordinary(), Document{}).state(s), "no A1 no-mandate")
		want(t, string(act), asked(someone(Helper), act, held, Document{}).state(s), "yes S1")
	}
	want(t, "opening one", asked(someone(Helper), OpenMandate, ordinary(), Document{}), "yes S1")
	want(t, "reading", asked(someone(Helper), ReadDocument, held, biology()), "no G2 no-content")
	want(t, "exporting", asked(someone(Helper), ExportRecord, held, Document{}), "no G2 no-content")
	want(t, "erasing", asked(someone(Helper), EraseSpace, held, Document{}), "no A1 not-for-role")
	want(t, "contacts", asked(someone(Helper), SetContact, held, Document{}), "no A1 not-for-role")
}

// TestServicesReadWhatTheHolderConnected: R.1111-38, #41, #115, #123.
func TestServicesReadWhatTheHolderConnected(t *testing.T) {
	connected := with(func(f *Facts) { f.Consented = true })
	want(t, "connected", asked(someone(App), WriteMeasure, connected, Document{}), "yes P4")
	want(t, "cut", asked(someone(App), WriteMeasure, ordinary(), Document{}), "no P4 not-connected")
	want(t, "closed", asked(someone(App), ReadMeasures, connected, Document{}).state(ClosedArchived), "no G4 space-closed")
	want(t, "documents", reads(someone(App), connected, biology()), "no G2 no-content")
}

// TestRelativesReadAndAdd: nothing masked, nothing changed, no directives for somebody else.
func TestRelativesReadAndAdd(t *testing.T) {
	related := with(func(f *Facts) { f.Related = true })
	want(t, "reads", reads(someone(Relative), related, biology()), "yes P3")
	want(t, "masked", reads(someone(Relative), related, masking(biology())), "no D4 masked")
	want(t, "no longer", reads(someone(Relative), ordinary(), biology()), "no P3 not-yours")
	want(t, "adds", asked(someone(Relative), DepositDocument, related, typed("DOCPAT03")), "yes P3")
	want(t, "directives", asked(someone(Relative), DepositDocument, related, typed("EXPPAT_3")), "no A2 not-patient-type")
	for _, act := range []Act{MaskDocument, DeleteDocument, SetSharing, BlockProfessional, ReadHistory, ExportRecord} {
		want(t, string(act), asked(someone(Relative), act, related, by(Holder, typed("DOCPAT03"))), "no A1 not-for-role")
	}
	want(t, "closing", asked(someone(Relative), CloseSpace, related, Document{}), "no A1 not-for-role")
}

// TestTheAgendaIsTheHoldersAndTheirCarers: #40, #48, #114, #122.
func TestTheAgendaIsTheHoldersAndTheirCarers(t *testing.T) {
	want(t, "holder", asked(holderOf(lea), WriteAgenda, ordinary(), Document{}), "yes P1")
	want(t, "médecin traitant", asked(pro("10"), WriteAgenda, mt, Document{}), "yes G7")
	want(t, "stranger", asked(pro("10"), WriteAgenda, ordinary(), Document{}), "no G10 no-consent")
	want(t, "insurer", asked(someone(Insurer), ReadAgenda, ordinary(), Document{}), "no G1 insurer")
}

// TestTheSynthesisIsTheTreatingDoctors: #63, L.1111-15; in person, in calm, where something may be added.
func TestTheSynthesisIsTheTreatingDoctors(t *testing.T) {
	want(t, "médecin traitant", asked(pro("10"), WriteSynthesis, mt, Document{}), "yes G7")
	want(t, "a nurse said to be one", asked(pro("60"), WriteSynthesis, mt, Document{}), "no G10 no-consent")
	blocked := mt
	blocked.Blocked = true
	want(t, "blocked", asked(pro("10"), WriteSynthesis, blocked, Document{}), "no G5 blocked")
	team := with(func(f *Facts) { f.CareTeam, f.TeamConsent = true, true })
	want(t, "of the team", asked(pro("10"), WriteSynthesis, team, Document{}), "no A1 not-for-role")
	emergency := asked(pro("10"), WriteSynthesis, mt, Document{})
	emergency.Mode = BrisDeGlace
	want(t, "in an emergency", emergency, "no A1 not-in-emergency")
	want(t, "a previous DMP", asked(pro("10"), WriteSynthesis, mt, Document{}).state(DMPOnly), "no G4 previous-dmp")
	want(t, "the holder", asked(holderOf(lea), WriteSynthesis, ordinary(), Document{}), "no A1 not-for-role")
}

// TestWhatIsDeposited: #112; the « write » column of the matrix is not enforced.
func TestWhatIsDeposited(t *testing.T) {
	want(t, "patient's type", asked(holderOf(lea), DepositDocument, ordinary(), typed("DOCPAT03")), "yes P1")
	want(t, "directives", asked(holderOf(lea), DepositDocument, ordinary(), typed("EXPPAT_3")), "yes P1")
	want(t, "biology", asked(holderOf(lea), DepositDocument, ordinary(), biology()), "no A2 not-patient-type")
	want(t, "not of the space", asked(holderOf(lea), DepositDocument, ordinary(), typed("DOCPAT10")), "no A2 not-patient-type")
	want(t, "optician, biology", asked(pro("28"), DepositDocument, ordinary(), biology()), "yes G5")
	want(t, "no such type", asked(pro("10"), DepositDocument, ordinary(), typed("NONE")), "no A2 unknown-type")
	want(t, "the feed", asked(someone(System), DepositDocument, ordinary(), typed("REMB")), "yes A1")
	want(t, "the feed, opposed", asked(someone(System), DepositDocument, ordinary(), typed("REMB")).state(Opposed), "no G4 no-space")
}

// TestDepositNeedsNoRight: L.1111-15, the duty to deposit; only a known professional and an open space.
func TestDepositNeedsNoRight(t *testing.T) {
	inactive := pro("10")
	inactive.Active = false
	want(t, "stranger", asked(pro("60"), DepositDocument, ordinary(), biology()), "yes G5")
	want(t, "inactive", asked(inactive, DepositDocument, mt, biology()), "no G3 not-active")
	want(t, "unknown", asked(pro("99"), DepositDocument, mt, biology()), "no G3 no-profession")
	want(t, "a colleague's document", asked(pro("10"), ReplaceDocument, mt, by(Structure, biology())), "no A2 not-author")
	want(t, "replacing", asked(pro("10"), ReplaceDocument, ordinary(), by(Self, biology())), "yes G5")
	old := by(Self, biology())
	old.Status = Deprecated
	want(t, "replacing twice", asked(pro("10"), ReplaceDocument, ordinary(), old), "no D1 not-current")
}

// TestVersions: what a newer one replaced is read as such, and a current one is not.
func TestVersions(t *testing.T) {
	old := biology()
	old.Status = Deprecated
	want(t, "old", asked(pro("10"), ReadVersion, mt, old), "yes G7")
	want(t, "old as current", reads(pro("10"), mt, old), "no D1 not-current")
	want(t, "current as old", asked(pro("10"), ReadVersion, mt, biology()), "no D1 not-replaced")
}

// TestBin: what the patient put into it comes back, nothing else does.
func TestBin(t *testing.T) {
	gone := by(Holder, typed("DOCPAT03"))
	want(t, "not there", asked(holderOf(lea), RestoreDocument, ordinary(), gone), "no A2 not-in-bin")
	gone.Status = Erased
	want(t, "restore", asked(holderOf(lea), RestoreDocument, ordinary(), gone), "yes P1")
	want(t, "read", reads(holderOf(lea), ordinary(), gone), "no D1 not-current")
	want(t, "delete twice", asked(holderOf(lea), DeleteDocument, ordinary(), gone), "no D1 not-current")
	withdrawn := biology()
	withdrawn.Status = Erased
	want(t, "a professional's", asked(holderOf(lea), RestoreDocument, ordinary(), withdrawn), "no A2 not-added-by-you")
}

// TestAProfessionalMasksOnlyWhatHeWrote: at the patient's wish, on his own document; showing again is the patient's.
func TestAProfessionalMasksOnlyWhatHeWrote(t *testing.T) {
	want(t, "his own", asked(pro("10"), MaskDocument, ordinary(), by(Self, biology())), "yes G5")
	want(t, "another's", asked(pro("10"), MaskDocument, mt, biology()), "no A2 not-author")
	want(t, "showing", asked(pro("10"), UnmaskDocument, mt, by(Self, masking(biology()))), "no A1 not-for-role")
}

// TestRepresentativesAreSo: #67; the child of somebody else is nobody's to read.
func TestRepresentativesAreSo(t *testing.T) {
	child := with(func(f *Facts) { f.Adult = false })
	want(t, "not represented", reads(someone(Representative), child, biology()), "no P2 not-yours")
	want(t, "closing", asked(someone(Representative), CloseSpace, child, Document{}), "no P2 not-yours")
	child.Represents = true
	want(t, "represented", reads(someone(Representative), child, biology()), "yes P2")
}

// TestTheTreatingDoctorReadsTheHistory: R.1111-43.
func TestTheTreatingDoctorReadsTheHistory(t *testing.T) {
	want(t, "médecin traitant", asked(pro("10"), ReadHistory, mt, Document{}), "yes G7")
	want(t, "care team", asked(pro("10"), ReadHistory, team, Document{}), "no A1 not-for-role")
	want(t, "stranger", asked(pro("10"), ReadHistory, ordinary(), Document{}), "no G10 no-consent")
}

// TestAnEmergencyReadsAndWritesNothing: what is written in a profile is not for an emergency opening.
func TestAnEmergencyReadsAndWritesNothing(t *testing.T) {
	for _, m := range []Mode{BrisDeGlace, Centre15} {
		want(t, "reading", asked(pro("10"), ReadProfile, ordinary(), Document{}).in(m), map[Mode]string{
			BrisDeGlace: "yes G6b", Centre15: "yes G6a"}[m])
		want(t, "writing", asked(pro("10"), WriteProfile, mt, Document{}).in(m), "no A1 not-in-emergency")
	}
	want(t, "normal", asked(pro("10"), WriteProfile, mt, Document{}), "yes G7") // #45
}

// TestAMistakenLinkOpensNothing: only a médecin is a médecin traitant, or the PMI's.
func TestAMistakenLinkOpensNothing(t *testing.T) {
	want(t, "treating", reads(pro("60"), mt, biology()), "no G10 no-consent")
	pmi := with(func(f *Facts) { f.PMI, f.UnderSix = true, true })
	want(t, "PMI", reads(pro("10"), pmi, biology()), "yes G13")
	want(t, "PMI nurse", reads(pro("60"), pmi, biology()), "no G10 no-consent")
	small := with(func(f *Facts) { f.UnderSix, f.AtPMI = true, true })
	want(t, "PMI, another child under six", reads(pro("10"), small, biology()), "no G10 no-consent")
	six := with(func(f *Facts) { f.PMI = true })
	want(t, "PMI, at six", reads(pro("10"), six, biology()), "no G10 no-consent")
	pmi.Sharing = false
	want(t, "PMI, shared with nobody", reads(pro("10"), pmi, biology()), "no G10 sharing-off")
	lost := with(func(f *Facts) { f.TeamConsent = true })
	want(t, "a consent without a team", reads(pro("60"), lost, biology()), "no G10 no-consent")
}

// TestMeeting: before any right, a professional learns who somebody is, where there is something to open.
func TestMeeting(t *testing.T) {
	q := asked(pro("60"), ReadIdentity, ordinary(), Document{})
	want(t, "activated", q, "yes S1")
	want(t, "previous DMP", q.state(DMPOnly), "yes S1")
	want(t, "opposed", q.state(Opposed), "no G4 no-space")
	q.On.Blocked = true
	want(t, "blocked", q, "no G5 blocked")
}

// TestListIsFilteredAsRead: Hides alone, asked for each row of a list.
func TestListIsFilteredAsRead(t *testing.T) {
	q := asked(pro("10"), ListDocuments, team, masking(biology()))
	if Hides(q) != Masked {
		t.Errorf("%q", Hides(q))
	}
	q.Doc = biology()
	if Hides(q) != "" {
		t.Errorf("%q", Hides(q))
	}
	if Hides(asAct(q, SetSharing)) != UnknownAct {
		t.Error("an act without documents filters some")
	}
}

// TestAnEmergencyStandsOnALiveOpening: decisions §3, scenario 19: what is read in an emergency needs an opening that was
// attested and is not over; only the act of opening does without.
func TestAnEmergencyStandsOnALiveOpening(t *testing.T) {
	over := with(func(f *Facts) { f.Lapsed = true })
	for _, m := range []Mode{BrisDeGlace, Centre15} {
		gate := map[Mode]string{BrisDeGlace: "G6b", Centre15: "G6a"}[m]
		for _, act := range []Act{ListDocuments, ReadDocument, ReadProfile, ReadMeasures, ReadVaccinations} {
			want(t, string(act)+" in "+string(m), asked(pro("10"), act, over, biology()).in(m), "no "+gate+" not-opened")
		}
		want(t, "opening", asked(pro("10"), OpenRecord, over, Document{}).in(m), "yes "+gate)
	}
	want(t, "closing his own", asked(pro("10"), CloseEmergency, ordinary(), Document{}).in(BrisDeGlace), "yes S1")
	want(t, "closing nothing", asked(pro("10"), CloseEmergency, over, Document{}).in(BrisDeGlace), "no G6b not-opened")
	want(t, "closing in the normal mode", asked(pro("10"), CloseEmergency, ordinary(), Document{}), "no G6b not-opened")
	refused := with(func(f *Facts) { f.Lapsed, f.Emergency = true, EmergencyNo })
	want(t, "the patient's refusal comes first", reads(pro("10"), refused, biology()).in(BrisDeGlace), "no G6b emergency-no")
	linked := with(func(f *Facts) { f.Lapsed, f.TreatingDoctor = true, true })
	want(t, "the normal mode needs none", reads(pro("10"), linked, biology()), "yes G7")
}

// TestThePMIDoctorSaysThatHeFollowsAChild: G13, L.1111-18, L.2111-1: a doctor, where the PMI works, a child under six, whose
// space is shared. Whatever is missing, no.
func TestThePMIDoctorSaysThatHeFollowsAChild(t *testing.T) {
	small := with(func(f *Facts) { f.Adult, f.AtPMI, f.UnderSix = false, true, true })
	follow := func(a Actor, f Facts) Question { return asked(a, FollowChild, f, Document{}) }
	want(t, "doctor", follow(pro("10"), small), "yes G13")
	want(t, "midwife", follow(pro("50"), small), "no G13 not-pmi")
	for name, c := range map[string]struct {
		spoil func(*Facts)
		why   string
	}{"elsewhere": {func(f *Facts) { f.AtPMI = false }, "no G13 not-pmi"}, "at six": {func(f *Facts) { f.UnderSix = false }, "no G13 not-under-six"},
		"not shared": {func(f *Facts) { f.Sharing = false }, "no G10 sharing-off"}, "blocked": {func(f *Facts) { f.Blocked = true }, "no G5 blocked"}} {
		f := small
		c.spoil(&f)
		want(t, name, follow(pro("10"), f), c.why)
	}
	want(t, "opposed", follow(pro("10"), small).state(Opposed), "no G4 no-space")
	want(t, "a parent", follow(someone(Representative), with(func(f *Facts) { f.Adult, f.Represents, f.UnderSix = false, true, true })), "no A1 not-for-role")
}

// TestTheTreatingDoctorBlocksAtThePersonsWord: ux.md GP-08: he alone of all professionals, normally and while he is, and
// nobody but the holder lifts a block.
func TestTheTreatingDoctorBlocksAtThePersonsWord(t *testing.T) {
	for _, act := range []Act{BlockProfessional, ReadAsked} {
		want(t, "médecin traitant", asked(pro("10"), act, mt, Document{}), "yes G7")
		want(t, "care team", asked(pro("10"), act, team, Document{}), "no A1 not-for-role")
		want(t, "stranger", asked(pro("10"), act, ordinary(), Document{}), "no G10 no-consent")
		want(t, "in an emergency", asked(pro("10"), act, mt, Document{}).in(BrisDeGlace), "no A1 not-in-emergency")
		blocked := mt
		blocked.Blocked = true
		want(t, "blocked himself", asked(pro("10"), act, blocked, Document{}), "no G5 blocked")
	}
	want(t, "lifting", asked(pro("10"), UnblockProfessional, mt, Document{}), "no A1 not-for-role")
	want(t, "the holder's own list", asked(holderOf(lea), ReadAsked, ordinary(), Document{}), "no A1 not-for-role")
}

// TestWhoOpenedSaysThatItWasAMistake: ux.md §1.12: without any right to read any longer; not where he is blocked.
func TestWhoOpenedSaysThatItWasAMistake(t *testing.T) {
	q := asked(pro("60"), ReportMistake, ordinary(), Document{})
	want(t, "no right left", q, "yes S1")
	want(t, "shared with nobody", asked(pro("60"), ReportMistake, with(func(f *Facts) { f.Sharing = false }), Document{}), "yes S1")
	want(t, "the holder", asked(holderOf(lea), ReportMistake, ordinary(), Document{}), "no A1 not-for-role")
	q.On.Blocked = true
	want(t, "blocked", q, "no G5 blocked")
}
