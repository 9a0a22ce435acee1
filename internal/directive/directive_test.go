package directive_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/care"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/consent"
	"espacesante/internal/dbtest"
	"espacesante/internal/directive"
	"espacesante/internal/gate"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

type place struct {
	*sample.World
	t      *testing.T
	wishes *directive.Service
	doctor *sample.Professional // médecin traitant
	her    *sample.Patient
}

func open(t *testing.T) *place {
	t.Helper()
	t.Parallel()
	w := sample.New(t)
	p := &place{World: w, t: t, wishes: directive.New(w.Gate, w.Vault), doctor: w.Professional(t, "10", "SM54", sample.FINESS(1))}
	p.her = w.Someone(t, sample.Someone{TreatingDoctor: p.doctor})
	return p
}

func (p *place) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) writes(w directive.Wish) {
	p.t.Helper()
	p.must(p.wishes.Write(p.t.Context(), p.her.Actor, p.her.Patient, w))
}

func (p *place) reads(by access.Actor, mode access.Mode) (directive.Wishes, error) {
	return p.wishes.Read(p.t.Context(), by, mode, p.her.Patient)
}

var (
	said  = directive.Wish{Kind: directive.Directives, Form: directive.Written, Words: directive.Words{Text: "Pas de réanimation."}}
	sure  = directive.Wish{Kind: directive.Trusted, Form: directive.Stated, Words: directive.Words{Name: "Anne Durand", Phone: "0639980000"}}
	organ = directive.Wish{Kind: directive.Donation, Form: directive.Stated, Words: directive.Words{Stance: directive.Agrees}}
)

// L.1111-11, R.1111-19: written, replaced by the last one, revoked at any time; nothing of the words stays.
func TestDirectivesAreWrittenReplacedAndRevoked(t *testing.T) {
	p := open(t)
	p.writes(said)
	again := said
	again.Text = "Tout ce qui est possible."
	p.writes(again)
	all, err := p.reads(p.her.Actor, "")
	p.must(err)
	if all.Directives == nil || all.Directives.Text != again.Text || all.Trusted != nil {
		t.Fatalf("%+v", all.Directives)
	}
	if file, err := os.ReadFile(dbtest.Dump(t, p.Pool)); err != nil || strings.Contains(string(file), "possible") || strings.Contains(string(file), "Durand") {
		t.Error("a dump shows the words", err)
	}
	p.must(p.wishes.Revoke(t.Context(), p.her.Actor, p.her.Patient, directive.Directives))
	p.must(p.wishes.Revoke(t.Context(), p.her.Actor, p.her.Patient, directive.Directives)) // pressed twice
	if all, err = p.reads(p.her.Actor, ""); err != nil || all.Directives != nil {
		t.Error(all.Directives, err)
	}
	var sealed int
	p.must(dbtest.AsSuperuser(t, p.Pool).QueryRow(t.Context(), `SELECT count(*) FROM directives WHERE octet_length(sealed) > 0`).Scan(&sealed))
	if sealed != 0 {
		t.Errorf("%d rows keep words", sealed)
	}
}

// The matrix decides for professionals (arrêté of 26/10/2023): a médecin reads all, a pharmacist the trusted person and
// not the directives, the flags of the essentials say the same as what is served; nobody without a right reads.
func TestProfessionalsReadWhatTheMatrixGives(t *testing.T) {
	p := open(t)
	p.writes(said)
	p.writes(sure)
	p.writes(organ)
	pharmacist, stranger := p.Professional(t, "21", "", sample.FINESS(2)), p.Professional(t, "10", "SM05", sample.FINESS(3))
	p.must(p.Consents.RecordTeamConsent(t.Context(), pharmacist.Actor, p.her.Patient, consent.Oral, true))
	for _, c := range []struct {
		who                 string
		by                  access.Actor
		directives, trusted bool
	}{{"médecin traitant", p.doctor.Actor, true, true}, {"pharmacien", pharmacist.Actor, false, access.V1.Allows("21", "EXPPAT_1")}} {
		all, err := p.reads(c.by, access.Normal)
		p.must(err)
		if (all.Directives != nil) != c.directives || (all.Trusted != nil) != c.trusted {
			t.Errorf("%s: %v %v", c.who, all.Directives != nil, all.Trusted != nil)
		}
		p.must(p.Gate.Pass(t.Context(), gate.Request{By: c.by, Act: access.ReadProfile, Patient: p.her.Patient, Reads: true}, func(tx *gate.Tx) error {
			d, tr, err := directive.Flags(t.Context(), tx)
			if d != c.directives || tr != c.trusted {
				t.Errorf("%s: flags %v %v", c.who, d, tr)
			}
			return err
		}))
	}
	if _, err := p.reads(stranger.Actor, access.Normal); problem.Reason(err) != access.NoConsent {
		t.Errorf("a stranger: %v", err)
	}
	if _, err := p.reads(stranger.Actor, access.BrisDeGlace); problem.Reason(err) != access.NotOpened {
		t.Errorf("a stranger, in an emergency that nobody opened: %v", err)
	}
}

// In an opening in an emergency a doctor reads them (L.1111-17 I).
func TestAnEmergencyReadsDirectives(t *testing.T) {
	p := open(t)
	p.writes(said)
	urgent := p.Professional(t, "10", "SM05", sample.FINESS(3))
	_, err := p.Care.OpenInEmergency(t.Context(), urgent.Actor, p.her.Patient, care.Emergency{Mode: access.BrisDeGlace, Speechless: true, Danger: true, Reason: "Personne inconsciente, trouvée dans la rue"})
	p.must(err)
	all, err := p.reads(urgent.Actor, access.BrisDeGlace)
	p.must(err)
	if all.Directives == nil {
		t.Error("not read")
	}
}

// The signed paper is a document: in the bin or masked, it is not there for who does not see it.
func TestTheSignedPaperFollowsItsDocument(t *testing.T) {
	p := open(t)
	paper := directive.Wish{Kind: directive.Directives, Form: directive.Paper}
	if err := p.wishes.Write(t.Context(), p.her.Actor, p.her.Patient, paper); problem.KindOf(err) != problem.Invalid {
		t.Errorf("without a paper: %v", err)
	}
	doc, err := p.Records.Deposit(t.Context(), p.her.Actor, p.her.Patient, record.Upload{File: cdatest.PDF("Signé"), Name: "signe.pdf", Type: directive.PaperType, CaredOn: sample.Start.AddDate(0, 0, -1)})
	p.must(err)
	paper.Document = doc
	p.writes(paper)
	nurse := p.Professional(t, "60", "", sample.FINESS(2))
	p.must(p.Consents.RecordTeamConsent(t.Context(), nurse.Actor, p.her.Patient, consent.Oral, true))
	there := func(by access.Actor) bool {
		all, err := p.reads(by, "")
		p.must(err)
		return all.Directives != nil && !all.Directives.Lost
	}
	allowed := access.V1.Allows("60", directive.PaperType)
	if !there(p.her.Actor) || !there(p.doctor.Actor) || there(nurse.Actor) != allowed {
		t.Error("not there")
	}
	p.must(p.Records.Mask(t.Context(), p.her.Actor, p.her.Patient, doc))
	if !there(p.doctor.Actor) || there(nurse.Actor) {
		t.Error("masked: the médecin traitant reads, the nurse does not")
	}
	p.must(p.Records.Delete(t.Context(), p.her.Actor, p.her.Patient, doc))
	if there(p.doctor.Actor) {
		t.Error("a paper in the bin is read")
	}
	if all, err := p.reads(p.her.Actor, ""); err != nil || all.Directives == nil || !all.Directives.Lost {
		t.Error("its holder is not told that it is lost")
	}
}

// Nobody wants in another's place: no representative, no minor, no agent (L.1111-6, L.1111-11, #69).
func TestNobodyElseWritesWhatAPersonWants(t *testing.T) {
	p := open(t)
	child := p.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{p.her}})
	young := access.Actor{Role: access.Patient, Patient: child.Patient, Active: true}
	for _, by := range []access.Actor{p.her.Representing(), young, p.doctor.Actor, p.Staff(t, access.Support), p.Staff(t, access.Helper)} {
		if err := p.wishes.Write(t.Context(), by, child.Patient, said); problem.Reason(err) == "" {
			t.Errorf("%s writes: %v", by.Role, err)
		}
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	p := open(t)
	for field, w := range map[string]directive.Wish{
		"texte":     {Kind: directive.Directives, Form: directive.Written, Words: directive.Words{Text: "  "}},
		"temoin-2":  {Kind: directive.Directives, Form: directive.Written, Words: directive.Words{Text: "x", Witnesses: []string{"Anne", ""}}}, // R.1111-17: two
		"lieu":      {Kind: directive.Directives, Form: directive.Elsewhere, Words: directive.Words{Name: "Anne"}},
		"telephone": {Kind: directive.Trusted, Form: directive.Stated, Words: directive.Words{Name: "Anne"}},
		"position":  {Kind: directive.Donation, Form: directive.Stated, Words: directive.Words{Stance: "maybe"}},
	} {
		var bad *problem.Problem
		err := p.wishes.Write(t.Context(), p.her.Actor, p.her.Patient, w)
		if b, ok := err.(*problem.Problem); ok {
			bad = b
		}
		if bad == nil || bad.Fields[field] == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// R.1111-19: the author is reminded every 12 months, exactly once each time, whatever number of sweeps; who revoked is not.
func TestTheReminderIsToldOnceAYear(t *testing.T) {
	p := open(t)
	p.writes(said)
	p.writes(sure)
	sweep := func() int {
		n, err := p.wishes.Remind(t.Context(), p.Pool)
		p.must(err)
		return n
	}
	told := func() (n int) {
		p.must(dbtest.AsSuperuser(t, p.Pool).QueryRow(t.Context(), `SELECT count(*) FROM notices WHERE kind = 'M28'`).Scan(&n))
		return n
	}
	if sweep() != 0 {
		t.Error("reminded at once")
	}
	for year := 1; year <= 2; year++ {
		p.Wait(366 * 24 * time.Hour)
		if n, again := sweep(), sweep(); n != 1 || again != 0 || told() != year {
			t.Errorf("year %d: %d then %d, %d told", year, n, again, told())
		}
	}
	p.must(p.wishes.Revoke(t.Context(), p.her.Actor, p.her.Patient, directive.Directives))
	p.must(p.wishes.Revoke(t.Context(), p.her.Actor, p.her.Patient, directive.Trusted))
	p.Wait(800 * 24 * time.Hour)
	if n := sweep(); n != 0 {
		t.Errorf("%d reminded of nothing", n)
	}
}
