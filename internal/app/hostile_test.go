package app

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
)

// Every real and hostile file there is, sent by a professional and by the
// person: refused with a sentence or kept as harmless bytes, never a fault,
// never slow, never run.
func TestHostileFilesAreRefusedWithASentenceOrKeptAsBytes(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("CDA_SAMPLES")
	skipWithoutSamples(t, dir)
	h := openHouse(t)
	doctor := h.hires(drSmith)[0]
	me := h.invited(patTrois())
	h.activated(me)
	pro, own := h.client().worksAs(doctor), h.client().signsIn(me)
	base := "/pro/patients/" + me.patient.String()
	kept := 0
	for _, folder := range []string{"cda", "cda-derived", "files-bad", "files-odd", "files-good"} {
		files, err := filepath.Glob(filepath.Join(dir, folder, "*"))
		if err != nil || len(files) == 0 {
			t.Fatal(folder, err)
		}
		for _, path := range files {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Base(path)
			for who, send := range map[string]func() reply{
				"professional": func() reply {
					return pro.sends(base+"/deposer", name, b, "cle", "p"+name, "type", "11488-4", "informe", "oui", "date-jour", "3", "date-mois", "5", "date-annee", "2026")
				},
				"patient": func() reply {
					return own.sends("/documents/ajouter", name, b, "cle", "h"+name, "type", codes.PatientTypes()[0].Code, "visibilite", "visible",
						"date-jour", "3", "date-mois", "5", "date-annee", "2026")
				},
			} {
				a := send()
				switch {
				case a.took > slow():
					t.Errorf("%s/%s by the %s took %s", folder, name, who, a.took)
				case a.status == http.StatusUnprocessableEntity:
					if !bytes.Contains(a.body, []byte("fichier-erreur")) {
						t.Errorf("%s/%s by the %s was refused without a sentence under the file", folder, name, who)
					}
					if bytes.Contains(a.body, []byte("Vérifiez cette réponse")) {
						t.Errorf("%s/%s by the %s was refused without saying why", folder, name, who)
					}
				case a.status == http.StatusSeeOther:
					kept++
					if who == "patient" {
						readsBack(t, own, a.path, b)
					}
				default:
					t.Errorf("%s/%s by the %s: status %d", folder, name, who, a.status)
				}
			}
		}
	}
	t.Logf("%d files kept", kept)
	if kept < 20 {
		t.Errorf("only %d files were kept: good ones are refused", kept)
	}
}

// readsBack opens what was kept: its page and its picture stand, its bytes are
// the same and come as a file that no browser runs.
func readsBack(t *testing.T, c *client, path string, b []byte) {
	t.Helper()
	if a := c.get(path); a.status != http.StatusOK {
		t.Errorf("page of %s: %d", path, a.status)
	}
	if a := c.get(path + "/image/1"); a.status >= 500 {
		t.Errorf("picture of %s: %d", path, a.status)
	}
	a := c.get(path + "/telecharger")
	if a.status != http.StatusOK || !bytes.Equal(a.body, b) {
		t.Errorf("bytes of %s: %d, changed", path, a.status)
	}
	if !strings.HasPrefix(a.head.Get("Content-Disposition"), "attachment") || a.head.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.Contains(a.head.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%s could run in a browser: %v", path, a.head)
	}
}

// The same with files of our own making, for machines without the real ones.
func TestFilesThatAreNotWhatTheySayAreRefused(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	own := h.client().signsIn(me)
	for name, b := range map[string][]byte{
		"page.pdf":         []byte("<html><script>alert(1)</script></html>"),
		"vide.pdf":         {},
		"programme.exe":    []byte("MZ\x90\x00"),
		"archive.pdf":      []byte("PK\x03\x04rien"),
		"dessin.svg":       []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`),
		"actif.pdf":        cdatest.PDFOf("<< /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"),
		"clinique.xml":     cdatest.Level3(cdatest.Options{}), // only professionals deposit these
		"..\u202e/fdp.exe": []byte("MZ"),
	} {
		a := own.sends("/documents/ajouter", name, b, "cle", "k"+name, "type", codes.PatientTypes()[0].Code, "visibilite", "visible",
			"date-jour", "3", "date-mois", "5", "date-annee", "2026")
		if a.status != http.StatusUnprocessableEntity || !bytes.Contains(a.body, []byte("fichier-erreur")) {
			t.Errorf("%q: status %d, want a sentence under the file", name, a.status)
		}
	}
	if a := own.get("/documents"); !bytes.Contains(a.body, []byte("pas encore de document")) {
		t.Error("something refused was kept")
	}
	same := cdatest.PDF("une fois")
	for range 2 { // double submit
		a := own.sends("/documents/ajouter", "une-fois.pdf", same, "cle", "deux-fois", "type", codes.PatientTypes()[0].Code, "visibilite", "visible",
			"date-jour", "3", "date-mois", "5", "date-annee", "2026")
		if a.status != http.StatusSeeOther {
			t.Errorf("status %d", a.status)
		}
	}
	if a := own.get("/documents"); !bytes.Contains(a.body, []byte("1 document")) && !bytes.Contains(a.body, []byte("1&nbsp;document")) && !bytes.Contains(a.body, []byte("1\u00a0document")) {
		t.Error("the same deposit sent twice is not one document")
	}
}
