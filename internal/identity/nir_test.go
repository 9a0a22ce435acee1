package identity

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// ourNIRs are numbers made for these tests: 13 characters of nobody, the keys
// computed apart.
var ourNIRs = []struct {
	name, typed, number, code string
	missing                   int
}{
	{"as printed on the card", "1 85 05 78 006 084 91", "185057800608491", "", 0},
	{"dots and hyphens", "1.85.05-78.006.084-91", "185057800608491", "", 0},
	{"no-break spaces of a PDF", "1\u00a085\u202f05\u00a078\u00a0006\u2009084\u00a091", "185057800608491", "", 0},
	{"Corsica in small letters", "2 90 11 2a 004 123 51", "290112A00412351", "", 0},
	{"2B is not 2A", "290112B00412378", "290112B00412378", "", 0},
	{"month 20, unknown", "285207511812367", "285207511812367", "", 0},
	{"month 99, unknown", "285997511812370", "285997511812370", "", 0},
	{"without its key", "1850578006084", "", "length", 2},
	{"one digit short", "18505780060849", "", "length", 1},
	{"one digit more", "1850578006084911", "", "length", -1},
	{"nothing", "", "", "length", 15},
	{"only spaces", "  \u00a0", "", "length", 15},
	{"two digits swapped", "158057800608491", "", "key", 0},
	{"key 00", "185057800608400", "", "key", 0},
	{"key 98", "185057800608498", "", "key", 0},
	{"month 13", "185137800608491", "", "month", 0},
	{"month 00", "185007800608436", "", "month", 0},
	{"month 19", "185197800608436", "", "month", 0},
	{"first digit 3", "385057800608436", "", "sex", 0},
	{"provisional, 13 digits", "7850578006084", "", "sex", 0},
	{"department 00", "185050000608436", "", "department", 0},
	{"department 970", "185059700608436", "", "department", 0},
	{"department 980", "185059800608436", "", "department", 0},
	{"2C", "290112C00412320", "", "format", 0},
	{"3A", "290113A00412320", "", "format", 0},
	{"a letter elsewhere", "1850578006A8436", "", "format", 0},
	{"full-width digits", "１８５０５７８００６０８４９１", "", "format", 0},
	{"Arabic digits", "١٨٥٠٥٧٨٠٠٦٠٨٤٩١", "", "format", 0},
	{"injection", "185057800608491' OR '1'='1", "", "format", 0},
	{"NUL", "185057800608491\x00", "", "format", 0},
}

func TestNIRAsPeopleTypeIt(t *testing.T) {
	for _, c := range ourNIRs {
		n, err := ParseNIR(c.typed)
		var wrong *NIRError
		errors.As(err, &wrong)
		switch {
		case c.code == "" && (err != nil || n.Reveal() != c.number):
			t.Errorf("%s: %v, reads %q, want %q", c.name, err, n.Reveal(), c.number)
		case c.code != "" && (wrong == nil || wrong.Code != c.code || wrong.Missing != c.missing):
			t.Errorf("%s: %v, want %s (%d)", c.name, err, c.code, c.missing)
		case c.code != "" && c.code != "key" && !n.IsZero():
			t.Errorf("%s: a number came with the error", c.name)
		}
	}
}

func TestWrongKeyRefusesUnderProductionOIDsAndWarnsUnderTestOnes(t *testing.T) {
	for oid, strict := range map[string]bool{OIDNIR: true, OIDNIA: true, OIDTest: false, OIDDemo: false, "": true, "1.2.250.1.213.1.4.2": true} {
		n, warn, err := ParseINS("158057800608491", oid)
		if strict && (err == nil || warn != nil || !n.IsZero()) {
			t.Errorf("%q: a wrong key passed", oid)
		}
		if !strict && (err != nil || warn == nil || n.Reveal() != "158057800608491") {
			t.Errorf("%q: %v, %v", oid, err, warn)
		}
		if _, _, err := ParseINS("158137800608491", oid); err == nil {
			t.Errorf("%q: month 13 passed", oid)
		}
	}
}

func TestNIRNeverPrints(t *testing.T) {
	const number = "185057800608491"
	n, err := ParseNIR(number)
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		INS    INS
		hidden INS
		list   []INS
		by     map[INS]string
	}
	v := row{n, n, []INS{n}, map[INS]string{n: ""}}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%T"} {
		fmt.Fprintf(&out, verb+verb+verb, n, v, &v)
	}
	fmt.Fprint(&out, n, n.String(), fmt.Errorf("of %v", n))
	slog.New(slog.NewJSONHandler(&out, nil)).Info("", "ins", n, "row", v)
	slog.New(slog.NewTextHandler(&out, nil)).Info("", "ins", n, "row", v)
	if b, err := json.Marshal(v); err == nil {
		t.Errorf("written as JSON: %s", b)
	}
	for _, part := range []string{number, "5057800608", fmt.Sprintf("%x", 185057800608491)} {
		if strings.Contains(out.String(), part) {
			t.Errorf("printed %s: %s", part, out.String())
		}
	}
	if !strings.Contains(out.String(), "[…]") {
		t.Error("nothing shows in its place")
	}
	if _, err := ParseNIR("185057800608492"); err == nil || strings.Contains(err.Error(), "1850578") {
		t.Errorf("the error shows the number: %v", err)
	}
}

func TestNobodysNumberIsZero(t *testing.T) {
	var n INS
	if !n.IsZero() || n.Reveal() != "" || n.String() != "[…]" {
		t.Errorf("%q", n.Reveal())
	}
	a, _ := ParseNIR("1 85 05 78 006 084 91")
	b, _ := ParseNIR("185057800608491")
	if a != b || a.IsZero() {
		t.Error("two spellings of one number differ")
	}
}

// anyNIR draws 13 characters that a NIR may have.
func anyNIR(t *rapid.T) string {
	place := rapid.SampledFrom([]string{"01", "20", "2A", "2B", "75", "91", "95", "971", "976", "988", "99"}).Draw(t, "place")
	month := rapid.OneOf(rapid.IntRange(1, 12), rapid.IntRange(20, 99)).Draw(t, "month")
	s := fmt.Sprintf("%d%02d%02d%s", rapid.IntRange(1, 2).Draw(t, "sex"), rapid.IntRange(0, 99).Draw(t, "year"), month, place)
	for len(s) < 13 {
		s += string(rune('0' + rapid.IntRange(0, 9).Draw(t, "digit")))
	}
	return s
}

func TestEveryNumberWithItsKeyReadsBackAndNoSingleMistakePasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n13 := anyNIR(t)
		s := n13 + NIRKey(n13)
		if key := s[13:]; key < "01" || key > "97" {
			t.Fatalf("key %s", key)
		}
		n, err := ParseNIR(s)
		if err != nil || n.Reveal() != s {
			t.Fatalf("%s: %v, reads %s", s, err, n.Reveal())
		}
		spaced := strings.ToLower(s[:1] + " " + s[1:3] + "\u00a0" + s[3:5] + "." + s[5:7] + "-" + s[7:])
		if again, err := ParseNIR(spaced); err != nil || again != n {
			t.Fatalf("%q: %v", spaced, err)
		}
		// 97 is prime and greater than any difference of one digit: one wrong
		// digit, or two neighbours swapped, always shows.
		i := rapid.IntRange(0, 14).Draw(t, "at")
		wrong := []byte(s)
		wrong[i] = byte('0' + rapid.IntRange(0, 9).Draw(t, "typed"))
		if string(wrong) != s {
			if _, err := ParseNIR(string(wrong)); err == nil {
				t.Fatalf("%s passes for %s", wrong, s)
			}
		}
		if _, err := ParseNIR(s[:rapid.IntRange(0, 14).Draw(t, "cut")]); err == nil {
			t.Fatal("a cut number passes")
		}
	})
}

func TestNoTypedTextPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9ABab .\-]{0,20}`)).Draw(t, "s")
		n, err := ParseNIR(s)
		if err == nil && (len(n.Reveal()) != 15 || NIRKey(n.Reveal()[:13]) != n.Reveal()[13:]) {
			t.Fatalf("%q passes", s)
		}
	})
}

// vectors reads a table of the real data, or skips and says why.
func vectors(t *testing.T, name string) []map[string]string {
	t.Helper()
	dir := os.Getenv("CDA_SAMPLES")
	if dir == "" {
		t.Skip("CDA_SAMPLES is not set: the folder of real data is not here")
	}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %d rows, %v", name, len(rows), err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, cell := range row {
			m[rows[0][i]] = cell
		}
		out = append(out, m)
	}
	return out
}

func TestNIRVectorsOfOthers(t *testing.T) {
	for _, v := range vectors(t, "ids/nir_vectors.csv") {
		n, err := ParseNIR(v["input"])
		var wrong *NIRError
		errors.As(err, &wrong)
		switch want, code, _ := strings.Cut(v["expect"], ":"); want {
		case "valid":
			if err != nil || n.Reveal() != v["normalized"] || n.Reveal()[13:] != v["computed_key"] {
				t.Errorf("%s: %v, reads %q, want %s", v["id"], err, n.Reveal(), v["normalized"])
			}
		case "invalid":
			if wrong == nil || wrong.Code != code {
				t.Errorf("%s: %v, want %s", v["id"], err, code)
			}
		case "valid-without-key":
			if wrong == nil || wrong.Code != "length" || wrong.Missing != 2 || NIRKey(v["normalized"]) != v["computed_key"] {
				t.Errorf("%s: %v", v["id"], err)
			}
		case "not-an-INS":
			if wrong == nil || wrong.Code != "sex" {
				t.Errorf("%s: %v", v["id"], err)
			}
		default:
			t.Errorf("%s: expect %q is not known", v["id"], v["expect"])
		}
		if v["oid"] != "" && !KnownOID(v["oid"]) {
			t.Errorf("%s: OID %s", v["id"], v["oid"])
		}
	}
}
