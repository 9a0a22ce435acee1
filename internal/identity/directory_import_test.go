package identity

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

const directoryHeader = "rpps,name,given_name,profession,specialty,structure_finess,structure_name,structure_city,email,active\n"

func directory(t *testing.T, rows ...string) (*Service, func(rows ...string) Imported) {
	t.Helper()
	pool, v := dbtest.New(t), keys(t)
	load := func(rows ...string) Imported {
		t.Helper()
		n, err := ImportProfessionals(t.Context(), pool, v, strings.NewReader(directoryHeader+strings.Join(rows, "\n")), Watch{})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	load(rows...)
	return New(pool, v, gate.New(pool, v)), load
}

func places(t *testing.T, s *Service, a id.Account) (all []string) {
	t.Helper()
	err := s.pool.InTx(t.Context(), func(tx *db.Tx) error {
		rows, err := db.Rows[struct{ Finess string }](t.Context(), tx, `SELECT finess FROM professional_structures WHERE account_id = @a ORDER BY 1`, map[string]any{"a": a})
		for _, r := range rows {
			all = append(all, r.Finess)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestProfessionalsComeInOnceAndWorkWhereTheLastFileSays(t *testing.T) {
	t.Parallel()
	doctor := string(DemoRPPS[0])
	one := doctor + ",Exemple,Paul,10,SM26,780000014,Cabinet,Foix,paul@example.org,true"
	two := doctor + ",Exemple,Paul,10,SM26,780000022,Clinique,Foix,paul@example.org,true"
	s, load := directory(t, one, two)
	a, furnished, err := s.Find(t.Context(), "professional", doctor)
	if err != nil || a.IsZero() || furnished {
		t.Fatalf("got %v, %v, %v", a, furnished, err)
	}
	if got := places(t, s, a); !slices.Equal(got, []string{"780000014", "780000022"}) {
		t.Errorf("works at %v", got)
	}
	if n := load(one); n.Added != 0 || n.Unchanged != 1 {
		t.Errorf("the same line again: %+v", n)
	}
	if got := places(t, s, a); !slices.Equal(got, []string{"780000014"}) {
		t.Errorf("still works at %v: who has left would stay a colleague", got)
	}
	load(doctor + ",Exemple,Paul,10,SM26,,,,,false")
	if _, err := s.Actor(t.Context(), a, ""); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("struck off and still %v", err)
	}
}

func TestSomebodyImportedSignsInFirstByALinkThatServesOnce(t *testing.T) {
	t.Parallel()
	doctor := string(DemoRPPS[1])
	s, _ := directory(t, doctor+",Exemple,Ada,10,SM04,780000014,Cabinet,Foix,ada@example.org,true")
	a, _, err := s.Find(t.Context(), "professional", doctor)
	if err != nil {
		t.Fatal(err)
	}
	var link id.Link
	err = s.pool.InTx(t.Context(), func(tx *db.Tx) (err error) {
		link, err = db.One[id.Link](t.Context(), tx, `SELECT id FROM sign_in_links WHERE account_id = @a`, map[string]any{"a": a})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sent, err := s.LinkToSend(t.Context(), link)
	if err != nil || sent.Reach.Address != "ada@example.org" {
		t.Fatalf("got %v, %v", sent.Reach.Address, err)
	}
	if _, whose, err := s.LinkAccount(t.Context(), sent.Token); err != nil || whose != a {
		t.Errorf("the link opens %v, %v", whose, err)
	}
	other := map[bool]string{true: "b", false: "a"}[sent.Token[40] == 'a'] // never the letter that stands there
	for _, wrong := range []string{"", link.String(), sent.Token[:40] + other + sent.Token[41:], sent.Token[:51], strings.ToUpper(sent.Token)} {
		if _, _, err := s.LinkAccount(t.Context(), wrong); problem.KindOf(err) != problem.NotFound {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	hash, err := s.HashPassword(t.Context(), "une phrase bien à moi")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Furnish(t.Context(), a, hash, "JBSWY3DPEHPK3PXP"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.LinkAccount(t.Context(), sent.Token); problem.KindOf(err) != problem.NotFound {
		t.Errorf("a used link answers %v", err)
	}
	c, err := s.SignIn(t.Context(), "professional", doctor, "une phrase bien à moi")
	if err != nil || c.Factor != ByTOTP {
		t.Fatalf("got %+v, %v", c, err)
	}
	code, err := totp.GenerateCode("JBSWY3DPEHPK3PXP", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if by, err := s.Confirm(t.Context(), c, code); err != nil || by.Structure != "780000014" {
		t.Errorf("got %+v, %v", by, err)
	}
}

func TestALinkIsOverAfterADay(t *testing.T) {
	t.Parallel()
	s, _ := directory(t, string(DemoRPPS[2])+",Exemple,Max,60,,,,,max@example.org,true")
	var link id.Link
	err := s.pool.InTx(t.Context(), func(tx *db.Tx) (err error) {
		link, err = db.One[id.Link](t.Context(), tx, `SELECT id FROM sign_in_links`, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s.pool.Now = clock.Fixed(s.pool.Now().Add(24*time.Hour + time.Minute))
	if _, err := s.LinkToSend(t.Context(), link); problem.KindOf(err) != problem.NotFound {
		t.Errorf("got %v", err)
	}
}

func TestStaffComeInByAddressAndOneAddressHasOneKind(t *testing.T) {
	t.Parallel()
	pool, v := dbtest.New(t), keys(t)
	load := func(rows string) (Imported, int) {
		refused := 0
		n, err := ImportStaff(t.Context(), pool, v, strings.NewReader("kind,name,given_name,email,structure,structure_city\n"+rows),
			Watch{Refused: func(Rejected) error { refused++; return nil }})
		if err != nil {
			t.Fatal(err)
		}
		return n, refused
	}
	if n, refused := load("helper,Aide,Ana,ana@example.org,France services,Foix\nsupport,Voix,Yves,yves@example.org,,"); n.Added != 2 || refused != 0 {
		t.Errorf("got %+v, %d", n, refused)
	}
	if n, refused := load("operator,Aide,Ana,ana@example.org,,"); n.Added != 0 || refused != 1 {
		t.Errorf("a helper became an operator: %+v, %d", n, refused)
	}
	s := New(pool, v, gate.New(pool, v))
	if a, _, err := s.Find(t.Context(), "staff", "Ana@Example.org"); err != nil || a.IsZero() {
		t.Errorf("got %v, %v", a, err)
	}
	if a, _, _ := s.Find(t.Context(), "professional", "ana@example.org"); !a.IsZero() {
		t.Error("a helper came in at the professionals' door")
	}
}

func TestTheFirstOperatorIsMadeOnce(t *testing.T) {
	t.Parallel()
	pool, v := dbtest.New(t), keys(t)
	if err := FirstOperator(t.Context(), pool, v, "op@example.org"); err != nil {
		t.Fatal(err)
	}
	if err := FirstOperator(t.Context(), pool, v, "op@example.org"); err != nil {
		t.Errorf("no second link for one who has not signed in: %v", err)
	}
	if err := FirstOperator(t.Context(), pool, v, "other@example.org"); !errors.Is(err, ErrOperator) {
		t.Errorf("a second operator on the command line: %v", err)
	}
	if n := count(t, pool, `SELECT count(*) FROM sign_in_links`); n != 2 {
		t.Errorf("%d links", n)
	}
}
