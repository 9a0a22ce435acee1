package support_test

import (
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/record"
)

// SUP-05: 3422 sees the list of actions for 24 hours when the person lets it, in
// the space or by a code read back; it ends by itself, or before; each reading is
// a line; no document, no professional is on it.
func TestTheListOfActionsIsSeenForADay(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.Patient(t, access.Activated)
	call := d.known(p)
	reads := func(when string, want access.Reason) []string {
		t.Helper()
		all, err := d.spaces.Actions(t.Context(), d.agent, p.Patient)
		if problem.Reason(err) != want {
			t.Errorf("%s: %v", when, err)
		}
		var acts []string
		for _, one := range all {
			acts = append(acts, string(one.Act))
		}
		return acts
	}
	reads("before", access.NotLet)
	if err := d.spaces.LetSee(t.Context(), d.agent, p.Patient); problem.Reason(err) != access.NotIdentified {
		t.Errorf("given at level 1: %v", err)
	}
	d.must(d.spaces.LetSee(t.Context(), p.Actor, p.Patient))
	_, err := d.Records.List(t.Context(), p.Actor, "", p.Patient, record.Filter{})
	d.must(err)
	list := strings.Join(reads("let", ""), " ")
	if !strings.Contains(list, string(access.GiveView)) || strings.Contains(list, "document.") || strings.Contains(list, "identity.read") {
		t.Errorf("the list: %s", list)
	}
	if n := d.lines(p.Patient, access.ReadActions, ""); n != 1 {
		t.Errorf("%d lines of the reading", n)
	}
	colleague := d.Staff(t, access.Support)
	if _, err := d.spaces.Actions(t.Context(), colleague, p.Patient); problem.Reason(err) != access.NotIdentified {
		t.Errorf("an agent without the call: %v", err)
	}
	if _, err := d.spaces.Actions(t.Context(), d.teller, p.Patient); problem.Reason(err) != access.NotForRole {
		t.Errorf("a caisse: %v", err)
	}
	d.must(d.spaces.StopSeeing(t.Context(), p.Actor, p.Patient))
	reads("stopped", access.NotLet)
	d.must(d.spaces.LetSee(t.Context(), p.Actor, p.Patient))
	d.must(d.spaces.LetSee(t.Context(), p.Actor, p.Patient)) // pressed twice
	d.Wait(limit.SupportView + time.Second)
	d.must(d.support.End(t.Context(), d.agent, call))
	d.known(p)
	reads("a day later", access.NotLet)
	all, err := d.spaces.Views(t.Context(), p.Actor, p.Patient)
	if err != nil || len(all) != 3 || all[0].Live(d.Pool.Now()) {
		t.Errorf("%+v, %v", all, err)
	}
}
