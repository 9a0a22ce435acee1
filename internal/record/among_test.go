package record_test

import (
	"slices"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/record"
)

// walk turns all pages of a list and gives what stands on them: each document
// once, as many as are counted.
func (p *place) walk(by access.Actor, f record.Filter) (all []id.Document) {
	p.t.Helper()
	for f.Page = 1; ; f.Page++ {
		l := p.list(by, f)
		for _, d := range l.Documents {
			if slices.Contains(all, d.ID) {
				p.t.Errorf("%+v: a document stands on two pages", f)
			}
			all = append(all, d.ID)
		}
		if f.Page >= l.Pages {
			if len(all) != l.Total {
				p.t.Errorf("%+v: %d counted, %d on the pages", f, l.Total, len(all))
			}
			return all
		}
	}
}

// PAT-05, issue 7 point 13: lists by mark and by folder go by pages, narrowed as any list, and hold what a look at each document finds.
func TestMarksAndFoldersGoByPages(t *testing.T) {
	p := open(t)
	me := p.patient
	p.list(me.Actor, record.Filter{})
	p.Wait(24 * time.Hour)
	old := p.deposit(p.author.Actor, upload("Ancien"))
	mine := p.adds("Le mien")
	p.Wait(24 * time.Hour)
	p.list(me.Actor, record.Filter{})
	p.Wait(24 * time.Hour)
	p.fill(t, 60)
	f, err := p.Records.MakeFolder(t.Context(), me.Actor, me.Patient, "Dossier")
	p.must(err)
	all := p.walk(me.Actor, record.Filter{})
	var read, pins, filed []id.Document
	for i, d := range all {
		if i%3 == 0 {
			_, _ = p.opens(me.Actor, d) // fill kept no file: it is read all the same
		}
		if i%20 == 0 {
			p.must(p.Records.Pin(t.Context(), me.Actor, me.Patient, d))
			pins = append(pins, d)
		}
		if i%10 != 0 {
			p.must(p.Records.File(t.Context(), me.Actor, me.Patient, f, d, true))
			filed = append(filed, d)
		}
	}
	p.Wait(24 * time.Hour)
	newest := p.deposit(p.author.Actor, upload("De ce matin"))
	var unread []id.Document
	for _, d := range p.walk(me.Actor, record.Filter{}) {
		one := p.shown(me.Actor, d)
		if one.Unread {
			unread = append(unread, d)
		} else if d != mine {
			read = append(read, d)
		}
	}
	same := func(what string, f record.Filter, want []id.Document) {
		t.Helper()
		if got := p.walk(me.Actor, f); !slices.Equal(got, want) {
			t.Errorf("%s: %d documents, want %d", what, len(got), len(want))
		}
	}
	if len(read) == 0 || len(unread) < 35 || len(filed) < 51 {
		t.Fatalf("%d read, %d not, %d filed", len(read), len(unread), len(filed))
	}
	same("unread", record.Filter{Mark: record.OnlyUnread}, unread)
	same("pinned", record.Filter{Mark: record.OnlyPinned}, pins)
	same("in the folder", record.Filter{Folder: f}, filed)
	same("in the folder and pinned", record.Filter{Folder: f, Mark: record.OnlyPinned}, nil)
	same("in the folder and unread", record.Filter{Folder: f, Mark: record.OnlyUnread},
		slices.DeleteFunc(slices.Clone(filed), func(d id.Document) bool { return !slices.Contains(unread, d) }))
	same("unread of a type", record.Filter{Mark: record.OnlyUnread, Type: ours}, nil)
	if got := p.walk(me.Actor, record.Filter{Mark: record.OnlyNew}); !slices.Contains(got, newest) || slices.Contains(got, mine) || slices.Contains(got, old) {
		t.Errorf("new: %d documents", len(got))
	}
	since := record.Filter{Mark: record.OnlyUnread, Since: day.AddDate(0, 0, -40)}
	same("unread of those days", since, slices.DeleteFunc(p.walk(me.Actor, record.Filter{Since: since.Since}),
		func(d id.Document) bool { return !slices.Contains(unread, d) }))
	folders, err := p.Records.Folders(t.Context(), me.Actor, me.Patient)
	if p.must(err); len(folders) != 1 || folders[0].Documents != len(filed) {
		t.Errorf("%+v, want %d documents in it", folders, len(filed))
	}
}

// shown is a document as the list shows it.
func (p *place) shown(by access.Actor, doc id.Document) record.Document {
	p.t.Helper()
	for page := 1; ; page++ {
		l := p.list(by, record.Filter{Page: page})
		for _, d := range l.Documents {
			if d.ID == doc {
				return d
			}
		}
		if page >= l.Pages {
			p.t.Fatal("no such document")
		}
	}
}

// #84, #118: of somebody who has more than a page, « Voir comme » counts all that is read, and turns its pages.
func TestSeeingAsSomebodyTurnsItsPages(t *testing.T) {
	p := open(t)
	p.fill(t, 120)
	all := p.walk(p.patient.Actor, record.Filter{})
	for _, d := range all[:7] {
		p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, d))
	}
	hers := p.walk(p.doctor.Actor, record.Filter{})
	other := p.Professional(t, "10", "SM04", "")
	p.joins(other)
	his := p.walk(other.Actor, record.Filter{})
	for viewer, reads := range map[*record.Viewer][]id.Document{{Actor: p.doctor.Actor}: hers, {Actor: other.Actor}: his} {
		var told, read []id.Document
		for page, pages := 1, 1; page <= pages; page++ {
			s, err := p.Records.SeeAs(t.Context(), p.patient.Actor, p.patient.Patient, *viewer, page)
			p.must(err)
			pages = s.Pages
			if s.Read != len(reads) || s.Total != len(all) {
				t.Errorf("%d of %d said to be read, want %d of %d", s.Read, s.Total, len(reads), len(all))
			}
			for _, d := range s.Documents {
				told = append(told, d.ID)
				if d.Why == "" {
					read = append(read, d.ID)
				}
			}
		}
		if !slices.Equal(told, all) || !slices.Equal(read, reads) {
			t.Errorf("%d told, %d read; want %d and %d", len(told), len(read), len(all), len(reads))
		}
	}
	if len(his) != len(hers)-7 {
		t.Errorf("%d and %d", len(his), len(hers))
	}
}
