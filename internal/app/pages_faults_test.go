package app

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/web/fr"
	"espacesante/web/webtest"
)

var (
	content = regexp.MustCompile(`(?s)<main.*</main>`)
	onward  = regexp.MustCompile(`<a [^>]*href="/[^"]*"|<button `)
)

// stands checks that a refusal is a whole page in the same look, with at least
// two ways on (ux.md §0.1).
func (in *inspection) stands(c *client, status int, a reply, says string) {
	in.t.Helper()
	body := content.Find(a.body)
	if a.status != status || !strings.Contains(string(body), says) {
		in.t.Fatalf("status %d, want %d and « %s »: %s", a.status, status, says, a.body)
	}
	if n := len(onward.FindAll(body, -1)); n < 2 {
		in.t.Errorf("%d: %d ways on", status, n)
	}
	in.judges(c, "", "/", a)
}

// Each error that a person can meet, provoked in the whole program.
func TestEachErrorIsAWholePageThatLeadsOn(t *testing.T) {
	in, b := inspect(t), webtest.Start(t)
	me := in.invited(patTrois())
	in.activated(me)
	c := in.client().signsIn(me)
	in.chapter(t, b, "404", func() {
		in.stands(in.client(), 404, in.client().get("/nulle-part"), "Page introuvable")
		in.stands(c, 404, c.get("/documents/"+id.New[id.Document]().String()), "Page introuvable")
		in.stands(c, 405, c.get("/deconnexion"), "ne s’ouvre pas ainsi")
		in.stands(in.client(), 404, in.client().get("/premier-acces/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), "Ce lien ne sert plus")
	})
	in.chapter(t, b, "403", func() {
		r, err := http.NewRequestWithContext(t.Context(), "POST", in.url+"/acces/partage", strings.NewReader("partage=non"))
		if err != nil {
			t.Fatal(err)
		}
		in.stands(c, 403, c.elsewhere(r), "Cette demande vient d’ailleurs")
	})
	in.chapter(t, b, "409", func() { // masked in another tab since
		a := c.sends("/documents/ajouter", "bilan.pdf", cdatest.PDF("Bilan"), "cle", "k", "type", codes.PatientTypes()[0].Code,
			"visibilite", "masque", "date-jour", "3", "date-mois", "5", "date-annee", "2026")
		if a.status != moves {
			t.Fatal(a.status, string(a.body))
		}
		in.stands(c, 409, c.get(a.path+"/masquer"), "La situation a changé")
	})
	in.chapter(t, b, "422", func() {
		a := in.client().post("/activation/identite", "nir", "1", "naissance-jour", "31", "naissance-mois", "2", "naissance-annee", "1985")
		if a.status == http.StatusSeeOther { // a code first
			tab := in.client()
			in.answers(tab, moves, "/activation/code", "code", "2345-6789-ABCD")
			a = tab.post("/activation/identite", "nir", "1", "naissance-jour", "31", "naissance-mois", "2", "naissance-annee", "1985")
		}
		in.stands(c, 422, a, "à revoir")
		if !strings.Contains(string(a.body), `value="31"`) {
			t.Error("what was typed is lost")
		}
	})
	in.chapter(t, b, "413", func() {
		in.stands(c, 413, c.post("/acces/partage", "partage", strings.Repeat("x", 300<<10)), "trop lourd")
	})
	in.chapter(t, b, "429", func() {
		for range 40 {
			a := in.client().post("/connexion", "identifiant", me.email, "mot-de-passe", "un autre mot de passe")
			if a.status == http.StatusTooManyRequests {
				if a.head.Get("Retry-After") == "" {
					t.Error("it does not say when to come back")
				}
				in.stands(c, 429, a, "Trop d’essais")
				return
			}
		}
		t.Error("tries are not counted")
	})
	owner := dbtest.Owner(t, in.pool)
	in.chapter(t, b, "503", func() {
		tx, err := owner.Begin(t.Context())
		if err == nil {
			_, err = tx.Exec(t.Context(), "LOCK TABLE documents IN ACCESS EXCLUSIVE MODE")
		}
		if err != nil {
			t.Fatal(err)
		}
		a := c.get("/documents")
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a.head.Get("Retry-After") == "" {
			t.Error("it does not say when to come back")
		}
		in.stands(c, 503, a, "momentanément fermé")
	})
	in.chapter(t, b, "500", func() {
		if _, err := owner.Exec(t.Context(), "ALTER TABLE documents RENAME TO elsewhere"); err != nil {
			t.Fatal(err)
		}
		a := c.get("/documents")
		in.stands(c, 500, a, "Le service a eu un problème")
		if number := a.head.Get("X-Request-Id"); number == "" || !strings.Contains(string(a.body), number) || strings.Contains(string(a.body), "elsewhere") {
			t.Error("the page does not give the number of the request, or gives more")
		}
	})
}

// RGAA 13.1, ux.md §1.17: a session tells when it ends, may be kept without
// losing the page, and says so when it is over.
func TestASessionTellsItsEndAndMayBeKept(t *testing.T) {
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	doctor := h.hires(drSmith)[0]
	c, pro := h.client().signsIn(me), h.client().worksAs(doctor)
	says := func(c *client, path string, lasts time.Duration) {
		t.Helper()
		body := string(c.get(path).body)
		if want := "termine à <span>" + fr.Hour(h.shift.now().Add(lasts)); !strings.Contains(body, want) && !strings.Contains(body, "termine à <span>"+fr.Hour(h.shift.now().Add(lasts-time.Minute))) {
			t.Errorf("%s does not say %s", path, want)
		}
		if !strings.Contains(body, `href="/rester-connecte"`) {
			t.Errorf("%s does not let one stay", path)
		}
	}
	says(c, "/accueil", 20*time.Minute)
	says(pro, "/pro", 30*time.Minute)
	if strings.Contains(string(h.client().get("/").body), "data-ends-in") {
		t.Error("a visitor's page tells the end of a session")
	}
	for range 4 { // an hour on one page
		h.moves(15 * time.Minute)
		says(c, "/rester-connecte", 20*time.Minute)
	}
	if a := c.get("/accueil"); a.status != http.StatusOK {
		t.Errorf("the session was kept and ended: %d", a.status)
	}
	h.moves(21 * time.Minute)
	if a := c.post("/acces/partage", "partage", "non"); a.status != http.StatusSeeOther || a.path != "/connexion" {
		t.Errorf("%d to %s", a.status, a.path)
	}
	if body := string(c.get("/connexion").body); !strings.Contains(body, "Votre session est terminée") || len(onward.FindAllString(content.FindString(body), -1)) < 2 {
		t.Error("the end of the session is not told")
	}
	if body := string(c.get("/connexion").body); strings.Contains(body, "Votre session est terminée") {
		t.Error("it is told twice")
	}
	if a := pro.get("/pro"); a.status != http.StatusSeeOther || a.path != "/pro/connexion" {
		t.Errorf("%d to %s", a.status, a.path)
	}
	if body := string(pro.get("/pro/connexion").body); !strings.Contains(body, "Votre session est terminée") {
		t.Error("the end of the session is not told to a professional")
	}
	if a := h.client().get("/rester-connecte"); a.status != http.StatusSeeOther {
		t.Errorf("nobody's session is kept: %d", a.status)
	}
}
