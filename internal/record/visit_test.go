package record_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// visits is the record as by finds it on coming in now.
func (p *place) visits(by *sample.Professional, w record.Wish) record.Visit {
	p.t.Helper()
	p.Wait(time.Minute)
	w.Opened = p.Pool.Now()
	v, err := p.Records.Visit(p.t.Context(), by.Actor, access.Normal, p.patient.Patient, w)
	p.must(err)
	return v
}

func titlesOf(docs []record.Document) (all []string) {
	for _, d := range docs {
		all = append(all, d.Title)
	}
	return all
}

// ux.md GP-04, ANS DMPi TD3.1: what is new is what others added since he last looked, for this reader alone.
func TestWhatIsNewIsWhatOthersAddedSinceTheLastLook(t *testing.T) {
	p := open(t)
	old := upload("Avant")
	old.CaredOn = day.AddDate(-9, 0, 0)
	p.deposit(p.author.Actor, old)
	first := p.visits(p.doctor, record.Wish{})
	if !first.Since.IsZero() || first.NewOnes != 0 || first.Total != 1 {
		t.Errorf("on a first visit all is new, nothing is set apart: %+v", first)
	}
	looked := p.Pool.Now()
	p.Wait(time.Hour)
	old.Title = "Ancien, déposé depuis"
	p.deposit(p.author.Actor, old)
	p.Wait(time.Hour)
	p.deposit(p.author.Actor, upload("Depuis"))
	p.deposit(p.doctor.Actor, upload("De sa main"))
	masked := upload("Masqué")
	masked.Masked = true
	p.deposit(p.author.Actor, masked)
	recent := record.Wish{Filter: record.Filter{Since: day.AddDate(-2, 0, 0)}}
	second := p.visits(p.doctor, recent)
	if got := titlesOf(second.News); !slices.Equal(got, []string{"Depuis", "Masqué", "Ancien, déposé depuis"}) && !slices.Equal(got, []string{"Masqué", "Depuis", "Ancien, déposé depuis"}) {
		t.Errorf("new to the médecin traitant: %q", got)
	}
	if second.NewOnes != 3 || !second.Since.Equal(looked) || second.Total != 3 {
		t.Errorf("%d new since %s, %d in all", second.NewOnes, second.Since, second.Total)
	}
	colleague := p.Professional(t, "10", "SM05", sample.FINESS(3))
	p.joins(colleague)
	if v := p.visits(colleague, recent); !v.Since.IsZero() {
		t.Error("somebody else's visit counts as his")
	}
	p.Wait(time.Hour)
	if v := p.visits(colleague, recent); v.NewOnes != 0 || v.Total != 2 {
		t.Errorf("nothing came: %d new, %d in all", v.NewOnes, v.Total)
	}
	p.deposit(p.author.Actor, masked)
	if v := p.visits(colleague, recent); v.NewOnes != 0 || len(v.News) != 0 || v.Total != 2 {
		t.Error("a masked document is counted as new") // #65, invariant 5
	}
}

// ux.md §1.8–1.12: what a trade reads first stands at the head, over pages, among what it may see.
func TestWhatATradeReadsFirstStandsAtTheHead(t *testing.T) {
	p := open(t)
	for i := range limit.ListRows {
		u := upload(fmt.Sprint("Bilan ", i))
		u.CaredOn = day.AddDate(0, 0, -i)
		p.deposit(p.author.Actor, u)
	}
	ordinance := upload("Ordonnance")
	ordinance.Type, ordinance.CaredOn = "57833-6", day.AddDate(-1, 0, 0)
	p.deposit(p.author.Actor, ordinance)
	nurse := p.Professional(t, "60", "", sample.FINESS(3))
	p.joins(nurse)
	v := p.visits(nurse, record.Wish{First: record.Lead{Types: []string{"57833-6"}}})
	if v.First != 1 || v.Documents[0].Title != "Ordonnance" || v.Documents[1].Title != "Bilan 0" || v.Total != limit.ListRows+1 || v.Pages != 2 {
		t.Errorf("%d first of %d, %q", v.First, v.Total, v.Documents[0].Title)
	}
	if v := p.visits(nurse, record.Wish{Filter: record.Filter{Page: 2}, First: record.Lead{Types: []string{"57833-6"}}}); v.First != 0 || len(v.Documents) != 1 {
		t.Errorf("on the second page %d come first", v.First)
	}
	surgeon := p.Professional(t, "10", "SM05", sample.FINESS(4))
	p.joins(surgeon)
	p.deposit(p.doctor.Actor, upload("D’un généraliste"))
	v = p.visits(surgeon, record.Wish{First: record.Lead{Specialty: "SM05"}})
	if v.First != limit.ListRows || slices.Contains(titlesOf(v.Documents), "D’un généraliste") {
		t.Errorf("what colleagues of the same specialty wrote comes first: %d", v.First)
	}
}

// From one document to the next, among what the reader sees and in the order of his list.
func TestOneGoesFromOneDocumentToTheNext(t *testing.T) {
	p := open(t)
	var docs []id.Document
	for i := range 3 {
		u := upload(fmt.Sprint(i))
		u.CaredOn, u.Masked = day.AddDate(0, 0, -i), i == 1
		docs = append(docs, p.deposit(p.author.Actor, u))
	}
	colleague := p.Professional(t, "10", "SM05", sample.FINESS(3))
	p.joins(colleague)
	around := func(by *sample.Professional, doc id.Document) record.Around {
		t.Helper()
		p.Wait(time.Minute)
		_, a, err := p.Records.OpenAmong(t.Context(), by.Actor, access.Normal, p.patient.Patient, doc, p.Pool.Now())
		p.must(err)
		return a
	}
	if a := around(p.doctor, docs[1]); a.Newer != docs[0] || a.Older != docs[2] || !a.Read.IsZero() {
		t.Errorf("the médecin traitant: %+v", a)
	}
	read := p.Pool.Now()
	if a := around(p.doctor, docs[1]); !a.Read.Equal(read) {
		t.Errorf("read at %s, not %s", a.Read, read)
	}
	if a := around(colleague, docs[0]); a.Older != docs[2] || !a.Newer.IsZero() {
		t.Error("a masked document stands between two") // invariant 5
	}
	_, _, err := p.Records.OpenAmong(t.Context(), colleague.Actor, access.Normal, p.patient.Patient, docs[1], p.Pool.Now())
	wantMissing(t, "masked", err)
}

// Documents of one place within a week, or within the stay that one of them tells of, are one episode.
func TestDocumentsOfOnePieceOfCareAreOneEpisode(t *testing.T) {
	at := func(n int, where string) record.Document {
		return record.Document{Title: fmt.Sprint(where, " ", n), CaredOn: day.AddDate(0, 0, -n), Author: record.Author{Structure: where, Kind: record.ByProfessional}}
	}
	stay := at(40, "Hôpital")
	stay.StayFrom, stay.StayTo = day.AddDate(0, 0, -40), day.AddDate(0, 0, -21)
	follow := at(90, "Cabinet")
	follow.StayFrom, follow.StayTo = day.AddDate(-2, 0, 0), day // a follow-up of two years is no stay
	mine := record.Document{Title: "moi", CaredOn: day.AddDate(0, 0, -3), Author: record.Author{Kind: record.ByPatient}}
	docs := []record.Document{at(1, "Labo"), at(2, "Cabinet"), mine, at(8, "Labo"), at(16, "Labo"), at(28, "Hôpital"), stay, follow}
	var got []string
	for _, e := range record.Episodes(docs) {
		got = append(got, strings.Join(titlesOf(e.Documents), "+"))
	}
	want := []string{"Labo 1+Labo 8", "Cabinet 2", "moi", "Labo 16", "Hôpital 28+Hôpital 40", "Cabinet 90"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if e := record.Episodes(docs)[4]; !e.From.Equal(stay.StayFrom) || !e.To.Equal(stay.StayTo) {
		t.Errorf("the stay goes from %s to %s", e.From, e.To)
	}
}
