package patient

import (
	"strings"
	"testing"

	"espacesante/internal/notification"
)

// PAT-13: each kind of notice has its words and leads somewhere; each event its
// name, its place in addresses, and the reason why it cannot be silenced.
func TestEveryNoticeHasWordsAndLeadsSomewhere(t *testing.T) {
	for _, e := range notification.Events() {
		if eventNames[e].name == "" || eventSlugs[e] == "" || (e.Hold() != notification.Free) != (eventNames[e].why != "") {
			t.Errorf("%s: %+v", e, eventNames[e])
		}
		for _, k := range e.Kinds() {
			if w := noticeWords[k]; w.said == "" || !strings.HasPrefix(w.to, "/") {
				t.Errorf("%s: %+v", k, w)
			}
			if said := noticeSaid(k, true); strings.Contains(said, "otre espace santé") {
				t.Errorf("%s says of a child: %s", k, said)
			}
		}
	}
	if len(noticeWords) != len(everyKind()) {
		t.Errorf("%d kinds, %d words", len(everyKind()), len(noticeWords))
	}
}

func everyKind() (all []notification.Kind) {
	for _, e := range notification.Events() {
		all = append(all, e.Kinds()...)
	}
	return all
}

// PAT-04: what is to check goes first, one thing leads where it matters, several
// to their list; documents are counted by the visit and not twice.
func TestWhatWaitsIsSaidInOrder(t *testing.T) {
	before, after, others := awaiting([]notification.Waiting{{Kind: notification.NewDocument, Count: 4}, {Kind: notification.ExportReady, Count: 1},
		{Kind: notification.Declared, Count: 1}, {Kind: notification.Entrusted, Count: 1}, {Kind: notification.OpenedInEmergency, Count: 1},
		{Kind: notification.ProfileCompleted, Count: 2}})
	if len(before) != 2 || !before[0].Alert || !strings.HasPrefix(before[0].Href, "/notifications/") || before[1].Href != "/notifications?lues=non&sorte=accords" ||
		!strings.HasPrefix(before[1].Text, "2") || len(after) != 1 || others != 2 {
		t.Errorf("%+v, %+v, %d others", before, after, others)
	}
}
