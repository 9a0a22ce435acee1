package identity

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/vault"
)

// keys is a vault of keys made for one test.
func keys(t testing.TB) *vault.Vault {
	t.Helper()
	dir := t.TempDir()
	v, err := vault.Open(vault.Keys{Master: filepath.Join(dir, "master"), Service: filepath.Join(dir, "service")}, true)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// imports reads file into the database and gives the counts and the refusals.
func imports(t testing.TB, pool *db.Pool, v *vault.Vault, file string) (Imported, []string) {
	t.Helper()
	var refused []string
	n, err := ImportPersons(t.Context(), pool, v, strings.NewReader(file), Watch{Refused: func(bad Rejected) error {
		for _, r := range bad {
			refused = append(refused, r.String())
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return n, refused
}

// patientOf finds whose number it is.
func patientOf(t testing.TB, pool *db.Pool, v *vault.Vault, number string) (p id.Patient) {
	t.Helper()
	err := pool.InTx(t.Context(), func(tx *db.Tx) (err error) {
		p, err = patientByINS(t.Context(), tx, INSMAC(v, ins(number)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func personOf(t testing.TB, pool *db.Pool, v *vault.Vault, patient id.Patient) (p Person) {
	t.Helper()
	err := pool.InSpace(t.Context(), patient, id.Account{}, func(tx *db.Tx) (err error) {
		p, err = PersonIn(t.Context(), tx, v, patient)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// count answers a query as one whom no wall stops.
func count(t testing.TB, pool *db.Pool, sql string, args ...any) (n int) {
	t.Helper()
	if err := dbtest.AsSuperuser(t, pool).QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

const (
	parentINS = "185057800608491"
	childINS  = "217057800608475"
)

func family() string {
	return personHeader + lineWith(map[string]string{"used_name": "Petit", "email": "paul@example.org", "phone": "+33639980101", "address": "1 rue A|Bât. B",
		"postcode": "78000", "city": "Versailles", "caisse": "781", "scheme": "01", "has_dmp": "true", "treating_doctor": "99900000011",
		"vitale_serial": "80250000990000000006"}) +
		lineWith(map[string]string{"ins": childINS, "birth_given_names": "LEA", "sex": "F", "birth_date": "2017-05-12", "representatives": parentINS})
}

func TestImportedPersonsAreFoundAndOpened(t *testing.T) {
	pool, v := dbtest.New(t), keys(t)
	now := time.Date(2027, 3, 12, 14, 5, 0, 0, time.UTC)
	pool.Now = clock.Fixed(now)
	if n, refused := imports(t, pool, v, family()); n != (Imported{Added: 2}) || len(refused) > 0 {
		t.Fatalf("%+v, %v", n, refused)
	}
	parent, child := patientOf(t, pool, v, parentINS), patientOf(t, pool, v, childINS)
	p := personOf(t, pool, v, parent)
	if p.INS != ins(parentINS) || p.BirthName != "PETIT" || p.Contact.Email != "paul@example.org" || len(p.Contact.Address) != 2 || !p.HasDMP || p.DiedOn != nil {
		t.Error("the person opened is not the one imported")
	}
	if !bytes.Equal(sealedOf(t, pool, parent).VitaleMAC, VitaleMAC(v, "80 25 00 00 99 00 00 00 00 06")) {
		t.Error("the carte Vitale is not found by what people type")
	}
	for sql, want := range map[string]int{
		`SELECT count(*) FROM spaces WHERE state = 'ELIGIBLE' AND since = '2027-03-12 14:05Z' AND deadline IS NULL`:                      2,
		`SELECT count(*) FROM access_log WHERE act = 'identity.import' AND role = 'system' AND reason = '' AND at = '2027-03-12 14:05Z'`: 2,
		`SELECT count(*) FROM operation_log WHERE act = 'identity.import'`:                                                               1,
		`SELECT count(*) FROM persons p JOIN access_log l ON (l.patient_id, l.id) = (p.patient_id, p.line_id)`:                           2,
		`SELECT count(*) FROM treating_doctors WHERE rpps = '99900000011'`:                                                               1,
		`SELECT count(*) FROM representatives r JOIN person_numbers n USING (ins_mac) WHERE r.ended_at IS NULL`:                          1,
	} {
		if got := count(t, pool, sql); got != want {
			t.Errorf("%d, want %d: %s", got, want, sql)
		}
	}
	if n := count(t, pool, `SELECT count(*) FROM person_traits WHERE traits_mac = $1 AND patient_id = $2`,
		TraitsMAC(v, Traits{"petit", "Léa", day("2017-05-12"), Female}), child); n != 1 {
		t.Error("the child is not found by her traits")
	}
}

func sealedOf(t testing.TB, pool *db.Pool, patient id.Patient) (s SealedPerson) {
	t.Helper()
	err := pool.InSpace(t.Context(), patient, id.Account{}, func(tx *db.Tx) (err error) {
		s, err = person(t.Context(), tx, patient)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestImportingTheSameFileAgainWritesNothing(t *testing.T) {
	pool, v := dbtest.New(t), keys(t)
	imports(t, pool, v, family())
	lines := count(t, pool, `SELECT count(*) FROM access_log`)
	if n, _ := imports(t, pool, v, family()); n != (Imported{Unchanged: 2}) {
		t.Errorf("%+v", n)
	}
	if got := count(t, pool, `SELECT count(*) FROM access_log`); got != lines {
		t.Errorf("%d lines became %d", lines, got)
	}
}

func TestEveryChangeIsTakenUnderALineOfItsOwn(t *testing.T) {
	for column, value := range map[string]string{
		"ins_oid": OIDTest, "birth_name": "LEGRAND", "birth_given_names": "PAUL LUC", "used_name": "", "used_given_name": "Popaul", "sex": "U",
		"birth_date": "1985-05-02", "birth_place": "78006", "vitale_serial": "", "email": "new@example.org", "phone": "", "address": "2 rue C",
		"postcode": "75001", "city": "Paris", "caisse": "751", "scheme": "02", "has_dmp": "false", "representatives": "290112A00412351",
		"treating_doctor": "", "died_on": "2026-01-02",
	} {
		t.Run(column, func(t *testing.T) {
			pool, v := dbtest.New(t), keys(t)
			imports(t, pool, v, family())
			first, _, _ := strings.Cut(family()[len(personHeader):], "\n")
			cells, _ := fields(first)
			for i, name := range strings.Split(strings.TrimSpace(personHeader), ",") {
				if name == column {
					cells[i] = value
				}
			}
			change := personHeader + `"` + strings.Join(cells, `","`) + "\"\n"
			if n, refused := imports(t, pool, v, change); n != (Imported{Updated: 1}) {
				t.Fatalf("%+v, %v", n, refused)
			}
			if n, _ := imports(t, pool, v, change); n != (Imported{Unchanged: 1}) {
				t.Errorf("the change was not kept: %+v", n)
			}
			if n := count(t, pool, `SELECT count(*) FROM access_log`); n != 3 {
				t.Errorf("%d lines", n)
			}
		})
	}
}

func TestColumnsTheFileDoesNotGiveStayAsKnown(t *testing.T) {
	pool, v := dbtest.New(t), keys(t)
	imports(t, pool, v, family())
	n, _ := imports(t, pool, v, "ins,ins_oid,birth_name,birth_given_names,sex,birth_date,city\n"+
		parentINS+","+OIDNIR+",PETIT,PAUL,M,1985-05-01,Lyon\n"+childINS+","+OIDNIR+",PETIT,LEA,F,2017-05-12,\n")
	if n != (Imported{Updated: 1, Unchanged: 1}) {
		t.Errorf("%+v", n)
	}
	p := personOf(t, pool, v, patientOf(t, pool, v, parentINS))
	if p.Contact.City != "Lyon" || p.Contact.Email != "paul@example.org" || p.UsedName != "Petit" || !p.HasDMP {
		t.Error("what the file does not tell is lost")
	}
	if count(t, pool, `SELECT count(*) FROM treating_doctors WHERE rpps IS NOT NULL`) != 1 || count(t, pool, `SELECT count(*) FROM representatives WHERE ended_at IS NULL`) != 1 {
		t.Error("the doctor or the representative is lost")
	}
}

func TestRepresentativesEndAndComeBack(t *testing.T) {
	pool, v := dbtest.New(t), keys(t)
	imports(t, pool, v, family())
	child := map[string]string{"ins": childINS, "birth_given_names": "LEA", "sex": "F", "birth_date": "2017-05-12"}
	for _, c := range []struct {
		by      string
		current int
		ever    int
	}{{"290112A00412351", 1, 2}, {"290112A00412351 " + parentINS, 2, 2}, {"", 0, 2}, {parentINS, 1, 2}} {
		child["representatives"] = c.by
		if n, refused := imports(t, pool, v, personHeader+lineWith(child)); n.Updated != 1 {
			t.Fatalf("%+v, %v", n, refused)
		}
		now := count(t, pool, `SELECT count(*) FROM representatives WHERE ended_at IS NULL`)
		if ever := count(t, pool, `SELECT count(*) FROM representatives`); now != c.current || ever != c.ever {
			t.Errorf("%q: %d of %d", c.by, now, ever)
		}
	}
}

func TestGoodLinesGoInAndBadOnesAreNamed(t *testing.T) {
	pool, v := dbtest.New(t), keys(t)
	pool.Now = clock.Fixed(time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)) // already the 23rd in Paris
	n, refused := imports(t, pool, v, personHeader+lineWith(nil)+lineWith(map[string]string{"ins": "185057800608492"})+
		lineWith(map[string]string{"ins": childINS, "birth_date": "2026-11-24"})+lineWith(map[string]string{"ins": "290112A00412351", "birth_date": "2026-11-23"}))
	if n != (Imported{Added: 2, Refused: 2}) || len(refused) != 2 || !strings.HasPrefix(refused[0], "line 3, column ins: key") ||
		!strings.HasPrefix(refused[1], "line 4, column birth_date") {
		t.Errorf("%+v, %v", n, refused)
	}
	full := errors.New("no room")
	if _, err := ImportPersons(t.Context(), pool, v, strings.NewReader(personHeader+"x\n"), Watch{Refused: func(Rejected) error { return full }}); !errors.Is(err, full) {
		t.Errorf("rejects that cannot be written: %v", err)
	}
	var warned []Reject
	n, err := ImportPersons(t.Context(), pool, v, strings.NewReader(personHeader+lineWith(map[string]string{"ins": "185057800608492", "ins_oid": OIDTest})),
		Watch{Warned: func(r Reject) { warned = append(warned, r) }})
	if err != nil || n.Added != 1 || n.Warned != 1 || len(warned) != 1 || warned[0].Column != "ins" {
		t.Errorf("%+v, %v, %v", n, warned, err)
	}
	if _, err := ImportPersons(t.Context(), pool, v, strings.NewReader("a,b\n"), Watch{}); err == nil {
		t.Error("a file of something else passed")
	}
}

// Two imports of one file at once: each person once, nobody twice.
func TestTwoImportsAtOnceMakeEachPersonOnce(t *testing.T) {
	pool, v := dbtest.New(t), keys(t)
	file := string(generated(t, 2500, 5))
	var group sync.WaitGroup
	sums := make([]Imported, 2)
	for i := range sums {
		group.Go(func() {
			var err error
			if sums[i], err = ImportPersons(context.Background(), pool, v, strings.NewReader(file), Watch{}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if sums[0].Added+sums[1].Added != 2500 || sums[0].Unchanged+sums[1].Unchanged != 2500 {
		t.Errorf("%+v", sums)
	}
	if n := count(t, pool, `SELECT count(*) FROM persons`); n != 2500 {
		t.Errorf("%d persons", n)
	}
}

// A batch is in whole or not at all, and the lines before it stay in.
func TestABatchThatFailsLeavesNothing(t *testing.T) {
	pool, v := dbtest.New(t), keys(t)
	file := string(generated(t, 1500, 6))
	rows, _, _ := collect(ReadPersons(strings.NewReader(file)))
	// Somebody else holds the traits row's place of a person of the second batch.
	owner := dbtest.AsSuperuser(t, pool)
	if _, err := owner.Exec(t.Context(), `ALTER TABLE persons ADD CHECK (NOT (caisse = 'X'))`); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(file, "\n")
	lines[1200] = strings.Replace(lines[1200], ","+rows[1199].Caisse+","+rows[1199].Scheme+",", ",X,"+rows[1199].Scheme+",", 1)
	n, err := ImportPersons(t.Context(), pool, v, strings.NewReader(strings.Join(lines, "")), Watch{})
	if err == nil || n.Added != 1000 || !strings.Contains(err.Error(), "lines 1002 to 1501 are not in") {
		t.Errorf("%+v, %v", n, err)
	}
	for table, want := range map[string]int{"spaces": 1000, "persons": 1000, "person_numbers": 1000, "person_traits": 1000, "access_log": 1000} {
		if got := count(t, pool, `SELECT count(*) FROM `+table); got != want {
			t.Errorf("%s has %d rows", table, got)
		}
	}
	if n, err := ImportPersons(t.Context(), pool, v, strings.NewReader(file), Watch{}); err != nil || n != (Imported{Added: 500, Unchanged: 1000}) {
		t.Errorf("given again: %+v, %v", n, err)
	}
}

// What the database keeps of a person cannot be read without the keys.
func TestNoTableHoldsANumberOrAName(t *testing.T) {
	pool, v := dbtest.New(t), keys(t)
	imports(t, pool, v, family())
	owner := dbtest.AsSuperuser(t, pool)
	for _, table := range []string{"spaces", "persons", "person_numbers", "person_traits", "representatives", "access_log", "operation_log", "treating_doctors"} {
		rows, err := owner.Query(t.Context(), `SELECT t::text FROM `+table+` t`)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{parentINS, "PETIT", "Petit", "example.org", "Versailles", "1985-05-01", "80250000", "PAUL"} {
				if strings.Contains(text, secret) || strings.Contains(strings.ToLower(text), hexOf(secret)) {
					t.Errorf("%s holds %s", table, secret)
				}
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
}

func hexOf(s string) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(digits[s[i]>>4])
		b.WriteByte(digits[s[i]&15])
	}
	return b.String()
}
