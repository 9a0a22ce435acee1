package identity

import (
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"espacesante/internal/id"
	"espacesante/internal/problem"
)

var parentBirth = day("1985-05-01")

func TestAForgottenPasswordIsChanged(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	r, err := d.AskReset(t.Context(), ins(parentINS), parentBirth)
	fatal(t, err)
	if err := d.ProveReset(t.Context(), r, "nothing"); !wrongCode(err) {
		t.Errorf("%v", err)
	}
	fatal(t, d.ProveReset(t.Context(), r, d.digits(r.Code)))
	if err := d.ProveReset(t.Context(), r, d.digits(r.Code)); !wrongCode(err) {
		t.Errorf("proved twice: %v", err)
	}
	hash, err := d.HashPassword(t.Context(), "onze bateaux rouillés")
	fatal(t, err)
	open := Sitting{Account: by.Account, Began: d.pool.Now()}
	if _, err := d.Sits(t.Context(), open); err != nil {
		t.Fatal(err)
	}
	d.wait(time.Minute)
	fatal(t, d.SetPassword(t.Context(), r, hash))
	if _, err := d.Sits(t.Context(), open); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("a session that the old password opened goes on: %v", err)
	}
	if _, err := d.comesIn(t, "paul@example.org", ownPassword); problem.CodeOf(err) != "sign-in-wrong" {
		t.Errorf("the old password still opens: %v", err)
	}
	if _, err := d.comesIn(t, "paul@example.org", "onze bateaux rouillés"); err != nil {
		t.Errorf("the new one: %v", err)
	}
	if n := count(t, d.pool, `SELECT count(*) FROM notices WHERE patient_id = $1 AND kind = 'M11p'`, by.Patient); n != 1 {
		t.Errorf("%d notices: the contact known before is told (invariant 24)", n)
	}
	d.wait(signInWindow + time.Minute)
	if err := d.SetPassword(t.Context(), r, hash); problem.KindOf(err) != problem.Conflict {
		t.Errorf("half an hour later: %v", err)
	}
}

// Unknown number, wrong birth date, no account, a closed one: the same answer,
// which leads nowhere.
func TestAResetForSomebodyUnknownLeadsNowhere(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	asked := func(number string, birth time.Time) Reset {
		t.Helper()
		r, err := d.AskReset(t.Context(), ins(number), birth)
		if err != nil || r.Account.IsZero() || r.Patient.IsZero() || r.Code.IsZero() || !r.At.Equal(doorsOpen) {
			t.Fatalf("%+v, %v: it shows", r, err)
		}
		return r
	}
	nowhere := []Reset{asked("290112A00412351", parentBirth), asked(parentINS, day("1985-05-02")), asked(childINS, day("2017-05-12"))}
	_, err := d.super.Exec(t.Context(), `UPDATE accounts SET active = false`)
	fatal(t, err)
	nowhere = append(nowhere, asked(parentINS, parentBirth))
	for i, r := range nowhere {
		if r.Account == by.Account || r.Patient == by.Patient {
			t.Errorf("%d names the account", i)
		}
		if err := d.ProveReset(t.Context(), r, d.digits(r.Code)); !wrongCode(err) {
			t.Errorf("%d: its code opens: %v", i, err)
		}
		if err := d.SetPassword(t.Context(), r, "hash"); err == nil {
			t.Errorf("%d sets a password", i)
		}
	}
	if n := count(t, d.pool, `SELECT count(*) FROM river_job WHERE kind = 'identity.code'`); n != 0 {
		t.Errorf("%d codes were sent", n)
	}
	if n := count(t, d.pool, `SELECT count(*) FROM operation_log WHERE reason = 'password-forgotten'`); n != 4 {
		t.Errorf("%d rows in the log", n)
	}
}

// What tells most is time, and a contact that was asked too often.
func TestAResetAnswersAlikeInTimeAndWhenAskedOften(t *testing.T) {
	d := newDoor(t)
	d.patient(t, parentINS, "paul@example.org")
	for _, number := range []string{parentINS, "290112A00412351"} {
		d.wait(time.Hour)
		began := time.Now()
		_, err := d.AskReset(t.Context(), ins(number), parentBirth)
		fatal(t, err)
		if took := time.Since(began); took < equalize {
			t.Errorf("answered in %s, before the %s that every answer takes", took, equalize)
		}
	}
	d.wait(time.Hour)
	for range 10 { // somebody else has had ten codes sent to that address
		_, err := d.AskCode(t.Context(), "sign-in", id.Account{}, Reach{ByEmail, "paul@example.org"})
		fatal(t, err)
	}
	for i, number := range []string{parentINS, "290112A00412351"} {
		if _, err := d.AskReset(t.Context(), ins(number), parentBirth); err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
	for i, number := range []string{parentINS, "290112A00412351"} {
		var err error
		for range 5 {
			_, err = d.AskReset(t.Context(), ins(number), parentBirth)
		}
		if problem.KindOf(err) != problem.TooMany {
			t.Errorf("%d: asked without end: %v", i, err)
		}
	}
}

// decisions.md §5: 12 to 128 characters, no composition rule, common ones
// refused, argon2id with 19 MiB and two passes.
func TestPasswordRules(t *testing.T) {
	t.Parallel()
	long := "tournevis gruyère "
	for len([]rune(long)) < 128 {
		long += "éà"
	}
	long = string([]rune(long)[:128])
	for password, want := range map[string]string{"": "required", "gruyère-7!!": "password-short", "gruyère7!!é": "password-short",
		"xkQz bnRt wp": "", "motdepasse123": "password-known", long: "", long + "a": "password-long", "граница облако": ""} {
		if got := CheckPassword(password); got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
	s := &Service{passwords: newPasswords()}
	if _, err := s.HashPassword(t.Context(), "motdepasse123"); problem.KindOf(err) != problem.Invalid {
		t.Errorf("%v", err)
	}
	hash, err := s.HashPassword(t.Context(), ownPassword)
	fatal(t, err)
	params, salt, key, err := argon2id.DecodeHash(hash)
	if err != nil || params.Memory != 19*1024 || params.Iterations != 2 || params.Parallelism != 1 || len(salt) != 16 || len(key) != 32 {
		t.Errorf("%+v, %v", params, err)
	}
	again, err := s.HashPassword(t.Context(), ownPassword)
	if err != nil || again == hash {
		t.Error("the same password has the same hash twice")
	}
	if p, _, _, err := argon2id.DecodeHash(nobody); err != nil || *p != *params {
		t.Errorf("nobody's hash costs something else: %+v, %v", p, err)
	}
}

// T13, T21: a wrong code takes one time for everybody, and a day gives fifteen
// tries on one account, however many codes are asked for.
func TestCodesOfResetsAreTriedSeldomAndAlikeInTime(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.patient(t, parentINS, "paul@example.org")
	asked := func(number string) Reset {
		t.Helper()
		r, err := d.AskReset(t.Context(), ins(number), parentBirth)
		fatal(t, err)
		return r
	}
	for range 3 {
		for _, number := range []string{parentINS, "290112A00412351"} {
			r := asked(number)
			for range 5 {
				began := time.Now()
				if err := d.ProveReset(t.Context(), r, "nothing"); !wrongCode(err) {
					t.Fatal(err)
				}
				if took := time.Since(began); took < equalize {
					t.Fatalf("answered in %s, before the %s that every wrong answer takes", took, equalize)
				}
			}
		}
	}
	r := asked(parentINS)
	if err := d.ProveReset(t.Context(), r, d.digits(r.Code)); !wrongCode(err) {
		t.Errorf("a sixteenth try: %v", err)
	}
	d.wait(24 * time.Hour)
	r = asked(parentINS)
	fatal(t, d.ProveReset(t.Context(), r, d.digits(r.Code)))
}
