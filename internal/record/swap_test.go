package record_test

import (
	"bytes"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
	"espacesante/internal/vault"
)

// shelf is a document as its row and its file hold it.
type shelf struct {
	id     id.Document
	of     *sample.Patient
	blob   string
	sealed []byte
	file   []byte
}

// library is a world of two persons with documents, one of them in two
// versions, and the ways to spoil what is kept of them.
type library struct {
	*place
	t     *testing.T
	super *pgxpool.Pool
	docs  []shelf // that can be read
	old   shelf   // the version before the last of them
}

const secretTitle, secretText = "TitreTresSecret", "TexteTresSecret"

func newLibrary(t *testing.T) *library {
	t.Helper()
	p := open(t)
	l := &library{place: p, t: t, super: dbtest.AsSuperuser(t, p.Pool)}
	other := p.Someone(t, sample.Someone{})
	for n, of := range []*sample.Patient{p.patient, p.patient, other} {
		text := secretText + strings.Repeat("x", n)
		doc, err := p.Records.Deposit(t.Context(), of.Actor, of.Patient, record.Upload{File: cdatest.PDF(text), Name: "moi.pdf", Type: ours,
			Title: secretTitle, CaredOn: day})
		p.must(err)
		l.keep(of, doc)
	}
	for version := 1; version <= 2; version++ {
		l.keep(p.patient, p.deposit(p.author.Actor, l.clinical(version)))
	}
	last := len(l.docs) - 1
	l.old, l.docs = l.docs[last-1], append(l.docs[:last-1], l.docs[last])
	return l
}

// clinical is one version of a clinical document about the patient.
func (l *library) clinical(version int) record.Upload {
	n := l.patient.Person
	b := cdatest.Level3(cdatest.Options{Title: secretTitle, TypeCode: "SYNTH", TypeSystem: "1.2.250.1.213.1.1.4.12", INS: n.INS.Reveal(),
		INSRoot: n.OID, BirthName: n.BirthName, UsualName: n.BirthName, FirstGiven: n.Given(), GivenList: n.BirthGivenNames, Sex: string(n.Sex),
		BirthDate: n.BirthDate, SetID: "1.2.3.4.5", Version: version, ID: "1.2.3.4.5." + strings.Repeat("1", version)})
	return record.Upload{File: b, Name: "synthese.xml", Informed: true}
}

func (l *library) keep(of *sample.Patient, doc id.Document) {
	l.t.Helper()
	s := shelf{id: doc, of: of}
	l.must(l.super.QueryRow(l.t.Context(), `SELECT blob, sealed FROM documents WHERE id = $1`, doc).Scan(&s.blob, &s.sealed))
	var err error
	s.file, err = os.ReadFile(l.path(s.blob))
	l.must(err)
	l.docs = append(l.docs, s)
}

func (l *library) path(blob string) string {
	return filepath.Join(l.BlobDir, blob[:2], blob[2:4], blob[4:])
}

// spoil changes rows as one whom nothing stops.
func (l *library) spoil(sql string, args ...any) {
	l.t.Helper()
	tx, err := l.super.Begin(l.t.Context())
	l.must(err)
	_, err = tx.Exec(l.t.Context(), `SET LOCAL session_replication_role = replica`)
	l.must(err)
	_, err = tx.Exec(l.t.Context(), sql, args...)
	l.must(err)
	l.must(tx.Commit(l.t.Context()))
}

// heal puts a document back as it was.
func (l *library) heal(s shelf) {
	l.t.Helper()
	l.spoil(`UPDATE documents SET blob = $2, sealed = $3 WHERE id = $1`, s.id, s.blob, s.sealed)
	l.must(os.WriteFile(l.path(s.blob), s.file, 0o600))
}

// refuses says whether a spoilt document is refused: no content at all, and an
// error that quotes none of it.
func (l *library) refuses(name string, s shelf) {
	l.t.Helper()
	got, err := l.Records.Open(l.t.Context(), s.of.Actor, access.Normal, s.of.Patient, s.id)
	switch {
	case err == nil:
		l.t.Errorf("%s: opened, %d bytes", name, len(got.Original))
	case got.Original != nil || got.Title != "" || got.PDF != nil || got.Sections != nil:
		l.t.Errorf("%s: refused, and something of it came with the refusal", name)
	case strings.Contains(err.Error(), secretTitle) || strings.Contains(err.Error(), secretText):
		l.t.Errorf("%s: the error quotes it: %v", name, err)
	case problem.KindOf(err) != problem.Fault && !errors.Is(err, fs.ErrNotExist):
		l.t.Errorf("%s: told as %v, no integrity fault", name, err)
	}
}

// T63, invariant 32: what is kept of documents is swapped between documents,
// persons and versions, flipped and cut. All of it is refused, and healed it
// reads again.
func TestSpoiltDocumentsAreRefused(t *testing.T) {
	l := newLibrary(t)
	draws := rand.New(rand.NewPCG(1, 2))
	rounds := 10_000
	if testing.Short() {
		rounds = 200
	}
	for _, a := range l.docs { // each in the place of each other: documents, persons, versions
		for _, b := range append(l.docs, l.old) {
			if a.id == b.id {
				continue
			}
			l.must(os.WriteFile(l.path(a.blob), b.file, 0o600))
			l.refuses("the file of another", a)
			l.heal(a)
			l.spoil(`UPDATE documents SET sealed = $2 WHERE id = $1`, a.id, b.sealed)
			l.refuses("the sealed part of another", a)
			l.heal(a)
			l.spoil(`UPDATE documents SET blob = $2 WHERE id = $1`, b.id, "freed")
			l.spoil(`UPDATE documents SET blob = $2 WHERE id = $1`, a.id, b.blob)
			l.refuses("the name of another's file", a)
			l.heal(a)
			l.heal(b)
		}
	}
	for range rounds {
		a := l.docs[draws.IntN(len(l.docs))]
		file, name := bytes.Clone(a.file), ""
		switch draws.IntN(4) {
		case 0:
			file[draws.IntN(len(file))] ^= 1 << draws.IntN(8)
			name = "a bit of the file"
		case 1:
			file, name = file[:draws.IntN(len(file))], "the file cut"
		case 2:
			file, name = append(file, byte(draws.Uint32())), "the file made longer"
		case 3:
			b := l.docs[(draws.IntN(len(l.docs)))]
			cut := 1 + draws.IntN(min(len(file), len(b.file))-1)
			if file, name = append(bytes.Clone(a.file[:cut]), b.file[cut:]...), "two files joined"; bytes.Equal(file, a.file) {
				continue
			}
		}
		l.must(os.WriteFile(l.path(a.blob), file, 0o600))
		l.refuses(name, a)
		l.must(os.WriteFile(l.path(a.blob), a.file, 0o600))
	}
	for range rounds / 20 {
		a := l.docs[draws.IntN(len(l.docs))]
		sealed := bytes.Clone(a.sealed)
		sealed[draws.IntN(len(sealed))] ^= 1 << draws.IntN(8)
		if draws.IntN(3) == 0 {
			sealed = a.sealed[:draws.IntN(len(a.sealed))]
		}
		l.spoil(`UPDATE documents SET sealed = $2 WHERE id = $1`, a.id, sealed)
		l.refuses("the sealed part altered", a)
		l.heal(a)
	}
	for _, a := range l.docs {
		got, err := l.Records.Open(t.Context(), a.of.Actor, access.Normal, a.of.Patient, a.id)
		if err != nil || got.Title != secretTitle || len(got.Original) == 0 {
			t.Errorf("healed: %q, %v", got.Title, err)
		}
	}
}

// The key of another space, another's row moved here, a list with one bad row.
func TestSpoiltSpacesAreRefused(t *testing.T) {
	l := newLibrary(t)
	mine, other := l.docs[0], l.docs[2]
	key := func(p *sample.Patient) (w []byte) {
		l.must(l.super.QueryRow(t.Context(), `SELECT wrapped FROM space_keys WHERE patient_id = $1`, p.Patient).Scan(&w))
		return w
	}
	was := key(mine.of)
	l.spoil(`UPDATE space_keys SET wrapped = $2 WHERE patient_id = $1`, mine.of.Patient, key(other.of))
	l.refuses("the key of another space", mine)
	l.spoil(`UPDATE space_keys SET wrapped = NULL WHERE patient_id = $1`, mine.of.Patient)
	l.refuses("no key", mine)
	l.spoil(`UPDATE space_keys SET wrapped = $2 WHERE patient_id = $1`, mine.of.Patient, was)

	// Somebody moves another's document, file and all, into their own space.
	l.spoil(`UPDATE documents SET patient_id = $2, author_id = $3 WHERE id = $1`, other.id, mine.of.Patient, mine.of.Account)
	l.refuses("another's document", shelf{id: other.id, of: mine.of})
	list, err := l.Records.List(t.Context(), mine.of.Actor, access.Normal, mine.of.Patient, record.Filter{})
	if !errors.Is(err, vault.ErrSealed) || len(list.Documents) > 0 {
		t.Errorf("a list with another's row: %d documents, %v", len(list.Documents), err)
	}
	var n int
	l.must(l.super.QueryRow(t.Context(), `SELECT count(*) FROM access_log WHERE act = @act AND target = @doc`,
		pgx.NamedArgs{"act": access.ReadDocument, "doc": mine.id.String()}).Scan(&n))
	if n < 2 { // what was asked for is told, though nothing was given (line before content)
		t.Errorf("%d lines of the readings refused", n)
	}
}
