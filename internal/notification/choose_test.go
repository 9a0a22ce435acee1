package notification_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"espacesante/internal/notification"
)

const (
	free      = "free"     // as the person says
	usual     = "usual"    // held on the usual channel, free on the others
	online    = "online"   // held by e-mail and SMS, free on paper
	anywhere  = "anywhere" // held everywhere
	emailBit  = 1          // of what is chosen or known
	smsBit    = 2
	letterBit = 4
)

// held is what cannot be switched off: written here once more, so that a change
// of it is a decision (#30, R.1111-48, decisions.md §3).
var held = map[notification.Event]string{
	notification.OfAccess: free, notification.OfAgreement: usual, notification.OfEmergency: anywhere, notification.OfDocuments: free,
	notification.OfProfile: free, notification.OfAnswers: free, notification.OfCopies: free, notification.OfReminders: free,
	notification.OfSecurity: online, notification.OfOthers: anywhere, notification.OfLife: usual,
}

func choice(bits int) notification.Choice {
	return notification.Choice{Email: bits&emailBit != 0, SMS: bits&smsBit != 0, Letter: bits&letterBit != 0}
}

// Issue 7.12, #30, #31: each event on each channel, for whatever is known of the
// person and whatever was chosen.
func TestEveryEventIsToldOnTheChannelsChosenAndHeld(t *testing.T) {
	if len(held) != len(notification.Events()) {
		t.Fatal("an event is missing")
	}
	bit := map[notification.Channel]int{notification.Email: emailBit, notification.SMS: smsBit, notification.Letter: letterBit}
	for _, e := range notification.Events() {
		kind := e.Kinds()[0]
		for known := range 8 {
			for _, by := range []notification.Channel{"", notification.Email, notification.SMS} {
				if by != "" && known&bit[by] == 0 {
					continue
				}
				k := notification.Known{Choice: choice(known), Usual: by}
				for set := -1; set < 8; set++ { // -1: she never said anything
					w := notification.Wishes{Channels: map[notification.Event]notification.Choice{}}
					if set >= 0 {
						w.Channels[e] = choice(set)
					}
					got := w.Ways(kind, k, false)
					for _, on := range notification.Channels() {
						fixed := map[string]bool{usual: on == by, online: on != notification.Letter, anywhere: true}[held[e]]
						want := fixed || set >= 0 && set&bit[on] != 0 || set < 0 && on == by
						want = want && known&bit[on] != 0
						if slices.Contains(got, on) != want {
							t.Errorf("%s by %s, known %03b, usually %q, chosen %d: %v", e, on, known, by, set, got)
						}
					}
				}
			}
		}
	}
}

// #30, R.1111-48, issue 7.12: an opening in an emergency, what protects a sign-in
// and what others do for the person are told whatever she ticks.
func TestWhatCannotBeSwitchedOffIsNot(t *testing.T) {
	all := notification.Known{Choice: choice(7), Usual: notification.Email}
	off := notification.Wishes{Channels: map[notification.Event]notification.Choice{}}
	for _, e := range notification.Events() {
		off.Channels[e] = notification.Choice{}
	}
	for e, want := range map[notification.Event]int{notification.OfEmergency: 3, notification.OfSecurity: 2, notification.OfOthers: 3,
		notification.OfAgreement: 1, notification.OfLife: 1, notification.OfDocuments: 0, notification.OfAccess: 0} {
		if got := off.Ways(e.Kinds()[0], all, false); len(got) != want {
			t.Errorf("%s: %v", e, got)
		}
		if e.Hold() != notification.Free && e.Waits() {
			t.Errorf("%s is put off", e)
		}
		if changed := off.Changed(e, notification.Choice{}, all); want > 0 && changed == (notification.Choice{}) {
			t.Errorf("%s: a form without its boxes silences it", e)
		}
	}
}

// What the law wants told leaves on paper when nothing else is known (R.1111-28).
func TestTheLawIsToldOnPaperWhenNothingElseIsKnown(t *testing.T) {
	var w notification.Wishes
	for known, want := range map[int]int{0: 1, letterBit: 1, emailBit: 1} {
		k := notification.Known{Choice: choice(known)}
		if known == emailBit {
			k.Usual = notification.Email
		}
		if got := w.Ways(notification.Closed, k, true); len(got) != want || known != emailBit && got[0] != notification.Letter {
			t.Errorf("known %d: %v", known, got)
		}
	}
	if got := w.Ways(notification.NewDocument, notification.Known{Choice: choice(letterBit)}, false); got != nil {
		t.Errorf("a letter that nobody asked for: %v", got)
	}
}

// Each kind of message is of one event, and of no two; a digest is of none.
func TestEveryKindIsOfOneEvent(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	of := map[notification.Kind]int{}
	for _, e := range notification.Events() {
		for _, k := range e.Kinds() {
			of[k]++
			if k.Event() != e {
				t.Errorf("%s is of %s and of %s", k, e, k.Event())
			}
		}
	}
	met := 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^(?:const|\t)\s*\w+\s+Kind = "([^"]+)"`).FindAllStringSubmatch(string(src), -1) {
			met++
			if k := notification.Kind(m[1]); k != notification.Digest && of[k] != 1 {
				t.Errorf("%s is of %d events", k, of[k])
			}
		}
	}
	if met < 45 {
		t.Fatalf("only %d kinds found: the scan is broken", met)
	}
}

// Issue 7.12: 8:00 in Paris, summer and winter; a week's on Monday.
func TestWhatWaitsIsDueAtEightInParis(t *testing.T) {
	for _, c := range []struct {
		r        notification.Rhythm
		at, want string
	}{
		{notification.Daily, "2027-01-12T06:59:59Z", "2027-01-12T07:00:00Z"},
		{notification.Daily, "2027-01-12T07:00:00Z", "2027-01-13T07:00:00Z"},
		{notification.Daily, "2027-07-12T06:30:00Z", "2027-07-13T06:00:00Z"},
		{notification.Daily, "2027-03-27T20:00:00Z", "2027-03-28T06:00:00Z"}, // summer time begins in the night
		{notification.Daily, "2027-10-30T20:00:00Z", "2027-10-31T07:00:00Z"}, // and ends
		{notification.Weekly, "2027-01-12T06:00:00Z", "2027-01-18T07:00:00Z"},
		{notification.Weekly, "2027-01-18T06:00:00Z", "2027-01-18T07:00:00Z"},
		{notification.Weekly, "2027-01-18T07:00:00Z", "2027-01-25T07:00:00Z"},
		{notification.AtOnce, "2027-01-12T06:00:00Z", "2027-01-12T06:00:00Z"},
	} {
		at, _ := time.Parse(time.RFC3339, c.at)
		if got := c.r.Next(at).Format(time.RFC3339); got != c.want {
			t.Errorf("%s from %s: %s, want %s", c.r, c.at, got, c.want)
		}
	}
}

// TEEN-06, decisions §4: a minor hears of nothing that they did not tick, of no
// event that is the representatives', and never by letter.
func TestAMinorHearsOnlyOfWhatTheyTicked(t *testing.T) {
	known := notification.Known{Usual: notification.Email, Choice: notification.Choice{Email: true, Letter: true}}
	all := notification.Wishes{Channels: map[notification.Event]notification.Choice{}}
	for _, e := range notification.Events() {
		all.Channels[e] = choice(7)
	}
	for _, e := range notification.Events() {
		for _, k := range e.Kinds() {
			if ways := (notification.Wishes{}).Young(k, known); len(ways) != 0 {
				t.Errorf("%s leaves on %v, and nothing was ticked", k, ways)
			}
			want := 0
			if slices.Contains(notification.YoungEvents(), e) {
				want = 1 // e-mail: no mobile is known, and letters come to the household
			}
			if ways := all.Young(k, known); len(ways) != want || want == 1 && ways[0] != notification.Email {
				t.Errorf("%s, all ticked, leaves on %v", k, ways)
			}
		}
	}
}
