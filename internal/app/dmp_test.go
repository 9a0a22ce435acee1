package app

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"espacesante/internal/dbtest"
	"espacesante/internal/identity"
)

// published reads who the documents published for tests are about.
func published(t *testing.T) (dir string, people []map[string]string) {
	t.Helper()
	root := os.Getenv("CDA_SAMPLES")
	if root == "" {
		t.Skip("CDA_SAMPLES is not set: the real documents are not part of the project")
	}
	f, err := os.Open(filepath.Join(root, "INDEX.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	name, said := slices.Index(rows[0], "file"), slices.Index(rows[0], "expected_metadata")
	for _, r := range rows[1:] {
		if !strings.HasPrefix(r[name], "cda/") {
			continue
		}
		one := map[string]any{}
		if err := json.Unmarshal([]byte(r[said]), &one); err != nil {
			t.Fatal(r[name], err)
		}
		who := map[string]string{}
		for k, v := range one {
			if s, ok := v.(string); ok {
				who[k] = s
			}
		}
		people = append(people, who)
	}
	return filepath.Join(root, "cda"), people
}

// insuredFrom is the caisse's file of those people, each number once.
func insuredFrom(people []map[string]string) string {
	var out strings.Builder
	w := csv.NewWriter(&out)
	_ = w.Write([]string{"ins", "ins_oid", "birth_name", "birth_given_names", "sex", "birth_date"})
	known := map[string]bool{}
	for _, p := range people {
		born, err := time.Parse("20060102", p["birth_date"])
		if err != nil || known[p["ins"]] {
			continue
		}
		known[p["ins"]] = true
		given := p["birth_given_list"]
		if first := p["birth_first_given"]; given == "" || first != "" && !strings.HasPrefix(given, first) {
			given = first
		}
		_ = w.Write([]string{p["ins"], p["ins_root"], p["birth_family"], given, p["sex"], born.Format(time.DateOnly)})
	}
	w.Flush()
	return out.String()
}

// #20, #98: the 26 published documents come in by number and traits, with what
// they say of themselves; twice, they are there once. One with a wrong key and
// one of two who share a number are refused, with the reason.
func TestThePublishedDocumentsComeInFromAFolder(t *testing.T) {
	t.Parallel()
	dir, people := published(t)
	pool := dbtest.New(t)
	super := dbtest.AsSuperuser(t, pool)
	p, _ := quiet(t)
	p.pool = pool
	p.wire()
	n, err := identity.ImportPersons(t.Context(), pool, p.vault, strings.NewReader(insuredFrom(people)), identity.Watch{Refused: func(identity.Rejected) error { return nil }})
	if err != nil || n.Added == 0 {
		t.Fatalf("%+v, %v", n, err)
	}
	files, err := filesUnder(dir)
	if err != nil {
		t.Fatal(err)
	}
	for run := range 2 {
		refused := map[string]string{}
		done, err := p.importDMP(t.Context(), dir, files, func(file, why string) error { refused[file] = why; return nil }, func(int) {})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("run %d: %+v, refused %v", run, done, refused)
		if in := done.Added + done.Same; in+done.Refused != len(files) || in < 24 || run == 1 && done.Added != 0 {
			t.Errorf("run %d: %+v of %d", run, done, len(files))
		}
		for file, why := range refused {
			if !strings.HasPrefix(why, "cda-trait-") && why != "nobody-found" && why != "cda-duplicate" {
				t.Errorf("%s: %s", file, why)
			}
		}
		if docs := counted(t, super, `SELECT count(*) FROM documents WHERE author_kind = 'dmp'`); docs != done.Added+done.Same {
			t.Errorf("run %d: %d documents, %+v", run, docs, done)
		}
	}
	if n := counted(t, super, `SELECT count(*) FROM persons p WHERE has_dmp <> EXISTS (SELECT FROM documents d WHERE d.patient_id = p.patient_id)`); n != 0 {
		t.Errorf("%d persons whose previous DMP is not known", n)
	}
}
