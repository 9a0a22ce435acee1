package identity

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

func (d *door) asks(t testing.TB, purpose string) id.Code {
	t.Helper()
	code, err := d.AskCode(t.Context(), purpose, id.Account{}, Reach{ByEmail, fmt.Sprintf("%d@example.org", time.Now().UnixNano())})
	fatal(t, err)
	return code
}

func wrongCode(err error) bool { return problem.CodeOf(err) == "one-time-wrong" }

func TestAOneTimeCodeServesOnceForItsPurpose(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	code := d.asks(t, "contact")
	if err := d.UseCode(t.Context(), "sign-in", code, d.digits(code)); !wrongCode(err) {
		t.Errorf("for another purpose: %v", err)
	}
	typed := d.digits(code)
	if err := d.UseCode(t.Context(), "contact", code, " "+typed[:3]+" "+typed[3:]); err != nil {
		t.Errorf("as people type it: %v", err)
	}
	if err := d.UseCode(t.Context(), "contact", code, typed); !wrongCode(err) {
		t.Errorf("twice: %v", err)
	}
	if err := d.UseCode(t.Context(), "contact", id.New[id.Code](), typed); !wrongCode(err) {
		t.Errorf("never made: %v", err)
	}
}

func TestAOneTimeCodeLivesFifteenMinutes(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	early, late := d.asks(t, "contact"), d.asks(t, "contact")
	d.wait(limit.OneTimeCodeLife - time.Microsecond)
	if err := d.UseCode(t.Context(), "contact", early, d.digits(early)); err != nil {
		t.Errorf("in the last instant: %v", err)
	}
	d.wait(time.Microsecond)
	if err := d.UseCode(t.Context(), "contact", late, d.digits(late)); !wrongCode(err) {
		t.Errorf("after it: %v", err)
	}
	if _, err := d.CodeToSend(t.Context(), late); problem.KindOf(err) != problem.NotFound {
		t.Errorf("would still be sent: %v", err)
	}
}

func TestFiveTriesKillAOneTimeCode(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	for tries, good := range map[int]bool{limit.OneTimeCodeTries - 1: true, limit.OneTimeCodeTries: false} {
		code := d.asks(t, "contact")
		right := d.digits(code)
		wrong := strings.Map(func(r rune) rune { return '0' + (r-'0'+1)%10 }, right)
		for range tries {
			if err := d.UseCode(t.Context(), "contact", code, wrong); !wrongCode(err) {
				t.Fatal(err)
			}
		}
		if err := d.UseCode(t.Context(), "contact", code, right); (err == nil) != good {
			t.Errorf("after %d tries: %v", tries, err)
		}
	}
}

// Sixteen at once: one success; and never more than five tries are judged.
func TestAOneTimeCodeGivesOneSuccessAtOnce(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	for range 10 {
		code := d.asks(t, "contact")
		var done atomic.Int32
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				if err := d.UseCode(t.Context(), "contact", code, d.digits(code)); err == nil {
					done.Add(1)
				} else if !wrongCode(err) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if done.Load() != 1 {
			t.Fatalf("%d successes", done.Load())
		}
	}
}

// No table holds the six digits, nor the address in clear; the address is what
// is asked for at most ten times an hour.
func TestAOneTimeCodeIsInNoTable(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	code, err := d.AskCode(t.Context(), "contact", id.Account{}, Reach{ByEmail, "canary@example.org"})
	fatal(t, err)
	for _, what := range []string{d.digits(code), "canary"} {
		if n := count(t, d.pool, `SELECT (SELECT count(*) FROM one_time_codes c WHERE c::text LIKE '%' || $1::text || '%')
			+ (SELECT count(*) FROM river_job j WHERE j.args::text LIKE '%' || $1::text || '%')`, what); n != 0 {
			t.Errorf("%q is found", what)
		}
	}
	sent, err := d.CodeToSend(t.Context(), code)
	if err != nil || sent.Reach.Address != "canary@example.org" || sent.Digits != d.digits(code) || fmt.Sprintf("%v%+v", sent, sent) != hidden+hidden {
		t.Errorf("%v", err)
	}
	for i := range 10 {
		_, err = d.AskCode(t.Context(), "contact", id.Account{}, Reach{ByEmail, "canary@example.org"})
		if (problem.KindOf(err) == problem.TooMany) != (i == 9) {
			t.Errorf("asked %d times: %v", i+2, err)
		}
	}
}
