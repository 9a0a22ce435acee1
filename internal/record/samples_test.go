package record_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"espacesante/internal/clock"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// real is one of the documents published for tests, kept outside the project.
type real struct {
	file     string
	metadata struct {
		INS         string `json:"ins"`
		INSRoot     string `json:"ins_root"`
		BirthFamily string `json:"birth_family"`
		FirstGiven  string `json:"birth_first_given"`
		GivenList   string `json:"birth_given_list"`
		Sex         string `json:"sex"`
		BirthDate   string `json:"birth_date"`
		Type        string `json:"type_code"`
		Class       string `json:"class_code"`
		Title       string `json:"title"`
		Level       int    `json:"level"`
		At          string `json:"effective_time"`
		BodySHA     string `json:"body_sha256"`
	}
}

// index reads the list of the files kept outside the project.
func index(t *testing.T) (root string, rows [][]string) {
	t.Helper()
	root = os.Getenv("CDA_SAMPLES")
	if root == "" {
		t.Skip("CDA_SAMPLES is not set: the real documents are not part of the project")
	}
	f, err := os.Open(filepath.Join(root, "INDEX.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err = csv.NewReader(f).ReadAll(); err != nil {
		t.Fatal(err)
	}
	return root, rows
}

func reals(t *testing.T) (root string, all []real) {
	t.Helper()
	root, rows := index(t)
	name, said := slices.Index(rows[0], "file"), slices.Index(rows[0], "expected_metadata")
	for _, r := range rows[1:] {
		if !strings.HasPrefix(r[name], "cda/") {
			continue
		}
		one := real{file: r[name]}
		if err := json.Unmarshal([]byte(r[said]), &one.metadata); err != nil {
			t.Fatal(r[name], err)
		}
		all = append(all, one)
	}
	return root, all
}

// Point 12: each of the 26 goes into the space of whom it is about, and comes
// back byte for byte; it goes into nobody else's.
func TestRealDocumentsGoInAndComeBackIdentical(t *testing.T) {
	root, all := reals(t)
	if len(all) != 26 {
		t.Errorf("%d documents, there are 26", len(all))
	}
	for _, r := range all {
		t.Run(filepath.Base(r.file), func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join(root, r.file))
			if err != nil {
				t.Fatal(err)
			}
			p := open(t)
			_, err = p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, clinical(file))
			wantField(t, err, "fichier", "cda-trait-ins")
			m := r.metadata
			if _, err := identity.ParseNIR(m.INS); err != nil && identity.Strict(m.INSRoot) {
				t.Logf("its number is nobody's under %s: no space can be opened with it", m.INSRoot)
				return
			}
			p.patient = p.whom(r)
			p.joins(p.author)
			u := clinical(file)
			u.Secret = record.NotSecret // some are about children
			c, err := p.opens(p.patient.Actor, p.deposit(p.author.Actor, u))
			p.must(err)
			if sha256.Sum256(c.Original) != sha256.Sum256(file) {
				t.Error("not the bytes that were deposited")
			}
			if c.Type != m.Type || c.Class != m.Class || c.Title != m.Title || (c.Format == record.CDA1) != (m.Level == 1) {
				t.Errorf("type %s, class %s, %q, %s; want %+v", c.Type, c.Class, c.Title, c.Format, m)
			}
			if m.BodySHA != "" && fmt.Sprintf("%x", sha256.Sum256(c.PDF)) != m.BodySHA {
				t.Error("the file inside is not shown as it is")
			}
			if m.Level > 1 && len(c.Sections) == 0 {
				t.Error("nothing to read")
			}
		})
	}
}

// whom opens a space with the identity of a document.
func (p *place) whom(r real) *sample.Patient {
	p.t.Helper()
	return p.Someone(p.t, p.identity(r))
}

// identity is the person whom a document is about.
func (p *place) identity(r real) sample.Someone {
	p.t.Helper()
	m := r.metadata
	born, err := time.ParseInLocation("20060102", m.BirthDate, clock.Paris)
	p.must(err)
	born = time.Date(born.Year(), born.Month(), born.Day(), 0, 0, 0, 0, time.UTC)
	given := m.GivenList
	if given == "" || m.FirstGiven != "" && !strings.HasPrefix(given, m.FirstGiven) {
		given = m.FirstGiven
	}
	return sample.Someone{INS: m.INS, OID: m.INSRoot, BirthName: m.BirthFamily, GivenNames: given, Sex: identity.Sex(m.Sex), Birth: born}
}

// Point 12: whatever is sent is refused with a reason or kept as it is; nothing
// is a fault of ours.
func TestHostileFilesAreRefusedOrKeptAsTheyAre(t *testing.T) {
	root, rows := index(t)
	p := open(t)
	name, expect := slices.Index(rows[0], "file"), slices.Index(rows[0], "expect")
	tried := 0
	for _, r := range rows[1:] {
		folder, _, _ := strings.Cut(r[name], "/")
		if folder != "cda-derived" && !strings.HasPrefix(folder, "files-") {
			continue
		}
		tried++
		content, err := os.ReadFile(filepath.Join(root, r[name]))
		p.must(err)
		u := record.Upload{File: content, Name: filepath.Base(r[name]), Type: biology, CaredOn: day, Informed: true}
		began := time.Now()
		doc, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, u)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s: took %s", r[name], took)
		}
		if err != nil {
			if problem.KindOf(err) != problem.Invalid || problem.CodeOf(err) == "" {
				t.Errorf("%s: %v", r[name], err)
			}
			continue
		}
		if r[expect] == "reject" {
			t.Errorf("%s: kept", r[name])
		}
		c, err := p.opens(p.patient.Actor, doc)
		if err != nil || !bytes.Equal(c.Original, content) {
			t.Errorf("%s: given back otherwise: %v", r[name], err)
		}
	}
	if tried < 40 {
		t.Errorf("only %d files", tried)
	}
}
