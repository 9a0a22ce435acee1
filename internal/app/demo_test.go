package app

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/limit"
	"espacesante/internal/record"
	"espacesante/web/demo"
)

func TestDemoPeopleAreWhereTheySay(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for range 2 { // a second time changes nothing
		if err := h.loadDemo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	guests, err := h.loadPatients(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range guests {
		want := map[demo.Stage]access.State{demo.Known: access.Eligible, demo.Invited: access.Invited, demo.Activated: access.Activated,
			demo.Bare: access.Activated, demo.Opened: access.AutoCreated, demo.Refused: access.Opposed, demo.Closed: access.ClosedArchived, demo.ByParent: access.Activated}[g.Patient.Stage]
		if g.Patient.DMP {
			want = access.DMPOnly
		}
		if g.Patient.Stage == demo.Invited && g.Email == "" && g.Patient.Represented == "" {
			want = access.Eligible // until the letter is printed
		}
		if g.state != want {
			t.Errorf("%s is %s, want %s", g.Name, g.state, want)
		}
		if g.Patient.Stage == demo.Activated {
			list, err := h.records.List(t.Context(), g.account, "", g.patient, record.Filter{})
			want := len(depositsOf(g))
			if g.Patient.Key == "helene" { // and the synthesis of her doctor
				want++
			}
			if err != nil || list.Total != want {
				t.Errorf("%s has %d documents of %d, %v", g.Name, list.Total, want, err)
			}
		}
	}
	promised := clock.EndOfDay(h.ago(invitedAgo, 8*time.Hour).pool.Now(), limit.OppositionDays)
	if opened := h.ago(sweptAgo, time.Hour).pool.Now(); !clock.Day(opened).Equal(clock.Day(promised)) {
		t.Errorf("a space opens by itself on %s, its invitation said %s", opened, promised)
	}
	if known, err := demoAccounts(t.Context(), h.program); err != nil || !known {
		t.Errorf("production would not see the demonstration's accounts: %v, %v", known, err)
	}
	h.cfg.Mode = Production
	if err := h.fitForMode(t.Context()); err == nil {
		t.Error("production serves beside demonstration accounts")
	}
}
