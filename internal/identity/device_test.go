package identity

import (
	"context"
	"testing"
	"time"

	"espacesante/internal/id"
	"espacesante/internal/problem"
)

const (
	idle     = 20 * time.Minute
	absolute = 12 * time.Hour
)

// at is a request from a network and a browser.
func at(t testing.TB, network, device string) context.Context {
	t.Helper()
	return WithOrigin(t.Context(), Origin{Network: network, Device: device, Browser: Browser{"Firefox", "Windows"}})
}

// M11, ASVS 6.3.5, invariant 24: a browser never seen is told to the person, the first of
// all and the ones known are not; nothing of it is kept in clear.
func TestANewDeviceIsToldOnce(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	told := func() int {
		return count(t, d.pool, `SELECT count(*) FROM notices WHERE patient_id = $1 AND kind = 'M11'`, by.Patient)
	}
	first, token, err := d.Arrive(at(t, "192.0.2.0/24", ""), by)
	fatal(t, err)
	if first.IsZero() || token == "" || told() != 0 {
		t.Fatalf("the first: %s, %d told", first, told())
	}
	again, more, err := d.Arrive(at(t, "198.51.100.0/24", token), by)
	if err != nil || again != first || more != "" || told() != 0 {
		t.Errorf("known: %s, %v, %d told", again, err, told())
	}
	for _, kept := range []string{"", "aaaaaaaaaaaaaaaaaaaaaaaaaa"} {
		before := told()
		other, token, err := d.Arrive(at(t, "192.0.2.0/24", kept), by)
		if err != nil || other == first || token == "" || told() != before+1 {
			t.Errorf("new: %s, %v, %d told", other, err, told())
		}
	}
	if n := count(t, d.pool, `SELECT count(*) FROM devices WHERE encode(sealed, 'escape') LIKE '%Firefox%' OR encode(sealed, 'escape') LIKE '%192.0.2%'`); n != 0 {
		t.Error("what a device is stands in clear")
	}
	if n := count(t, d.pool, `SELECT count(*) FROM access_log WHERE act = 'account.device' AND patient_id = $1`, by.Patient); n != 2 {
		t.Errorf("%d lines", n)
	}
	d.wait(400 * 24 * time.Hour)
	fatal(t, d.Sweep(t.Context()))
	if n := count(t, d.pool, `SELECT count(*) FROM devices`); n != 0 {
		t.Errorf("%d devices are kept that nobody uses", n)
	}
}

// PAT-18, ASVS 7.5.2: the list shows the sessions that live, and each can be
// ended from another; « Tout déconnecter » ends them all.
func TestADeviceIsEndedFromAnother(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	phone, phoneToken, err := d.Arrive(at(t, "", ""), by)
	fatal(t, err)
	sits := Sitting{Account: by.Account, Device: phone, Began: d.pool.Now()}
	d.wait(time.Minute)
	desk, _, err := d.Arrive(at(t, "", ""), by)
	fatal(t, err)
	here := Sitting{Account: by.Account, Device: desk, Began: d.pool.Now()}
	d.wait(time.Minute)
	seen := func(want ...id.Device) {
		t.Helper()
		all, err := d.Devices(t.Context(), by, idle, absolute)
		if err != nil || len(all) != len(want) {
			t.Fatalf("%v, %v, want %d", all, err, len(want))
		}
		for i, x := range all {
			if x.ID != want[i] || x.Browser.System != "Windows" {
				t.Errorf("%d: %+v", i, x)
			}
		}
	}
	seen(desk, phone)
	fatal(t, d.EndDevice(t.Context(), by, phone))
	seen(desk)
	if _, err := d.Sits(t.Context(), sits); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("ended, and still in: %v", err)
	}
	if _, err := d.Sits(t.Context(), here); err != nil {
		t.Errorf("the other is ended too: %v", err)
	}
	d.wait(time.Minute)
	back, _, err := d.Arrive(at(t, "", phoneToken), by)
	fatal(t, err)
	if _, err := d.Sits(t.Context(), Sitting{Account: by.Account, Device: back, Began: d.pool.Now()}); err != nil || back != phone {
		t.Errorf("signed in again, and not in: %v", err)
	}
	seen(phone, desk)
	d.wait(idle + time.Second)
	seen()
	fatal(t, d.Seen(t.Context(), by.Account, desk))
	seen(desk)
	fatal(t, d.Gone(t.Context(), by.Account, desk))
	seen()
	d.wait(time.Minute)
	_, _, err = d.Arrive(at(t, "", ""), by)
	fatal(t, err)
	d.wait(time.Second)
	fatal(t, d.SignOutEverywhere(t.Context(), by))
	seen()
	if _, err := d.Sits(t.Context(), here); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("all ended, and still in: %v", err)
	}
	if n := count(t, d.pool, `SELECT count(*) FROM access_log WHERE act = 'session.end' AND patient_id = $1`, by.Patient); n != 2 {
		t.Errorf("%d lines", n)
	}
}

// A device is its account's: nobody ends another's.
func TestNobodyEndsTheDeviceOfAnother(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	paul, _ := d.patient(t, parentINS, "paul@example.org")
	lea, _ := d.patient(t, childINS, "lea@example.org")
	hers, token, err := d.Arrive(at(t, "", ""), lea)
	fatal(t, err)
	if err := d.EndDevice(t.Context(), paul, hers); problem.KindOf(err) != problem.NotFound {
		t.Errorf("%v", err)
	}
	if all, err := d.Devices(t.Context(), paul, idle, absolute); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
	his, _, err := d.Arrive(at(t, "", token), paul)
	if err != nil || his == hers {
		t.Errorf("her device is his: %v", err)
	}
	if _, err := d.Sits(t.Context(), Sitting{Account: lea.Account, Device: hers, Began: d.pool.Now()}); err != nil {
		t.Errorf("ended by another: %v", err)
	}
}
