package identity

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"
)

func generated(t *testing.T, count int, seed uint64) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Generate(&b, count, seed); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSyntheticPersonsAreWholeAndConsistent(t *testing.T) {
	file := generated(t, 20_000, 1)
	if header, _, _ := bytes.Cut(file, []byte("\n")); string(header) != strings.TrimSpace(personHeader) {
		t.Errorf("header %s", header)
	}
	rows, refused, err := collect(ReadPersons(bytes.NewReader(file)))
	if err != nil || len(refused) > 0 || len(rows) != 20_000 {
		t.Fatalf("%d rows, %v, %v", len(rows), refused, err)
	}
	adults, emails, serials := map[INS]bool{}, map[string]bool{}, map[string]bool{}
	var children, mailed, abroad, corsican, treated int
	for _, p := range rows {
		n := p.INS.Reveal()
		if n[13:] != NIRKey(n[:13]) || p.OID != OIDTest || len(p.Warnings) > 0 || !p.DiedOn.IsZero() {
			t.Fatalf("line %d: number or state", p.Line)
		}
		if n[0] != map[Sex]byte{Male: '1', Female: '2'}[p.Sex] || n[1:5] != p.BirthDate.Format("0601") || n[5:10] != p.BirthPlace {
			t.Errorf("line %d: sex, date or place do not match the number", p.Line)
		}
		child := p.BirthDate.Year() >= 2015
		if year := p.BirthDate.Year(); !child && (year < 1930 || year > 2000) || year > 2024 {
			t.Errorf("line %d: born in %d", p.Line, year)
		}
		if child {
			children++
			if len(p.Representatives) == 0 || p.Email != "" || slices.ContainsFunc(p.Representatives, func(n INS) bool { return !adults[n] }) {
				t.Errorf("line %d: a child without an adult of the file", p.Line)
			}
		} else {
			adults[p.INS] = true
			if len(p.Representatives) > 0 || p.VitaleSerial == "" {
				t.Errorf("line %d: an adult represented, or without a carte Vitale", p.Line)
			}
		}
		if p.Email != "" {
			mailed++
			domain := p.Email[strings.LastIndexByte(p.Email, '@')+1:]
			if emails[p.Email] || !slices.Contains(reserved, domain) {
				t.Errorf("line %d: e-mail twice or not reserved", p.Line)
			}
			emails[p.Email] = true
		}
		if p.VitaleSerial != "" && (serials[p.VitaleSerial] || luhn(p.VitaleSerial) != 0) {
			t.Errorf("line %d: carte Vitale", p.Line)
		}
		serials[p.VitaleSerial] = true
		if p.Phone != "" && !strings.HasPrefix(p.Phone, "+3363998") && !slices.Contains(landlines, p.Phone[:8]) {
			t.Errorf("line %d: a number that may ring", p.Line)
		}
		if strings.ContainsFunc(p.BirthName+p.BirthGivenNames, func(r rune) bool { return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZ -'", r) }) {
			t.Errorf("line %d: birth names have more than A to Z", p.Line)
		}
		if p.UsedName == "" || p.UsedGivenName == "" || len(p.Address) == 0 || p.Postcode == "" || p.City == "" || p.Caisse == "" || p.Scheme == "" || !p.Traits().Whole() {
			t.Errorf("line %d: something is missing", p.Line)
		}
		if p.TreatingDoctor != "" {
			treated++
			if !slices.Contains(DemoRPPS[:], p.TreatingDoctor) {
				t.Errorf("line %d: a doctor of the directory", p.Line)
			}
		}
		if strings.HasPrefix(p.BirthPlace, "99") {
			abroad++
		}
		if n[5] == '2' && (n[6] == 'A' || n[6] == 'B') || n[5:7] == "20" {
			corsican++
			if before := p.BirthDate.Year() < 1976; before != (n[6] == '0') {
				t.Errorf("line %d: Corsica of another time", p.Line)
			}
		}
	}
	for name, share := range map[string][3]int{"children": {children, 15, 35}, "with an e-mail": {mailed, 52, 70}, "born abroad": {abroad, 1, 4},
		"with a doctor": {treated, 60, 95}, "Corsican, of 1,000": {corsican * 10, 1, 40}} {
		if percent := share[0] * 100 / len(rows); percent < share[1] || percent > share[2] {
			t.Errorf("%s: %d %%", name, percent)
		}
	}
}

func TestEveryCountHasMoreThanHalfWithAnEmailAndAChild(t *testing.T) {
	for seed := range uint64(20) {
		rows, _, _ := collect(ReadPersons(bytes.NewReader(generated(t, 200, seed))))
		mailed, children := 0, 0
		for i, p := range rows {
			if p.Email != "" {
				mailed++
			}
			if p.BirthDate.After(time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)) {
				children++
			}
			if 2*mailed <= i+1 || i >= 2 && children == 0 {
				t.Fatalf("seed %d: the first %d have %d e-mails and %d children", seed, i+1, mailed, children)
			}
		}
	}
}

func TestTheSameSeedGivesTheSameFile(t *testing.T) {
	a, b := generated(t, 500, 7), generated(t, 500, 7)
	if !bytes.Equal(a, b) {
		t.Error("two runs differ")
	}
	if short := generated(t, 100, 7); !bytes.HasPrefix(a, short) {
		t.Error("a longer file does not begin as a shorter one")
	}
	if bytes.Equal(a, generated(t, 500, 8)) {
		t.Error("two seeds give one file")
	}
	// Files made earlier are compared with files made later: a change of the
	// lists or of the order of drawing is a change of meaning of every seed.
	const golden = "6e00fa5723b5f093"
	if sum := sha256.Sum256(a); hex.EncodeToString(sum[:8]) != golden {
		t.Errorf("seed 7 now gives %x", sum[:8])
	}
}

func TestNobodyAskedForIsNobody(t *testing.T) {
	if got := string(generated(t, 0, 1)); got != personHeader {
		t.Errorf("%q", got)
	}
	if err := Generate(full{}, 10_000, 1); err == nil {
		t.Error("a full disk went unnoticed")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, bytes.ErrTooLarge }

func TestTheListsHoldWhatTheyShould(t *testing.T) {
	l := loadLists()
	seen := map[string]bool{}
	for _, place := range append(slices.Clone(l.towns), l.countries...) {
		if !cog.MatchString(place.cog) || seen[place.cog] || place.city == "" || !department(place.cog[:3]) {
			t.Errorf("%+v", place)
		}
		if seen[place.cog] = true; !strings.HasPrefix(place.cog, "99") && !postcode.MatchString(place.postcode) {
			t.Errorf("%+v", place)
		}
	}
	if len(l.towns) < 200 || len(l.families) < 200 || len(l.given[Male]) != 4 || len(l.given[Female]) != 4 {
		t.Errorf("%d communes, %d families", len(l.towns), len(l.families))
	}
	if got := plain("De La D'Hondt-Ducœur Müller"); got != "DE LA D'HONDT-DUCOEUR MULLER" {
		t.Error(got)
	}
}

func BenchmarkGenerate(b *testing.B) {
	for b.Loop() {
		if err := Generate(bytes.NewBuffer(nil), 100_000, 1); err != nil {
			b.Fatal(err)
		}
	}
}
