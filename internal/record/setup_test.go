package record_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/consent"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

const (
	biology = "11502-2" // CR d'examens biologiques
	birth   = "15508-5" // CR d'accouchement
	ours    = "DOCPAT03"
)

var day = time.Date(2027, 3, 10, 0, 0, 0, 0, time.UTC)

// place is a world with a patient, the médecin traitant, and the author of
// what is deposited, both at home in the space.
type place struct {
	*sample.World
	t       testing.TB
	patient *sample.Patient
	doctor  *sample.Professional // médecin traitant
	author  *sample.Professional
}

func open(t *testing.T) *place {
	t.Helper()
	t.Parallel()
	return world(t)
}

func world(t testing.TB) *place {
	t.Helper()
	w := sample.New(t)
	p := &place{World: w, t: t, doctor: w.Professional(t, "10", "SM54", sample.FINESS(1)), author: w.Professional(t, "10", "SM05", sample.FINESS(2))}
	p.patient = w.Someone(t, sample.Someone{TreatingDoctor: p.doctor})
	p.joins(p.author)
	return p
}

// joins gives a professional the consent of the care team.
func (p *place) joins(by *sample.Professional) {
	p.t.Helper()
	p.must(p.Consents.RecordTeamConsent(p.t.Context(), by.Actor, p.patient.Patient, consent.Oral, true))
}

func (p *place) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// upload is what a professional deposits.
func upload(title string) record.Upload {
	return record.Upload{File: cdatest.PDF(title), Name: "resultat.pdf", Type: biology, Title: title, CaredOn: day, Informed: true}
}

func (p *place) deposit(by access.Actor, u record.Upload) id.Document {
	p.t.Helper()
	doc, err := p.Records.Deposit(p.t.Context(), by, p.patient.Patient, u)
	p.must(err)
	return doc
}

// adds is what the patient adds.
func (p *place) adds(title string) id.Document {
	p.t.Helper()
	return p.deposit(p.patient.Actor, record.Upload{File: cdatest.PDF(title), Name: "moi.pdf", Type: ours, Title: title, CaredOn: day})
}

func (p *place) list(by access.Actor, f record.Filter) record.Listing {
	p.t.Helper()
	l, err := p.Records.List(p.t.Context(), by, access.Normal, p.patient.Patient, f)
	p.must(err)
	return l
}

// titles are the titles that by sees.
func (p *place) titles(by access.Actor) (all []string) {
	p.t.Helper()
	for _, d := range p.list(by, record.Filter{}).Documents {
		all = append(all, d.Title)
	}
	return all
}

func (p *place) opens(by access.Actor, doc id.Document) (record.Content, error) {
	return p.Records.Open(p.t.Context(), by, access.Normal, p.patient.Patient, doc)
}

// count answers a query as one whom no wall stops.
func (p *place) count(sql string, args ...any) (n int) {
	p.t.Helper()
	p.must(dbtest.AsSuperuser(p.t, p.Pool).QueryRow(p.t.Context(), sql, args...).Scan(&n))
	return n
}

// notices counts the messages of a kind that are due, each with its job.
func (p *place) notices(kind string) int {
	p.t.Helper()
	n := p.count(`SELECT count(*) FROM notices WHERE kind = $1 AND patient_id = $2`, kind, p.patient.Patient)
	all := p.count(`SELECT count(*) FROM notices`)
	if jobs := p.count(`SELECT count(*) FROM river_job WHERE kind = 'notification.due'`); jobs != all {
		p.t.Errorf("%d jobs for %d notices", jobs, all)
	}
	return n
}

// lines counts lines of an act with a reason.
func (p *place) lines(act access.Act, reason access.Reason) int {
	p.t.Helper()
	return p.count(`SELECT count(*) FROM access_log WHERE act = $1 AND reason = $2`, act, reason)
}

func wantField(t *testing.T, err error, field, code string) {
	t.Helper()
	var p *problem.Problem
	if !errors.As(err, &p) || p.Kind != problem.Invalid || p.Fields[field] != code {
		t.Errorf("got %v, want %s: %s", err, field, code)
	}
}

func wantMissing(t *testing.T, what string, err error) {
	t.Helper()
	if problem.KindOf(err) != problem.NotFound || problem.CodeOf(err) != "document" {
		t.Errorf("%s: got %v, want a missing document", what, err)
	}
}

func picture(t *testing.T) image.Image {
	t.Helper()
	return image.NewGray(image.Rect(0, 0, 8, 8))
}

func pngFile(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture(t)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegFile(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(t), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
