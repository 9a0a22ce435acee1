package record_test

import (
	"slices"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// PAT-05 « Nouveau depuis votre dernière visite »: what came since, until it is
// read or the next visit is over; each parent for himself.
func TestWhatIsNewIsWhatCameSinceTheLastVisit(t *testing.T) {
	p := open(t)
	p.deposit(p.author.Actor, upload("Ancien"))
	if l := p.list(p.patient.Actor, record.Filter{}); l.New != 0 || l.Documents[0].New || !l.Documents[0].Unread {
		t.Errorf("a first visit: %d new", l.New)
	}
	p.Wait(10 * time.Minute)
	p.list(p.patient.Actor, record.Filter{}) // the same visit goes on
	p.Wait(time.Minute)
	doc := p.deposit(p.author.Actor, upload("Récent"))
	p.Wait(5 * time.Minute)
	p.adds("De moi")
	if l := p.list(p.patient.Actor, record.Filter{}); l.New != 0 {
		t.Errorf("in the same visit: %d new", l.New)
	}
	p.Wait(24 * time.Hour)
	p.deposit(p.author.Actor, upload("De ce matin"))
	for range 2 { // and it stays so for the visit
		l := p.list(p.patient.Actor, record.Filter{})
		if l.New != 1 || !l.Documents[slices.IndexFunc(l.Documents, titled("De ce matin"))].New {
			t.Errorf("the next day: %d new", l.New)
		}
		p.Wait(time.Minute)
	}
	if l := p.list(p.patient.Actor, record.Filter{Mark: record.OnlyNew}); l.Total != 1 || l.Documents[0].Title != "De ce matin" {
		t.Errorf("only new: %+v", l.Documents)
	}
	if l := p.list(p.patient.Actor, record.Filter{Mark: record.OnlyUnread}); l.Total != 3 {
		t.Errorf("only unread: %d", l.Total)
	}
	_, err := p.opens(p.patient.Actor, doc)
	p.must(err)
	_, err = p.opens(p.patient.Actor, doc)
	p.must(err)
	if l := p.list(p.patient.Actor, record.Filter{Mark: record.OnlyUnread}); l.Total != 2 || slices.ContainsFunc(l.Documents, titled("Récent")) {
		t.Errorf("after one was read: %d unread", l.Total)
	}
	if n := p.count(`SELECT count(*) FROM document_marks`); n != 1 {
		t.Errorf("%d marks, want 1: a professional leaves none", n)
	}
}

func titled(title string) func(record.Document) bool {
	return func(d record.Document) bool { return d.Title == title }
}

// Pins are of who made them: another parent, a professional has none, and a
// helper never learns of them (the curtain).
func TestPinsAreOfWhoMadeThem(t *testing.T) {
	p := open(t)
	one, other := p.patient, p.Someone(t, sample.Someone{})
	p.patient = p.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{one, other}})
	p.joins(p.author)
	u := upload("Vaccins")
	u.Secret = record.NotSecret
	doc := p.deposit(p.author.Actor, u)
	p.must(p.Records.Pin(t.Context(), one.Representing(), p.patient.Patient, doc))
	if l := p.list(one.Representing(), record.Filter{}); len(l.Pins) != 1 || l.Pins[0].Title != "Vaccins" || !l.Documents[0].Pinned || len(l.Documents) != 1 {
		t.Errorf("who pinned: %+v", l)
	}
	if l := p.list(one.Representing(), record.Filter{Mark: record.OnlyPinned}); l.Total != 1 || l.Pins != nil {
		t.Errorf("only pinned: %+v", l)
	}
	if l := p.list(other.Representing(), record.Filter{}); len(l.Pins) != 0 || l.Documents[0].Pinned {
		t.Errorf("the other parent: %+v", l)
	}
	if l := p.list(p.author.Actor, record.Filter{Mark: record.OnlyPinned}); len(l.Pins) != 0 || l.Total != 1 {
		t.Errorf("the author: %+v", l)
	}
	if err := p.Records.Pin(t.Context(), p.author.Actor, p.patient.Patient, doc); problem.KindOf(err) != problem.Forbidden {
		t.Errorf("a professional pins: %v", err)
	}
	helper := access.Actor{Role: access.Helper, Account: p.doctor.Account, Active: true}
	if _, err := p.Records.Folders(t.Context(), helper, p.patient.Patient); problem.Reason(err) != access.NoContent {
		t.Errorf("a helper: %v", err)
	}
	p.must(p.Records.Unpin(t.Context(), one.Representing(), p.patient.Patient, doc))
	if l := p.list(one.Representing(), record.Filter{}); len(l.Pins) != 0 {
		t.Errorf("unpinned: %+v", l)
	}
	p.must(p.Records.Pin(t.Context(), one.Representing(), p.patient.Patient, doc))
	p.must(p.Records.Withdraw(t.Context(), p.author.Actor, p.patient.Patient, doc, record.Withdrawal{Why: record.Mistaken}))
	if l := p.list(one.Representing(), record.Filter{}); len(l.Pins) != 0 {
		t.Errorf("a pin of what was withdrawn: %+v", l)
	}
}

// Folders of one's own: names sealed, what is hidden counted nowhere.
func TestFoldersHoldWhatTheirReaderSees(t *testing.T) {
	p := open(t)
	ctx, me, space := t.Context(), p.patient.Actor, p.patient.Patient
	doc, gone := p.deposit(p.author.Actor, upload("Genou")), p.adds("Radio")
	f, err := p.Records.MakeFolder(ctx, me, space, "  Mon   genou ")
	p.must(err)
	again, err := p.Records.MakeFolder(ctx, me, space, "Mon genou")
	p.must(err)
	if again != f {
		t.Error("the same form twice makes two folders")
	}
	for range 2 {
		p.must(p.Records.File(ctx, me, space, f, doc, true))
		p.must(p.Records.File(ctx, me, space, f, gone, true))
	}
	want := func(n int, name string) {
		t.Helper()
		all, err := p.Records.Folders(ctx, me, space)
		p.must(err)
		if len(all) != 1 || all[0].Documents != n || all[0].Name != name {
			t.Errorf("got %+v", all)
		}
		if l := p.list(me, record.Filter{Folder: f}); l.Total != n {
			t.Errorf("%d listed, want %d", l.Total, n)
		}
	}
	want(2, "Mon genou")
	p.must(p.Records.Delete(ctx, me, space, gone))
	want(1, "Mon genou")
	p.must(p.Records.RenameFolder(ctx, me, space, f, "Opération"))
	want(1, "Opération")
	in, err := p.Records.FoldersOf(ctx, me, space, doc)
	if p.must(err); !slices.Equal(in, []id.Folder{f}) {
		t.Errorf("it is in %v", in)
	}
	p.must(p.Records.File(ctx, me, space, f, doc, false))
	want(0, "Opération")
	p.must(p.Records.File(ctx, me, space, f, doc, true))
	want(1, "Opération")
	if n := p.count(`SELECT count(*) FROM folders WHERE position('genou' IN encode(sealed, 'escape')) > 0`); n != 0 {
		t.Error("its name stands in clear")
	}
	if _, err := p.Records.Folders(ctx, p.author.Actor, space); problem.KindOf(err) != problem.Forbidden {
		t.Errorf("a professional: %v", err)
	}
	stranger := p.adds("Autre")
	p.must(p.Records.Withdraw(ctx, p.author.Actor, space, doc, record.Withdrawal{Why: record.Mistaken}))
	wantMissing(t, "withdrawn", p.Records.File(ctx, me, space, f, doc, true))
	p.must(p.Records.EndFolder(ctx, me, space, f))
	if err := p.Records.File(ctx, me, space, f, stranger, true); problem.CodeOf(err) != "folder" {
		t.Errorf("into a folder that ended: %v", err)
	}
	if all, err := p.Records.Folders(ctx, me, space); err != nil || len(all) != 0 {
		t.Errorf("ended: %+v %v", all, err)
	}
	if l := p.list(me, record.Filter{Folder: f}); l.Total != 0 {
		t.Error("an ended folder still lists")
	}
	_, err = p.Records.MakeFolder(ctx, me, space, " ")
	wantField(t, err, "nom", "required")
}
