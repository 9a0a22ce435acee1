package profile_test

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/care"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/internal/sample"
)

// #33, #62: what a professional reads depends on his field: an optician is refused, and is never shown an empty list.
func TestAProfessionThatMayNotReadIsRefused(t *testing.T) {
	p := open(t, sample.Someone{})
	optician := p.Professional(t, "28", "", sample.FINESS(3))
	p.joins(optician)
	_, err := p.Profiles.Read(t.Context(), optician.Actor, access.Normal, p.patient.Patient)
	wantReason(t, "an optician reads", err, access.NotHabilitated)
	nurse := p.Professional(t, "60", "", sample.FINESS(4))
	p.joins(nurse)
	if _, err := p.Profiles.Read(t.Context(), nurse.Actor, access.Normal, p.patient.Patient); err != nil {
		t.Error("a nurse:", err)
	}
}

// #86, G2, decisions.md §3: agents, helpers, insurers, strangers: nobody but the person and who cares for her.
func TestNobodyElseReadsOrWrites(t *testing.T) {
	p := open(t, sample.Someone{})
	stranger := p.Professional(t, "10", "SM05", sample.FINESS(5))
	other := p.Someone(t, sample.Someone{})
	p.adds(p.patient.Actor, profile.Allergies, says{"nom": "Latex"})
	for what, c := range map[string]struct {
		by  access.Actor
		why access.Reason
	}{
		"a helper":                 {access.Actor{Account: id.New[id.Account](), Role: access.Helper, Active: true}, access.NoContent},
		"an agent of 3422":         {access.Actor{Account: id.New[id.Account](), Role: access.Support, Active: true}, access.NoContent},
		"an agent of the caisse":   {access.Actor{Account: id.New[id.Account](), Role: access.Caisse, Active: true}, access.NoContent},
		"the operator":             {access.Actor{Account: id.New[id.Account](), Role: access.Operator, Active: true}, access.NoContent},
		"an insurer":               {access.Actor{Account: id.New[id.Account](), Role: access.Insurer, Active: true}, access.NoInsurer},
		"another patient":          {other.Actor, access.NotYours},
		"a doctor of no agreement": {stranger.Actor, access.NoConsent},
	} {
		_, err := p.Profiles.Read(t.Context(), c.by, access.Normal, p.patient.Patient)
		wantReason(t, what+" reads", err, c.why)
		_, err = p.Profiles.Add(t.Context(), c.by, p.patient.Patient, profile.Allergies, profile.Draft{Answers: says{"nom": "Chat"}, Secret: profile.NotSecret})
		wantReason(t, what+" writes", err, c.why)
	}
	if got := p.names(p.patient.Actor, profile.Allergies); len(got) != 1 {
		t.Error(got)
	}
}

// #3, #30: in an emergency the profile is read, and not written.
func TestInAnEmergencyTheProfileIsReadAndNotWritten(t *testing.T) {
	p := open(t, sample.Someone{})
	rescuer := p.Professional(t, "60", "", sample.FINESS(6))
	p.adds(p.patient.Actor, profile.Allergies, says{"nom": "Latex"})
	_, err := p.Care.OpenInEmergency(t.Context(), rescuer.Actor, p.patient.Patient,
		care.Emergency{Mode: access.BrisDeGlace, Speechless: true, Danger: true, Reason: "Malaise sur la voie publique, inconsciente."})
	p.must(err)
	e, err := p.Profiles.Essentials(t.Context(), rescuer.Actor, access.BrisDeGlace, p.patient.Patient)
	p.must(err)
	if len(e.Allergies.Lines) != 1 {
		t.Errorf("%+v", e.Allergies)
	}
	_, err = p.Profiles.Add(t.Context(), rescuer.Actor, p.patient.Patient, profile.Allergies, profile.Draft{Answers: says{"nom": "Chat"}})
	wantReason(t, "written without an agreement", err, access.NoConsent)
}

// #46, #67: a parent fills a child's profile in, signed as a representative.
func TestAParentFillsAChildsProfileIn(t *testing.T) {
	p, mother := family(t, sample.Child)
	e := p.adds(mother, profile.Allergies, says{"nom": "Arachide"})
	l := p.part(p.doctor.Actor, profile.Allergies).Lines[0]
	if l.Author.Kind != profile.ByRepresentative || l.MayChange {
		t.Errorf("%+v", l)
	}
	p.must(p.Profiles.Change(t.Context(), mother, p.patient.Patient, profile.Allergies, e, profile.Draft{Answers: says{"nom": "Œuf"}}))
	p.Set(time.Date(2034, 9, 1, 10, 0, 0, 0, time.UTC)) // 18 that day (scenario 35)
	_, err := p.Profiles.Read(t.Context(), mother, "", p.patient.Patient)
	wantReason(t, "the parent of an adult reads", err, access.NotYours)
}

// R.1111-50, decisions.md §4: what a minor keeps secret is, for the representatives, what was never written.
func TestWhatAMinorKeepsSecretIsNotThereForTheParents(t *testing.T) {
	p, mother := family(t, time.Date(2012, 5, 1, 0, 0, 0, 0, time.UTC))
	ctx, pat := t.Context(), p.patient.Patient
	before, err := p.Profiles.Read(ctx, mother, "", pat)
	p.must(err)
	d := profile.Draft{Answers: says{"nom": "Désogestrel"}}
	_, err = p.Profiles.Add(ctx, p.doctor.Actor, pat, profile.Treatments, d)
	wantField(t, err, "secret", "choose")
	d.Secret = profile.Secret
	e, err := p.Profiles.Add(ctx, p.doctor.Actor, pat, profile.Treatments, d)
	p.must(err)
	after, err := p.Profiles.Read(ctx, mother, "", pat)
	p.must(err)
	if len(before.Part(profile.Treatments).Lines) != 0 || after.Part(profile.Treatments).State != profile.Unsaid {
		t.Errorf("%+v", after)
	}
	if _, err := p.Profiles.History(ctx, mother, "", pat, profile.Facts, e); problem.KindOf(err) != problem.NotFound {
		t.Error("its history:", err)
	}
	if err := p.Profiles.Contest(ctx, mother, pat, profile.Facts, e, "?"); problem.KindOf(err) != problem.NotFound {
		t.Error("contested:", err)
	}
	p.must(p.Profiles.NotConcerned(ctx, mother, pat, profile.Treatments)) // as if nothing were there
	if n := p.count(`SELECT count(*) FROM notices WHERE kind = 'M9c'`); n != 0 {
		t.Errorf("%d notices tell of it", n)
	}
	if got := p.names(p.doctor.Actor, profile.Treatments); len(got) != 1 || got[0] != "Désogestrel" {
		t.Error(got)
	}
}
