package access

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestBlockedGetsNothing: invariant 7, in any mode, for any act, deposits and look-ups included (decisions §3).
func TestBlockedGetsNothing(t *testing.T) {
	check(t, func(t *rapid.T, q Question) {
		q.By.Role, q.On.Blocked = Professional, true
		if v := Judge(q); v.Allow {
			t.Fatalf("%+v", v)
		}
	})
}

// TestMoreRightsNeverLess: a link, a setting that opens, a flag taken away never turn a yes into a no.
func TestMoreRightsNeverLess(t *testing.T) {
	more := map[string]func(*Question){
		"treating": func(q *Question) { q.On.TreatingDoctor = true }, "team": func(q *Question) { q.On.CareTeam = true },
		"colleague": func(q *Question) { q.On.Colleague = true }, "team consent": func(q *Question) { q.On.TeamConsent = true },
		"today": func(q *Question) { q.On.ConsentToday = true }, "entrusted": func(q *Question) { q.On.Entrusted = true },
		"code": func(q *Question) { q.On.Code = true }, "pmi": func(q *Question) { q.On.PMI = true }, "at pmi": func(q *Question) { q.On.AtPMI = true }, "under six": func(q *Question) { q.On.UnderSix = true },
		"roles": func(q *Question) { q.On.RolesOpen = true }, "sharing": func(q *Question) { q.On.Sharing = true },
		"samu": func(q *Question) { q.On.SAMU = true }, "represents": func(q *Question) { q.On.Represents = true },
		"related": func(q *Question) { q.On.Related = true }, "mandate": func(q *Question) { q.On.Mandate = true },
		"tasks": func(q *Question) { q.On.Tasks = everyTask }, "unveiled": func(q *Question) { q.Doc.Unveiled = true },
		"identified": func(q *Question) { q.On.Identified++ }, "present": func(q *Question) { q.On.Present = true },
		"twelve": func(q *Question) { q.On.Twelve = true }, "lets see": func(q *Question) { q.On.LetsSee = true },
		"consented": func(q *Question) { q.On.Consented = true }, "active": func(q *Question) { q.By.Active = true },
		"unblocked": func(q *Question) { q.On.Blocked = false }, "shown": func(q *Question) { q.Doc.Masked = false },
		"announced": func(q *Question) { q.Doc.HiddenFromPatient = false }, "open": func(q *Question) { q.Doc.HiddenFromRepresentatives = false },
		"emergency": func(q *Question) {
			if q.On.Emergency == EmergencyNo {
				q.On.Emergency = EmergencyYes
			}
		},
		"emergency, masked": func(q *Question) {
			if q.On.Emergency == EmergencyYes {
				q.On.Emergency = EmergencyYesWithMasked
			}
		},
		"adult": func(q *Question) { q.On.Adult = q.On.Adult || q.By.Role != Representative },
	}
	check(t, func(t *rapid.T, q Question) {
		if !Judge(q).Allow {
			return
		}
		for name, give := range more {
			richer := q
			give(&richer)
			if v := Judge(richer); !v.Allow {
				t.Fatalf("with %s: %+v", name, v)
			}
		}
	})
}

// TestHiddenIsAbsent: invariant 5, as far as a decision goes. A list shows what may be read, and nothing else may be
// done by the patient's side to a document that is kept from it.
func TestHiddenIsAbsent(t *testing.T) {
	check(t, func(t *rapid.T, q Question) {
		list, read := q, q
		list.Act, read.Act = ListDocuments, ReadDocument
		if Hides(list) != Hides(read) || Decide(list) != Decide(read) {
			t.Fatalf("list %q %q, read %q %q", Decide(list), Hides(list), Decide(read), Hides(read))
		}
		kept := q.Doc.HiddenFromPatient || q.Doc.HiddenFromRepresentatives && q.By.Role != Patient
		side := q.By.Role == Patient || q.By.Role == Representative || q.By.Role == Relative
		if side && kept && OnDocument(q.Act) && q.Act != DepositDocument && Judge(q).Allow {
			t.Fatalf("%s reaches a document kept from the %s", q.Act, q.By.Role)
		}
	})
}

// TestMaskingHidesFromProfessionalsOnly: invariant 6.
func TestMaskingHidesFromProfessionalsOnly(t *testing.T) {
	check(t, func(t *rapid.T, q Question) {
		q.Act, q.Doc.Masked = ReadDocument, false
		if !Judge(q).Allow {
			return
		}
		q.Doc.Masked = true
		v := Judge(q)
		insider := q.By.Role == Patient || q.By.Role == Representative || q.By.Role == Professional &&
			(q.Doc.Author == Self || q.On.TreatingDoctor && q.By.Profession == "10" ||
				q.Mode == BrisDeGlace && q.On.Emergency == EmergencyYesWithMasked)
		if v.Allow != insider {
			t.Fatalf("masked: %+v", v)
		}
	})
	check(t, func(t *rapid.T, q Question) {
		q.Act = UnmaskDocument
		if Judge(q).Allow && q.By.Role != Patient && q.By.Role != Representative {
			t.Fatalf("%s unmasks", q.By.Role)
		}
	})
}

// TestEmergencyAnswersAreIndependent: invariant 8.
func TestEmergencyAnswersAreIndependent(t *testing.T) {
	check(t, func(t *rapid.T, q Question) {
		glass := q
		glass.Mode = BrisDeGlace
		other := glass
		other.On.SAMU = !glass.On.SAMU
		if Judge(glass) != Judge(other) {
			t.Fatal("the SAMU's answer changes an emergency opening")
		}
		call := q
		call.Mode, call.On.Emergency = Centre15, EmergencyNo
		other = call
		other.On.Emergency = EmergencyYesWithMasked
		if Judge(call) != Judge(other) {
			t.Fatal("the answer about emergencies changes the SAMU's opening")
		}
	})
}

// TestAgentsReadNothing: invariant 10 and #86: no agent, no insurer has a way to content, the deposit of the feed and
// the release at the deadline apart.
func TestAgentsReadNothing(t *testing.T) {
	check(t, func(t *rapid.T, q Question) {
		_, content := rules[q.Act]
		switch q.By.Role {
		case Helper, Support, Caisse, Operator, Reviewer, Insurer, "admin", "":
			curtain := q.By.Role == Helper && q.On.Mandate && (q.Act == ListVeiled || q.Act == ReadUnveiled || q.Act == VeilDocument)
			if content && !curtain && Decide(q) == "" {
				t.Fatalf("%s may %s", q.By.Role, q.Act)
			}
			if q.Act == ReadUnveiled && !q.Doc.Unveiled && Judge(q).Allow {
				t.Fatal("a helper reads what nobody showed")
			}
		case System:
			if content && Decide(q) == "" && q.Act != DepositDocument && q.Act != ReleaseDocument {
				t.Fatalf("a job may %s", q.Act)
			}
		case App:
			if OnDocument(q.Act) && Decide(q) == "" {
				t.Fatalf("a service may %s", q.Act)
			}
		}
		if Hides(asAct(q, ReadDocument)) == "" && slices.Contains([]Role{Helper, Support, Caisse, Operator, Reviewer,
			Insurer, System, App, "admin", ""}, q.By.Role) {
			t.Fatalf("a document exists for %q", q.By.Role)
		}
	})
}

func asAct(q Question, a Act) Question { q.Act = a; return q }

// TestRepresentativesLearnNothingOfASecret: invariant 13.
func TestRepresentativesLearnNothingOfASecret(t *testing.T) {
	check(t, func(t *rapid.T, q Question) {
		q.By.Role, q.Doc.HiddenFromRepresentatives = Representative, true
		if OnDocument(q.Act) && q.Act != DepositDocument && Judge(q).Allow {
			t.Fatalf("%s", q.Act)
		}
		if Hides(asAct(q, ListDocuments)) == "" {
			t.Fatal("listed")
		}
	})
}

// TestFlagsThatChangeNothingForProfessionals: D5 is a setting, D6 is for the patient's side (decisions §3).
func TestFlagsThatChangeNothingForProfessionals(t *testing.T) {
	check(t, func(t *rapid.T, q Question) {
		q.By.Role = Professional
		other := q
		other.Doc.HiddenFromPatient, other.Doc.HiddenFromRepresentatives = !q.Doc.HiddenFromPatient, !q.Doc.HiddenFromRepresentatives
		other.On.MaskAll = !q.On.MaskAll
		if Judge(q) != Judge(other) {
			t.Fatalf("%+v, %+v", Judge(q), Judge(other))
		}
	})
}

// TestPatientsReadOnlyInActivated: interface.md; their states for other acts are in stages.
func TestPatientsReadOnlyInActivated(t *testing.T) {
	check(t, func(t *rapid.T, q Question) {
		_, content := rules[q.Act]
		side := q.By.Role == Patient || q.By.Role == Representative || q.By.Role == Relative
		if side && content && q.Act != ExportRecord && q.On.State != Activated && Decide(q) == "" {
			t.Fatalf("%s in %s", q.Act, q.On.State)
		}
		if q.By.Role == Patient && q.By.Patient != q.On.Patient && Decide(q) == "" {
			t.Fatal("in the space of somebody else")
		}
	})
}

// TestNobodyOpensWithoutALink: in normal mode « je le soigne » alone opens nothing (decisions §3).
func TestNobodyOpensWithoutALink(t *testing.T) {
	check(t, func(t *rapid.T, q Question) {
		q.By.Role, q.Mode, q.Act = Professional, Normal, OpenRecord
		q.On.TreatingDoctor, q.On.TeamConsent, q.On.ConsentToday = false, false, false
		q.On.Entrusted, q.On.Code, q.On.PMI = false, false, false
		if Decide(q) == "" {
			t.Fatal("opened")
		}
	})
}

// TestSharingOffLeavesTheCode: « personne pour le moment ».
func TestSharingOffLeavesTheCode(t *testing.T) {
	check(t, func(t *rapid.T, q Question) {
		q.By.Role, q.Mode, q.Act, q.On.Sharing = Professional, Normal, OpenRecord, false
		if v := Judge(q); v.Allow && v.Gate != G15 {
			t.Fatalf("%+v", v)
		}
	})
	off := with(func(f *Facts) { f.Sharing, f.Code = false, true })
	want(t, "with the code", reads(pro("10"), off, biology()), "yes G15")
	want(t, "entering the code", asked(pro("10"), RedeemConsentCode, off, Document{}), "yes G5")
	want(t, "declaring", asked(pro("10"), ConsentDeclare, off, Document{}), "no G10 sharing-off")
	want(t, "an emergency", reads(pro("10"), off, biology()).in(BrisDeGlace), "yes G6b")
	want(t, "depositing", asked(pro("10"), DepositDocument, off, biology()), "yes G5")
}

// TestTheCodeWidensNothing: neither the matrix nor the mask (interface.md).
func TestTheCodeWidensNothing(t *testing.T) {
	f := with(func(f *Facts) { f.Code = true })
	want(t, "matrix", reads(pro("21"), f, typed("68599-0")), "no D3 matrix")
	want(t, "mask", reads(pro("10"), f, masking(biology())), "no D4 masked")
}

// TestTheColleagueSkipsTheMatrixOnly: D3 for what his structure wrote, never D4 (decisions §3).
func TestTheColleagueSkipsTheMatrixOnly(t *testing.T) {
	want(t, "matrix", reads(pro("21"), team, by(Structure, typed("68599-0"))), "yes G8")
	want(t, "author", reads(pro("21"), team, by(Self, typed("68599-0"))), "yes G8")
	want(t, "mask", reads(pro("21"), team, masking(by(Structure, typed("68599-0")))), "no D4 masked")
}

// TestMinorsNeitherOpposeNorClose: #69.
func TestMinorsNeitherOpposeNorClose(t *testing.T) {
	child := with(func(f *Facts) { f.Adult, f.Represents = false, true })
	for act, s := range map[Act]State{OpposeSpace: Invited, CloseSpace: Activated, EraseSpace: Activated,
		ActivateSpace: Invited, ReopenSpace: ClosedArchived, KeepSpace: DeletionRequested, ResumeSpace: Suspended} {
		want(t, string(act), asked(holderOf(lea), act, child, Document{}).state(s), "no P1 minor")
		want(t, string(act), asked(someone(Representative), act, child, Document{}).state(s), "yes S1")
	}
}

// TestAMinorWhoSignsInDoesNotDecideForThemself: decisions §4, #69. Sharing, emergencies, relatives and services are the
// representatives' choice; reading, adding and masking are the minor's too.
func TestAMinorWhoSignsInDoesNotDecideForThemself(t *testing.T) {
	child := with(func(f *Facts) { f.Adult, f.Twelve, f.Represents = false, true, true })
	for _, act := range []Act{SetSharing, SetEmergency, AddRelative, RemoveRelative, ConnectApp, DisconnectApp} {
		want(t, string(act), asked(holderOf(lea), act, child, Document{}), "no P1 minor")
		want(t, string(act), asked(someone(Representative), act, child, Document{}), "yes P2")
	}
	for _, act := range []Act{ListDocuments, ReadHistory, ReadAccess, IssueConsentCode, AskExport, TakeExport} {
		want(t, string(act), asked(holderOf(lea), act, child, Document{}), "yes P1")
	}
	small := with(func(f *Facts) { f.Adult, f.Represents = false, true })
	want(t, "offered at 11", asked(someone(Representative), OfferYoung, small, Document{}), "no P2 not-twelve")
	want(t, "taken at 11", asked(holderOf(lea), OpenYoung, small, Document{}), "no P1 not-twelve")
	want(t, "offered at 12", asked(someone(Representative), OfferYoung, child, Document{}), "yes S1")
	want(t, "taken at 12", asked(holderOf(lea), OpenYoung, child, Document{}), "yes S1")
	grown := with(func(f *Facts) { f.Adult, f.Twelve, f.Represents = true, true, true })
	want(t, "offered at 18", asked(someone(Representative), OfferYoung, grown, Document{}), "no P2 not-yours")
	want(t, "by a desk", asked(someone(Helper), OfferYoung, child, Document{}), "no A1 not-for-role")
}

// TestTheFirstReasonIsTheOneSaid: who has no link with the space is told that, not what else would stand in the way; L.1111-11: a minor
// writes no directive.
func TestTheFirstReasonIsTheOneSaid(t *testing.T) {
	small := with(func(f *Facts) { f.Adult = false })
	want(t, "another child's sharing", asked(holderOf(noah), SetSharing, small, Document{}), "no P1 not-yours")
	want(t, "another child's sign-in", asked(someone(Representative), OfferYoung, small, Document{}), "no P2 not-yours")
	want(t, "a minor's directive", asked(holderOf(lea), WriteDirective, small, Document{}), "no P1 minor")
	want(t, "an adult's directive", asked(holderOf(lea), WriteDirective, ordinary(), Document{}), "yes P1")
	for _, m := range []Mode{BrisDeGlace, Centre15} {
		want(t, "closing "+string(m), asked(pro("10"), CloseEmergency, ordinary(), Document{}).in(m), "yes S1")
	}
	want(t, "closing what is open normally", asked(pro("10"), CloseEmergency, ordinary(), Document{}), "no G6b not-opened")
}

// TestMinorsDoTheRest: what is not for their representatives alone, in their own space only.
func TestMinorsDoTheRest(t *testing.T) {
	child := with(func(f *Facts) { f.Adult = false })
	want(t, "contact", asked(holderOf(lea), SetContact, child, Document{}), "yes S1")
	want(t, "another child's", asked(holderOf(noah), CloseSpace, child, Document{}), "no P1 not-yours")
}

// TestABlockIsNotToldByTheState: where the act is refused anyway, the block is what is said, as everywhere.
func TestABlockIsNotToldByTheState(t *testing.T) {
	f := with(func(f *Facts) { f.Blocked = true })
	want(t, "previous DMP", asked(pro("10"), DepositDocument, f, biology()).state(DMPOnly), "no G5 blocked")
	f.Sharing = false
	want(t, "sharing off", asked(pro("10"), ConsentDeclare, f, Document{}), "no G5 blocked")
	want(t, "not activated", asked(pro("10"), StartMessage, f, Document{}).state(AutoCreated), "no G5 blocked")
}

// TestStandingKnowsItsRoles: a role added to stages and forgotten in standing is refused.
func TestStandingKnowsItsRoles(t *testing.T) {
	if v := standing(asked(someone("admin"), ReadIdentity, ordinary(), Document{})); v.Allow {
		t.Errorf("%+v", v)
	}
	if v := professional(asked(pro("10"), ReadDocument, mt, biology()), never); v.Allow {
		t.Errorf("%+v", v)
	}
}
