package synthesis_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda"
	"espacesante/internal/consent"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/internal/sample"
	"espacesante/internal/synthesis"
)

// L.1111-15, #45: the draft begins with what the profile, the vaccinations and the measures hold; a part left as it was
// keeps its codes in the document.
func TestTheDraftBeginsWithWhatTheSpaceHolds(t *testing.T) {
	c := open(t)
	me := c.patient.Actor
	c.says(me, profile.Conditions, "", "nom", "Hypertension artérielle", "code", "I10", "etat", "active", "depuis", "2018")
	c.says(me, profile.Conditions, "", "nom", "Angine", "etat", "past")
	c.says(me, profile.Treatments, "", "nom", "PARACETAMOL")
	c.says(me, profile.Treatments, "", "nom", "Ancien sirop", "jusqu", "2020")
	c.says(me, profile.Family, "", "nom", "Diabète", "qui", "mother")
	c.says(me, profile.Blood, "", "groupe", "A+")
	c.must(c.Profiles.NotConcerned(t.Context(), me, c.patient.Patient, profile.Allergies))
	_, err := c.Profiles.Vaccinated(t.Context(), me, c.patient.Patient, profile.Draft{Answers: map[string]string{"nom": "Repevax", "quand": "2021"}})
	c.must(err)
	for _, kg := range []float64{70, 72} {
		_, err := c.Profiles.Measured(t.Context(), me, c.patient.Patient, profile.Weight, profile.Reading{Value: kg, On: c.Pool.Now().Add(time.Duration(kg) * time.Minute).Add(-100 * time.Hour)})
		c.must(err)
	}
	d := c.begins()
	for p, want := range map[synthesis.Part]string{synthesis.Problems: "Hypertension artérielle", synthesis.History: "Angine", synthesis.Treatments: "Paracétamol",
		synthesis.Family: "Diabète", synthesis.Vigilance: "A+", synthesis.Allergies: "Aucun : allergies", synthesis.Vaccinations: "Repevax",
		synthesis.Measures: "weight 72.0", synthesis.Work: "", synthesis.Comment: ""} {
		if got := d.Text(p).Words; got != want {
			t.Errorf("%s: %q, want %q", p, got, want)
		}
	}
	c.must(c.save(d, synthesis.Comment, "  À revoir\r\n\r\n dans   un an ", 0))
	doc, err := c.signs(c.draft())
	c.must(err)
	got, text := c.reads(me, doc)
	want := []string{"summary", "background", "problems", "Hypertension artérielle", "history", "Angine", "allergies", "Aucun : allergies", "risks", "family", "Diabète",
		"vigilance", "A+", "plan", "treatments", "Paracétamol", "vaccinations", "Repevax", "measures", "weight 72.0", "comment", "À revoir", "dans un an"}
	if !slices.Equal(lines(text), want) {
		t.Errorf("%q", lines(text))
	}
	for _, coded := range []string{`code="I10"`, `code="N02BE01"`, `value="72.0" unit="kg"`, `value="2018"`, `code="PCP"`} {
		if !strings.Contains(string(got.Original), coded) {
			t.Errorf("the document does not hold %s: %s", coded, got.Original)
		}
	}
	if strings.Contains(string(got.Original), `code="E1`) {
		t.Error("a disease of the family is coded as the person's")
	}
	back, err := cda.Parse(got.Original)
	if err != nil || back.Level != 3 || back.Type.Code != synthesis.Type || back.Authors[0].RPPS() != c.doctor.RPPS || back.Class != "11" {
		t.Errorf("%v %d %s", err, back.Level, back.Type.Code)
	}
	if got.Author.Account != c.doctor.Account || got.Type != synthesis.Type || got.Title != wording.Document {
		t.Errorf("%+v", got.Author)
	}
}

// L.1111-15, #63: the médecin traitant alone, in the normal mode; whoever else asks is refused in the words of elsewhere, and
// the profile is not read for him.
func TestOnlyTheTreatingDoctorWritesASynthesis(t *testing.T) {
	c := open(t)
	ctx, p := t.Context(), c.patient.Patient
	colleague, nurse := c.Professional(t, "10", "SM04", sample.FINESS(1)), c.Professional(t, "60", "", sample.FINESS(2))
	for _, by := range []*sample.Professional{colleague, nurse} {
		c.must(c.Consents.RecordTeamConsent(ctx, by.Actor, p, consent.Oral, true))
	}
	stranger := c.Professional(t, "10", "SM54", sample.FINESS(3))
	for name, q := range map[string]struct {
		by   access.Actor
		mode access.Mode
		why  access.Reason
	}{"a doctor of the team": {colleague.Actor, "", access.NotForRole}, "a nurse of the team": {nurse.Actor, "", access.NotForRole},
		"a doctor unknown to the person": {stranger.Actor, "", access.NoConsent}, "the person": {c.patient.Actor, "", access.NotForRole},
		"in an emergency": {c.doctor.Actor, access.BrisDeGlace, access.NotNormal}} {
		wantReason(t, name, c.Writing.Begin(ctx, q.by, q.mode, p, wording), q.why)
	}
	if n := c.count(`SELECT count(*) FROM access_log WHERE act = 'profile.read'`); n != 0 {
		t.Errorf("the profile was read %d times", n)
	}
	d := c.begins()
	c.must(c.save(d, synthesis.Comment, "Va bien", 0))
	_, err := c.Writing.Deposit(ctx, colleague.Actor, "", p, wording, synthesis.Signing{Draft: d.ID, Edition: 1, Informed: true})
	wantReason(t, "another's draft", err, access.NotForRole)
	c.must(c.Consents.Block(ctx, c.patient.Actor, p, c.doctor.Account))
	_, err = c.signs(c.draftOf(d, 1))
	wantReason(t, "blocked", err, access.Blocked)
	c.must(c.Consents.Unblock(ctx, c.patient.Actor, p, c.doctor.Account))
	c.Move(t, c.patient, access.ClosedArchived)
	_, err = c.signs(c.draftOf(d, 1))
	wantReason(t, "closed", err, access.SpaceClosed)
	if n := c.count(`SELECT count(*) FROM documents`); n != 0 {
		t.Errorf("%d documents", n)
	}
}

// draftOf is a draft as it was seen before something came between.
func (c *cabinet) draftOf(d synthesis.Draft, _ int) synthesis.Draft { return d }

// A second tab undoes nothing: two parts go in beside each other, one part saved elsewhere is told, the same words twice
// are once.
func TestASecondTabUndoesNothing(t *testing.T) {
	c := open(t)
	d := c.begins()
	c.must(c.save(d, synthesis.Comment, "Un", 0))
	c.must(c.save(d, synthesis.Comment, "Un", 0)) // the same form sent twice
	c.must(c.save(d, synthesis.Work, "Poussières", 0))
	wantField(t, "another tab", c.save(d, synthesis.Comment, "Deux", 0), "texte", "synthesis-changed")
	now := c.draft()
	if now.Text(synthesis.Comment).Words != "Un" || now.Text(synthesis.Work).Words != "Poussières" || now.Text(synthesis.Comment).Edition != 1 {
		t.Errorf("%+v", now)
	}
	c.must(c.save(d, synthesis.Comment, "Deux", 1))
	wantField(t, "deposited unseen", func() error { _, err := c.signs(d); return err }(), "apercu", "synthesis-unseen")
	wantField(t, "too long", c.save(d, synthesis.Comment, strings.Repeat("a", 4001), 2), "texte", "synthesis-long")
	if err := c.save(d, "anything", "x", 0); problem.KindOf(err) != problem.NotFound {
		t.Errorf("a part of nothing: %v", err)
	}
	c.must(c.Writing.Begin(t.Context(), c.doctor.Actor, "", c.patient.Patient, wording))
	if again := c.draft(); again.ID != d.ID {
		t.Error("a second draft is begun beside the first")
	}
	c.must(c.Writing.Drop(t.Context(), c.doctor.Actor, "", c.patient.Patient, d.ID))
	wantField(t, "given up", c.save(d, synthesis.Comment, "Trois", 2), "texte", "synthesis-over")
	if n := c.count(`SELECT count(*) FROM syntheses WHERE octet_length(sealed) > 0`); n != 0 {
		t.Error("the words of a draft that was given up are kept")
	}
	if _, err := c.signs(now); problem.KindOf(err) != problem.Conflict {
		t.Errorf("deposited after it was given up: %v", err)
	}
}

// Sent twice, at once too, a synthesis is one document, told once.
func TestASynthesisSentTwiceIsOneDocument(t *testing.T) {
	c := open(t)
	d := c.begins()
	c.must(c.save(d, synthesis.Comment, "Va bien", 0))
	d = c.draft()
	var all sync.WaitGroup
	docs, errs := make([]id.Document, 6), make([]error, 6)
	for i := range docs {
		all.Go(func() { docs[i], errs[i] = c.signs(d) })
	}
	all.Wait()
	for i := range docs {
		if errs[i] != nil || docs[i] != docs[0] || docs[i].IsZero() {
			t.Fatalf("%v %v", docs, errs)
		}
	}
	if n := c.count(`SELECT count(*) FROM documents`); n != 1 {
		t.Errorf("%d documents", n)
	}
	if n := c.count(`SELECT count(*) FROM notices WHERE kind = 'M9'`); n != 1 {
		t.Errorf("told %d times", n)
	}
	if c.draft().There() {
		t.Error("the draft is still there")
	}
}

// Each synthesis of a doctor is the next version of one document; it begins with what the last one said of its own, and not
// with what has left the profile since.
func TestTheNextSynthesisIsTheNextVersion(t *testing.T) {
	c := open(t)
	me := c.patient.Actor
	c.says(me, profile.Treatments, "", "nom", "Sirop")
	d := c.begins()
	c.must(c.save(d, synthesis.Treatments, "Sirop\nKinésithérapie", 0))
	c.must(c.save(d, synthesis.Work, "Poussières de bois", 0))
	first, err := c.signs(c.draft())
	c.must(err)
	c.must(func() error {
		all, err := c.Profiles.Read(t.Context(), me, access.Normal, c.patient.Patient)
		if err != nil {
			return err
		}
		return c.Profiles.Remove(t.Context(), me, c.patient.Patient, profile.Facts, all.Part(profile.Treatments).Lines[0].ID)
	}())
	c.must(c.Records.Mask(t.Context(), me, c.patient.Patient, first))
	c.Wait(24 * time.Hour)
	d = c.begins()
	if d.Version != 2 || d.Last.IsZero() || d.Text(synthesis.Treatments).Words != "Kinésithérapie" || d.Text(synthesis.Work).Words != "Poussières de bois" {
		t.Errorf("%d %q", d.Version, d.Text(synthesis.Treatments).Words)
	}
	second, err := c.signs(d)
	c.must(err)
	l, err := c.Records.List(t.Context(), me, access.Normal, c.patient.Patient, record.Filter{})
	c.must(err)
	if len(l.Documents) != 1 || l.Documents[0].ID != second || l.Documents[0].Version != 2 || !l.Documents[0].Masked {
		t.Errorf("%+v", l.Documents)
	}
	versions, err := c.Records.Versions(t.Context(), me, access.Normal, c.patient.Patient, second)
	c.must(err)
	if len(versions) != 2 {
		t.Errorf("%d versions", len(versions))
	}
}

// L.1111-15: who has no synthesis, or one older than a year, stands on the list of his médecin traitant alone; a deposit takes
// her off, a withdrawal puts her back, and a change of doctors, a block, a closing take her off at once.
func TestTheListOfSynthesesToMake(t *testing.T) {
	c := open(t)
	me := c.patient.Person.BirthName
	if got := c.owed(); !slices.Equal(got, []string{me}) {
		t.Fatalf("never made: %v", got)
	}
	doc := c.deposits()
	if got := c.owed(); len(got) != 0 {
		t.Errorf("made: %v", got)
	}
	c.Set(sample.Start.AddDate(1, 0, 0))
	if got := c.owed(); !slices.Equal(got, []string{me}) {
		t.Errorf("a year later: %v", got)
	}
	c.Set(sample.Start.Add(24 * time.Hour))
	c.must(c.Records.Withdraw(t.Context(), c.doctor.Actor, c.patient.Patient, doc, record.Withdrawal{Why: record.Mistaken}))
	if got := c.owed(); !slices.Equal(got, []string{me}) {
		t.Errorf("withdrawn: %v", got)
	}
	other := c.Professional(t, "10", "SM54", sample.FINESS(1))
	c.must(c.Consents.RecordTeamConsent(t.Context(), other.Actor, c.patient.Patient, consent.Oral, true))
	_, err := c.Care.Open(t.Context(), other.Actor, c.patient.Patient)
	c.must(err)
	if all, err := c.Care.SynthesesDue(t.Context(), other.Actor); err != nil || len(all) != 0 {
		t.Errorf("of another doctor's: %v %v", all, err)
	}
	c.must(c.Consents.Block(t.Context(), c.patient.Actor, c.patient.Patient, c.doctor.Account))
	if got := c.owed(); len(got) != 0 {
		t.Errorf("blocked: %v", got)
	}
	c.must(c.Consents.Unblock(t.Context(), c.patient.Actor, c.patient.Patient, c.doctor.Account))
	if owes, err := c.Care.OwesSyntheses(t.Context(), c.doctor.Actor); err != nil || owes {
		t.Errorf("the first page still says so: %v", err)
	}
	c.visit()
	if got := c.owed(); !slices.Equal(got, []string{me}) {
		t.Errorf("opened again: %v", got)
	}
	c.Move(t, c.patient, access.ClosedArchived)
	if got := c.owed(); len(got) != 0 {
		t.Errorf("closed: %v", got)
	}
}

// R.1111-50: what a minor keeps from the representatives is not offered in a synthesis, which they read.
func TestWhatAMinorKeepsSecretIsNotOffered(t *testing.T) {
	c := opened(t, sample.Someone{Birth: sample.Child})
	c.says(c.doctor.Actor, profile.Conditions, profile.NotSecret, "nom", "Asthme")
	c.says(c.doctor.Actor, profile.Treatments, profile.Secret, "nom", "Contraception")
	for name, secret := range map[string]profile.Secrecy{"Repevax": profile.NotSecret, "Gardasil": profile.Secret} {
		_, err := c.Profiles.Vaccinated(t.Context(), c.doctor.Actor, c.patient.Patient, profile.Draft{Answers: map[string]string{"nom": name, "quand": "2026"}, Secret: secret})
		c.must(err)
	}
	for m, r := range map[profile.Measure]profile.Reading{profile.Height: {Value: 120, Secret: profile.NotSecret}, profile.Weight: {Value: 24, Secret: profile.Secret}} {
		r.On = c.Pool.Now().Add(-100 * time.Hour)
		_, err := c.Profiles.Measured(t.Context(), c.doctor.Actor, c.patient.Patient, m, r)
		c.must(err)
	}
	d := c.begins()
	if shots, points := d.Text(synthesis.Vaccinations).Words, d.Text(synthesis.Measures).Words; shots != "Repevax" || !strings.HasPrefix(points, "height 120") || strings.Contains(points, "eight 24") {
		t.Errorf("%q %q", shots, points)
	}
	c.must(c.save(d, synthesis.Comment, "Ce qui reste entre nous", 0))
	d = c.draft()
	if d.Text(synthesis.Problems).Words != "Asthme" || d.Text(synthesis.Treatments).Words != "" {
		t.Errorf("%q %q", d.Text(synthesis.Problems).Words, d.Text(synthesis.Treatments).Words)
	}
	_, err := c.Writing.Deposit(t.Context(), c.doctor.Actor, "", c.patient.Patient, wording, synthesis.Signing{Draft: d.ID, Edition: d.Edition(), Informed: true})
	wantField(t, "not asked", err, "secret", "choose")
	_, err = c.Writing.Deposit(t.Context(), c.doctor.Actor, "", c.patient.Patient, wording,
		synthesis.Signing{Draft: d.ID, Edition: d.Edition(), Informed: true, Secret: record.Secret})
	c.must(err)
	if n := c.count(`SELECT count(*) FROM documents WHERE hidden_from_representatives`); n != 1 {
		t.Error("the secret is not kept")
	}
	if words := c.begins().Text(synthesis.Comment).Words; words != "" {
		t.Errorf("the next one, which they may read, begins with what the secret one said: %q", words)
	}
}

// Who becomes médecin traitant begins with what the former one deposited, and what that one left unfinished is emptied.
func TestTheNextDoctorGoesOnFromTheLastSynthesis(t *testing.T) {
	c := open(t)
	c.must(c.save(c.begins(), synthesis.Work, "Poussières de bois", 0))
	_, err := c.signs(c.draft())
	c.must(err)
	c.must(c.save(c.begins(), synthesis.Comment, "Inachevé", 0))
	next := c.Professional(t, "10", "SM54", sample.FINESS(2))
	system := gate.Request{By: gate.System(), Act: access.SetTreating, Patient: c.patient.Patient}
	c.must(c.Gate.Pass(t.Context(), system, func(tx *gate.Tx) error {
		_, err := c.People.SetTreating(t.Context(), tx, c.patient.Patient, identity.RPPS(next.RPPS))
		return err
	}))
	c.doctor = next
	d := c.begins()
	if d.Text(synthesis.Work).Words != "Poussières de bois" || d.Text(synthesis.Comment).Words != "" || d.Version != 1 || !d.Last.IsZero() {
		t.Errorf("%d %q %q", d.Version, d.Text(synthesis.Work).Words, d.Text(synthesis.Comment).Words)
	}
	if n := c.count(`SELECT count(*) FROM syntheses WHERE octet_length(sealed) > 0 AND document_id IS NULL`); n != 1 {
		t.Errorf("%d unfinished drafts", n)
	}
}

// The database holds no word of a draft, and no draft without its line.
func TestADraftIsSealed(t *testing.T) {
	c := open(t)
	d := c.begins()
	c.must(c.save(d, synthesis.Comment, "hypothyroidie fictive", 0))
	if n := c.count(`SELECT count(*) FROM syntheses WHERE position('hypothyroidie'::bytea IN sealed) > 0 OR position('comment'::bytea IN sealed) > 0`); n != 0 {
		t.Error("the words stand in clear")
	}
	if n := c.count(`SELECT count(*) FROM syntheses s JOIN access_log l ON l.patient_id = s.patient_id AND l.id = s.line_id WHERE l.act = 'synthesis.write'`); n != 1 {
		t.Error("the draft names no line")
	}
	if _, err := c.Writing.Deposit(t.Context(), c.doctor.Actor, "", c.patient.Patient, wording, synthesis.Signing{Draft: d.ID, Edition: 1}); err == nil {
		t.Error("deposited without a word to the person")
	}
}
