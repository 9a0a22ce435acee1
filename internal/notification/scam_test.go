package notification

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

var operator = access.Actor{Account: id.New[id.Account](), Role: access.Operator, Active: true}

// ground is a database and the keys over it.
func ground(t *testing.T) (*db.Pool, *vault.Vault) {
	t.Helper()
	dir := t.TempDir()
	v, err := vault.Open(vault.Keys{Master: filepath.Join(dir, "master"), Service: filepath.Join(dir, "service")}, true)
	if err != nil {
		t.Fatal(err)
	}
	return dbtest.New(t), v
}

// A report holds no long number: of a card, of a person, the reader's own.
func TestAReportKeepsNoLongNumber(t *testing.T) {
	for in, want := range map[string]string{
		"numéro 2 85 05 78 006 084 91 svp":    "numéro [numéro retiré] svp",
		"carte 4970-1000-2000-3000":           "carte [numéro retiré]",
		"carte 4970\u00a01000\u00a02000 3000": "carte [numéro retiré]",
		"appelez le 09 99 99 99 99":           "appelez le 09 99 99 99 99",
		"le 12/03/2027 à 14 h 05":             "le 12/03/2027 à 14 h 05",
	} {
		got, err := Scam{Channel: ScamSMS, Text: in}.tidy()
		if err != nil || got.Text != want {
			t.Errorf("%q: %q, %v", in, got.Text, err)
		}
	}
	if s := fmt.Sprintf("%v %+v %s", Scam{Text: "payez"}, Scam{Text: "payez"}, Scam{Text: "payez"}); strings.Contains(s, "payez") {
		t.Errorf("printed: %s", s)
	}
}

func TestAReportSaysHowAndWhat(t *testing.T) {
	for code, s := range map[string]Scam{
		"canal: choose":       {Text: "x"},
		"texte: scam-nothing": {Channel: ScamPhone, Text: "  "},
		"texte: too-long":     {Channel: ScamEmail, Text: strings.Repeat("é", scamTextMost+1)},
		"adresse: too-long":   {Channel: ScamEmail, Link: strings.Repeat("x", scamLineMost+1)},
		"numero: too-long":    {Channel: ScamEmail, Number: strings.Repeat("1", scamLineMost+1)},
	} {
		_, err := s.tidy()
		field, want, _ := strings.Cut(code, ": ")
		var p *problem.Problem
		if p, _ = err.(*problem.Problem); p == nil || p.Fields[field] != want {
			t.Errorf("%s: got %v", code, err)
		}
	}
}

// One trap is reported in many ways: it is counted as one.
func TestReportsOfOneTrapAreCountedTogether(t *testing.T) {
	one := Scam{Link: "https://www.Faux.example.test/payer?x=1"}.same()
	for _, link := range []string{"faux.example.test", "http://faux.example.test:8080/autre", "FAUX.example.test/a b"} {
		if got := (Scam{Link: link}).same(); got != one {
			t.Errorf("%s: %q, want %q", link, got, one)
		}
	}
	number := Scam{Number: "09 99 99 99 99"}.same()
	for s, want := range map[Scam]string{{Number: "+33 9 99 99 99 99"}: number, {Number: "0999999999"}: number, {Number: "12"}: "", {Text: "x"}: "",
		{Link: "faux.example.test", Number: "0999999999"}: one} {
		if got := s.same(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// #74–#78: reports are read by an operator, newest first, a page at a time, with
// counts; by nobody else; for a year.
func TestReportsAreReadByOperatorsForAYear(t *testing.T) {
	t.Parallel()
	pool, v := ground(t)
	now := time.Date(2027, 3, 12, 13, 5, 0, 0, time.UTC)
	pool.Now = func() time.Time { return now }
	for i := range 52 {
		now = now.Add(time.Minute)
		s := Scam{Channel: ScamSMS, Text: fmt.Sprint("message ", i), Link: "faux.example.test"}
		if i == 51 {
			s = Scam{Channel: ScamPhone, Number: "0999999999"}
		}
		if err := ReportScam(t.Context(), pool, v, s); err != nil {
			t.Fatal(err)
		}
	}
	for _, role := range []access.Role{access.Patient, access.Support, access.Caisse, access.Helper, access.Reviewer, access.Professional, access.System} {
		if p, err := Scams(t.Context(), pool, v, access.Actor{Role: role, Active: true}, 1); problem.Reason(err) != access.NotForRole || len(p.Reports) > 0 {
			t.Errorf("%s: %v", role, err)
		}
	}
	p, err := Scams(t.Context(), pool, v, operator, 1)
	if err != nil {
		t.Fatal(err)
	}
	if p.Total != 52 || p.Pages != 2 || len(p.Reports) != 50 || p.Reports[0].Channel != ScamPhone || p.Reports[0].Same != 1 || p.Reports[1].Same != 51 ||
		p.Reports[1].Text != "message 50" || p.Lately[ScamSMS] != 51 || p.Lately[ScamPhone] != 1 {
		t.Errorf("%d of %d on %d pages, %d and %d alike, %v", len(p.Reports), p.Total, p.Pages, p.Reports[0].Same, p.Reports[1].Same, p.Lately)
	}
	if p, err = Scams(t.Context(), pool, v, operator, 9); err != nil || p.Page != 2 || len(p.Reports) != 2 {
		t.Errorf("page 9: %d, %d reports, %v", p.Page, len(p.Reports), err)
	}
	lines := 0
	super := dbtest.AsSuperuser(t, pool)
	if err := super.QueryRow(t.Context(), `SELECT count(*) FROM operation_log WHERE act IN ('scam.read', 'scam.report')`).Scan(&lines); err != nil || lines != 54 {
		t.Errorf("%d lines, %v", lines, err)
	}
	now = now.AddDate(1, 0, 0).Add(-30 * time.Second)
	for i, want := range []int{1, 0} {
		if err := SweepScams(t.Context(), pool); err != nil {
			t.Fatal(err)
		}
		p, err := Scams(t.Context(), pool, v, operator, 1)
		if err != nil || p.Total != want {
			t.Errorf("sweep %d: %d left, %v", i, p.Total, err)
		}
		now = now.Add(time.Minute)
	}
}
