package profile_test

import (
	"bytes"
	"os"
	"reflect"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/internal/sample"
)

// #22, #113: allergies and current treatments can be entered; each line says who wrote it.
func TestThePersonFillsTheProfileIn(t *testing.T) {
	p := open(t, sample.Someone{})
	p.adds(p.patient.Actor, profile.Allergies, says{"nom": "Arachide", "gravite": "severe", "reaction": "œdème de Quincke"})
	p.adds(p.patient.Actor, profile.Treatments, says{"nom": "levothyroxine", "prise": "1 comprimé le matin", "depuis": "03/2019"})
	a := p.part(p.patient.Actor, profile.Allergies)
	if a.State != profile.Filled || len(a.Lines) != 1 || a.Lines[0].Author.Kind != profile.ByPatient || a.Lines[0].Get("code") != "peanut" {
		t.Errorf("%+v", a)
	}
	l := p.part(p.patient.Actor, profile.Treatments).Lines[0]
	if l.Get("nom") != "Lévothyroxine" || l.Get("code") != "H03AA01" || l.Get("depuis") != "2019-03" || !l.MayChange || l.MayContest {
		t.Errorf("%+v", l)
	}
}

// Words that are on no list are kept as they are; a name of several codes takes none.
func TestFreeWordsAreAlwaysPossible(t *testing.T) {
	p := open(t, sample.Someone{})
	p.adds(p.patient.Actor, profile.Conditions, says{"nom": "Un truc au genou depuis le rugby"})
	p.adds(p.patient.Actor, profile.Conditions, says{"nom": "cancer"})
	for _, l := range p.part(p.patient.Actor, profile.Conditions).Lines {
		if l.Get("code") != "" || l.Get("nom") == "" {
			t.Errorf("%+v", l)
		}
	}
}

// PAT-06: « non concerné » is an answer, never an empty list.
func TestNotConcernedIsAnAnswer(t *testing.T) {
	p := open(t, sample.Someone{})
	me, ctx := p.patient.Actor, t.Context()
	if s := p.part(me, profile.Allergies).State; s != profile.Unsaid {
		t.Fatal(s)
	}
	p.must(p.Profiles.NotConcerned(ctx, me, p.patient.Patient, profile.Allergies))
	if s := p.part(me, profile.Allergies).State; s != profile.None {
		t.Fatal(s)
	}
	wantField(t, p.Profiles.NotConcerned(ctx, me, p.patient.Patient, profile.Allergies), "aucun", "section-filled")
	p.adds(me, profile.Allergies, says{"nom": "Latex"}) // which takes the answer away
	got := p.part(me, profile.Allergies)
	if got.State != profile.Filled || len(got.Lines) != 1 || got.Lines[0].None {
		t.Errorf("%+v", got)
	}
	wantField(t, p.Profiles.NotConcerned(ctx, me, p.patient.Patient, profile.Allergies), "aucun", "section-filled")
}

// #45: professionals complete the profile, with their name shown; the person is told.
func TestAProfessionalCompletesTheProfileInHisName(t *testing.T) {
	p := open(t, sample.Someone{})
	e := p.adds(p.doctor.Actor, profile.Conditions, says{"nom": "Asthme, sans précision", "depuis": "2010"})
	l := p.part(p.patient.Actor, profile.Conditions).Lines[0]
	if l.Author.Kind != profile.ByProfessional || l.Author.Name == "" || l.Author.Profession != "10" || l.Author.Structure != "Cabinet des Tilleuls" {
		t.Errorf("%+v", l.Author)
	}
	if l.MayChange || !l.MayContest {
		t.Errorf("%+v", l)
	}
	if n := p.count(`SELECT count(*) FROM notices WHERE kind = $1`, notification.ProfileCompleted); n != 1 {
		t.Errorf("%d notices", n)
	}
	err := p.Profiles.Remove(t.Context(), p.patient.Actor, p.patient.Patient, profile.Facts, e)
	wantReason(t, "the patient removes a professional's line (#66)", err, access.NotAuthor)
	p.must(p.Profiles.Remove(t.Context(), p.doctor.Actor, p.patient.Patient, profile.Facts, e))
	if got := p.part(p.patient.Actor, profile.Conditions); got.State != profile.Unsaid {
		t.Errorf("%+v", got)
	}
}

// Only its author in person writes a line anew, and only under its own section.
func TestALineIsItsAuthors(t *testing.T) {
	p := open(t, sample.Someone{})
	other := p.Professional(t, "60", "", sample.FINESS(2))
	p.joins(other)
	ctx, pat := t.Context(), p.patient.Patient
	mine := p.adds(p.patient.Actor, profile.Allergies, says{"nom": "Latex"})
	his := p.adds(p.doctor.Actor, profile.Allergies, says{"nom": "Nickel"})
	d := profile.Draft{Answers: says{"nom": "Chat"}}
	for _, c := range []struct {
		what string
		by   access.Actor
		line id.Entry
	}{{"a professional changes the patient's", p.doctor.Actor, mine}, {"the patient changes a professional's", p.patient.Actor, his},
		{"a colleague changes another's", other.Actor, his}} {
		wantReason(t, c.what, p.Profiles.Change(ctx, c.by, pat, profile.Allergies, c.line, d), access.NotAuthor)
	}
	err := p.Profiles.Change(ctx, p.patient.Actor, pat, profile.Conditions, mine, d)
	if problem.KindOf(err) != problem.NotFound {
		t.Errorf("a line of one section turned into one of another: %v", err)
	}
	p.must(p.Profiles.Change(ctx, p.patient.Actor, pat, profile.Allergies, mine, d))
	p.must(p.Profiles.Change(ctx, p.doctor.Actor, pat, profile.Allergies, his, profile.Draft{Answers: says{"nom": "Soja"}}))
	if got := p.names(p.patient.Actor, profile.Allergies); len(got) != 2 || got[0] == got[1] {
		t.Error(got)
	}
}

// Each line has its history: every version, who, when; what the person removes is emptied.
func TestALineHasItsHistory(t *testing.T) {
	p := open(t, sample.Someone{})
	ctx, pat, me := t.Context(), p.patient.Patient, p.patient.Actor
	e := p.adds(me, profile.Treatments, says{"nom": "Tisane"})
	p.Wait(time.Hour)
	p.must(p.Profiles.Change(ctx, me, pat, profile.Treatments, e, profile.Draft{Answers: says{"nom": "Tisane de tilleul"}}))
	all, err := p.Profiles.History(ctx, p.doctor.Actor, access.Normal, pat, profile.Facts, e)
	p.must(err)
	if len(all) != 2 || all[0].Get("nom") != "Tisane de tilleul" || all[1].Get("nom") != "Tisane" || all[1].ReplacedAt == nil || !all[0].At.After(all[1].At) {
		t.Errorf("%+v", all)
	}
	p.must(p.Profiles.Remove(ctx, me, pat, profile.Facts, e))
	if n := p.count(`SELECT count(*) FROM entries WHERE sealed IS NOT NULL`); n != 0 {
		t.Errorf("%d versions keep their words", n)
	}
	all, err = p.Profiles.History(ctx, me, "", pat, profile.Facts, e)
	p.must(err)
	if len(all) != 2 || all[0].EndedAt == nil || all[0].Get("nom") != "" {
		t.Errorf("%+v", all)
	}
}

// A contested line is on the list of who wrote it and of nobody else, until it is taken back, corrected or withdrawn.
func TestAContestedLineIsToldToItsAuthor(t *testing.T) {
	p := open(t, sample.Someone{})
	ctx, pat, me := t.Context(), p.patient.Patient, p.patient.Actor
	colleague := p.Professional(t, "10", "SM54", sample.FINESS(1))
	p.joins(colleague)
	e := p.adds(p.doctor.Actor, profile.Allergies, says{"nom": "Pénicilline"})
	told := func(by access.Actor) int {
		all, err := p.Profiles.ContestedOf(ctx, by)
		p.must(err)
		if len(all) > 0 && (all[0].Patient != pat || all[0].Entry != e || all[0].Called != p.patient.Person.Called()) {
			t.Errorf("%+v", all[0])
		}
		return len(all)
	}
	for what, over := range map[string]func() error{
		"taken back": func() error { return p.Profiles.Uncontest(ctx, me, pat, profile.Facts, e) },
		"corrected": func() error {
			return p.Profiles.Change(ctx, p.doctor.Actor, pat, profile.Allergies, e, profile.Draft{Answers: says{"nom": "Amoxicilline"}, Secret: profile.NotSecret})
		}} {
		p.must(p.Profiles.Contest(ctx, me, pat, profile.Facts, e, "Je n’y suis pas allergique."))
		p.must(p.Profiles.Contest(ctx, me, pat, profile.Facts, e, "Vraiment pas."))
		if told(p.doctor.Actor) != 1 || told(colleague.Actor) != 0 {
			t.Errorf("before it is %s: %d, a colleague %d", what, told(p.doctor.Actor), told(colleague.Actor))
		}
		p.must(over())
		if told(p.doctor.Actor) != 0 {
			t.Errorf("%s, it is still told", what)
		}
	}
	if n := p.count(`SELECT count(*) FROM contested_lines WHERE ended_at IS NOT NULL AND octet_length(sealed) > 0`); n != 0 {
		t.Error("the name stays in a line that is over")
	}
}

// The patient contests a professional's line: it stays, shown as contested; its author's correction ends that.
func TestAContestedLineStaysAndShows(t *testing.T) {
	p := open(t, sample.Someone{})
	ctx, pat := t.Context(), p.patient.Patient
	e := p.adds(p.doctor.Actor, profile.Allergies, says{"nom": "Pénicillines"})
	wantField(t, p.Profiles.Contest(ctx, p.patient.Actor, pat, profile.Facts, e, " "), "raison", "required")
	p.must(p.Profiles.Contest(ctx, p.patient.Actor, pat, profile.Facts, e, "C’était un autre médicament."))
	l := p.part(p.doctor.Actor, profile.Allergies).Lines[0]
	if l.ContestedAt == nil || l.Contest != "C’était un autre médicament." {
		t.Errorf("%+v", l)
	}
	wantReason(t, "its author contests it", p.Profiles.Contest(ctx, p.doctor.Actor, pat, profile.Facts, e, "non"), access.NotAuthor)
	p.must(p.Profiles.Uncontest(ctx, p.patient.Actor, pat, profile.Facts, e))
	p.must(p.Profiles.Contest(ctx, p.patient.Actor, pat, profile.Facts, e, "Si, vraiment."))
	p.must(p.Profiles.Change(ctx, p.doctor.Actor, pat, profile.Allergies, e, profile.Draft{Answers: says{"nom": "Macrolides"}}))
	if l := p.part(p.patient.Actor, profile.Allergies).Lines[0]; l.ContestedAt != nil || l.Get("nom") != "Macrolides" {
		t.Errorf("%+v", l)
	}
	own := p.adds(p.patient.Actor, profile.Allergies, says{"nom": "Chat"})
	wantReason(t, "the patient contests herself", p.Profiles.Contest(ctx, p.patient.Actor, pat, profile.Facts, own, "non"), access.NotAuthor)
}

// The same form sent twice is one line.
func TestTheSameFormTwiceIsOneLine(t *testing.T) {
	p := open(t, sample.Someone{})
	d := profile.Draft{Key: "k", Answers: says{"nom": "Latex"}}
	first, err := p.Profiles.Add(t.Context(), p.patient.Actor, p.patient.Patient, profile.Allergies, d)
	p.must(err)
	again, err := p.Profiles.Add(t.Context(), p.patient.Actor, p.patient.Patient, profile.Allergies, d)
	p.must(err)
	if first != again || len(p.names(p.patient.Actor, profile.Allergies)) != 1 {
		t.Error(first, again)
	}
}

// decisions.md §6: a stolen dump shows no name, no content: not a word typed stands in clear.
func TestNoWordOfTheProfileStandsInClear(t *testing.T) {
	p := open(t, sample.Someone{})
	e := p.adds(p.doctor.Actor, profile.Conditions, says{"nom": "Zoonose bleue", "note": "grincement"})
	p.must(p.Profiles.Contest(t.Context(), p.patient.Actor, p.patient.Patient, profile.Facts, e, "sornette"))
	dump, err := os.ReadFile(dbtest.Dump(t, p.Pool))
	p.must(err)
	for _, word := range []string{"Zoonose", "grincement", "sornette", "conditions"} {
		if bytes.Contains(dump, []byte(word)) {
			t.Errorf("%s stands in clear", word)
		}
	}
}

// ux.md PAT-06: what cannot be an answer is refused at its field.
func TestAnswersAreJudgedAtTheirField(t *testing.T) {
	p := open(t, sample.Someone{})
	for _, c := range []struct {
		section     profile.Section
		answers     says
		field, code string
	}{
		{profile.Allergies, says{}, "nom", "required"},
		{profile.Allergies, says{"nom": "Chat", "gravite": "terrible"}, "gravite", "choose"},
		{profile.Allergies, says{"nom": string(bytes.Repeat([]byte("é"), 151))}, "nom", "too-long"},
		{profile.Conditions, says{"nom": "Asthme", "depuis": "32/01/2020"}, "depuis", "when-shape"},
		{profile.Conditions, says{"nom": "Asthme", "depuis": "l’an dernier"}, "depuis", "when-shape"},
		{profile.Conditions, says{"nom": "Asthme", "depuis": "2031"}, "depuis", "date-future"},
		{profile.Treatments, says{"nom": "Doliprane", "depuis": "2020", "jusqu": "12/2019"}, "jusqu", "end-before"},
		{profile.Contacts, says{"nom": "Paul", "lien": "friend"}, "telephone", "required"},
		{profile.Contacts, says{"nom": "Paul", "lien": "friend", "telephone": "12"}, "telephone", "call-shape"},
		{profile.Blood, says{}, "groupe", "choose"},
		{profile.Blood, says{"groupe": "C+"}, "groupe", "choose"},
	} {
		_, err := p.Profiles.Add(t.Context(), p.patient.Actor, p.patient.Patient, c.section, profile.Draft{Answers: c.answers})
		wantField(t, err, c.field, c.code)
	}
	if _, err := p.Profiles.Add(t.Context(), p.patient.Actor, p.patient.Patient, "secrets", profile.Draft{}); problem.KindOf(err) != problem.NotFound {
		t.Error(err)
	}
	p.adds(p.patient.Actor, profile.Blood, says{"groupe": "O+"})
	_, err := p.Profiles.Add(t.Context(), p.patient.Actor, p.patient.Patient, profile.Blood, profile.Draft{Answers: says{"groupe": "A+"}})
	wantField(t, err, "groupe", "section-filled")
	if n := p.count(`SELECT count(*) FROM entries`); n != 1 {
		t.Errorf("%d lines", n)
	}
}

// #3, contract: what comes first, for who opens.
func TestTheEssentialsComeFirst(t *testing.T) {
	p := open(t, sample.Someone{})
	p.adds(p.patient.Actor, profile.Contacts, says{"nom": "Paul", "lien": "spouse", "telephone": "06 39 98 00 12"})
	p.must(p.Profiles.NotConcerned(t.Context(), p.patient.Actor, p.patient.Patient, profile.Allergies))
	e, err := p.Profiles.Essentials(t.Context(), p.doctor.Actor, access.Normal, p.patient.Patient)
	p.must(err)
	if e.Allergies.State != profile.None || e.Treatments.State != profile.Unsaid || e.Contacts.Lines[0].Get("telephone") != "+33639980012" {
		t.Errorf("%+v", e)
	}
	if !reflect.DeepEqual(e.Conditions.Lines, []profile.Line(nil)) || e.Directives || e.TrustedPerson {
		t.Errorf("%+v", e)
	}
}
