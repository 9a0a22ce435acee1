package record_test

import (
	"errors"
	"slices"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
)

func (p *place) together(act access.Act, docs ...id.Document) []id.Document {
	p.t.Helper()
	done, err := p.Records.Together(p.t.Context(), p.patient.Actor, act, p.patient.Patient, docs)
	p.must(err)
	return done
}

// #65, #84, PAT-05: documents ticked on the list are masked and shown in one
// step, each with its line; the médecin traitant and the author see them still.
func TestTickedDocumentsAreMaskedTogether(t *testing.T) {
	p := open(t)
	theirs, mine, old := p.deposit(p.author.Actor, upload("Leur bilan")), p.adds("Ma photo"), p.adds("Déjà masqué")
	other := p.Professional(t, "10", "SM54", "")
	p.joins(other)
	p.must(p.Records.Mask(t.Context(), p.patient.Actor, p.patient.Patient, old))
	before := p.lines(access.MaskDocument, "")
	done := p.together(access.MaskDocument, theirs, mine, old, mine)
	if !slices.Equal(done, []id.Document{theirs, mine}) {
		t.Errorf("%d changed, want the two that were visible", len(done))
	}
	if n := p.lines(access.MaskDocument, "") - before; n != 3 {
		t.Errorf("%d lines for three documents", n)
	}
	if n := p.count(`SELECT count(DISTINCT at) FROM access_log WHERE act = 'document.mask' AND target = ANY($1)`, []string{theirs.String(), mine.String()}); n != 1 {
		t.Errorf("%d steps", n)
	}
	if n := p.count(`SELECT count(*) FROM documents d JOIN access_log l ON l.id = d.line_id WHERE d.masked_at IS NOT NULL AND l.target <> $1`, theirs.String()); n != 2 {
		t.Error("a row does not name its own line")
	}
	if got := p.titles(other.Actor); len(got) != 0 {
		t.Errorf("another professional sees %v", got)
	}
	if len(p.titles(p.doctor.Actor)) != 3 || !slices.Contains(p.titles(p.author.Actor), "Leur bilan") {
		t.Error("the médecin traitant or the author lost what they see")
	}
	if back := p.together(access.UnmaskDocument, done...); len(back) != 2 || len(p.titles(other.Actor)) != 2 {
		t.Errorf("%d shown again", len(back))
	}
}

// #66: of several put into the bin, those of a professional stay, each refusal
// has its line, and what is own comes back.
func TestOnlyOnesOwnGoToTheBinTogether(t *testing.T) {
	p := open(t)
	theirs, one, two := p.deposit(p.author.Actor, upload("Leur bilan")), p.adds("Un"), p.adds("Deux")
	stranger := id.New[id.Document]()
	if done := p.together(access.DeleteDocument, theirs, one, stranger, two); !slices.Equal(done, []id.Document{one, two}) {
		t.Errorf("%d went", len(done))
	}
	if p.list(p.patient.Actor, record.Filter{Shelf: record.InBin}).Total != 2 || !slices.Contains(p.titles(p.patient.Actor), "Leur bilan") {
		t.Error("not the two that are own")
	}
	if n := p.count(`SELECT count(*) FROM access_log WHERE act = 'document.delete' AND reason <> ''`); n != 2 {
		t.Errorf("%d refusals are told", n)
	}
	if back := p.together(access.RestoreDocument, one, two); len(back) != 2 || len(p.titles(p.patient.Actor)) != 3 {
		t.Errorf("%d came back", len(back))
	}
}

// What cannot be ticked changes nothing: none, more than a page, an act that is
// not for many, another's space, a professional.
func TestTicksAreThoseOfOnePageOfOnesOwn(t *testing.T) {
	p := open(t)
	doc := p.adds("Un")
	_, err := p.Records.Together(t.Context(), p.patient.Actor, access.MaskDocument, p.patient.Patient, nil)
	wantField(t, err, "document", "choose")
	many := make([]id.Document, 51)
	for i := range many {
		many[i] = id.New[id.Document]()
	}
	_, err = p.Records.Together(t.Context(), p.patient.Actor, access.MaskDocument, p.patient.Patient, many)
	wantField(t, err, "document", "too-many-ticked")
	if done, err := p.Records.Together(t.Context(), p.patient.Actor, access.ReadDocument, p.patient.Patient, []id.Document{doc}); len(done) > 0 || err != nil {
		t.Error(done, err)
	}
	other := p.Patient(t, access.Activated)
	for _, by := range []access.Actor{other.Actor, p.author.Actor} {
		if done, err := p.Records.Together(t.Context(), by, access.MaskDocument, p.patient.Patient, []id.Document{doc}); len(done) > 0 || by.Role == access.Patient && problem.Reason(err) == "" {
			t.Errorf("%s: %v", by.Role, err)
		}
	}
	if p.count(`SELECT count(*) FROM documents WHERE masked_at IS NOT NULL`) != 0 {
		t.Error("masked all the same")
	}
	if got, err := p.Records.Ticked(t.Context(), p.patient.Actor, p.patient.Patient, append(many[:3], doc)); err != nil || len(got) != 1 || got[0].Title != "Un" {
		t.Error(len(got), err)
	}
}

// A fault in the middle undoes them all: no document, no line.
func TestTogetherIsOneTransaction(t *testing.T) {
	p := open(t)
	docs := []string{p.adds("Un").String(), p.adds("Deux").String()}
	oops := errors.New("the disk is full")
	before := p.count(`SELECT count(*) FROM access_log`)
	_, err := p.Gate.Each(t.Context(), gate.Request{By: p.patient.Actor, Act: access.MaskDocument, Patient: p.patient.Patient}, docs, func(tx *gate.Tx, i int) error {
		if i == 1 {
			return oops
		}
		_, err := tx.Exec(t.Context(), `UPDATE documents SET masked_at = now(), line_id = $1 WHERE patient_id = $2`, tx.Line(), p.patient.Patient)
		return err
	})
	if !errors.Is(err, oops) || p.count(`SELECT count(*) FROM documents WHERE masked_at IS NOT NULL`) != 0 || p.count(`SELECT count(*) FROM access_log`) != before {
		t.Errorf("half was done: %v", err)
	}
}

// Several go into a folder in one step, all or none.
func TestTickedDocumentsAreFiledTogether(t *testing.T) {
	p := open(t)
	one, two := p.adds("Un"), p.adds("Deux")
	f, err := p.Records.MakeFolder(t.Context(), p.patient.Actor, p.patient.Patient, "Mon genou")
	p.must(err)
	in := func() int { return p.list(p.patient.Actor, record.Filter{Folder: f}).Total }
	err = p.Records.FileAll(t.Context(), p.patient.Actor, p.patient.Patient, f, []id.Document{one, id.New[id.Document]()}, true)
	wantMissing(t, "one that is not there", err)
	if in() != 0 {
		t.Error("half of them went in")
	}
	p.must(p.Records.FileAll(t.Context(), p.patient.Actor, p.patient.Patient, f, []id.Document{one, two}, true))
	if in() != 2 {
		t.Errorf("%d in the folder", in())
	}
	p.must(p.Records.FileAll(t.Context(), p.patient.Actor, p.patient.Patient, f, []id.Document{one, two}, false))
	if in() != 0 {
		t.Errorf("%d left in the folder", in())
	}
}
