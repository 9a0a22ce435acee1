package support_test

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/enrolment"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
	"espacesante/internal/support"
)

// #131: calls are taken from Monday to Friday, 8:30 to 17:30, in Paris.
func TestCallsAreTakenInTheHoursOfTheLaw(t *testing.T) {
	h, err := support.ParseHours("1-5 08:30-17:30")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute, second int) time.Time {
		return time.Date(2027, 3, day, hour, minute, second, 0, clock.Paris)
	}
	for _, c := range []struct {
		at   time.Time
		open bool
		next time.Time
	}{
		{at(12, 8, 29, 59), false, at(12, 8, 30, 0)}, {at(12, 8, 30, 0), true, time.Time{}}, {at(12, 17, 30, 0), true, time.Time{}},
		{at(12, 17, 30, 1), false, at(15, 8, 30, 0)}, {at(13, 12, 0, 0), false, at(15, 8, 30, 0)}, {at(14, 12, 0, 0), false, at(15, 8, 30, 0)},
		{at(15, 12, 0, 0), true, time.Time{}}, {at(26, 18, 0, 0), false, at(29, 8, 30, 0)}, // summer time begins on the 28th
		{at(29, 8, 30, 0).UTC(), true, time.Time{}},
	} {
		if h.Open(c.at) != c.open || !c.open && !h.Next(c.at).Equal(c.next) {
			t.Errorf("%s: open %t, next %s", c.at, h.Open(c.at), h.Next(c.at))
		}
	}
	for _, wrong := range []string{"", "1-8 08:30-17:30", "5-1 08:30-17:30", "1-5 17:30-08:30", "1-5 08:60-17:30", "0-5 08:30-17:30", "1-5 08:30-25:00", "lundi"} {
		if _, err := support.ParseHours(wrong); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}

// opposing is a caller with a code, a number and a carte Vitale.
func opposing(d *desk) (p *sample.Patient, code string) {
	d.t.Helper()
	p = d.Someone(d.t, sample.Someone{State: access.Invited, Vitale: "80250000777012345678"})
	d.visit(p)
	slip, err := d.spaces.SlipFor(d.t.Context(), d.teller, p.Patient)
	d.must(err)
	return p, slip.Code.Show()
}

// #132: code, number and serial number are judged together, in a live call; one
// answer when they do not go together.
func TestOppositionByPhoneNeedsCodeNumberAndSerial(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p, code := opposing(d)
	other := d.Patient(t, access.Invited)
	call := d.call(d.agent)
	nir, serial := p.Person.INS.Reveal(), "80250000777012345678"
	for name, c := range map[string][3]string{
		"code":   {"2345-6789-ABCD", nir, serial},
		"number": {code, other.Person.INS.Reveal(), serial},
		"serial": {code, nir, "80250000777012345679"},
		"empty":  {"", "", ""},
	} {
		if _, err := d.support.Oppose(t.Context(), d.agent, call, c[0], c[1], c[2]); problem.CodeOf(err) != enrolment.NotProven {
			t.Errorf("%s: %v", name, err)
		}
	}
	colleague := d.Staff(t, access.Support)
	if _, err := d.support.Oppose(t.Context(), colleague, call, code, nir, serial); problem.KindOf(err) != problem.NotFound {
		t.Errorf("in another agent's call: %v", err)
	}
	if _, err := d.support.Oppose(t.Context(), d.teller, d.visit(p), code, nir, serial); problem.CodeOf(err) != "no-call" {
		t.Errorf("the caisse, by phone: %v", err)
	}
	r, err := d.support.Oppose(t.Context(), d.agent, call, code, nir, serial)
	d.must(err)
	if found, err := d.spaces.CheckReceipt(t.Context(), r.Number); err != nil || found.Kind != "opposition" {
		t.Errorf("%+v, %v", found, err)
	}
	if _, err := d.support.Oppose(t.Context(), d.agent, call, code, nir, serial); problem.CodeOf(err) != enrolment.NotProven {
		t.Errorf("opposed twice: %v", err)
	}
}

// #131: outside the hours no opposition is taken, whatever is shown.
func TestNoOppositionByPhoneAtNight(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p, code := opposing(d)
	d.Set(time.Date(2027, 3, 12, 18, 0, 0, 0, clock.Paris))
	call := d.call(d.agent)
	if _, err := d.support.Oppose(t.Context(), d.agent, call, code, p.Person.INS.Reveal(), "80250000777012345678"); problem.CodeOf(err) != "phone-closed" {
		t.Errorf("at six in the evening: %v", err)
	}
	d.Set(time.Date(2027, 3, 13, 9, 0, 0, 0, clock.Paris))
	if open, next := d.support.PhoneOpen(); open || !next.Equal(time.Date(2027, 3, 15, 8, 30, 0, 0, clock.Paris)) {
		t.Errorf("on a Saturday: %t, %s", open, next)
	}
}
