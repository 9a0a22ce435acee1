package record_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/care"
	"espacesante/internal/cda"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// readBack says, for each type of the real documents, which profession deposits it and who reads it back: T médecin traitant, S specialist
// with the day's consent, N nurse, P pharmacist, O optician of the care team, E emergency doctor behind a broken glass. It is written by hand from the
// arrêté's press and domain.md §2.4, not drawn from the matrix (#28, #29, #33, scenarios 1, 6, 8, 10, 13, 14, 19).
var readBack = map[string]struct{ by, readers string }{
	"11369-6":   {"10", "TSNP-E"}, // historique de vaccination
	"11490-0":   {"10", "TSNP-E"}, // lettre de liaison à la sortie
	"11502-2":   {"10", "TSNP-E"}, // biologie
	"18748-4":   {"10", "TSNP-E"}, // imagerie
	"18761-7":   {"10", "TSNP-E"}, // note de transfert
	"29274-8":   {"10", "TSNP-E"}, // signes vitaux
	"34133-9":   {"10", "TSNP-E"}, // synthèse d'épisode
	"34749-2":   {"10", "TSNP-E"}, // consultation pré-anesthésique
	"34794-8":   {"10", "TSNP-E"}, // réunion de concertation
	"55115-0":   {"10", "TSNP-E"}, // demande d'imagerie
	"57833-6":   {"10", "TSNPOE"}, // prescription de produits de santé
	"60593-1":   {"21", "TSNP-E"}, // dispensation
	"74207-2":   {"10", "TSNP-E"}, // liaison d'urgence
	"85208-7":   {"10", "TSNP-E"}, // télémédecine
	"87273-9":   {"10", "TSNP-E"}, // note de vaccination
	"89235-6":   {"10", "TSNP-E"}, // suites de couches
	"96173-0":   {"21", "TSNP-E"}, // test rapide, by a pharmacist
	"CERT_DECL": {"10", "TS---E"}, // certificat de santé de l'enfant
	"REMB":      {"10", "TSNP-E"}, // remboursements
	"SYNTH":     {"10", "TSNP-E"}, // synthèse médicale
}

// reader is one of the six, and how he reads.
type reader struct {
	letter string
	by     *sample.Professional
	mode   access.Mode
}

// Issue 6, evidence: every real document whose traits are those of its person, deposited by the right profession, read back byte for byte by who
// may and by nobody else; masked, by the médecin traitant and its author alone (#63, #65, R.1111-49).
func TestWhoReadsTheRealDocuments(t *testing.T) {
	root, all := reals(t)
	persons := map[string][]real{}
	for _, r := range all {
		m := r.metadata
		if _, err := identity.ParseNIR(m.INS); err != nil && identity.Strict(m.INSRoot) {
			t.Logf("%s: its number is nobody's under %s: no space can be opened with it", filepath.Base(r.file), m.INSRoot)
			continue
		}
		who := strings.Join([]string{m.INS, m.BirthFamily, m.FirstGiven, m.Sex, m.BirthDate}, " ")
		persons[who] = append(persons[who], r)
	}
	for _, docs := range persons {
		t.Run(filepath.Base(docs[0].file), func(t *testing.T) {
			p := open(t)
			parent, who := p.patient, p.identity(docs[0])
			who.TreatingDoctor = p.doctor
			if who.Birth.After(sample.Adult.AddDate(25, 0, 0)) {
				who.Representatives = []*sample.Patient{parent}
			}
			p.patient = p.Someone(t, who)
			masks := p.patient.Actor
			if len(who.Representatives) > 0 { // of a child, whose representatives mask
				masks = parent.Representing()
			}
			readers := p.sixReaders()
			deposited := map[id.Document]real{}
			for _, r := range docs {
				deposited[p.brings(t, root, r)] = r
			}
			for _, by := range readers {
				p.readsBack(t, by, deposited, func(r real) bool { return strings.Contains(readBack[r.metadata.Type].readers, by.letter) })
			}
			for doc := range deposited {
				p.must(p.Records.Mask(t.Context(), masks, p.patient.Patient, doc))
			}
			for _, by := range readers {
				p.readsBack(t, by, deposited, func(real) bool { return by.letter == "T" })
			}
		})
	}
}

// sixReaders are at home in the space, each in his way.
func (p *place) sixReaders() []reader {
	p.t.Helper()
	ctx := p.t.Context()
	pro := func(profession, specialty string, n int) *sample.Professional {
		return p.Professional(p.t, profession, specialty, sample.FINESS(n))
	}
	all := []reader{{"T", p.doctor, access.Normal}, {"S", pro("10", "SM04", 21), access.Normal}, {"N", pro("60", "", 22), access.Normal},
		{"P", pro("21", "", 23), access.Normal}, {"O", pro("28", "", 24), access.Normal}, {"E", pro("10", "SM59", 25), access.BrisDeGlace}}
	p.must(p.Consents.DeclareConsent(ctx, all[1].by.Actor, p.patient.Patient, "oral"))
	for _, r := range all[2:5] {
		p.joins(r.by)
	}
	_, err := p.Care.OpenInEmergency(ctx, all[5].by.Actor, p.patient.Patient, care.Emergency{Mode: access.BrisDeGlace, Speechless: true, Danger: true,
		Reason: "Malaise, sans connaissance, aucun proche."})
	p.must(err)
	return all
}

// brings deposits a real document by the profession of its type.
func (p *place) brings(t *testing.T, root string, r real) id.Document {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(root, r.file))
	p.must(err)
	right, known := readBack[r.metadata.Type]
	if !known {
		t.Fatalf("%s: type %s is not in the table", r.file, r.metadata.Type)
	}
	if d, err := cda.Parse(file); err == nil && len(d.Authors) > 0 && strings.HasPrefix(d.Authors[0].Specialty.Code, "G15_") &&
		!strings.HasPrefix(d.Authors[0].Specialty.Code, "G15_"+right.by) {
		t.Errorf("%s: written by %s, the table says %s", r.file, d.Authors[0].Specialty.Code, right.by)
	}
	u := clinical(file)
	u.Secret = record.NotSecret // some are about children
	return p.deposit(p.Professional(t, right.by, "", sample.FINESS(30)).Actor, u)
}

// readsBack wants by to list and open what may says, byte for byte, and the
// rest to be missing.
func (p *place) readsBack(t *testing.T, by reader, deposited map[id.Document]real, may func(real) bool) {
	t.Helper()
	list, err := p.Records.List(t.Context(), by.by.Actor, by.mode, p.patient.Patient, record.Filter{})
	p.must(err)
	want := 0
	for doc, r := range deposited {
		c, err := p.Records.Open(t.Context(), by.by.Actor, by.mode, p.patient.Patient, doc)
		listed := slices.ContainsFunc(list.Documents, func(d record.Document) bool { return d.ID == doc })
		if !may(r) {
			wantMissing(t, by.letter+" "+filepath.Base(r.file), err)
			if listed {
				t.Errorf("%s lists %s", by.letter, filepath.Base(r.file))
			}
			continue
		}
		want++
		file, failed := os.ReadFile(filepath.Join(os.Getenv("CDA_SAMPLES"), r.file))
		p.must(failed)
		if err != nil || !listed || !bytes.Equal(c.Original, file) || c.Kind == record.ShownNot {
			t.Errorf("%s does not read %s: %v, listed %t, shown as %s", by.letter, filepath.Base(r.file), err, listed, c.Kind)
		}
	}
	if list.Total != want {
		t.Errorf("%s counts %d documents, not %d", by.letter, list.Total, want)
	}
}
