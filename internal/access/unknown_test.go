package access

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"espacesante/internal/codes"
	"espacesante/internal/id"
)

// questions draws any question: known values most often, wrong and empty ones too.
func questions() *rapid.Generator[Question] {
	professions := []string{"", "99", "10", "10", "10"}
	for _, p := range codes.Professions() {
		professions = append(professions, p.Code)
	}
	types := []string{"", "NONE", "11502-2", "DOCPAT03", "EXPPAT_3"}
	for _, d := range codes.DocumentTypes() {
		types = append(types, d.Code)
	}
	someRoles := append([]Role{Professional, Professional, Professional, Patient, Representative}, roles...)
	states := append(append(States(), "", "LOST"), Activated, Activated, Activated, AutoCreated)
	acts := append(Acts(), "", "document.burn", ReadDocument, ReadDocument, ListDocuments, OpenRecord)
	return rapid.Custom(func(t *rapid.T) Question {
		is := func(name string) bool { return rapid.Bool().Draw(t, name) }
		return Question{
			By: Actor{Role: rapid.SampledFrom(someRoles).Draw(t, "role"), Patient: rapid.SampledFrom([]id.Patient{lea, lea, noah, {}}).Draw(t, "own"),
				Profession: rapid.SampledFrom(professions).Draw(t, "profession"),
				Specialty:  rapid.SampledFrom([]string{"", "SM26", "SM25", "C41"}).Draw(t, "specialty"), Active: is("active")},
			Act:  rapid.SampledFrom(acts).Draw(t, "act"),
			Mode: rapid.SampledFrom([]Mode{Normal, Normal, BrisDeGlace, Centre15, "", "other"}).Draw(t, "mode"),
			On: Facts{Patient: lea, State: rapid.SampledFrom(states).Draw(t, "state"),
				Emergency: rapid.SampledFrom([]Emergency{EmergencyYes, EmergencyYes, EmergencyNo, EmergencyYesWithMasked, "", "maybe"}).Draw(t, "emergency"),
				SAMU:      is("samu"), Sharing: is("sharing"), MaskAll: is("mask all"), Adult: is("adult"), Twelve: is("twelve"), LetsSee: is("lets see"), Represents: is("represents"),
				Related: is("related"), Mandate: is("mandate"), Tasks: rapid.SampledFrom([]string{"", "show", everyTask}).Draw(t, "tasks"), Consented: is("consented"), Blocked: is("blocked"),
				TreatingDoctor: is("treating"), CareTeam: is("team"), Colleague: is("colleague"), TeamConsent: is("team consent"),
				Identified: rapid.IntRange(0, 2).Draw(t, "identified"), Present: is("present"), ConsentToday: is("today"), Entrusted: is("entrusted"), Code: is("code"), PMI: is("pmi"), AtPMI: is("at pmi"), UnderSix: is("under six"), RolesOpen: is("roles")},
			Doc: Document{Type: rapid.SampledFrom(types).Draw(t, "type"),
				Author: rapid.SampledFrom([]Author{Self, Structure, Holder, Other, ""}).Draw(t, "author"),
				Status: rapid.SampledFrom([]Status{Approved, Approved, Archived, Deprecated, Erased, ""}).Draw(t, "status"),
				Masked: is("masked"), HiddenFromPatient: is("hidden"), HiddenFromRepresentatives: is("secret"), Unveiled: is("unveiled")},
			At: noon,
		}
	})
}

// check runs a property on drawn questions.
func check(t *testing.T, property func(t *rapid.T, q Question)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) { property(t, questions().Draw(t, "question")) })
}

// TestForgottenFactsRefuse: nothing is allowed on facts nobody loaded, nor when one that matters is left out.
func TestForgottenFactsRefuse(t *testing.T) {
	for _, r := range roles {
		for _, act := range append(Acts(), "") {
			for _, m := range []Mode{Normal, BrisDeGlace, Centre15, ""} {
				if q := (Question{By: Actor{Role: r, Profession: "10", Active: true}, Act: act, Mode: m, At: noon}); Decide(q) == "" {
					t.Errorf("%q may %s with no facts", r, act)
				}
			}
			a, f := everyLink(r)
			for name, forget := range map[string]func(*Question){
				"state": func(q *Question) { q.On.State = "" },
				"date":  func(q *Question) { q.At = time.Time{} },
				"role":  func(q *Question) { q.By.Role = "" },
			} {
				q := asked(a, act, f, Document{})
				forget(&q)
				if Decide(q) == "" {
					t.Errorf("%q may %s without the %s", r, act, name)
				}
			}
		}
	}
	for name, forget := range map[string]func(*Question){
		"profession": func(q *Question) { q.By.Profession = "" },
		"activity":   func(q *Question) { q.By.Active = false },
		"mode":       func(q *Question) { q.Mode = "" },
		"emergency":  func(q *Question) { q.On.Emergency = "" },
		"type":       func(q *Question) { q.Doc.Type = "" },
		"author":     func(q *Question) { q.Doc.Author = "" },
		"status":     func(q *Question) { q.Doc.Status = "" },
	} {
		q := reads(pro("10"), mt, biology())
		forget(&q)
		if Judge(q).Allow {
			t.Errorf("a professional reads without the %s", name)
		}
	}
	for _, act := range []Act{ReadDocument, ReadIdentity} {
		want(t, "state", asked(pro("10"), act, mt, biology()).state(""), "no G0 missing-fact")
	}
	untyped := by(Self, biology())
	untyped.Type = ""
	want(t, "his own, without a type", reads(pro("10"), mt, untyped), "no G0 missing-fact")
	nobody := asked(Actor{Role: Patient}, ReadDocument, ordinary(), biology())
	nobody.On.Patient = nobody.By.Patient
	want(t, "two empty identifiers", nobody, "no P1 not-yours")
}

// TestUnknownValuesRefuse: invariant 4.
func TestUnknownValuesRefuse(t *testing.T) {
	check(t, func(t *rapid.T, q Question) {
		for name, spoil := range map[string]func(*Question){
			"act":   func(q *Question) { q.Act = "document.burn" },
			"role":  func(q *Question) { q.By.Role = "admin" },
			"state": func(q *Question) { q.On.State = "LOST" },
		} {
			spoiled := q
			spoil(&spoiled)
			if Judge(spoiled).Allow {
				t.Fatalf("allowed with an unknown %s", name)
			}
		}
		if q.By.Role != Professional {
			return
		}
		q.By.Profession = "99"
		if Judge(q).Allow {
			t.Fatal("allowed with an unknown profession")
		}
	})
}

// TestAnswersAreWhole: a refusal has a reason of the list and a step, an allowance has a step and no reason, and
// Judge is Decide and Hides.
func TestAnswersAreWhole(t *testing.T) {
	reasons := Reasons()
	check(t, func(t *rapid.T, q Question) {
		v := Judge(q)
		if v.Gate == "" || v.Allow != (v.Reason == "") || !v.Allow && !slices.Contains(reasons, v.Reason) {
			t.Fatalf("%+v", v)
		}
		both := Decide(q) == "" && (!OnDocument(q.Act) || Hides(q) == "")
		if v.Allow != both || v != Judge(q) {
			t.Fatalf("%+v, Decide %q, Hides %q", v, Decide(q), Hides(q))
		}
	})
}
