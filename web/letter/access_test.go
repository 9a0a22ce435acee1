package letter

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// gsm are the letters of GSM 03.38 that French uses: with any other one a
// message takes twice the room.
const gsm = "@£$¥èéùìòÇ\nØø\rÅåÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"

func TestShortMessagesFitATelephone(t *testing.T) {
	for name, m := range every() {
		if _, staff := m.(FirstSignIn); staff {
			continue
		}
		sms := Short(m, "+33639980001", "k")
		if bad := strings.Trim(sms.Text, gsm); bad != "" {
			t.Errorf("%s holds %q: %s", name, bad, sms.Text)
		}
		if n := utf8.RuneCountInString(sms.Text); n > 2*153 {
			t.Errorf("%s: %d characters", name, n)
		}
		if !strings.HasSuffix(sms.Text, m.top().Reference) {
			t.Errorf("%s cannot be checked: %s", name, sms.Text)
		}
	}
}

// M11: who is told by telephone that their number changes can stop it too.
func TestAShortMessageHoldsTheCodeThatStops(t *testing.T) {
	m := ContactChanged{head(), true, head().Date, head().Date.Add(24 * time.Hour), "7KQM-WX43"}
	if sms := Short(m, "+33639980001", "k"); !strings.Contains(sms.Text, m.Stop+" sur ") || !strings.Contains(sms.Text, stopPath) {
		t.Error(sms.Text)
	}
}
