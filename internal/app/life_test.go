package app

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/record"
	"espacesante/web/letter"
)

// newCode is the code of a new message to s, once it is known to have left.
func (h *house) newCode(s somebody) string {
	h.t.Helper()
	code := h.reads(s.email, "nouveau code", activationCode)
	for deadline := time.After(patience); ; {
		waits := 0
		err := jobs.Batch(h.t.Context(), h.pool, func(tx *db.Tx) error {
			return tx.QueryRow(h.t.Context(), `SELECT count(*) FROM invitations WHERE sent_at IS NULL AND used_at IS NULL`).Scan(&waits)
		})
		if err != nil {
			h.t.Fatal(err)
		}
		if waits == 0 {
			return code
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-deadline:
			h.t.Fatal("the code never left")
		}
	}
}

// standsAt is where a person's space is.
func (h *house) standsAt(s somebody) access.State {
	h.t.Helper()
	sit, err := h.enrolment.LastDay(h.t.Context(), s.patient)
	if err != nil {
		h.t.Fatal(err)
	}
	return sit.State
}

// asksWithoutCode fills the form of whoever has no code.
func (c *client) asksWithoutCode(path string, s somebody) reply {
	born := strings.Split(s.birth, "-")
	return c.post(path, "nir", s.ins, "serie", s.vitale, "naissance-jour", born[2], "naissance-mois", born[1], "naissance-annee", born[0])
}

// finishes answers the questions of an activation after those of identity.
func (c *client) finishes(h *house, s somebody) {
	c.post("/activation/contact", "moyen", "courriel", "courriel", s.email)
	c.post("/activation/verification", "code", h.reads(s.email, "Votre code", sixDigits))
	c.post("/activation/mot-de-passe", "mot-de-passe", goodPassword)
	c.post("/activation/partage", "partage", "oui", "urgence", "yes")
	c.post("/activation/recapitulatif", "regles", "oui")
}

// later moves the clock past the last day and does what is due.
func (h *house) later(days int) {
	h.t.Helper()
	h.moves(time.Duration(days) * 24 * time.Hour)
	if _, err := h.enrolment.Sweep(h.t.Context(), nil); err != nil {
		h.t.Fatal(err)
	}
}

// #129, #130: on the web without a code. The page answers the same for a card
// that is not the person's; nothing is recorded until the code comes.
func TestOpposingOnTheWebWithoutACode(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.code(me)
	c := h.client()
	wrongCard := me
	wrongCard.vitale = "9999999999"
	bad := c.asksWithoutCode("/opposition/sans-code", wrongCard)
	first := c.get("/opposition/demandee")
	if h.standsAt(me) != access.Invited {
		t.Error("somebody else's card began an opposition")
	}
	good := c.asksWithoutCode("/opposition/sans-code", me)
	second := c.get("/opposition/demandee")
	if bad.status != good.status || bad.path != good.path || steady(first.body) != steady(second.body) {
		t.Errorf("the answers differ: %d %s, %d %s", bad.status, bad.path, good.status, good.path)
	}
	if got := h.standsAt(me); got != access.OppositionPending {
		t.Fatal(got)
	}
	if a := c.proves(me, h.newCode(me), "/opposition/identite"); a.path != "/opposition/confirmer" {
		t.Fatal(a.status, a.path)
	}
	if a := c.post("/opposition/confirmer"); a.path != "/opposition/enregistree" || h.standsAt(me) != access.Opposed {
		t.Errorf("%s, %s", a.path, h.standsAt(me))
	}
	h.valid()
}

// #14, #92, #143: after the last day the page of opposing leads to closing,
// without activating first: the same code, number and birth date, three pages.
func TestAfterTheLastDayThePageOfOpposingCloses(t *testing.T) {
	t.Parallel()
	for _, erase := range []bool{false, true} {
		h := openHouse(t)
		me := h.invited(ruth())
		h.code(me)
		h.later(43)
		if got := h.standsAt(me); got != access.AutoCreated {
			t.Fatal(got)
		}
		c := h.client()
		c.asksWithoutCode("/opposition/sans-code", me)
		c.proves(me, h.newCode(me), "/opposition/identite")
		late := c.get("/opposition/confirmer")
		to, state := "/opposition/fermer", access.ClosedArchived
		if erase {
			to, state = "/opposition/effacer", access.DeletionRequested
		}
		if !bytes.Contains(late.body, []byte(`href="`+to+`"`)) || !bytes.Contains(late.body, []byte("peuvent déjà le remplir et le lire")) {
			t.Error("the page does not lead to closing, or does not say who reads (#6)")
		}
		c.get(to)
		if a := c.post(to); a.path != "/opposition/fermee" || h.standsAt(me) != state {
			t.Fatalf("%s, %s", a.path, h.standsAt(me))
		}
		if a := c.post(to); a.path != "/opposition/fermee" { // a button pressed twice
			t.Errorf("pressed twice: %s", a.path)
		}
		if a := c.get("/opposition/fermee"); a.status != http.StatusOK || !bytes.Contains(a.body, []byte("Télécharger le reçu")) {
			t.Errorf("%d %s", a.status, a.path)
		}
		if a := c.get("/opposition/fermee/recu.pdf"); !bytes.HasPrefix(a.body, []byte("%PDF")) {
			t.Error("no receipt on paper")
		}
		h.valid()
	}
}

// R.1111-36: from a page, with a new code: a closed space comes back with what
// it held; an erasing is cancelled; a suspension is objected to.
func TestComingBackFromAPage(t *testing.T) {
	t.Parallel()
	for _, from := range []access.State{access.ClosedArchived, access.DeletionRequested, access.Suspended} {
		h := openHouse(t)
		me := h.invited(ruth())
		first := h.client()
		first.proves(me, h.code(me), "/activation/identite")
		first.finishes(h, me)
		n, err := identity.ParseNIR(me.ins)
		if err != nil {
			t.Fatal(err)
		}
		p, err := h.people.PatientOf(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		holder := access.Actor{Role: access.Patient, Patient: p, Active: true}
		switch from {
		case access.ClosedArchived:
			_, err = h.enrolment.Close(t.Context(), holder, "holder")
		case access.DeletionRequested:
			_, err = h.enrolment.CloseAndErase(t.Context(), holder, "holder")
		case access.Suspended:
			err = h.enrolment.Suspend(t.Context(), access.Actor{Role: access.Operator, Active: true}, p, "fraud")
		}
		if err != nil || h.standsAt(me) != from {
			t.Fatal(err, h.standsAt(me))
		}
		c := h.client()
		c.asksWithoutCode("/activation/nouveau-code", me)
		if a := c.proves(me, h.newCode(me), "/reouvrir/identite"); a.path != "/reouvrir/choix" {
			t.Fatal(a.status, a.path)
		}
		c.get("/reouvrir/choix")
		if from == access.DeletionRequested {
			if a := c.post("/reouvrir/conserver"); a.path != "/reouvrir/conserve" || h.standsAt(me) != access.ClosedArchived {
				t.Fatal(a.path, h.standsAt(me))
			}
			c.get("/reouvrir/conserve")
			c.asksWithoutCode("/activation/nouveau-code", me)
			c.proves(me, h.newCode(me), "/reouvrir/identite")
		}
		if a := c.post("/reouvrir/rouvrir"); a.path != "/activation/contact" {
			t.Fatalf("%s leads to %s", from, a.path)
		}
		c.finishes(h, me)
		if got := h.standsAt(me); got != access.Activated {
			t.Errorf("%s: %s", from, got)
		}
		h.valid()
	}
}

// #55, #95, #96: an activated space starts as a blank page, and leads to its own
// closing through the settings.
func TestANewSpaceIsBlankAndLeadsToItsClosing(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	c := h.client()
	c.proves(me, h.code(me), "/activation/identite")
	c.finishes(h, me)
	if list, err := h.records.List(t.Context(), access.Actor{Role: access.Patient, Patient: me.patient, Active: true}, "", me.patient, record.Filter{}); err != nil || len(list.Documents) != 0 {
		t.Errorf("%d documents, %v", len(list.Documents), err)
	}
	for from, to := range map[string]string{"/accueil": "/parametres", "/parametres": "/parametres/fermer"} {
		if a := c.get(from); a.status != http.StatusOK || !bytes.Contains(a.body, []byte(`href="`+to+`"`)) {
			t.Errorf("%s (%d) does not lead to %s", from, a.status, to)
		}
	}
}

// #7, #18, R.1111-28: what professionals put into a space that opened by itself
// is there, all of it, for whoever activates later.
func TestActivatingLaterShowsAllThatCame(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.code(me)
	h.later(43)
	doctor := h.hires(drSmith)[0]
	account, _, err := h.people.Find(t.Context(), "professional", doctor.rpps)
	if err != nil {
		t.Fatal(err)
	}
	by, err := h.people.Actor(t.Context(), account, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{"Bilan un", "Bilan deux"} {
		var file bytes.Buffer
		words := letter.Opposed{Head: letter.Head{Service: h.cfg.Letter(), Date: h.pool.Now()}, Number: title, At: h.pool.Now()}
		if err := letter.WriteReceipt(&file, words, ""); err != nil {
			t.Fatal(err)
		}
		_, err := h.records.Deposit(t.Context(), by, me.patient, record.Upload{File: file.Bytes(), Name: title + ".pdf", Type: "11502-2",
			Title: title, CaredOn: clock.Day(h.pool.Now()), Informed: true})
		if err != nil {
			t.Fatal(err)
		}
	}
	c := h.client()
	c.asksWithoutCode("/activation/nouveau-code", me)
	c.proves(me, h.newCode(me), "/activation/identite")
	c.finishes(h, me)
	a := c.get("/documents")
	for _, title := range []string{"Bilan un", "Bilan deux"} {
		if !bytes.Contains(a.body, []byte(title)) {
			t.Errorf("« %s » came before and is not shown", title)
		}
	}
}
