package record_test

import (
	"slices"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// R.1111-50, scenario 27: what a minor keeps from the representatives leaves
// them no trace.
func TestWhatAMinorKeepsSecretLeavesRepresentativesNoTrace(t *testing.T) {
	p := open(t)
	parent := p.patient
	p.patient = p.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{parent}})
	u := upload("Secret")
	_, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, u)
	wantField(t, err, "secret", "choose")
	before := p.list(parent.Representing(), record.Filter{})
	u.Secret = record.Secret
	doc := p.deposit(p.author.Actor, u)
	after := p.list(parent.Representing(), record.Filter{})
	if before.Total != 0 || after.Total != 0 || after.Types != nil || p.notices("M9") != 0 {
		t.Errorf("before %+v, after %+v", before, after)
	}
	_, err = p.opens(parent.Representing(), doc)
	wantMissing(t, "secret", err)
	past, err := p.Records.History(t.Context(), parent.Representing(), "", p.patient.Patient, everything)
	p.must(err)
	for _, e := range past.Events {
		if e.Target == doc.String() {
			t.Errorf("the history tells of it: %s", e.Act)
		}
	}
	next := upload("Secret, corrigé")
	next.Replaces, next.Secret = doc, record.NotSecret // answered wrongly at the second version: what was promised stands
	if p.deposit(p.author.Actor, next); p.list(parent.Representing(), record.Filter{}).Total != 0 || p.notices("M9") != 0 {
		t.Error("a new version tells the representatives what the one before it kept from them")
	}
	u.Secret = record.NotSecret
	p.deposit(p.author.Actor, u)
	if got := p.list(parent.Representing(), record.Filter{}); got.Total != 1 || p.notices("M9") != 1 {
		t.Errorf("got %+v", got)
	}
}

// R.1111-53, scenarios 28 and 29.
func TestNotThePatientYet(t *testing.T) {
	p := open(t)
	u := upload("Annonce")
	u.HiddenFromPatient = true
	first, second := p.deposit(p.author.Actor, u), p.deposit(p.author.Actor, u)
	if got := p.list(p.patient.Actor, record.Filter{}); got.Total != 0 || p.notices("M9") != 0 {
		t.Errorf("the patient sees %+v, told %d", got, p.notices("M9"))
	}
	_, err := p.Records.Read(t.Context(), p.patient.Actor, "", p.patient.Patient, first)
	wantMissing(t, "not announced", err)
	d := p.list(p.author.Actor, record.Filter{}).Documents
	if len(d) != 2 || d[0].HiddenFromPatientUntil == nil || !d[0].Can(access.ReleaseDocument) {
		t.Fatalf("the author sees %+v", d)
	}
	p.must(p.Records.Release(t.Context(), p.author.Actor, p.patient.Patient, first))
	if got := p.list(p.patient.Actor, record.Filter{}); got.Total != 1 || got.Documents[0].ID != first || p.notices("M9") != 1 {
		t.Errorf("released: %+v, told %d", got, p.notices("M9"))
	}
	p.Set(sample.Start.AddDate(0, 1, 0).Add(-time.Second))
	_, err = p.opens(p.patient.Actor, second)
	wantMissing(t, "the last second of the month", err)
	p.Wait(time.Second)
	_, err = p.opens(p.patient.Actor, second)
	p.must(err)
}

// young is a minor of fourteen with a sign-in of their own, and a parent.
func (p *place) young() (self access.Actor, parent *sample.Patient) {
	p.t.Helper()
	parent = p.patient
	p.patient = p.Someone(p.t, sample.Someone{Birth: sample.Start.AddDate(-14, 0, -1).Truncate(24 * time.Hour), Representatives: []*sample.Patient{parent}})
	req := gate.Request{By: gate.System(), Act: access.SetContact, Patient: p.patient.Patient}
	account, err := gate.Get(p.t.Context(), p.Gate, req, func(tx *gate.Tx) (id.Account, error) {
		return p.People.OpenYoungAccount(p.t.Context(), tx, p.patient.Patient, "hash", identity.Reach{Channel: identity.ByEmail, Address: "zoe@example.org"})
	})
	p.must(err)
	return access.Actor{Account: account, Role: access.Patient, Patient: p.patient.Patient, Active: true, Young: true}, parent
}

// R.1111-50, TEEN-03, decisions §4: what a minor asks for and how they file it, with a sign-in of their own, stays
// theirs: the representatives read, count, receive and take away nothing of it, nor of the answer.
func TestWhatAMinorDoesInPersonIsToldToNoRepresentative(t *testing.T) {
	p := open(t)
	ctx := t.Context()
	self, mother := p.young()
	by, space := mother.Representing(), p.patient.Patient
	u := upload("Visible")
	u.Secret = record.NotSecret
	doc := p.deposit(p.author.Actor, u)
	took := func() (lines []string) {
		p.Wait(time.Second)
		c, err := gate.Get(ctx, p.Gate, gate.Request{By: by, Act: access.AskExport, Patient: space}, func(tx *gate.Tx) (*record.Copying, error) {
			return p.Records.Gather(ctx, tx, time.Time{}, true)
		})
		p.must(err)
		past, err := p.Records.History(ctx, by, "", space, everything)
		p.must(err)
		for _, e := range append(c.Events, past.Events...) {
			if e.Actor == nil || *e.Actor != by.Account {
				lines = append(lines, string(e.Act)+" "+e.Target)
			}
		}
		return lines
	}
	before := took()
	folder, err := p.Records.MakeFolder(ctx, self, space, "À moi")
	p.must(err)
	p.must(p.Records.File(ctx, self, space, folder, doc, true))
	_, err = p.opens(self, doc)
	p.must(err)
	missing, wrong := id.New[id.Request](), id.New[id.Request]()
	p.must(p.Records.Ask(ctx, self, space, record.Appeal{ID: missing, Kind: record.Missing, To: p.author.Account, Words: "Le compte rendu"}))
	p.must(p.Records.Ask(ctx, self, space, record.Appeal{ID: wrong, Kind: record.Correct, Document: doc, Words: "Ce n’est pas cela"}))
	p.must(p.Records.Reply(ctx, p.author.Actor, space, missing, true, "C’est fait"))
	if n := p.notices("M9r"); n != 0 {
		t.Errorf("told %d times", n)
	}
	if after := took(); !slices.Equal(before, after) {
		t.Errorf("the history and the copy tell %v, %v before", after, before)
	}
	all, err := p.Records.Requests(ctx, by, space)
	p.must(err)
	theirs, err := p.Records.Folders(ctx, by, space)
	p.must(err)
	of, err := p.Records.FoldersOf(ctx, by, space, doc)
	p.must(err)
	if inside := p.list(by, record.Filter{Folder: folder}); len(all)+len(theirs)+len(of)+inside.Total != 0 {
		t.Errorf("a parent finds %d requests, %d folders, the document in %d of them, %d in it", len(all), len(theirs), len(of), inside.Total)
	}
	for what, err := range map[string]error{"cancels": p.Records.Cancel(ctx, by, space, wrong), "ends": p.Records.EndFolder(ctx, by, space, folder),
		"renames": p.Records.RenameFolder(ctx, by, space, folder, "Vu"), "files": p.Records.File(ctx, by, space, folder, doc, false)} {
		if problem.KindOf(err) != problem.NotFound {
			t.Errorf("a parent %s: %v", what, err)
		}
	}
	p.must(p.Records.Ask(ctx, by, space, record.Appeal{ID: id.New[id.Request](), Kind: record.Correct, Document: doc, Words: "De ma part"}))
	if again, err := p.Records.MakeFolder(ctx, by, space, "À moi"); err != nil || again == folder {
		t.Errorf("a parent meets the folder of that name: %v", err)
	}
	if all, err = p.Records.Requests(ctx, self, space); err != nil || len(all) != 3 {
		t.Errorf("the minor reads %d requests, %v", len(all), err)
	}
	if theirs, err = p.Records.Folders(ctx, self, space); err != nil || len(theirs) != 2 {
		t.Errorf("the minor has %d folders, %v", len(theirs), err)
	}
}

// The same: an error that a colleague reports in what is kept from somebody, and its author's answer, are no line of theirs.
func TestAnErrorReportedInASecretIsNoLineOfTheirs(t *testing.T) {
	for name, hide := range map[string]func(*record.Upload){"secret": func(u *record.Upload) { u.Secret = record.Secret },
		"not announced": func(u *record.Upload) { u.Secret, u.HiddenFromPatient = record.NotSecret, true }} {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			_, mother := p.young()
			p.joins(p.author)
			u := upload("Gardé")
			hide(&u)
			doc := p.deposit(p.author.Actor, u)
			colleague := p.Professional(t, "10", "SM26", sample.FINESS(7))
			p.joins(colleague)
			which := id.New[id.Request]()
			p.must(p.Records.Report(t.Context(), colleague.Actor, "", p.patient.Patient, record.Appeal{ID: which, Document: doc, Words: "La date"}))
			p.must(p.Records.Reply(t.Context(), p.author.Actor, p.patient.Patient, which, true, "Corrigé"))
			past, err := p.Records.History(t.Context(), mother.Representing(), "", p.patient.Patient, everything)
			p.must(err)
			c, err := gate.Get(t.Context(), p.Gate, gate.Request{By: mother.Representing(), Act: access.AskExport, Patient: p.patient.Patient},
				func(tx *gate.Tx) (*record.Copying, error) {
					return p.Records.Gather(t.Context(), tx, time.Time{}, true)
				})
			p.must(err)
			for _, e := range append(past.Events, c.Events...) {
				if e.Target == which.String() || e.Target == doc.String() {
					t.Errorf("a line tells of it: %s", e.Act)
				}
			}
		})
	}
}
