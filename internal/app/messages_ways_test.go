package app

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/notification"
	"espacesante/internal/sample"
)

// post is the program over a world, and what has left it so far.
type post struct {
	*program
	*sample.World
	t     *testing.T
	relay *relay
	her   *sample.Patient
}

func openPost(t *testing.T) *post {
	w := sample.New(t)
	p, r := quiet(t)
	p.pool, p.vault = w.Pool, w.Vault
	p.wire()
	o := &post{p, w, t, r, w.Patient(t, access.Activated)}
	o.reached(o.her.Patient, identity.Reach{Channel: identity.BySMS, Address: "+33639980001"}) // the e-mail is the caisse's
	return o
}

func (o *post) reached(who id.Patient, to identity.Reach) {
	o.t.Helper()
	req := gate.Request{By: gate.System(), Act: access.SetContact, Patient: who}
	if err := o.Gate.Pass(o.t.Context(), req, func(tx *gate.Tx) error { return o.people.ReplaceReach(o.t.Context(), tx, who, to) }); err != nil {
		o.t.Fatal(err)
	}
}

// told has a message told, and gives its job.
func (o *post) told(who id.Patient, kind notification.Kind) notification.Due {
	o.t.Helper()
	o.Wait(time.Second)
	req := gate.Request{By: gate.System(), Act: access.ReleaseDocument, Patient: who}
	if err := o.Gate.Pass(o.t.Context(), req, func(tx *gate.Tx) error { return notification.Tell(o.t.Context(), tx, who, kind) }); err != nil {
		o.t.Fatal(err)
	}
	due := notification.Due{Patient: who}
	err := dbtest.AsSuperuser(o.t, o.Pool).QueryRow(o.t.Context(), `SELECT id FROM notices WHERE patient_id = $1 ORDER BY id DESC LIMIT 1`, who).Scan(&due.Notice)
	if err != nil {
		o.t.Fatal(err)
	}
	return due
}

// left is how many messages have left on each channel.
func (o *post) left() map[notification.Channel]int {
	o.t.Helper()
	o.relay.Lock()
	n := map[notification.Channel]int{notification.Email: len(o.relay.taken)}
	o.relay.Unlock()
	files, err := os.ReadDir(strings.TrimPrefix(o.cfg.SMSURL, "file://"))
	if err != nil && !os.IsNotExist(err) {
		o.t.Fatal(err)
	}
	n[notification.SMS] = len(files)
	letters := 0
	if err := dbtest.AsSuperuser(o.t, o.Pool).QueryRow(o.t.Context(), `SELECT count(*) FROM notice_letters`).Scan(&letters); err != nil {
		o.t.Fatal(err)
	}
	n[notification.Letter] = letters
	return n
}

// delivers does the job of a notice, and the jobs of each channel that it made.
func (o *post) delivers(due notification.Due) (on []notification.Channel) {
	o.t.Helper()
	before := o.left()
	t, err := o.loadNotice(o.t.Context(), due)
	if err == nil {
		err = o.sendNotice(o.t.Context(), due)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	if ways := t.leaves(); len(ways) > 1 {
		for _, by := range ways {
			for range 2 { // a job may be done twice: its message is one
				if err := o.sendNoticeBy(o.t.Context(), notification.DueBy{DueTo: notification.DueTo{Due: due}, By: by}); err != nil {
					o.t.Fatal(err)
				}
			}
		}
	}
	for by, n := range o.left() {
		if n > before[by] {
			on = append(on, by)
		}
	}
	slices.Sort(on)
	return on
}

// Issue 7.12: each event really leaves on each channel that is chosen for it, and
// on no other but those that cannot be switched off.
func TestEachEventLeavesOnTheChannelChosen(t *testing.T) {
	t.Parallel()
	o := openPost(t)
	held := map[notification.Hold][]notification.Channel{notification.Usually: {notification.SMS},
		notification.Online:     {notification.Email, notification.SMS},
		notification.Everywhere: {notification.Email, notification.SMS, notification.Letter}}
	for _, e := range notification.Events() {
		for _, by := range append(notification.Channels(), "") {
			w := notification.Wishes{Rhythm: notification.AtOnce, Channels: map[notification.Event]notification.Choice{e: notification.Choice{}.With(by)}}
			if err := o.notices.Set(t.Context(), o.her.Actor, w); err != nil {
				t.Fatal(err)
			}
			want := slices.Clone(held[e.Hold()])
			if by != "" && !slices.Contains(want, by) {
				want = append(want, by)
			}
			slices.Sort(want)
			for _, kind := range e.Kinds()[:1] {
				if got := o.delivers(o.told(o.her.Patient, kind)); !slices.Equal(got, want) {
					t.Errorf("%s (%s), chosen %q: left by %v, want %v", e, kind, by, got, want)
				}
			}
		}
	}
}

// Issue 7.12, §1.16: what may wait leaves in one message that says how many,
// never what, with a reference that is confirmed; a second sweep sends nothing.
func TestWhatWaitsLeavesInOneMessage(t *testing.T) {
	t.Parallel()
	o := openPost(t)
	o.Set(time.Date(2027, 3, 9, 17, 0, 0, 0, time.UTC))
	w := notification.Wishes{Rhythm: notification.Daily, Channels: map[notification.Event]notification.Choice{
		notification.OfDocuments: {Email: true}, notification.OfAnswers: {}}}
	if err := o.notices.Set(t.Context(), o.her.Actor, w); err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[notification.Kind][]notification.Channel{notification.NewDocument: nil, notification.Updated: nil,
		notification.RequestAnswered: nil, notification.OpenedInEmergency: {notification.Email, notification.Letter, notification.SMS}} {
		if got := o.delivers(o.told(o.her.Patient, kind)); !slices.Equal(got, want) {
			t.Errorf("%s left at once by %v, want %v", kind, got, want)
		}
	}
	digest := func() (on []notification.Channel, text string) {
		if _, err := o.sweep(t.Context(), func(int) {}); err != nil {
			t.Fatal(err)
		}
		due := notification.Due{Patient: o.her.Patient}
		err := dbtest.AsSuperuser(t, o.Pool).QueryRow(t.Context(), `SELECT id FROM notices WHERE kind = 'M30' ORDER BY id DESC LIMIT 1`).Scan(&due.Notice)
		if err != nil {
			t.Fatal(err)
		}
		on = o.delivers(due)
		o.relay.Lock()
		defer o.relay.Unlock()
		return on, o.relay.taken[len(o.relay.taken)-1]
	}
	o.Set(time.Date(2027, 3, 10, 7, 0, 0, 0, time.UTC)) // 8:00 in Paris
	on, text := digest()
	if !slices.Equal(on, []notification.Channel{notification.Email}) {
		t.Errorf("it left by %v", on)
	}
	for _, not := range []string{"document", "ordonnance", "sant=C3=A9/", "http", o.her.Person.BirthName} {
		if strings.Contains(strings.ToLower(text), strings.ToLower(not)) {
			t.Errorf("it says « %s »: %s", not, text)
		}
	}
	if !strings.Contains(text, "2=C2=A0choses nouvelles") && !strings.Contains(text, "2 choses nouvelles") && !strings.Contains(text, "2\u00a0choses nouvelles") {
		t.Errorf("it does not say how many: %s", text)
	}
	notices := func() (n int) {
		if err := dbtest.AsSuperuser(t, o.Pool).QueryRow(t.Context(), `SELECT count(*) FROM notices WHERE kind = 'M30'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if _, err := o.sweep(t.Context(), func(int) {}); err != nil || notices() != 1 {
		t.Errorf("%d messages after a second sweep, %v", notices(), err)
	}
}

// PAT-13, decisions.md §4: of a child's space a parent is told as of their own.
func TestAParentIsToldOfAChildAsTheyChose(t *testing.T) {
	t.Parallel()
	o := openPost(t)
	child := o.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{o.her}})
	tell := func() []notification.Channel {
		due := notification.DueTo{Due: o.told(child.Patient, notification.NewDocument), To: o.her.Patient}
		got, err := o.loadNoticeTo(t.Context(), due)
		if err != nil {
			t.Fatal(err)
		}
		return got.leaves()
	}
	if got := tell(); !slices.Equal(got, []notification.Channel{notification.SMS}) {
		t.Errorf("as usual: %v", got)
	}
	w := notification.Wishes{Rhythm: notification.AtOnce, Channels: map[notification.Event]notification.Choice{notification.OfDocuments: {Letter: true}}}
	if err := o.notices.Set(t.Context(), o.her.Actor, w); err != nil {
		t.Fatal(err)
	}
	if got := tell(); !slices.Equal(got, []notification.Channel{notification.Letter}) {
		t.Errorf("as chosen: %v", got)
	}
}

// TEEN-05: of a minor's own sign-in only the minor's own contact hears: the
// contact that the caisse knows is a parent's.
func TestAMinorsOwnSignInIsToldToTheMinorAlone(t *testing.T) {
	t.Parallel()
	o := openPost(t)
	child := o.Someone(t, sample.Someone{Birth: time.Date(2013, 5, 3, 0, 0, 0, 0, time.UTC), Email: "parent@example.org", Representatives: []*sample.Patient{o.her}})
	o.reached(child.Patient, identity.Reach{Channel: identity.BySMS, Address: "+33639980099"})
	for _, kind := range []notification.Kind{notification.PasswordChanged, notification.NewDevice, notification.FactorChanged, notification.ContactChanging} {
		if got := o.delivers(o.told(child.Patient, kind)); !slices.Equal(got, []notification.Channel{notification.SMS}) {
			t.Errorf("%s left by %v", kind, got)
		}
	}
}
