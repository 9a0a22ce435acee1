package app

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
	"espacesante/internal/mail"
)

// Practice mode: the same pages, and not a row, a job or a message more.
func TestPracticeTouchesNothing(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	c := h.helping()
	// What the clock adds by itself (sweeps, sealing) is no act of the helper's.
	rows := func() (n int) {
		t.Helper()
		err := h.pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM spaces) + (SELECT count(*) FROM river_job WHERE NOT metadata @> '{"periodic": true}') + (SELECT count(*) FROM one_time_codes)
			+ (SELECT count(*) FROM throttles) + (SELECT count(*) FROM receipts) + (SELECT count(*) FROM accounts) + (SELECT count(*) FROM documents)
			+ (SELECT count(*) FROM desk_counts)`).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := rows()
	c.moves("/guichet/entrainement")
	c.ticks("activate add show close print")
	c.moves("/guichet/aide/mentions", "lu", "oui")
	c.moves("/guichet/aide/protection", "protection", "aucune")
	c.moves("/guichet/aide/duree", "duree", "year")
	page := strings.NewReplacer("\u00a0", " ", "&nbsp;", " ").Replace(string(c.get("/guichet/aide/identite").body))
	nir := regexp.MustCompile(`2 45 03 09 122 901 [0-9]{2}`).FindString(page)
	c.moves("/guichet/aide/identite", "preuve", "carte", "serie", "80250000999001", "nir", nir, "naissance-jour", "7", "naissance-mois", "3", "naissance-annee", "1945", "piece", "other")
	c.get("/guichet/aide/accord")
	c.moves("/guichet/aide/accord", "accord", "code")
	c.moves("/guichet/aide/accord/code", "code", "123456")
	c.says("/guichet/session", "Entraînement, personne inventée")
	c.moves("/guichet/session/activer", "moyen", "sms", "mobile", "06 39 98 00 12")
	c.moves("/guichet/session/activer/code", "code", "123456")
	c.moves("/guichet/session/activer/mot-de-passe", "mot-de-passe", goodPassword)
	c.moves("/guichet/session/activer/partage", "partage", "non", "urgence", "no", "regles", "oui")
	c.says("/guichet/session", "L’espace santé est activé")
	paper := []string{"cle", "k", "type", codes.PatientTypes()[0].Code, "visibilite", "visible", "date-jour", "3", "date-mois", "5", "date-annee", "2026"}
	if a := c.sends("/guichet/session/ajouter", "a.pdf", []byte("MZ"), paper...); a.status != http.StatusUnprocessableEntity {
		t.Error("a program as a paper:", a.status)
	}
	if a := c.sends("/guichet/session/ajouter", "a.pdf", cdatest.PDF("Bilan"), paper...); a.path != "/guichet/session/ajouter/effacer" {
		t.Error(a.status, a.path)
	}
	c.says("/guichet/session/documents", "3 mai 2026")
	if a := c.post("/guichet/session/acces"); a.status != http.StatusForbidden {
		t.Error("what was not ticked is done:", a.status)
	}
	c.moves("/guichet/session/fermer", "lu-1", "oui", "lu-2", "oui", "lu-3", "oui")
	c.says("/guichet/session/recu", "L’espace santé est fermé")
	c.moves("/guichet/fin", "mandat", "terminer", "efface", "oui")
	c.says("/guichet", "Rien n’est parti, rien n’a changé")
	if after := rows(); after != before {
		t.Errorf("%d rows before, %d after", before, after)
	}
	all, err := mail.ReadOutbox(strings.TrimPrefix(h.cfg.MailURL, "file://"))
	if err != nil || len(all) > 1 { // the first sign-in of the helper alone
		t.Errorf("%d messages left, %v", len(all), err)
	}
}
