package enrolment

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/problem"
)

// eighteen is the midnight at which the child of these tests is 18.
func (f household) eighteen() time.Time { return clock.Majority(f.child.birth) }

func (f household) comesOfAge(t *testing.T) Aged {
	t.Helper()
	n, err := f.ComeOfAge(ctx(t))
	check(t, err)
	return n
}

func (f household) told(t *testing.T, kind string) int {
	t.Helper()
	return f.count(t, `SELECT count(*) FROM notices WHERE patient_id = $1 AND kind = $2`, f.child.patient, kind)
}

// Decisions §4, domain §4: the young person is told 90 and 30 days before, each
// once, however often the sweep runs, and late when it stood still.
func TestAMajorityIsAnnouncedTwice(t *testing.T) {
	t.Parallel()
	f := newFamily(t, nil)
	_, err := f.activates(t, f.mother)
	check(t, err)
	for _, c := range []struct {
		days     int // before
		told     int
		m90, m30 int
	}{
		{91, 0, 0, 0}, {90, 1, 1, 0}, {90, 0, 1, 0}, {31, 0, 1, 0}, {30, 1, 1, 1}, {1, 0, 1, 1},
	} {
		f.set(f.eighteen().AddDate(0, 0, -c.days).Add(12 * time.Hour))
		if n := f.comesOfAge(t); n.Told != c.told || n.Came != 0 || f.told(t, "M14n") != c.m90 || f.told(t, "M14t") != c.m30 {
			t.Errorf("%d days before: %+v, %d and %d told", c.days, n, f.told(t, "M14n"), f.told(t, "M14t"))
		}
	}
}

func TestAMajorityNearbyIsAnnouncedOnce(t *testing.T) {
	t.Parallel()
	f := newFamily(t, nil)
	_, err := f.activates(t, f.mother)
	check(t, err)
	f.set(f.eighteen().AddDate(0, 0, -12))
	if n := f.comesOfAge(t); n.Told != 1 || f.told(t, "M14t") != 1 {
		t.Errorf("%+v", n)
	}
}

// Scenario 35, R.1111-40: at midnight the parents' codes open nothing, the space
// is as if it had opened by itself, and a code leaves for the young adult, once.
// It activates like anybody's.
func TestAtEighteenTheSpaceIsTheYoungAdultsAlone(t *testing.T) {
	t.Parallel()
	f := newFamily(t, nil)
	_, err := f.activates(t, f.mother)
	check(t, err)
	f.set(f.eighteen().Add(-time.Second))
	must(t, f.comesOfAge(t).Came == 0, "a second early")
	f.set(f.eighteen())
	must(t, f.comesOfAge(t).Came == 1 && f.comesOfAge(t).Came == 0, "not once")
	must(t, f.stateOf(t, f.child) == access.AutoCreated, "%s", f.stateOf(t, f.child))
	if _, err := f.ProveChild(ctx(t), f.by(f.father), f.codeOf(t, f.father), f.child.birth); !codeIs(err, NotProven) {
		t.Errorf("the father's code serves: %v", err)
	}
	if _, err := f.CloseFor(ctx(t), asRepresentative(f.by(f.mother)), f.child.patient, false); problem.Reason(err) != access.NotYours {
		t.Errorf("the mother closes: %v", err)
	}
	var waits []Invite
	for _, j := range f.toSend(t) {
		if j.Patient == f.child.patient {
			waits = append(waits, j)
		}
	}
	must(t, len(waits) == 1, "%d messages wait", len(waits))
	m, err := f.Message(ctx(t), waits[0])
	must(t, err == nil && m.Recipient.Patient == f.child.patient, "%v", err)
	f.send(t)
	a, err := f.Activate(ctx(t), activation(f.claim(t, f.child)))
	must(t, err == nil && !a.Account.IsZero() && f.stateOf(t, f.child) == access.Activated, "%v", err)
	f.wait(24 * time.Hour)
	must(t, f.comesOfAge(t).Came == 0 && f.stateOf(t, f.child) == access.Activated, "again, the day after")
}

// Whatever the parents had said, at 18 the young adult says it: invited again,
// the disagreement is over.
func TestWhatTheParentsSaidIsTheYoungAdultsToSay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before func(household, *testing.T)
		want   access.State
	}{
		"nothing":          {func(household, *testing.T) {}, access.Invited},
		"opposed":          {func(f household, t *testing.T) { _, err := f.opposes(t, f.mother); check(t, err) }, access.Opposed},
		"disputed, open":   {func(f household, t *testing.T) { f.both(t, household.activates, household.opposes) }, access.AutoCreated},
		"disputed, closed": {func(f household, t *testing.T) { f.both(t, household.opposes, household.activates) }, access.Invited},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFamily(t, columns{"birth_date": "2009-03-20"}) // 18 in eight days
			c.before(f, t)
			f.set(f.eighteen().Add(time.Hour))
			must(t, f.comesOfAge(t).Came == 1, "nobody came of age")
			must(t, f.stateOf(t, f.child) == c.want, "%s, want %s", f.stateOf(t, f.child), c.want)
			f.send(t)
			_, err := f.Activate(ctx(t), activation(f.claim(t, f.child)))
			must(t, err == nil, "%v", err)
			must(t, f.count(t, `SELECT count(*) FROM disputes WHERE settled_at IS NULL`) == 0, "a dispute is left")
		})
	}
}

func (f household) both(t *testing.T, first, then func(household, *testing.T, human) (bool, error)) {
	t.Helper()
	_, err := first(f, t, f.mother)
	check(t, err)
	disputed, err := then(f, t, f.father)
	must(t, err == nil && disputed, "%v", err)
}

// A child who was never invited is not invited by a birthday: the next campaign
// does, like for any adult. One who is dead is told nothing.
func TestABirthdayInvitesNobodyWhomNoCampaignReached(t *testing.T) {
	t.Parallel()
	f := household{world: newWorld(t)}
	f.child = f.person(t, columns{"birth_date": "2009-03-20"})
	dead := f.person(t, columns{"birth_date": "2009-03-20", "died_on": "2027-03-01"})
	f.set(f.eighteen().Add(time.Hour))
	must(t, f.comesOfAge(t).Came == 1, "not counted")
	must(t, f.count(t, `SELECT count(*) FROM invitations`) == 0, "invited")
	must(t, f.count(t, `SELECT count(*) FROM majorities WHERE patient_id = $1`, dead.patient) == 0, "the dead came of age")
	_, err := f.OpenCampaign(ctx(t), "next", 0, nil)
	check(t, err)
	must(t, f.count(t, `SELECT count(*) FROM invitations WHERE patient_id = $1 AND recipient_id = patient_id`, f.child.patient) == 1, "not by the campaign either")
}

// Somebody with an account of their own keeps it, whatever a corrected birth
// date makes of them.
func TestABirthDateCorrectedTakesNoAccountAway(t *testing.T) {
	t.Parallel()
	f := household{world: newWorld(t)}
	f.child = f.invited(t, nil)
	_, err := f.Activate(ctx(t), activation(f.claim(t, f.child)))
	check(t, err)
	f.force(t, `UPDATE persons SET majority_mac = (SELECT majority_mac FROM persons WHERE patient_id = $2) WHERE patient_id = $1`,
		f.child.patient, f.person(t, columns{"birth_date": "2009-03-20"}).patient)
	f.set(clock.Majority(time.Date(2009, 3, 20, 0, 0, 0, 0, time.UTC)).Add(time.Hour))
	must(t, f.comesOfAge(t).Came == 2 && f.stateOf(t, f.child) == access.Activated, "%s", f.stateOf(t, f.child))
}

// The day of a majority stands in no table: only its keyed MAC does.
func TestAMinorsBirthDateIsNotInTheDatabase(t *testing.T) {
	t.Parallel()
	f := newFamily(t, nil)
	must(t, f.count(t, `SELECT count(*) FROM persons WHERE majority_mac IS NOT NULL`) == 1, "want the child's alone")
	must(t, f.count(t, `SELECT count(*) FROM persons WHERE encode(majority_mac, 'escape') LIKE '%2035%'`) == 0, "the day is told")
}
