package access

import (
	"bytes"
	"encoding/csv"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"espacesante/internal/codes"
)

// TestMatrixIsWhole: 36 professions × 106 types, each cell of a known profession and type, with where it comes from.
func TestMatrixIsWhole(t *testing.T) {
	professions, types, reads := map[string]bool{}, map[string]bool{}, 0
	for _, c := range V1.Cells() {
		p, known := codes.Profession(c.Profession)
		d, listed := codes.DocumentType(c.Type)
		if !known || !listed || p.Label == "" || d.Label == "" {
			t.Errorf("%s × %s: not on the lists", c.Profession, c.Type)
		}
		if c.Source == "" || !slices.Contains([]string{"high", "medium", "low"}, c.Confidence) {
			t.Errorf("%s × %s: %q, %q", c.Profession, c.Type, c.Source, c.Confidence)
		}
		if c.Read != V1.Allows(c.Profession, c.Type) {
			t.Errorf("%s × %s: the cell and the answer differ", c.Profession, c.Type)
		}
		professions[c.Profession], types[c.Type] = true, true
		if c.Read {
			reads++
		}
	}
	total := 0
	for p := range professions {
		total += V1.Opens(p)
	}
	if total != reads || V1.Opens("99") != 0 || V1.Opens("28") >= V1.Opens("10") {
		t.Errorf("%d cells open, professions open %d", reads, total)
	}
	if len(professions) != 36 || len(types) != 106 || len(V1.Cells()) != 36*106 || reads != 1738 {
		t.Errorf("%d professions, %d types, %d cells, %d read", len(professions), len(types), len(V1.Cells()), reads)
	}
	if len(professions) != len(codes.Professions()) {
		t.Errorf("%d professions listed, %d in the matrix", len(codes.Professions()), len(professions))
	}
}

// TestMatrixRefusesWhereSilent: an unknown profession or type, and a type newer than the matrix.
func TestMatrixRefusesWhereSilent(t *testing.T) {
	for _, silent := range [][2]string{{"99", "11502-2"}, {"10", "NONE"}, {"", ""}, {"10", ""}, {"10", "101881-1"}} {
		if V1.Allows(silent[0], silent[1]) {
			t.Errorf("%v read", silent)
		}
	}
	var none *Matrix
	if (&Matrix{}).Allows("10", "11502-2") || none.Allows("10", "11502-2") {
		t.Error("an empty matrix allows, or none does")
	}
	forgotten := reads(pro("10"), mt, biology())
	forgotten.Matrix = nil
	want(t, "the matrix in force was not loaded", forgotten, "no D3 matrix")
}

// TestAMatrixComesBackFromPaper: what is printed is read again the same, cell by cell, with its source and confidence.
func TestAMatrixComesBackFromPaper(t *testing.T) {
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(V1.Table()); err != nil {
		t.Fatal(err)
	}
	cells, err := ReadCells(&b)
	if err != nil || !slices.Equal(cells, V1.Cells()) {
		t.Errorf("%d cells, %v", len(cells), err)
	}
	if again, err := NewMatrix("2", "2027-01-01", cells); err != nil || len(V1.Changes(again)) != 0 {
		t.Errorf("%v", err)
	}
	long := strings.Join(columns, ",") + "\n" + strings.Repeat("10,,11502-2,,,,Y,s,high,1,1\n", maxCells+1)
	if _, err := ReadCells(strings.NewReader(long)); !errors.Is(err, ErrNoTable) {
		t.Errorf("a table without an end: %v", err)
	}
}

// TestChangesSayWhoGainsAndWhoLoses (OPS-03): a cell that falls silent is lost like one that says no.
func TestChangesSayWhoGainsAndWhoLoses(t *testing.T) {
	cells := V1.Cells()
	cells = slices.DeleteFunc(cells, func(c Cell) bool { return c.Profession == "60" && c.Type == "11502-2" })
	for i := range cells {
		if cells[i].Profession == "28" && cells[i].Type == "11502-2" {
			cells[i].Read = true
		}
	}
	next, err := NewMatrix("2", "2027-01-01", cells)
	if err != nil {
		t.Fatal(err)
	}
	if got := V1.Changes(next); !slices.Equal(got, []Change{{"28", "11502-2", true}, {"60", "11502-2", false}}) &&
		!slices.Equal(got, []Change{{"60", "11502-2", false}, {"28", "11502-2", true}}) {
		t.Errorf("%v", got)
	}
}

// TestMatrixThatDoesNotReadStopsTheProgram: no half table.
func TestMatrixThatDoesNotReadStopsTheProgram(t *testing.T) {
	head, sources := "profession,type,read,source,confidence\n", "source,text\ns01,somewhere\n"
	for name, table := range map[string]string{
		"two answers":     head + "10,11502-2,Y,s01,high\n10,11502-2,N,s01,high\n",
		"no source":       head + "10,11502-2,Y,s02,high\n",
		"neither Y nor N": head + "10,11502-2,yes,s01,high\n",
		"other columns":   "profession,type,write,source,confidence\n10,11502-2,Y,s01,high\n",
		"nothing":         head,
		"broken":          head + "10,11502-2\n",
		"nobody":          head + "99,11502-2,Y,s01,high\n",
		"no type":         head + "10,A,Y,s01,high\n",
		"how sure":        head + "10,11502-2,Y,s01,very\n",
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("taken")
				}
			}()
			read("0", "2023-10-26", table, sources)
		})
	}
	if m := read("0", "2023-10-26", head+"10,11502-2,Y,s01,high\n10,11490-0,N,s01,low\n", sources); !m.Allows("10", "11502-2") || m.Allows("10", "11490-0") {
		t.Error("a good table is not read")
	}
}

// TestMotives: every opening of a professional has its motive, nothing else has one.
func TestMotives(t *testing.T) {
	for _, c := range []struct {
		set    func(*Facts)
		mode   Mode
		by     string
		motive Motive
	}{
		{func(f *Facts) { f.TreatingDoctor = true }, Normal, "10", AsTreatingDoctor},
		{func(f *Facts) { f.CareTeam, f.TeamConsent = true, true }, Normal, "60", AsCareTeam},
		{func(f *Facts) { f.Colleague, f.ConsentToday = true, true }, Normal, "60", AsCareTeam},
		{func(f *Facts) { f.ConsentToday = true }, Normal, "60", ByConsent},
		{func(f *Facts) { f.Entrusted = true }, Normal, "60", Entrusted},
		{func(f *Facts) { f.PMI, f.UnderSix = true, true }, Normal, "10", ByLaw},
		{func(f *Facts) { f.Code = true }, Normal, "60", ByCode},
		{func(f *Facts) { f.CareTeam, f.TeamConsent, f.RolesOpen = true, true, true }, Normal, "R95_93", AsCareTeam},
		{func(*Facts) {}, BrisDeGlace, "60", InEmergency},
		{func(*Facts) {}, Centre15, "10", OnCall},
		{func(*Facts) {}, Normal, "10", ""},
	} {
		if got := MotiveOf(asked(pro(c.by), OpenRecord, with(c.set), Document{}).in(c.mode)); got != c.motive {
			t.Errorf("%s %s: %q, want %q", c.by, c.mode, got, c.motive)
		}
		if c.motive != "" && !slices.Contains(Motives(), c.motive) {
			t.Errorf("%q is not listed", c.motive)
		}
	}
	if got := MotiveOf(asked(pro("10"), DepositDocument, mt, biology())); got != "" {
		t.Errorf("a deposit has the motive %q", got)
	}
	if got := MotiveOf(asked(holderOf(lea), ReadDocument, ordinary(), biology())); got != "" {
		t.Errorf("a patient has the motive %q", got)
	}
}

// TestListsAreComplete: every constant of a kind is in its list, and every act, reason and value is used once.
func TestListsAreComplete(t *testing.T) {
	found := map[string][]string{}
	for _, file := range []string{"access.go", "acts.go", "gates.go", "motive.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || len(v.Values) != 1 || v.Type == nil {
				return true
			}
			if text, ok := v.Values[0].(*ast.BasicLit); ok {
				kind, s := v.Type.(*ast.Ident).Name, ""
				if s, err = strconv.Unquote(text.Value); err == nil {
					found[kind] = append(found[kind], s)
				}
			}
			return true
		})
	}
	same := func(kind string, listed []string) {
		t.Helper()
		want := slices.Clone(found[kind])
		slices.Sort(want)
		slices.Sort(listed)
		if !slices.Equal(want, listed) || len(slices.Compact(slices.Clone(want))) != len(want) {
			t.Errorf("%s: written %v, listed %v", kind, want, listed)
		}
	}
	same("Act", plain(Acts()))
	same("Reason", plain(Reasons()))
	same("State", plain(States()))
	same("Motive", plain(Motives()))
}

func plain[T ~string](all []T) []string {
	var out []string
	for _, v := range all {
		out = append(out, string(v))
	}
	return out
}

// TestEveryReasonIsGiven: no sentence is written for a refusal that never comes, here or in the domain that acts.
func TestEveryReasonIsGiven(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "gates.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	files, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "access/gates.go") {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(b)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if ok && v.Type != nil && v.Type.(*ast.Ident).Name == "Reason" {
			name := v.Names[0].Name
			given := regexp.MustCompile(`(, ` + name + `\)|return ` + name + `\b|access\.` + name + `\b)`)
			if !given.MatchString(text.String()) {
				t.Errorf("%s is never given", name)
			}
		}
		return true
	})
}

// TestWholeTable: every profession, link, mode, setting and state for openings, every profession, type, author,
// status and flag for documents, 39 million answers, as one number. It changes when any of them does.
func TestWholeTable(t *testing.T) {
	if testing.Short() {
		t.Skip("make test-all: a minute or more with the race detector")
	}
	h := fnv.New64a()
	for _, p := range append(codes.Professions(), codes.Trade{}) {
		wholeOpenings(h, p.Code)
		wholeDocuments(h, p.Code)
	}
	golden(t, "whole", strconv.FormatUint(h.Sum64(), 16)+"\n")
}

func wholeOpenings(h io.Writer, profession string) {
	for _, s := range States() {
		for _, m := range []Mode{Normal, BrisDeGlace, Centre15, ""} {
			for _, e := range []Emergency{EmergencyYesWithMasked, EmergencyYes, EmergencyNo, ""} {
				for set := range 1 << (len(linkNames) + 4) {
					f := Facts{Patient: lea, State: s, Emergency: e}
					f.SAMU, f.Sharing, f.Blocked, f.RolesOpen = set&1 != 0, set&2 != 0, set&4 != 0, set&8 != 0
					for i, l := range linkNames {
						if set&(16<<i) != 0 {
							l.set(&f)
						}
					}
					write(h, opening(asked(pro(profession), OpenRecord, f, Document{}).in(m)))
				}
			}
		}
	}
}

func wholeDocuments(h io.Writer, profession string) {
	links := []Facts{mt, team, with(func(f *Facts) { f.Emergency = EmergencyYesWithMasked })}
	for _, d := range codes.DocumentTypes() {
		for _, a := range []Author{Self, Structure, Holder, Other, ""} {
			for _, s := range []Status{Approved, Archived, Deprecated, Erased, ""} {
				for flags := range 8 {
					doc := Document{Type: d.Code, Author: a, Status: s, Masked: flags&1 != 0, HiddenFromPatient: flags&2 != 0,
						HiddenFromRepresentatives: flags&4 != 0}
					for _, f := range links {
						for _, m := range []Mode{Normal, BrisDeGlace, Centre15} {
							write(h, filter(reads(pro(profession), f, doc).in(m)))
						}
					}
				}
			}
		}
	}
}

func write(h io.Writer, v Verdict) {
	_, _ = io.WriteString(h, string(v.Gate))
	_, _ = io.WriteString(h, string(v.Reason)+";")
}

// TestATableIsReadByTheNamesOfItsColumns: one without a column that counts, without a cell or cut off is no table (OPS-03).
func TestATableIsReadByTheNamesOfItsColumns(t *testing.T) {
	const head, row = "read,profession_code,document_type_code,source_read,confidence_read\n", "Y,10,11502-2,arrêté,high\n"
	cells, err := ReadCells(strings.NewReader(head + row + "N,28,15508-5,arrêté,low\n"))
	if err != nil || len(cells) != 2 || cells[0] != (Cell{"10", "11502-2", true, "arrêté", "high"}) || cells[1].Read {
		t.Errorf("%+v, %v", cells, err)
	}
	for name, file := range map[string]string{"nothing": "", "a head alone": head, "no answers": strings.Replace(head, "read,", "other,", 1) + row,
		"no professions": strings.Replace(head, "profession_code", "x", 1) + row, "a row cut off": head + row + "Y,10\n", "a quote left open": head + row + "Y,\"10"} {
		if cells, err := ReadCells(strings.NewReader(file)); !errors.Is(err, ErrNoTable) || cells != nil {
			t.Errorf("%s: %d cells, %v", name, len(cells), err)
		}
	}
	var wrong *CellError
	if _, err := ReadCells(strings.NewReader(head + row + strings.Replace(row, "Y", "yes", 1))); !errors.As(err, &wrong) || wrong.Line != 2 || wrong.What != "read" {
		t.Errorf("an answer of no meaning: %v", err)
	}
}
