package demo

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/clock"
	"espacesante/internal/mail"
	"espacesante/web/webtest"
)

const secret = "JBSWY3DPEHPK3PXP"

// room is a back room whose outboxes stand in a folder of the test.
func room(t *testing.T, send ...mail.Message) http.Handler {
	t.Helper()
	dir := t.TempDir()
	for name := range map[string]bool{"mail": true, "sms": true, "letters": true} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	at := time.Date(2027, 3, 12, 14, 5, 0, 0, clock.Paris)
	out, err := mail.Open("file://"+filepath.Join(dir, "mail"), "Espace santé <a@example.org>", clock.Fixed(at))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range send {
		if err := out.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	s := &Site{
		People: []Person{
			{Kind: "patient", Name: "Hélène Marchand", Role: "Espace activé", Identifier: "helene@example.org", Password: "galet-lanterne", INS: "262017511600118", BirthDate: "1962-01-14", Sex: "F", Try: "Connectez-vous."},
			{Kind: "professional", Name: "Claire Vasseur", Role: "Médecin", Identifier: "99900000011", Password: "galet", TOTPSecret: secret, Try: "Ouvrez un dossier."},
		},
		Mail: []string{filepath.Join(dir, "mail"), filepath.Join(dir, "sms"), filepath.Join(dir, "letters")}, Letters: filepath.Join(dir, "letters"),
		Print: func(context.Context) (int, error) {
			return 1, os.WriteFile(filepath.Join(dir, "letters", "lettres-1.pdf"), []byte("%PDF-1.7"), 0o600)
		},
		BaseURL: "https://espace-sante.example",
		Known:   func(context.Context) (bool, error) { return true, nil },
	}
	r := chi.NewRouter()
	s.Routes(r)
	return r
}

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	b, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(b)
}

func TestPeopleComeWithAllThatOneTypes(t *testing.T) {
	code, page := get(t, room(t), "/demo")
	if code != http.StatusOK {
		t.Fatal(code)
	}
	for _, want := range []string{"helene@example.org", "2\u00a062\u00a001\u00a075\u00a0116\u00a0001\u00a018", "14 01 1962", "galet-lanterne", secret} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	webtest.HTML(t, "/demo", page)
}

func TestAMessageIsReadAndItsOwnLinkFollowed(t *testing.T) {
	code, page := get(t, room(t, mail.Message{To: "a@example.org", Subject: "Premier accès", Key: "k",
		Text: "Bonjour.\n\nhttps://espace-sante.example/premier-acces/abc\n\nhttps://ailleurs.example/x\n<script>\n"}), "/demo/courrier")
	if code != http.StatusOK {
		t.Fatal(code)
	}
	if !strings.Contains(page, `href="/premier-acces/abc"`) || strings.Contains(page, `href="https://ailleurs`) || strings.Contains(page, "<script>\n") {
		t.Error("links of ours, and of ours alone, lead on")
	}
	webtest.HTML(t, "/demo/courrier", page)
}

func TestLettersArePrintedAndOpened(t *testing.T) {
	h := room(t)
	w := httptest.NewRecorder()
	r := httptest.NewRequest("POST", "/demo/courrier/imprimer", strings.NewReader(""))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	h.ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther {
		t.Fatal(w.Code, w.Body)
	}
	_, page := get(t, h, "/demo/courrier")
	if !strings.Contains(page, `href="/demo/courrier/lettres/lettres-1.pdf"`) {
		t.Error("the letter is not in the list")
	}
	if code, pdf := get(t, h, "/demo/courrier/lettres/lettres-1.pdf"); code != 200 || pdf != "%PDF-1.7" {
		t.Errorf("got %d, %q", code, pdf)
	}
	for _, wrong := range []string{"..%2Fkeys%2Fmaster.pdf", "autre.pdf", "lettres-1.txt"} {
		if code, _ := get(t, h, "/demo/courrier/lettres/"+wrong); code != http.StatusNotFound {
			t.Errorf("%s: %d", wrong, code)
		}
	}
}

func TestLongPostIsCutIntoPages(t *testing.T) {
	var many []mail.Message
	for i := range 45 {
		many = append(many, mail.Message{To: "a@example.org", Subject: "Message", Text: "Bonjour.", Key: string(rune('a' + i))})
	}
	h := room(t, many...)
	if _, page := get(t, h, "/demo/courrier?page=3"); strings.Count(page, "Courriel à") != 5 {
		t.Errorf("the third page holds %d messages", strings.Count(page, "Courriel à"))
	}
	if code, _ := get(t, h, "/demo/courrier?page=4"); code != http.StatusNotFound {
		t.Errorf("a fourth page: %d", code)
	}
}

// Messages are found by kind and by person: an invitation is not lost under
// what a busy demonstration sends.
func TestMessagesAreFoundByKindAndByPerson(t *testing.T) {
	h := room(t, mail.Message{To: "helene@example.org", Subject: "Pour Hélène", Text: "Bonjour."}, mail.Message{To: "autre@example.org", Subject: "Pour une autre", Text: "Bonjour."})
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/demo/courrier/imprimer", strings.NewReader("")))
	for path, want := range map[string][]bool{ // hers, somebody else's, the letters
		"/demo/courrier": {true, true, true}, "/demo/courrier?genre=email": {true, true, false}, "/demo/courrier?genre=letter": {false, false, true},
		"/demo/courrier?personne=1": {true, false, false}, "/demo/courrier?personne=99": {true, true, true},
	} {
		_, page := get(t, h, path)
		for i, said := range []string{"Pour Hélène", "Pour une autre", ">Courriers d’invitation<"} {
			if strings.Contains(page, said) != want[i] {
				t.Errorf("%s: « %s » %v", path, said, !want[i])
			}
		}
		webtest.HTML(t, path, page)
	}
	if _, page := get(t, h, "/demo"); !strings.Contains(page, `href="/demo/courrier?personne=1"`) {
		t.Error("no way from a person to their messages")
	}
}
