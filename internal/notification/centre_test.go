package notification_test

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
)

// place is a world with a centre of notices.
type place struct {
	*sample.World
	t       testing.TB
	notices *notification.Service
}

func open(t testing.TB) *place {
	w := sample.New(t)
	p := &place{w, t, notification.New(w.Gate)}
	p.notices.Unheard = w.Records.Unheard
	return p
}

func (p *place) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// tells has a message told under an act of by, about something.
func (p *place) tells(by access.Actor, patient id.Patient, act access.Act, target string, kind notification.Kind) {
	p.t.Helper()
	p.Wait(time.Second)
	req := gate.Request{By: by, Act: act, Patient: patient, Target: target}
	p.must(p.Gate.Pass(p.t.Context(), req, func(tx *gate.Tx) error { return notification.Tell(p.t.Context(), tx, patient, kind) }))
}

// service tells by the service itself.
func (p *place) service(patient id.Patient, target string, kind notification.Kind) {
	p.t.Helper()
	p.tells(gate.System(), patient, access.ReleaseDocument, target, kind)
}

func (p *place) list(by access.Actor, patient id.Patient, f notification.Filter) notification.Listing {
	p.t.Helper()
	l, err := p.notices.List(p.t.Context(), by, patient, f)
	p.must(err)
	waiting, err := p.notices.Waiting(p.t.Context(), by, patient)
	p.must(err)
	if got := notification.Sum(waiting); got != l.Unread {
		p.t.Errorf("%d unread in the list, %d in the menu", l.Unread, got)
	}
	return l
}

// PAT-13: unread and read, one by one and all at once; what comes after « Tout
// marquer comme lu » is not read.
func TestNoticesAreReadOneByOneAndAllAtOnce(t *testing.T) {
	t.Parallel()
	p := open(t)
	her := p.Patient(t, access.Activated)
	for range 3 {
		p.service(her.Patient, "", notification.NewDocument)
	}
	l := p.list(her.Actor, her.Patient, notification.Filter{})
	if l.Total != 3 || l.Unread != 3 || !l.Notices[0].QueuedAt.After(l.Notices[2].QueuedAt) {
		t.Fatalf("%+v", l)
	}
	seen, err := p.notices.Open(t.Context(), her.Actor, her.Patient, l.Notices[1].ID)
	p.must(err)
	if seen.Kind != notification.NewDocument || seen.There {
		t.Errorf("%+v", seen)
	}
	_, err = p.notices.Open(t.Context(), her.Actor, her.Patient, l.Notices[1].ID) // twice: nothing more
	p.must(err)
	l = p.list(her.Actor, her.Patient, notification.Filter{})
	if l.Unread != 2 || l.Notices[0].Read || !l.Notices[1].Read || l.Notices[2].Read {
		t.Errorf("after one: %+v", l)
	}
	if only := p.list(her.Actor, her.Patient, notification.Filter{Unread: true}); only.Total != 2 {
		t.Errorf("unread only: %+v", only)
	}
	p.must(p.notices.ReadAll(t.Context(), her.Actor, her.Patient, l.Notices[1].ID)) // the page was read before the newest came
	if l = p.list(her.Actor, her.Patient, notification.Filter{}); l.Unread != 1 || l.Notices[0].Read {
		t.Errorf("after all that was on screen: %+v", l)
	}
	p.must(p.notices.ReadAll(t.Context(), her.Actor, her.Patient, id.Notice{}))
	p.must(p.notices.ReadAll(t.Context(), her.Actor, her.Patient, id.Notice{}))
	if l = p.list(her.Actor, her.Patient, notification.Filter{}); l.Unread != 0 {
		t.Errorf("after all: %+v", l)
	}
	p.service(her.Patient, "", notification.FirstAccess)
	if l = p.list(her.Actor, her.Patient, notification.Filter{Event: notification.OfAccess}); l.Unread != 1 || l.Total != 1 || l.Notices[0].Read {
		t.Errorf("what comes after: %+v", l)
	}
}

func TestNoticesComeByFifty(t *testing.T) {
	t.Parallel()
	p := open(t)
	her := p.Patient(t, access.Activated)
	for range 51 {
		p.service(her.Patient, "", notification.ProfileCompleted)
	}
	p.service(her.Patient, "", notification.Digest) // tells of others: it is none
	for page, want := range map[int]int{1: 50, 2: 1, 0: 50, 9: 50, -1: 50} {
		l := p.list(her.Actor, her.Patient, notification.Filter{Page: page})
		if len(l.Notices) != want || l.Total != 51 || l.Pages != 2 || l.Unread != 51 {
			t.Errorf("page %d: %d of %d on %d pages, %d unread", page, len(l.Notices), l.Total, l.Pages, l.Unread)
		}
	}
}

// #71, R.1111-50, scenario 27, TEEN-03, TEEN-05: each parent reads for
// themselves, and what a minor keeps secret leaves neither line nor count.
func TestParentsReadForThemselvesAndOfNoSecret(t *testing.T) {
	t.Parallel()
	p := open(t)
	one, other := p.Patient(t, access.Activated), p.Patient(t, access.Activated)
	child := p.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{one, other}})
	secret := id.New[id.Document]()
	p.notices.Unheard = nil
	for _, kind := range []notification.Kind{notification.PasswordChanged, notification.NewDevice, notification.FactorChanged, notification.ContactChanging} {
		p.service(child.Patient, "", kind)
	}
	if l := p.list(one.Representing(), child.Patient, notification.Filter{}); l.Total != 0 || l.Unread != 0 {
		t.Errorf("a parent reads of a minor's own sign-in: %+v", l)
	}
	minor := access.Actor{Role: access.Patient, Patient: child.Patient, Account: id.New[id.Account](), Active: true}
	p.tells(minor, child.Patient, access.ReadProfile, "", notification.CardStopped)
	p.service(child.Patient, secret.String(), notification.NewDocument)
	p.service(child.Patient, id.New[id.Document]().String(), notification.NewDocument)
	p.notices.Unheard = hides(secret, minor.Account)
	l := p.list(one.Representing(), child.Patient, notification.Filter{})
	if l.Total != 1 || l.Unread != 1 {
		t.Fatalf("%+v", l)
	}
	_, err := p.notices.Open(t.Context(), one.Representing(), child.Patient, l.Notices[0].ID)
	p.must(err)
	if a, b := p.list(one.Representing(), child.Patient, notification.Filter{}), p.list(other.Representing(), child.Patient, notification.Filter{}); a.Unread != 0 || b.Unread != 1 {
		t.Errorf("one read: %d left to them, %d to the other", a.Unread, b.Unread)
	}
	all := p.list(minor, child.Patient, notification.Filter{})
	if all.Total != 7 || all.Unread != 7 {
		t.Errorf("the minor: %+v", all)
	}
	for _, n := range all.Notices {
		_, err := p.notices.Open(t.Context(), other.Representing(), child.Patient, n.ID)
		if heard := n.ID == l.Notices[0].ID; heard != (err == nil) || !heard && problem.KindOf(err) != problem.NotFound {
			t.Errorf("a parent opens %s: %v", n.Kind, err)
		}
	}
}

// Nobody else reads notices, marks them, chooses channels: no agent, no helper,
// no professional, nobody else's patient; a parent chooses none for a child.
func TestNobodyElseReadsNotices(t *testing.T) {
	t.Parallel()
	p := open(t)
	her, stranger := p.Patient(t, access.Activated), p.Patient(t, access.Activated)
	child := p.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{her}})
	doctor := p.Professional(t, "10", "SM26", sample.FINESS(1))
	p.service(her.Patient, "", notification.NewDocument)
	notice := p.list(her.Actor, her.Patient, notification.Filter{}).Notices[0].ID
	for _, by := range []access.Actor{stranger.Actor, stranger.Representing(), doctor.Actor, p.Staff(t, access.Helper), p.Staff(t, access.Support),
		p.Staff(t, access.Caisse), p.Staff(t, access.Operator), p.Staff(t, access.Reviewer), gate.System()} {
		if _, err := p.notices.List(t.Context(), by, her.Patient, notification.Filter{}); problem.Reason(err) == "" {
			t.Errorf("%s lists: %v", by.Role, err)
		}
		if _, err := p.notices.Open(t.Context(), by, her.Patient, notice); problem.Reason(err) == "" {
			t.Errorf("%s opens: %v", by.Role, err)
		}
		if err := p.notices.ReadAll(t.Context(), by, her.Patient, id.Notice{}); problem.Reason(err) == "" {
			t.Errorf("%s marks: %v", by.Role, err)
		}
	}
	young := access.Actor{Role: access.Patient, Patient: child.Patient, Account: id.New[id.Account](), Active: true}
	parent := her.Representing()
	parent.Patient = child.Patient
	for _, by := range []access.Actor{parent, p.Staff(t, access.Helper)} {
		if err := p.notices.Set(t.Context(), by, notification.Wishes{Rhythm: notification.Daily}); err == nil {
			t.Errorf("%s chooses", by.Role)
		}
	}
	if err := p.notices.Set(t.Context(), young, notification.Wishes{Rhythm: notification.AtOnce, // TEEN-06: their own contact
		Channels: map[notification.Event]notification.Choice{notification.OfDocuments: {Email: true}}}); err != nil {
		t.Errorf("a minor does not choose: %v", err)
	}
	if _, err := p.notices.Open(t.Context(), stranger.Actor, stranger.Patient, notice); problem.KindOf(err) != problem.NotFound {
		t.Errorf("a notice of another space: %v", err)
	}
	if l := p.list(her.Actor, her.Patient, notification.Filter{}); l.Unread != 1 {
		t.Errorf("they marked it: %+v", l)
	}
}

// R.1111-43: each choice is an act, and its line says of what; a choice that
// changes nothing of it changes no row.
func TestAChoiceLeavesItsLine(t *testing.T) {
	t.Parallel()
	p := open(t)
	her := p.Patient(t, access.Activated)
	to := notification.Wishes{Rhythm: notification.Weekly, Channels: map[notification.Event]notification.Choice{notification.OfDocuments: {SMS: true}}}
	p.must(p.notices.Set(t.Context(), her.Actor, to))
	p.must(p.notices.Set(t.Context(), her.Actor, to))
	for name, bad := range map[string]notification.Wishes{
		"rhythm": {Rhythm: "hourly"}, "none": {}, "event": {Rhythm: notification.Daily, Channels: map[notification.Event]notification.Choice{"x": {}}},
	} {
		if err := p.notices.Set(t.Context(), her.Actor, bad); problem.KindOf(err) != problem.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	got, err := p.notices.Wishes(t.Context(), her.Actor)
	if err != nil || got.Rhythm != notification.Weekly || len(got.Channels) != 1 || !got.Channels[notification.OfDocuments].SMS {
		t.Errorf("%+v, %v", got, err)
	}
	var said, empty int
	p.must(dbtest.AsSuperuser(t, p.Pool).QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE target = 'documents,weekly'),
		count(*) FILTER (WHERE target = '') FROM access_log WHERE act = 'notice.set' AND reason = ''`).Scan(&said, &empty))
	if said != 1 || empty != 1 {
		t.Errorf("%d lines say what changed, %d that nothing did", said, empty)
	}
}
