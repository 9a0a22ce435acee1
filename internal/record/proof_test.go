package record_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/blob"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
	"espacesante/internal/seal"
)

// sealed seals the lines of a place, and gives the key that verifies.
func (p *place) sealed() seal.Keys {
	p.t.Helper()
	dir := p.t.TempDir()
	private, public := filepath.Join(dir, "log.key"), filepath.Join(dir, "log.pub")
	p.must(seal.MakeKeys(private, public))
	keys, err := seal.OpenKeys(private, public)
	p.must(err)
	shelf, err := blob.OpenShelf("file://" + dir)
	p.must(err)
	_, err = (&seal.Sealer{Pool: p.Pool, Keys: keys, Shelf: shelf}).Seal(p.t.Context())
	p.must(err)
	return keys
}

// line is the line of the history of the last act of that kind.
func (p *place) line(act access.Act) id.Line {
	p.t.Helper()
	for _, e := range p.history(p.patient.Actor, everything).Events {
		if e.Act == act {
			return e.ID
		}
	}
	p.t.Fatalf("no line of %s", act)
	return id.Line{}
}

// Issue 3 point 5: the proof of a line is checked with the public key alone,
// and holds for that line as it is.
func TestTheProofOfALineHoldsForThatLineOnly(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("Prise de sang"))
	p.Wait(time.Minute)
	if _, err := p.opens(p.doctor.Actor, doc); err != nil {
		t.Fatal(err)
	}
	line := p.line(access.ReadDocument)
	if _, err := p.Records.Proof(t.Context(), p.patient.Actor, p.patient.Patient, line); !errors.Is(err, seal.ErrUnsealed) {
		t.Errorf("before it is sealed: %v", err)
	}
	keys := p.sealed()
	proof, err := p.Records.Proof(t.Context(), p.patient.Actor, p.patient.Patient, line)
	p.must(err)
	if at := proof.Line["at"]; at == nil || *at != sample.Start.Add(time.Minute).Format(time.RFC3339Nano) || *proof.Line["target"] != doc.String() {
		t.Errorf("%+v", proof.Line)
	}
	written, err := json.Marshal(proof)
	p.must(err)
	if _, _, err := seal.CheckProof(written, keys.Check); err != nil {
		t.Fatal(err)
	}
	for name, value := range proof.Line {
		said := "2027-03-12T13:05:00Z"
		proof.Line[name] = &said
		p.wantBroken(proof, keys, name)
		proof.Line[name] = nil
		if value != nil {
			p.wantBroken(proof, keys, name+" taken away")
		}
		proof.Line[name] = value
	}
	proof.Leaf++
	p.wantBroken(proof, keys, "another number")
	proof.Leaf--
	proof.Path = proof.Path[1:]
	p.wantBroken(proof, keys, "a shorter path")
	other := p.sealedElsewhere()
	if _, _, err := seal.CheckProof(written, other.Check); err == nil {
		t.Error("it holds under another key")
	}
}

func (p *place) wantBroken(proof seal.Proof, keys seal.Keys, what string) {
	p.t.Helper()
	written, err := json.Marshal(proof)
	p.must(err)
	if _, _, err := seal.CheckProof(written, keys.Check); err == nil {
		p.t.Errorf("it holds with %s", what)
	}
}

func (p *place) sealedElsewhere() seal.Keys {
	p.t.Helper()
	dir := p.t.TempDir()
	private, public := filepath.Join(dir, "log.key"), filepath.Join(dir, "log.pub")
	p.must(seal.MakeKeys(private, public))
	keys, err := seal.OpenKeys(private, public)
	p.must(err)
	return keys
}

// Invariant 37: a proof tells no more than the history does.
func TestAProofIsForWhoReadsTheLine(t *testing.T) {
	p := open(t)
	u := upload("Annonce")
	u.HiddenFromPatient = true
	p.deposit(p.author.Actor, u)
	other := p.Someone(t, sample.Someone{})
	var hidden, theirs id.Line
	p.must(p.one(&hidden, `SELECT id FROM access_log WHERE act = 'document.deposit'`))
	p.must(p.one(&theirs, `SELECT id FROM access_log WHERE patient_id = $1 LIMIT 1`, other.Patient))
	p.sealed()
	for what, line := range map[string]id.Line{"a document not announced": hidden, "another space": theirs, "nothing": id.New[id.Line]()} {
		if _, err := p.Records.Proof(t.Context(), p.patient.Actor, p.patient.Patient, line); problem.KindOf(err) != problem.NotFound {
			t.Errorf("a line about %s: %v", what, err)
		}
	}
	if _, err := p.Records.Proof(t.Context(), p.author.Actor, p.patient.Patient, hidden); problem.Reason(err) != access.NotForRole {
		t.Errorf("a professional who does not read the history: %v", err)
	}
}

// one reads one value as one whom no wall stops.
func (p *place) one(to any, sql string, args ...any) error {
	return dbtest.AsSuperuser(p.t, p.Pool).QueryRow(p.t.Context(), sql, args...).Scan(to)
}
