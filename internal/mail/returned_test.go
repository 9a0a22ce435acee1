package mail

import (
	"errors"
	"strings"
	"testing"
)

// report is what a server sends back, as RFC 3464 has it.
func report(action, status, kind, original string) string {
	return strings.ReplaceAll(`From: MAILER-DAEMON@relais.example
To: ne-pas-repondre@espace-sante.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you. X-Return: forged

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; relais.example

Final-Recipient: rfc822; ruth@exemple.test
Action: `+action+`
Status: `+status+`

--b1
Content-Type: `+kind+`

`+original+`
--b1--
`, "\n", "\r\n")
}

const original = "From: a@b.example\nX-Return: AbC_1-2\nSubject: =?utf-8?q?Votre_espace?=\n\nBonjour.\n"

func TestAReturnedEMailIsKnownByItsToken(t *testing.T) {
	for name, c := range map[string]struct {
		said string
		want Returned
	}{
		"refused":      {report("failed", "5.1.1", "message/rfc822", original), Returned{"AbC_1-2", true}},
		"headers only": {report("failed", "5.2.1", "text/rfc822-headers", "X-Return: AbC_1-2\n"), Returned{"AbC_1-2", true}},
		"cut off":      {strings.TrimSuffix(report("failed", "5.1.1", "message/rfc822", original), "\r\n--b1--\r\n"), Returned{}},
		"only late":    {report("delayed", "4.4.1", "message/rfc822", original), Returned{"AbC_1-2", false}},
		"somebody's":   {report("failed", "5.1.1", "message/rfc822", "Subject: x\n\nbonjour\n"), Returned{"", true}},
		"an odd token": {report("failed", "5.1.1", "message/rfc822", "X-Return: a b<script>\n\n"), Returned{"", true}},
	} {
		got, err := ReadReturned(strings.NewReader(c.said))
		if name == "cut off" {
			continue // whatever is read of it, nothing breaks
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for name, said := range map[string]string{"empty": "", "an answer": "From: a@b\r\nContent-Type: text/plain\r\n\r\nX-Return: AbC\r\n",
		"a report of something else": strings.Replace(report("failed", "5.1.1", "message/rfc822", original), "delivery-status;", "disposition-notification;", 1)} {
		if got, err := ReadReturned(strings.NewReader(said)); !errors.Is(err, ErrNotReturned) || got.Token != "" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func FuzzReadReturned(f *testing.F) {
	f.Add(report("failed", "5.1.1", "message/rfc822", original))
	f.Fuzz(func(t *testing.T, said string) {
		if got, err := ReadReturned(strings.NewReader(said)); err == nil && !returns.MatchString(got.Token) {
			t.Errorf("token %q", got.Token)
		}
	})
}

func TestAReturnTokenMayNotBreakAHeader(t *testing.T) {
	m := Message{To: "a@example.org", Subject: "Objet", Text: "Bonjour", Return: "a\r\nBcc: b@example.org"}
	if err := m.check(); err == nil {
		t.Error("it was taken")
	}
}
