package patient

import (
	"strings"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/record"
	"espacesante/web/fr"
)

// issue 6 point 8: the person reads for which reason a document was withdrawn, on that line and no other.
func TestTheHistorySaysWhyADocumentWasWithdrawn(t *testing.T) {
	doc := &record.Document{Title: "Bilan", Withdrawal: &record.Withdrawal{Why: record.WrongFile, Words: "Doublon"}}
	for act, says := range map[access.Act]bool{access.WithdrawDocument: true, access.DepositDocument: false} {
		got := what(record.Event{Entry: accesslog.Entry{Act: act}, Document: doc})
		if strings.Contains(got, "Ce n’était pas le bon fichier (Doublon)") != says || !strings.Contains(got, "Bilan") {
			t.Errorf("%s: %q", act, got)
		}
	}
	for _, why := range record.Whys() {
		if fr.Why(string(why)) == "" {
			t.Errorf("%s has no words", why)
		}
	}
}
