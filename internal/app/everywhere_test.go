package app

import (
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/jobs"
	"espacesante/internal/mail"
)

// Issue 5.12: what somebody else does is told at once where the person chose,
// where the caisse knows them, and on paper.
func TestWhatOthersDoIsToldEverywhere(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	c := h.client()
	c.proves(me, h.code(me), "/activation/identite")
	mine := me
	mine.email = "autre@exemple.test"
	c.finishes(h, mine)
	if err := h.enrolment.Suspend(t.Context(), access.Actor{Role: access.Operator, Active: true}, me.patient, "fraud"); err != nil {
		t.Fatal(err)
	}
	h.reads(me.email, "suspendu", nil)
	words := h.reads(mine.email, "suspendu", nil)
	if !strings.Contains(words, "Mon espace santé est suspendu") || strings.Contains(words, "NESSI") {
		t.Error(words)
	}
	for deadline := time.After(patience); ; {
		letters := 0
		err := jobs.Batch(t.Context(), h.pool, func(tx *db.Tx) error {
			return tx.QueryRow(t.Context(), `SELECT count(*) FROM notice_letters l JOIN notices n ON (n.patient_id, n.id) = (l.patient_id, l.notice_id)
				WHERE n.kind = 'M19'`).Scan(&letters)
		})
		if err != nil {
			t.Fatal(err)
		}
		if letters == 1 {
			break
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-deadline:
			t.Fatal("no letter waits")
		}
	}
	all, err := mail.ReadOutbox(strings.TrimPrefix(h.cfg.MailURL, "file://"))
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, m := range all {
		if strings.Contains(m.Subject, "suspendu") {
			told++
		}
	}
	if told != 2 {
		t.Errorf("%d e-mails, want one to each address", told)
	}
}
