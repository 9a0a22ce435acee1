package access

import "testing"

// The scenarios of the domain study §2.4, by number. What happens around a decision (notices,
// lines, deadlines) is for the packages that do it.

func TestScenario1TreatingDoctorReadsAnAutoCreatedSpace(t *testing.T) {
	q := reads(pro("10"), mt, biology()).state(AutoCreated)
	want(t, "open", q, "yes G7")
	q.Act = ListDocuments
	want(t, "list", q, "yes G7")
}

func TestScenario2TreatingDoctorSeesMaskedDocuments(t *testing.T) {
	want(t, "masked", reads(pro("10"), mt, masking(biology())), "yes G7")
}

func TestScenario3MaskedIsHiddenFromTheCareTeam(t *testing.T) {
	want(t, "masked", reads(pro("10"), team, masking(biology())), "no D4 masked")
}

func TestScenario4MaskedStaysVisibleToItsAuthor(t *testing.T) {
	want(t, "author", reads(pro("10"), team, masking(by(Self, biology()))), "yes G8")
	want(t, "a colleague of the author", reads(pro("10"), team, masking(by(Structure, biology()))), "no D4 masked")
}

func TestScenario5CareTeamWithoutInitialConsentIsRefused(t *testing.T) {
	f := with(func(f *Facts) { f.CareTeam = true })
	want(t, "no consent", reads(pro("10"), f, biology()), "no G9 no-team-consent")
	want(t, "recording it is open", asked(pro("10"), ConsentTeam, f, Document{}), "yes G5")
	f.ConsentToday = true
	want(t, "recorded today", reads(pro("10"), f, biology()), "yes G9")
}

func TestScenario6SpecialistWithConsentForTheDay(t *testing.T) {
	f := with(func(f *Facts) { f.ConsentToday = true })
	want(t, "today", reads(specialist("SM04"), f, biology()), "yes G10")
	want(t, "tomorrow", reads(specialist("SM04"), ordinary(), biology()), "no G10 no-consent")
}

func TestScenario7ResidenceCertificateIsHiddenEvenFromTheTreatingDoctor(t *testing.T) {
	want(t, "matrix", reads(pro("10"), mt, typed("ATTEST-RESID")), "no D3 matrix")
}

func TestScenario8WhatThePharmacistReads(t *testing.T) {
	each(t, pro("21"), team, "yes G8", "11502-2", "PRESC-BIO", "PRESC-KINE", "PRESC-AAT", "PRESC-INF", "REMB", "11369-6")
}

func TestScenario9WhatThePharmacistDoesNotRead(t *testing.T) {
	each(t, pro("21"), team, "no D3 matrix", "EXPPAT_3", "68599-0", "83901-9", "89601-9", "75496-0", "34842-5",
		"68817-6", "86531-1", "ATTEST-HEBGT")
}

func TestScenario10WhatTheNurseReads(t *testing.T) {
	each(t, pro("60"), team, "yes G8", "15507-7", "PROT_ALD", "56445-0")
}

func TestScenario11WhatTheNurseDoesNotRead(t *testing.T) {
	each(t, pro("60"), team, "no D3 matrix", "68599-0", "83901-9", "68817-6", "89601-9", "75496-0")
}

func TestScenario12WhatTheDentistDoesNotRead(t *testing.T) {
	each(t, pro("40"), team, "no D3 matrix", "80788-3", "83981-1", "75496-0", "83901-9", "68599-0", "EXPPAT_3")
}

func TestScenario13TheOpticianDoesNotReadABirth(t *testing.T) {
	each(t, pro("28"), team, "no D3 matrix", "15508-5") // #33
}

func TestScenario14WhatTheOpticianReads(t *testing.T) {
	each(t, pro("28"), team, "yes G8", "78513-9", "83836-7", "PRESC-ORTHOPTIE")
}

func TestScenario15ThePodiatristDoesNotReadABirth(t *testing.T) {
	each(t, pro("80"), team, "no D3 matrix", "15508-5")
}

func TestScenario16TheCoordinatorReadsWhereTheFeatureIsOn(t *testing.T) {
	on := team
	on.RolesOpen = true
	each(t, pro("FCT_COORD"), on, "yes G14", "11490-0", "74207-2")
	each(t, pro("FCT_COORD"), team, "no G14 roles-closed", "11490-0")
	on.TeamConsent = false
	on.ConsentToday, on.Code, on.PMI = true, true, true
	each(t, pro("FCT_COORD"), on, "no G14 no-team-consent", "11490-0")
	for profession, alone := range map[string]bool{"FCT_COORD": true, "10": false, "nobody's": false} {
		if OnlyByTeam(pro(profession)) != alone {
			t.Errorf("%s is let in by a team alone: %t", profession, !alone)
		}
	}
}

func TestScenario17WhatTheCoordinatorDoesNotRead(t *testing.T) {
	on := team
	on.RolesOpen = true
	each(t, pro("FCT_COORD"), on, "no D3 matrix", "34112-3", "15507-7", "PRESC-BIO", "PRESC-KINE", "57833-6")
}

func TestScenario18BlockedInNormalMode(t *testing.T) {
	f := mt
	f.Blocked = true
	want(t, "blocked", reads(pro("10"), f, biology()), "no G5 blocked")
}

func TestScenario19BreakingTheGlass(t *testing.T) {
	want(t, "by the matrix", reads(pro("10"), ordinary(), biology()).in(BrisDeGlace), "yes G6b")
	want(t, "outside the matrix", reads(pro("60"), ordinary(), typed("68599-0")).in(BrisDeGlace), "no D3 matrix")
	want(t, "masked", reads(pro("10"), ordinary(), masking(biology())).in(BrisDeGlace), "no D4 masked")
	f := with(func(f *Facts) { f.Emergency = EmergencyYesWithMasked })
	want(t, "masked, the patient agreed", reads(pro("10"), f, masking(biology())).in(BrisDeGlace), "yes G6b")
	want(t, "masked, the SAMU", reads(pro("10"), f, masking(biology())).in(Centre15), "no D4 masked")
	want(t, "any health profession", asked(pro("36"), OpenRecord, ordinary(), Document{}).in(BrisDeGlace), "yes G6b")
	want(t, "no other", reads(pro("R95_93"), ordinary(), biology()).in(BrisDeGlace), "no G6b carers-only")
}

func TestScenario20BreakingTheGlassOpposed(t *testing.T) {
	f := with(func(f *Facts) { f.Emergency = EmergencyNo })
	want(t, "opposed", reads(pro("10"), f, biology()).in(BrisDeGlace), "no G6b emergency-no") // #30
}

func TestScenario21BreakingTheGlassBlocked(t *testing.T) {
	f := with(func(f *Facts) { f.Blocked, f.Emergency = true, EmergencyYesWithMasked })
	want(t, "blocked", reads(pro("10"), f, biology()).in(BrisDeGlace), "no G5 blocked")
}

func TestScenario22RegulatingDoctor(t *testing.T) {
	want(t, "on a call", reads(pro("10"), ordinary(), biology()).in(Centre15), "yes G6a")
	want(t, "a nurse of the centre", reads(pro("60"), ordinary(), biology()).in(Centre15), "no G6a doctors-only")
}

func TestScenario23TheTwoOppositionsAreIndependent(t *testing.T) {
	noSAMU := with(func(f *Facts) { f.SAMU = false })
	want(t, "15", reads(pro("10"), noSAMU, biology()).in(Centre15), "no G6a samu-refused")
	want(t, "glass", reads(pro("10"), noSAMU, biology()).in(BrisDeGlace), "yes G6b")
	noGlass := with(func(f *Facts) { f.Emergency = EmergencyNo })
	want(t, "15", reads(pro("10"), noGlass, biology()).in(Centre15), "yes G6a")
	want(t, "glass", reads(pro("10"), noGlass, biology()).in(BrisDeGlace), "no G6b emergency-no")
}

// Decisions §3 refuse what the study allows with an express consent.
func TestScenario24MedecineDuTravailIsRefusedTwice(t *testing.T) {
	consent := with(func(f *Facts) {
		f.ConsentToday, f.TreatingDoctor, f.CareTeam, f.TeamConsent, f.Code, f.PMI = true, true, true, true, true, true
		f.UnderSix, f.AtPMI = true, true
	})
	for _, specialty := range []string{"SM25", "C41", "CAPA11"} {
		want(t, "without consent", reads(specialist(specialty), ordinary(), biology()), "no G12 work-medicine")
		want(t, "with consent", reads(specialist(specialty), consent, biology()), "no G12 work-medicine")
		want(t, "glass", reads(specialist(specialty), consent, biology()).in(BrisDeGlace), "no G12 work-medicine")
		want(t, "15", reads(specialist(specialty), consent, biology()).in(Centre15), "no G12 work-medicine")
		want(t, "deposit", asked(specialist(specialty), DepositDocument, consent, biology()), "no G12 work-medicine")
	}
}

func TestScenario25InsurersAreRefusedEvenIfThePatientAgrees(t *testing.T) {
	f := with(func(f *Facts) { f.ConsentToday, f.Code, f.Consented, f.Related = true, true, true, true })
	for _, act := range Acts() { // #25, #26, #86
		want(t, string(act), asked(someone(Insurer), act, f, biology()), "no G1 insurer")
	}
}

// #23, #24, R.1111-33: the minor who wants nothing recorded. Nothing is stored, so there is no act on a document; what a professional does is
// keep the Assurance Maladie from sending the line, without any right to read, and nobody else may. That nothing is stored is
// TestScenario26TheMinorWantsNothingRecorded of web/professional.
func TestScenario26TheMinorWantsNoTrace(t *testing.T) {
	child := with(func(f *Facts) { f.Adult, f.Represents = false, true })
	want(t, "the biologist", asked(pro("21"), WithholdReimbursement, child, Document{}), "yes G5")
	want(t, "opposed", asked(pro("21"), WithholdReimbursement, child, Document{}).state(Opposed), "no G4 no-space")
	for _, r := range []Role{Representative, Relative, Caisse, Support, Operator, System} {
		if v := Judge(asked(someone(r), WithholdReimbursement, child, Document{})); v.Allow {
			t.Errorf("%s withholds", r)
		}
	}
}

func TestScenario27KeptFromRepresentatives(t *testing.T) {
	child := with(func(f *Facts) { f.Adult, f.Represents = false, true })
	d := biology()
	d.HiddenFromRepresentatives = true
	want(t, "parent", reads(someone(Representative), child, d), "no D6 kept-secret")
	want(t, "the minor", reads(holderOf(lea), child, d), "yes P1")
	child.CareTeam, child.TeamConsent = true, true
	want(t, "professional", reads(pro("10"), child, d), "yes G8")
}

func TestScenario28NotThePatientYet(t *testing.T) {
	d := biology()
	d.HiddenFromPatient = true
	want(t, "patient", reads(holderOf(lea), ordinary(), d), "no D6 not-announced")
	child := with(func(f *Facts) { f.Adult, f.Represents = false, true })
	want(t, "parent", reads(someone(Representative), child, d), "no D6 not-announced")
	want(t, "professional", reads(pro("10"), team, d), "yes G8")
	want(t, "the deadline", asked(someone(System), ReleaseDocument, ordinary(), d), "yes A1")
}

func TestScenario29ReleasedByAProfessional(t *testing.T) {
	d := biology()
	d.HiddenFromPatient = true
	want(t, "author", asked(pro("10"), ReleaseDocument, ordinary(), by(Self, d)), "yes G5")
	want(t, "colleague", asked(pro("10"), ReleaseDocument, ordinary(), by(Structure, d)), "yes G5")
	want(t, "médecin traitant", asked(pro("10"), ReleaseDocument, mt, d), "yes G5")
	want(t, "another", asked(pro("10"), ReleaseDocument, team, d), "no A2 not-author")
	off := mt
	off.Sharing = false
	want(t, "médecin traitant, sharing off", asked(pro("10"), ReleaseDocument, off, d), "no A2 not-author")
	want(t, "released", reads(holderOf(lea), ordinary(), biology()), "yes P1")
}

func TestScenario30NobodyWithdrawsAnothersDocument(t *testing.T) {
	want(t, "another's", asked(pro("10"), WithdrawDocument, mt, biology()), "no A2 not-author")
	want(t, "a colleague's", asked(pro("10"), WithdrawDocument, mt, by(Structure, biology())), "no A2 not-author")
	want(t, "his own", asked(pro("10"), WithdrawDocument, ordinary(), by(Self, biology())), "yes G5")
	want(t, "delete", asked(pro("10"), DeleteDocument, mt, by(Self, biology())), "no A1 not-for-role")
}

func TestScenario31ThePatientDeletesWhatHeAdded(t *testing.T) {
	want(t, "his own", asked(holderOf(lea), DeleteDocument, ordinary(), by(Holder, typed("DOCPAT03"))), "yes P1")
	want(t, "a professional's", asked(holderOf(lea), DeleteDocument, ordinary(), biology()), "no A2 not-added-by-you") // #66
	want(t, "masks instead", asked(holderOf(lea), MaskDocument, ordinary(), biology()), "yes P1")
}

func TestScenario32AClosedSpaceSaysClosed(t *testing.T) {
	for _, s := range []State{ClosedArchived, ClosedDeath, DeletionRequested} {
		want(t, string(s), reads(pro("10"), mt, biology()).state(s), "no G4 space-closed")
	}
}

func TestScenario33AnOpposedSpaceTakesNoDeposit(t *testing.T) {
	q := asked(pro("10"), DepositDocument, mt, biology())
	want(t, "opposed", q.state(Opposed), "no G4 no-space")
	want(t, "activated", q, "yes G5")
	want(t, "opened by itself", q.state(AutoCreated), "yes G5")
	want(t, "previous DMP", q.state(DMPOnly), "no G4 previous-dmp")
	want(t, "closed", q.state(ClosedArchived), "no G4 space-closed")
}

// #39, #47, #122.
func TestScenario34NobodyWritesToWhoHasNotActivated(t *testing.T) {
	q := asked(pro("10"), StartMessage, ordinary(), Document{})
	want(t, "activated", q, "yes G5")
	want(t, "opened by itself", q.state(AutoCreated), "no G4 not-activated")
	want(t, "the patient does not start", asked(holderOf(lea), StartMessage, ordinary(), Document{}), "no A1 not-for-role")
}

func TestScenario35At18TheParentsAreOut(t *testing.T) {
	child := with(func(f *Facts) { f.Adult, f.Represents = false, true })
	want(t, "17", reads(someone(Representative), child, biology()), "yes P2")
	child.Adult = true
	for _, act := range Acts() {
		q := asked(someone(Representative), act, child, by(Holder, typed("DOCPAT03")))
		if Judge(q).Allow {
			t.Errorf("18: a parent may %s", act)
		}
	}
}
