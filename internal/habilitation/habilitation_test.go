package habilitation_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/clock"
	"espacesante/internal/dbtest"
	"espacesante/internal/habilitation"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

const biology, optician = "11502-2", "28"

// table is version 1 on paper, with cells of one type changed: profession to answer.
func table(t *testing.T, document string, changed map[string]string) io.Reader {
	t.Helper()
	rows := access.V1.Table()
	for _, r := range rows {
		if to := changed[r[0]]; to != "" && r[2] == document {
			r[6] = to
		}
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return &b
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sees is how many documents of the patient a professional lists.
func sees(t *testing.T, w *sample.World, by *sample.Professional, p *sample.Patient) int {
	t.Helper()
	list, err := w.Records.List(t.Context(), by.Actor, access.Normal, p.Patient, record.Filter{})
	must(t, err)
	return list.Total
}

// #28, #118, L.1111-17: a version published by two operators decides from its day on, and not an instant before.
func TestANewVersionDecidesFromItsDayOn(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	one, two := w.Staff(t, access.Operator), w.Staff(t, access.Operator)
	p, nurse := w.Patient(t, access.Activated), w.Professional(t, "60", "", sample.FINESS(1))
	doctor := w.Professional(t, "10", "", sample.FINESS(2))
	_, err := w.Records.Deposit(t.Context(), doctor.Actor, p.Patient, record.Upload{Type: biology, Title: "Bilan", Name: "bilan.pdf",
		File: cdatest.PDF("Bilan"), CaredOn: clock.Day(sample.Start), Informed: true, Key: "k1"})
	must(t, err)
	must(t, w.Consents.AddToTeam(t.Context(), p.Actor, p.Patient, nurse.Account))
	if n := sees(t, w, nurse, p); n != 1 {
		t.Fatalf("before: %d documents", n)
	}
	day := clock.Day(w.Pool.Now()).AddDate(0, 0, 10)
	number, err := w.Matrices.Propose(t.Context(), one, habilitation.Draft{TextOn: day, From: day, Table: table(t, biology, map[string]string{"60": "N"})})
	must(t, err)
	waits, err := w.Matrices.Waits(t.Context(), two)
	must(t, err)
	if number != 2 || waits == nil || waits.Mine || waits.Against != 1 || len(waits.Changes) != 1 || waits.Changes[0] != (access.Change{Profession: "60", Type: biology}) {
		t.Fatalf("version %d waits as %+v", number, waits)
	}
	w.Set(clock.EndOfDay(day, -1))
	if n := sees(t, w, nurse, p); n != 1 {
		t.Fatalf("proposed, not published: %d documents", n)
	}
	w.Set(sample.Start)
	must(t, w.Matrices.Publish(t.Context(), two, number))
	w.Set(clock.EndOfDay(day, -1).Add(-time.Second))
	if n := sees(t, w, nurse, p); n != 1 {
		t.Errorf("a second before its day: %d documents", n)
	}
	w.Wait(time.Second)
	if n := sees(t, w, nurse, p); n != 0 {
		t.Errorf("on its day: %d documents", n)
	}
	m, err := w.Matrices.InForce(t.Context())
	must(t, err)
	if m.Version != "2" || m.Since != day.Format(time.DateOnly) || m.Allows("60", biology) || !m.Allows("10", biology) {
		t.Errorf("in force: %s of %s", m.Version, m.Since)
	}
	all, err := w.Matrices.Published(t.Context())
	must(t, err)
	if len(all) != 2 || all[0].Number != 2 || all[1].Number != 1 || all[1].Name() != "1" {
		t.Errorf("published %+v", all)
	}
}

// OPS-03: the person who proposed does not publish, whatever way is tried.
func TestTheSamePersonTwicePublishesNothing(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	one, two := w.Staff(t, access.Operator), w.Staff(t, access.Operator)
	day := clock.Day(w.Pool.Now())
	draft := func() habilitation.Draft {
		return habilitation.Draft{TextOn: day, From: day, Table: table(t, biology, map[string]string{optician: "Y"})}
	}
	number, err := w.Matrices.Propose(t.Context(), one, draft())
	must(t, err)
	if err := w.Matrices.Publish(t.Context(), one, number); problem.CodeOf(err) != "matrix-twice" {
		t.Errorf("published alone: %v", err)
	}
	if _, err := dbtest.AsSuperuser(t, w.Pool).Exec(t.Context(),
		`UPDATE matrices SET published = true, settled_by = proposed_by, settled_at = proposed_at`); err == nil {
		t.Error("the database lets one person publish alone")
	}
	if _, err := w.Matrices.Propose(t.Context(), two, draft()); problem.CodeOf(err) != "matrix-waiting" {
		t.Errorf("a second draft: %v", err)
	}
	if waits, err := w.Matrices.Waits(t.Context(), one); err != nil || !waits.Mine {
		t.Errorf("%+v, %v", waits, err)
	}
	must(t, w.Matrices.Publish(t.Context(), two, number))
	if err := w.Matrices.Publish(t.Context(), two, number); problem.KindOf(err) != problem.NotFound {
		t.Errorf("published twice: %v", err)
	}
	if m, err := w.Matrices.InForce(t.Context()); err != nil || !m.Allows(optician, biology) {
		t.Errorf("not in force on the day itself: %v", err)
	}
}

// A draft dropped decides nothing, is nobody's to download, and leaves its place to another.
func TestADraftDroppedDecidesNothing(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	one := w.Staff(t, access.Operator)
	day := clock.Day(w.Pool.Now())
	number, err := w.Matrices.Propose(t.Context(), one, habilitation.Draft{TextOn: day, From: day, Table: table(t, biology, map[string]string{optician: "Y"})})
	must(t, err)
	if _, err := w.Matrices.Of(t.Context(), number); problem.KindOf(err) != problem.NotFound {
		t.Errorf("a draft is read: %v", err)
	}
	must(t, w.Matrices.Drop(t.Context(), one, number))
	if m, err := w.Matrices.InForce(t.Context()); err != nil || m.Version != "1" {
		t.Errorf("in force: %v, %v", m, err)
	}
	if waits, err := w.Matrices.Waits(t.Context(), one); waits != nil || err != nil {
		t.Errorf("%+v, %v", waits, err)
	}
	next, err := w.Matrices.Propose(t.Context(), one, habilitation.Draft{TextOn: day, From: day, Table: table(t, biology, nil)})
	if err != nil || next != number+1 {
		t.Errorf("version %d, %v", next, err)
	}
	if m, err := w.Matrices.Of(t.Context(), 1); err != nil || m != access.V1 {
		t.Errorf("the first version: %v", err)
	}
}

// What is not a matrix is refused whole: no half version is kept.
func TestATableThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	one := w.Staff(t, access.Operator)
	day := clock.Day(w.Pool.Now())
	head := "profession_code,document_type_code,read,source_read,confidence_read\n"
	for text, what := range map[string]string{
		head + "99,11502-2,Y,somewhere,high\n":                                  "profession",
		head + "10,NONE,Y,somewhere,high\n":                                     "type",
		head + "10,11502-2,yes,somewhere,high\n":                                "read",
		head + "10,11502-2,Y,,high\n":                                           "source",
		head + "10,11502-2,Y,somewhere,sure\n":                                  "confidence",
		head + "10,11502-2,Y,somewhere,high\n10,11502-2,N,somewhere,high\n":     "twice",
		head + "10,11490-0,Y,somewhere,high\n10,11502-2,Y,somewhere,\xffhigh\n": "confidence",
	} {
		_, err := w.Matrices.Propose(t.Context(), one, habilitation.Draft{TextOn: day, From: day, Table: strings.NewReader(text)})
		var cell *access.CellError
		if !errors.As(err, &cell) || cell.What != what {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"", head, "a,b\n1,2\n", head + "10,11502-2\n", "\x00\x01"} {
		if _, err := w.Matrices.Propose(t.Context(), one, habilitation.Draft{TextOn: day, From: day, Table: strings.NewReader(text)}); !errors.Is(err, access.ErrNoTable) {
			t.Errorf("%q: %v", text, err)
		}
	}
	yesterday := habilitation.Draft{TextOn: day, From: day.AddDate(0, 0, -1), Table: table(t, biology, nil)}
	if _, err := w.Matrices.Propose(t.Context(), one, yesterday); problem.KindOf(err) != problem.Invalid {
		t.Errorf("in force yesterday: %v", err)
	}
	if waits, err := w.Matrices.Waits(t.Context(), one); waits != nil || err != nil {
		t.Errorf("something was kept: %+v, %v", waits, err)
	}
}

// Nobody but operators proposes, publishes or drops (#25, #26, #86 among them).
func TestOnlyOperatorsTouchTheMatrix(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	number, err := w.Matrices.Propose(t.Context(), w.Staff(t, access.Operator), habilitation.Draft{TextOn: clock.Day(w.Pool.Now()),
		From: clock.Day(w.Pool.Now()), Table: table(t, biology, nil)})
	must(t, err)
	for _, role := range []access.Role{access.Patient, access.Representative, access.Professional, access.Helper, access.Support, access.Caisse,
		access.Reviewer, access.Insurer, access.System, access.App} {
		by := access.Actor{Role: role, Active: true, Profession: "10"}
		_, proposed := w.Matrices.Propose(t.Context(), by, habilitation.Draft{Table: table(t, biology, nil)})
		_, read := w.Matrices.Waits(t.Context(), by)
		for what, err := range map[string]error{"proposes": proposed, "reads": read, "publishes": w.Matrices.Publish(t.Context(), by, number),
			"drops": w.Matrices.Drop(t.Context(), by, number)} {
			if problem.Reason(err) != access.NotForRole {
				t.Errorf("%s %s: %v", role, what, err)
			}
		}
	}
}
