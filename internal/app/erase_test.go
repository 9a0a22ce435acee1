package app

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
)

// thirdWay is a word by itself: four letters may stand in a reference by chance.
var thirdWay = regexp.MustCompile(`\b[Pp]auses?\b`)

var receiptNumber = regexp.MustCompile(`\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b`)

// PAT-17, #17, #97, R.1111-36: closing and erasing from the settings, the
// message of the day, the erasing 30 days later, its proof, and nobody there.
func TestClosingAndErasingToTheEnd(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	c := h.client().signsIn(me)
	page := string(c.get("/parametres/fermer").body)
	if n := strings.Count(page, `class="govuk-button"`); n != 2 || thirdWay.MatchString(page) {
		t.Errorf("%d choices: want two and no third", n)
	}
	steps := [][]string{{"/parametres/fermer/effacer"}, {"/parametres/fermer/verification", "code", ""}, {"/parametres/fermer/confirmer"}}
	for _, step := range steps {
		if len(step) > 1 {
			step[2] = h.reads(me.email, "code", sixDigits)
		}
		if strings.HasSuffix(step[0], "/confirmer") && !strings.Contains(string(c.get(step[0]).body), "au plus tard") {
			t.Error("the last page does not say by when")
		}
		if a := c.post(step[0], step[1:]...); a.status != http.StatusSeeOther {
			t.Fatal(step[0], a.status, string(a.body))
		}
	}
	closed := string(c.get("/espace-ferme").body)
	if !strings.Contains(closed, "Effacement annulable") || !strings.Contains(closed, "Effacé au plus tard le") {
		t.Error("the receipt does not say until when")
	}
	if a := c.get("/espace-ferme/recu.pdf"); a.status != http.StatusOK {
		t.Errorf("the receipt: %d", a.status)
	}
	if asked := h.reads(me.email, "fermé", nil); !strings.Contains(asked, "tout effacer") || !strings.Contains(asked, "annuler") {
		t.Errorf("M15 says: %s", asked)
	}
	if a := h.client().post("/connexion", "identifiant", me.email, "mot-de-passe", goodPassword); a.status == http.StatusSeeOther {
		t.Error("somebody signed in to a closed space")
	}
	h.moves(31 * 24 * time.Hour)
	if done, err := h.sweep(t.Context(), func(int) {}); err != nil || done.Erased > 1 {
		t.Fatal(done, err) // 0 when the periodic job was quicker
	}
	proof := h.reads(me.email, "effacées", receiptNumber)
	if a := h.client().post("/recu", "numero", proof); a.status != http.StatusOK || !strings.Contains(string(a.body), "Effacement définitif") {
		t.Errorf("the proof %s: %d", proof, a.status)
	}
	if done, err := h.replay(t.Context(), func(int) {}); err != nil || done != 0 {
		t.Errorf("nothing was restored: %d, %v", done, err)
	}
	h.valid()
}

// T62, by the command line; then a page still opens, in the process that was
// running and in one that starts.
func TestKeysRotateAndPurgeReplayAsCommands(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	c := h.client().signsIn(me)
	a := c.sends("/documents/ajouter", "moi.pdf", cdatest.PDF("Moi"), "cle", "k", "type", codes.PatientTypes()[0].Code, "titre", "Moi",
		"visibilite", "visible", "date-jour", "3", "date-mois", "5", "date-annee", "2026")
	if a.status != http.StatusSeeOther {
		t.Fatal(a.status, string(a.body))
	}
	env := []string{"DATA_DIR=" + h.cfg.DataDir, "DATABASE_URL=" + h.pool.Config().ConnString(), "CLOCK_OFFSET=" + h.cfg.ClockOffset.String()}
	for _, step := range []struct {
		args []string
		says string
	}{
		{[]string{"keys", "rotate"}, "1 keys of spaces rewrapped, 0 master keys retired\n"},
		{[]string{"keys", "rotate", "--retire"}, "1 keys of spaces rewrapped, 2 master keys retired\n"},
		{[]string{"purge", "replay"}, "0 spaces erased again\n"},
	} {
		if got := commandLine(t, env, "", step.args...); got.status != Done || got.out != step.says {
			t.Fatalf("%v: %+v", step.args, got)
		}
		if b := c.get(a.path + "/telecharger"); b.status != http.StatusOK || !bytes.Contains(b.body, []byte("(Moi)")) {
			t.Errorf("after %v: %d", step.args, b.status)
		}
	}
	if page := c.get("/historique?acteur=system"); page.status != http.StatusOK {
		t.Errorf("the history: %d", page.status)
	}
	again := houseOver(t, h.cfg, h.pool)
	again.read = h.read
	if b := again.client().signsIn(me).get(a.path + "/telecharger"); b.status != http.StatusOK {
		t.Errorf("in a new process: %d", b.status)
	}
}

// T63 at the door: a file that was tampered with gives a page of error, and
// nothing of the document.
func TestASpoiltFileShowsNothingOfItself(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	c := h.client().signsIn(me)
	a := c.sends("/documents/ajouter", "moi.pdf", cdatest.PDF("TexteSecret"), "cle", "k", "type", codes.PatientTypes()[0].Code, "titre", "TitreSecret",
		"visibilite", "visible", "date-jour", "3", "date-mois", "5", "date-annee", "2026")
	for path, content := range filesBelow(t, filepath.Join(h.cfg.DataDir, "blobs")) {
		content[len(content)/2] ^= 1
		if err := os.WriteFile(filepath.Join(h.cfg.DataDir, "blobs", path), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{a.path, a.path + "/telecharger", a.path + "/image/1"} {
		b := c.get(path)
		if b.status < 400 || bytes.Contains(b.body, []byte("TexteSecret")) || bytes.Contains(b.body, []byte("TitreSecret")) ||
			bytes.Contains(b.body, []byte("vault")) || !bytes.Contains(b.body, []byte("</html>")) {
			t.Errorf("%s: %d: %s", path, b.status, visible(b.body))
		}
	}
}
