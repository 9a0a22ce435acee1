package app

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
)

// photographs posts the form of photos: a file for each page, then the answers.
func (c *client) photographs(files map[string][]byte, fields ...string) reply {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1])
	}
	for _, field := range []string{"photo1", "photo2", "photo10"} {
		name := map[bool]string{true: field + ".heic"}[files[field] != nil] // a browser sends what is left empty without a name
		part, err := w.CreateFormFile(field, name)
		if err == nil {
			_, err = part.Write(files[field])
		}
		if err != nil {
			c.h.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		c.h.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(c.h.t.Context(), "POST", c.h.url+"/documents/ajouter/photos", &b)
	if err != nil {
		c.h.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	return c.do(r)
}

// issue 7 point 2: several photos are one document, without a script; what is no photo is named, on its page.
func TestSeveralPhotosAreSentAsOneDocument(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	c := h.client().signsIn(me)
	rest := []string{"cle", "k", "tour1", "0", "tour2", "1", "tour10", "3", "type", codes.PatientTypes()[0].Code, "titre", "Ordonnance de mai",
		"visibilite", "visible", "date-jour", "3", "date-mois", "5", "date-annee", "2026"}
	photo := cdatest.HEIC()
	for says, files := range map[string]map[string][]byte{
		"Choisissez au moins une photo.":    {},
		"mais son contenu est du type .rtf": {"photo1": photo, "photo10": []byte("{\\rtf1 a}")},
		"Page 10 : cette photo ne se lit":   {"photo1": photo, "photo10": photo[:len(photo)/2]},
	} {
		a := c.photographs(files, rest...)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(strings.ReplaceAll(string(a.body), "\u00a0", " "), says) || !strings.Contains(string(a.body), `value="Ordonnance de mai"`) {
			t.Errorf("%s: %d", says, a.status)
		}
	}
	var places []string
	for range 2 {
		a := c.photographs(map[string][]byte{"photo1": photo, "photo2": photo, "photo10": photo}, rest...)
		if a.status != http.StatusSeeOther {
			t.Fatal(a.status, string(a.body))
		}
		places = append(places, a.path)
		if doc := c.get(a.path); !strings.Contains(string(doc.body), "Ordonnance de mai") || !strings.Contains(string(doc.body), "</strong> sur 3") {
			t.Errorf("%d: not a document of three pages", doc.status)
		}
		if original := c.get(a.path + "/telecharger"); !bytes.HasPrefix(original.body, []byte("%PDF-1.7")) {
			t.Error("not a PDF")
		}
	}
	if places[0] != places[1] { // a double click is one document
		t.Errorf("%q", places)
	}
}
