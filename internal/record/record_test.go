package record_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// #63, #65, R.1111-49, D4, invariants 5 and 6.
func TestMaskedIsGoneForOthersAndThereForAuthorAndTreatingDoctor(t *testing.T) {
	p := open(t)
	other := p.Professional(t, "10", "SM54", sample.FINESS(3))
	colleague := p.Professional(t, "10", "SM54", sample.FINESS(2)) // of the author's structure
	p.joins(other)
	doc := p.deposit(p.author.Actor, upload("Ancienne IVG"))
	for name, by := range map[string]access.Actor{"other": other.Actor, "colleague": colleague.Actor} {
		if got := p.titles(by); len(got) != 1 {
			t.Fatalf("%s sees %v before masking", name, got)
		}
	}
	p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, doc))
	p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, doc)) // again: as it is
	for name, by := range map[string]access.Actor{"patient": p.patient.Actor, "author": p.author.Actor, "médecin traitant": p.doctor.Actor} {
		if got := p.titles(by); !slices.Equal(got, []string{"Ancienne IVG"}) {
			t.Errorf("%s sees %v", name, got)
		}
		if _, err := p.opens(by, doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, by := range map[string]access.Actor{"other": other.Actor, "colleague": colleague.Actor} {
		if l := p.list(by, record.Filter{}); l.Total != 0 || l.Pages != 1 || l.Documents != nil || l.Types != nil || l.Years != nil || l.Authors != nil {
			t.Errorf("%s: %+v", name, l)
		}
		_, err := p.opens(by, doc)
		wantMissing(t, name, err)
	}
	if n := p.lines(access.ReadDocument, access.Masked); n != 2 {
		t.Errorf("%d refusals in the log, want 2", n)
	}
	// Only the patient shows it again.
	if err := p.Records.Unmask(t.Context(), p.author.Actor, p.patient.Patient, doc); problem.Reason(err) != access.NotForRole {
		t.Errorf("the author unmasked: %v", err)
	}
	p.must(p.Records.Unmask(t.Context(), p.patient.Actor, p.patient.Patient, doc))
	if got := p.titles(other.Actor); len(got) != 1 {
		t.Error("not shown again")
	}
}

// #33, D3: an optician never reads of a birth, nor that there is anything.
func TestAnOpticianDoesNotReadABirth(t *testing.T) {
	p := open(t)
	optician := p.Professional(t, "28", "", sample.FINESS(3))
	p.joins(optician)
	u := upload("Accouchement")
	u.Type = birth
	doc := p.deposit(p.author.Actor, u)
	if l := p.list(optician.Actor, record.Filter{}); l.Total != 0 || l.Types != nil {
		t.Errorf("sees %+v", l)
	}
	_, err := p.opens(optician.Actor, doc)
	wantMissing(t, "matrix", err)
	if n := p.lines(access.ReadDocument, access.NotHabilitated); n != 1 {
		t.Errorf("%d refusals in the log", n)
	}
}

// Invariant 5: absent, hidden and of another space are one answer, each with a
// line.
func TestAbsentHiddenAndForeignAreOneAnswer(t *testing.T) {
	p := open(t)
	other := p.Professional(t, "21", "", sample.FINESS(3))
	p.joins(other)
	hidden := p.deposit(p.author.Actor, upload("caché"))
	p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, hidden))
	mine := p.patient
	p.patient = p.Patient(t, access.Activated)
	p.joins(p.author)
	foreign := p.deposit(p.author.Actor, upload("d'une autre"))
	p.patient = mine
	var answers []string
	for name, doc := range map[string]id.Document{"absent": id.New[id.Document](), "hidden": hidden, "foreign": foreign} {
		_, read := p.Records.Read(t.Context(), other.Actor, "", mine.Patient, doc)
		_, opened := p.opens(other.Actor, doc)
		_, versions := p.Records.Versions(t.Context(), other.Actor, "", mine.Patient, doc)
		withdrawn := p.Records.Withdraw(t.Context(), other.Actor, mine.Patient, doc, record.Withdrawal{Why: record.WrongFile})
		for act, err := range map[string]error{"read": read, "open": opened, "versions": versions, "withdraw": withdrawn} {
			wantMissing(t, name+" "+act, err)
			answers = append(answers, err.Error())
		}
	}
	if slices.Sort(answers); len(slices.Compact(answers)) != 1 {
		t.Errorf("answers differ: %v", answers)
	}
	if n := p.count(`SELECT count(*) FROM access_log WHERE actor = $1 AND reason <> '' AND act IN ('document.read', 'document.withdraw')`, other.Account); n != 12 {
		t.Errorf("%d lines, want 12", n)
	}
	// One's own space gives nothing of another's either.
	_, err := p.opens(mine.Actor, foreign)
	wantMissing(t, "the holder of another space", err)
}

func TestARefusalOfTheSpaceSaysWhy(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("x"))
	stranger := p.Professional(t, "10", "SM54", sample.FINESS(3))
	_, err := p.opens(stranger.Actor, doc)
	if problem.Reason(err) != access.NoConsent {
		t.Errorf("got %v", err)
	}
	if _, err := p.Records.List(t.Context(), stranger.Actor, "", p.patient.Patient, record.Filter{}); problem.Reason(err) != access.NoConsent {
		t.Errorf("got %v", err)
	}
}

// #66, scenario 31; the bin.
func TestThePatientDeletesOnlyWhatTheyAdded(t *testing.T) {
	p := open(t)
	theirs := p.deposit(p.author.Actor, upload("du médecin"))
	if err := p.Records.Delete(t.Context(), p.patient.Actor, p.patient.Patient, theirs); problem.Reason(err) != access.NotAdded {
		t.Errorf("got %v", err)
	}
	mine := p.adds("à moi")
	p.must(p.Records.Delete(t.Context(), p.patient.Actor, p.patient.Patient, mine))
	if got := p.titles(p.patient.Actor); !slices.Equal(got, []string{"du médecin"}) {
		t.Errorf("sees %v", got)
	}
	_, err := p.opens(p.patient.Actor, mine)
	wantMissing(t, "in the bin", err)
	bin := p.list(p.patient.Actor, record.Filter{Shelf: record.InBin})
	if bin.Total != 1 || bin.Documents[0].Title != "à moi" || !bin.Documents[0].InBin() || !bin.Documents[0].Can(access.RestoreDocument) {
		t.Errorf("bin: %+v", bin)
	}
	p.must(p.Records.Restore(t.Context(), p.patient.Actor, p.patient.Patient, mine))
	if _, err := p.opens(p.patient.Actor, mine); err != nil {
		t.Error(err)
	}
	p.must(p.Records.Delete(t.Context(), p.patient.Actor, p.patient.Patient, mine))
	p.Wait(30 * 24 * time.Hour)
	if bin := p.list(p.patient.Actor, record.Filter{Shelf: record.InBin}); bin.Total != 0 {
		t.Errorf("bin after 30 days: %+v", bin)
	}
	if err := p.Records.Restore(t.Context(), p.patient.Actor, p.patient.Patient, mine); problem.KindOf(err) != problem.Conflict {
		t.Errorf("restored after 30 days: %v", err)
	}
}

// Scenario 30.
func TestOnlyItsAuthorWithdrawsADocument(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("erreur"))
	if err := p.Records.Withdraw(t.Context(), p.doctor.Actor, p.patient.Patient, doc, record.Withdrawal{Why: record.WrongFile}); problem.Reason(err) != access.NotAuthor {
		t.Errorf("the médecin traitant: %v", err)
	}
	p.must(p.Records.Withdraw(t.Context(), p.author.Actor, p.patient.Patient, doc, record.Withdrawal{Why: record.WrongFile}))
	for name, by := range map[string]access.Actor{"patient": p.patient.Actor, "author": p.author.Actor, "doctor": p.doctor.Actor} {
		_, err := p.opens(by, doc)
		wantMissing(t, name, err)
		if got := p.titles(by); got != nil {
			t.Errorf("%s still sees %v", name, got)
		}
	}
	gone := p.list(p.patient.Actor, record.Filter{Shelf: record.Withdrawn})
	if gone.Total != 1 || !gone.Documents[0].Withdrawn() || gone.Documents[0].May != nil {
		t.Errorf("the patient sees %+v", gone)
	}
	if got := p.list(p.doctor.Actor, record.Filter{Shelf: record.Withdrawn}); got.Total != 0 {
		t.Errorf("a professional sees %+v", got)
	}
}

func TestAListIsNarrowedAndCutIntoPages(t *testing.T) {
	p := open(t)
	p.deposit(p.author.Actor, upload("de la biologie"))
	for i := range 51 {
		u := record.Upload{File: cdatest.PDF("x"), Name: "x.pdf", Type: ours, Title: fmt.Sprint("note ", i), CaredOn: day.AddDate(-1, 0, -i)}
		p.deposit(p.patient.Actor, u)
	}
	first := p.list(p.patient.Actor, record.Filter{})
	if first.Total != 52 || first.Pages != 2 || len(first.Documents) != 50 || first.Documents[0].Title != "de la biologie" || first.Documents[1].Title != "note 0" {
		t.Errorf("total %d, pages %d, rows %d", first.Total, first.Pages, len(first.Documents))
	}
	if !slices.Equal(first.Types, []string{biology, ours}) || !slices.Equal(first.Years, []int{2027, 2026}) || len(first.Authors) != 2 {
		t.Errorf("narrowings %v %v %v", first.Types, first.Years, first.Authors)
	}
	for _, page := range []int{2, 99} {
		if l := p.list(p.patient.Actor, record.Filter{Page: page}); len(l.Documents) != 2 || l.Page != 2 {
			t.Errorf("page %d: %d rows of page %d", page, len(l.Documents), l.Page)
		}
	}
	for name, c := range map[string]struct {
		f    record.Filter
		want int
	}{
		"type": {record.Filter{Type: biology}, 1}, "year": {record.Filter{Year: 2026}, 51}, "author": {record.Filter{Author: p.author.Account}, 1},
		"mine": {record.Filter{Visibility: record.OnlyMine}, 51}, "masked": {record.Filter{Visibility: record.OnlyMasked}, 0},
		"visible": {record.Filter{Visibility: record.OnlyVisible}, 52}, "none": {record.Filter{Type: biology, Year: 2026}, 0},
	} {
		if l := p.list(p.patient.Actor, c.f); l.Total != c.want || len(l.Types) != 2 {
			t.Errorf("%s: %d rows, want %d", name, l.Total, c.want)
		}
	}
}
