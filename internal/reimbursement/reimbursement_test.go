package reimbursement_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/dbtest"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/reimbursement"
	"espacesante/internal/sample"
)

type place struct {
	*sample.World
	t    *testing.T
	paid *reimbursement.Service
	her  *sample.Patient
}

func open(t *testing.T) *place {
	t.Helper()
	t.Parallel()
	w := sample.New(t)
	return &place{World: w, t: t, paid: reimbursement.New(w.Gate, w.Vault), her: w.Patient(t, access.Activated)}
}

func (p *place) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

const header = "ins,reference,cared_on,kind,label,performer_rpps,prescriber_rpps,prescribed_on,paid,refunded\n"

func line(who *sample.Patient, reference string, on time.Time, label string) string {
	return fmt.Sprintf("%s,%s,%s,care,%s,,,,30.00,\"19,50\"\n", who.Person.INS.Reveal(), reference, on.Format(time.DateOnly), label)
}

func (p *place) feed(lines ...string) reimbursement.Imported {
	p.t.Helper()
	n, err := p.paid.Import(p.t.Context(), p.Pool, strings.NewReader(header+strings.Join(lines, "")), reimbursement.Watch{})
	p.must(err)
	return n
}

func (p *place) read(by access.Actor, of *sample.Patient) []reimbursement.Line {
	p.t.Helper()
	all, err := p.paid.Read(p.t.Context(), by, of.Patient)
	p.must(err)
	return all
}

func ago(days int) time.Time { return sample.Start.Truncate(24*time.Hour).AddDate(0, 0, -days) }

// #21, R.1111-27 4°: a space begins with what was reimbursed; the same feed again adds nothing.
func TestReimbursementsComeInOnceAndAreRead(t *testing.T) {
	p := open(t)
	file := []string{line(p.her, "A1", ago(3), "Consultation"), line(p.her, "A2", ago(40), "Consultation"), line(p.her, "A3", ago(400), "Trop vieux")}
	if n := p.feed(file...); n.Added != 2 || n.Old != 1 {
		t.Errorf("%+v", n)
	}
	if n := p.feed(append(file, line(p.her, "A4", ago(1), "Visite"))...); n.Added != 1 || n.Unchanged != 2 {
		t.Errorf("again: %+v", n)
	}
	all := p.read(p.her.Actor, p.her)
	if len(all) != 3 || all[0].Label != "Visite" || *all[0].Paid != 3000 || *all[0].Refunded != 1950 {
		t.Fatalf("%d lines, first %q", len(all), all[0].Label)
	}
	if s := reimbursement.Sum(all); s.Paid != 9000 || s.Left() != 3150 || s.Count != 3 || s.Said != 3 {
		t.Errorf("%+v", s)
	}
	months := reimbursement.ByMonth(all)
	if len(months) != 2 || months[0].Count != 2 || !months[0].First.After(months[1].First) {
		t.Errorf("%+v", months)
	}
	if acts := reimbursement.ByAct(all); len(acts) != 2 || acts[0].Label != "Consultation" || acts[0].Count != 2 {
		t.Errorf("%+v", acts)
	}
	if some := (reimbursement.Filter{Month: months[0].First}).Pick(all); len(some) != 2 {
		t.Errorf("%d lines in the month", len(some))
	}
}

// No label, no amount, no name stands in the database in clear (decisions.md §6).
func TestADumpShowsNoReimbursement(t *testing.T) {
	p := open(t)
	p.feed(line(p.her, "A1", ago(3), "KINESITHERAPIE"))
	file, err := os.ReadFile(dbtest.Dump(t, p.Pool))
	if err != nil || strings.Contains(string(file), "KINESI") {
		t.Error("a label stands in the database", err)
	}
}

// Only the holder and the representatives read them: no professional ever, whoever he is, in any mode (issue 7, 9).
func TestNoProfessionalReadsReimbursements(t *testing.T) {
	p := open(t)
	doctor := p.Professional(t, "10", "SM54", sample.FINESS(1))
	her := p.Someone(t, sample.Someone{TreatingDoctor: doctor})
	p.feed(line(her, "A1", ago(3), "Consultation"))
	for _, by := range []access.Actor{doctor.Actor, p.her.Actor, p.Staff(t, access.Support), p.Staff(t, access.Helper)} {
		if _, err := p.paid.Read(t.Context(), by, her.Patient); problem.Reason(err) == "" {
			t.Errorf("%s read them: %v", by.Role, err)
		}
	}
}

// Lines of a space that is not open wait for the next feed; lines about nobody are refused, with their number only.
func TestLinesOfClosedSpacesWaitAndStrangersAreRefused(t *testing.T) {
	p := open(t)
	closed := p.Patient(t, access.ClosedArchived)
	invited := p.Patient(t, access.Invited)
	var bad []identity.Rejected
	stranger := strings.Replace(line(p.her, "S1", ago(3), "Consultation"), p.her.Person.INS.Reveal(), "285067800699942", 1)
	n, err := p.paid.Import(t.Context(), p.Pool, strings.NewReader(header+line(closed, "A1", ago(3), "x")+line(invited, "A2", ago(3), "x")+stranger+"rubbish\n"),
		reimbursement.Watch{Refused: func(r identity.Rejected) error { bad = append(bad, r); return nil }})
	p.must(err)
	if n.Waiting != 2 || n.Refused != 2 || n.Added != 0 || len(bad) != 2 {
		t.Errorf("%+v, %v", n, bad)
	}
	for _, b := range bad {
		if strings.Contains(b.Error(), "2850678") {
			t.Error("a refusal shows a number")
		}
	}
	p.Move(t, invited, access.AutoCreated)
	if n := p.feed(line(invited, "A2", ago(3), "x")); n.Added != 1 {
		t.Errorf("open now: %+v", n)
	}
}

// R.1111-33, decisions.md §4: « oui, ne pas enregistrer » drops the reimbursement of the act and of what was
// prescribed, before it comes and after; nothing tells the parents.
func TestAMinorsSecretActIsNeverReimbursedOnScreen(t *testing.T) {
	p := open(t)
	child := p.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{p.her}})
	doctor, other := p.Professional(t, "10", "SM54", sample.FINESS(1)), p.Professional(t, "10", "SM54", sample.FINESS(2))
	act := func(reference string, days int, performer, prescriber string) string {
		return fmt.Sprintf("%s,%s,%s,care,acte %s,%s,%s,%s,1,1\n", child.Person.INS.Reveal(), reference, ago(days).Format(time.DateOnly), reference, performer, prescriber, ago(5).Format(time.DateOnly))
	}
	parent := p.her.Representing()
	p.feed(act("before", 5, doctor.RPPS, ""))
	if got := p.read(parent, child); len(got) != 1 {
		t.Fatalf("%d lines before", len(got))
	}
	p.must(p.paid.Withhold(t.Context(), doctor.Actor, child.Patient, ago(5)))
	n := p.feed(act("before", 5, doctor.RPPS, ""), act("after", 5, doctor.RPPS, ""), act("pharmacy", 4, other.RPPS, doctor.RPPS), act("nobody's", 5, "", ""), act("other", 5, other.RPPS, ""))
	if n.Added != 1 || n.Refused+n.Waiting != 0 {
		t.Errorf("%+v", n)
	}
	got := p.read(parent, child)
	if len(got) != 1 || got[0].Label != "acte other" {
		t.Errorf("the parent reads %d lines", len(got))
	}
	past, err := p.Records.History(t.Context(), parent, "", child.Patient, accesslog.Query{})
	p.must(err)
	if slices.ContainsFunc(past.Events, func(e record.Event) bool { return e.Act == access.WithholdReimbursement }) {
		t.Error("the parent's history tells of it")
	}
}

// What is older than 12 months leaves by the sweep, once, with one line for the space.
func TestOldReimbursementsLeaveByTheSweep(t *testing.T) {
	p := open(t)
	p.feed(line(p.her, "A1", ago(300), "x"), line(p.her, "A2", ago(10), "y"))
	p.Wait(100 * 24 * time.Hour)
	for _, want := range []int{1, 0} {
		n, err := p.paid.Sweep(t.Context(), p.Pool)
		p.must(err)
		if n != want {
			t.Errorf("%d spaces swept, want %d", n, want)
		}
	}
	if got := p.read(p.her.Actor, p.her); len(got) != 1 || got[0].Label != "y" {
		t.Errorf("%d lines left", len(got))
	}
	if n := p.feed(line(p.her, "A1", ago(300), "x")); n.Old != 1 || n.Added != 0 {
		t.Errorf("it comes back: %+v", n)
	}
	var sealed int
	p.must(dbtest.AsSuperuser(t, p.Pool).QueryRow(t.Context(), `SELECT count(*) FROM reimbursements WHERE octet_length(sealed) > 0`).Scan(&sealed))
	if sealed != 1 {
		t.Errorf("%d lines are sealed still", sealed)
	}
}

// The real document of the CNAM gives 30 lines; one about somebody else is refused with the trait named.
func TestTheDocumentOfTheCNAMIsRead(t *testing.T) {
	dir := os.Getenv("CDA_SAMPLES")
	if dir == "" {
		t.Skip("CDA_SAMPLES does not name the folder of real documents")
	}
	file, err := os.ReadFile(filepath.Join(dir, "cda", "CNAM-HR_2021.01.xml"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := reimbursement.ReadCDA(file)
	if err != nil {
		t.Fatal(err)
	}
	count := map[reimbursement.Kind]int{}
	for _, row := range r.Rows {
		count[row.Kind]++
	}
	if want := "map[biology:4 care:8 device:2 hospital:2 imaging:3 medicine:3 vaccine:3]"; fmt.Sprint(count) != want {
		t.Errorf("%v, want %s", count, want)
	}
	if l := r.Rows[0].Line; l.Label != "LUDEAL CPR3/21" || l.By != "CLINIQUE SAINTE GENEVIEVE" || l.Quantity != 1 || l.On.Format(time.DateOnly) != "2019-05-26" {
		t.Errorf("first: %q %q %v", l.Label, l.By, l.On)
	}
	p := open(t)
	p.Set(time.Date(2019, 8, 1, 8, 0, 0, 0, time.UTC))
	if _, err := p.paid.ImportReport(t.Context(), p.Pool, r); problem.CodeOf(err) != "nobody-found" {
		t.Errorf("nobody: %v", err)
	}
	her := p.Someone(t, sample.Someone{INS: "279035121518989", BirthName: "PAT-TROIS", GivenNames: "DOMINIQUE MARIE-LOUISE", Birth: time.Date(1979, 3, 28, 0, 0, 0, 0, time.UTC)})
	for _, want := range []int{25, 0} {
		n, err := p.paid.ImportReport(t.Context(), p.Pool, r)
		p.must(err)
		if n.Added != want || n.Added+n.Unchanged != 25 {
			t.Errorf("%+v, want %d added", n, want)
		}
	}
	if got := p.read(her.Actor, her); len(got) != 25 || reimbursement.Sum(got).Said != 0 {
		t.Errorf("%d lines", len(got))
	}
}

func TestADocumentAboutSomebodyElseIsRefused(t *testing.T) {
	dir := os.Getenv("CDA_SAMPLES")
	if dir == "" {
		t.Skip("CDA_SAMPLES does not name the folder of real documents")
	}
	file, err := os.ReadFile(filepath.Join(dir, "cda", "CNAM-HR_2021.01.xml"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := reimbursement.ReadCDA(file)
	if err != nil {
		t.Fatal(err)
	}
	p := open(t)
	p.Someone(t, sample.Someone{INS: "279035121518989", BirthName: "AUTRE", Birth: time.Date(1979, 3, 28, 0, 0, 0, 0, time.UTC)})
	_, err = p.paid.ImportReport(t.Context(), p.Pool, r)
	if problem.KindOf(err) != problem.Invalid {
		t.Errorf("got %v", err)
	}
}
