// Package demo is the back room of a demonstration: whom to sign in as, and
// every message that left, so that any journey can be finished in the browser.
// It is mounted in demonstrations only, and knows what the program hands it.
package demo

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/pquerna/otp/totp"

	"espacesante/internal/mail"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Site is what the back room needs.
type Site struct {
	People  []Person
	Mail    []string                                // folders of the outboxes, letters included
	Letters string                                  // the folder of printed letters
	Print   func(ctx context.Context) (int, error)  // prints the letters that wait
	BaseURL string                                  // where links of messages lead
	Known   func(ctx context.Context) (bool, error) // the people have been loaded
}

// Routes adds the back room to r.
func (s *Site) Routes(r chi.Router) {
	r.Get("/demo", serve.Page(s.people))
	r.Get("/demo/courrier", serve.Page(s.post))
	r.Post("/demo/courrier/imprimer", serve.Page(s.print))
	r.Get("/demo/courrier/lettres/{file}", serve.Page(s.letter))
}

// group is the people who come in by the same doors.
type group struct {
	Title, Says string
	Doors       []ui.Link
	People      []shown
}

// shown is a person with the code that their authenticator shows now.
type shown struct {
	Person
	Code  string
	Until string
	Post  string // address of what was sent to them
}

func (s *Site) people(w http.ResponseWriter, r *http.Request) error {
	known, err := s.Known(r.Context())
	if err != nil {
		return err
	}
	groups, err := s.groups(time.Now()) // authenticators live by the real clock (decisions.md §7)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, peoplePage(s.page("Personnes de démonstration"), groups, known))
}

func (s *Site) groups(now time.Time) ([]group, error) {
	all := []group{
		{Title: "Les assurés", Says: "Chacun est à un moment différent de son espace santé.", Doors: []ui.Link{{Href: "/connexion", Text: "Se connecter"}}},
		{Title: "Les professionnels de santé", Says: "Ils se connectent avec leur numéro RPPS.", Doors: []ui.Link{{Href: "/pro/connexion", Text: "Se connecter comme professionnel"}}},
		{Title: "Les aidants et les agents", Says: "Ils se connectent avec leur adresse professionnelle.", Doors: []ui.Link{
			{Href: "/guichet/connexion", Text: "Guichet"}, {Href: "/assistance/connexion", Text: "Assistance"},
			{Href: "/caisse/connexion", Text: "Caisse"}, {Href: "/exploitation/connexion", Text: "Exploitation"}}},
	}
	for i, p := range s.People {
		one := shown{Person: p, Post: sought{person: i + 1}.at("", 1)}
		if p.TOTPSecret != "" {
			code, err := totp.GenerateCode(p.TOTPSecret, now)
			if err != nil {
				return nil, err
			}
			one.Code, one.Until = code, strconv.Itoa(30-int(now.Unix()%30))
		}
		at := 2
		switch p.Kind {
		case "patient":
			at = 0
		case "professional":
			at = 1
		}
		all[at].People = append(all[at].People, one)
	}
	return all, nil
}

// facts are what one types somewhere.
func (p shown) facts() (all []ui.Pair) {
	add := func(name, value string) {
		if value != "" {
			all = append(all, ui.Pair{Name: name, More: copied(value)})
		}
	}
	add("Identifiant", p.Identifier)
	add("Mot de passe", p.Password)
	add("Numéro de sécurité sociale", spaced(p.INS))
	if born, err := time.Parse(time.DateOnly, p.BirthDate); err == nil {
		add("Date de naissance", born.Format("02 01 2006"))
	}
	add("Sexe", map[string]string{"F": "féminin", "M": "masculin"}[p.Sex])
	add("Carte Vitale", p.Vitale)
	add("Courriel connu", p.Email)
	if p.Code != "" {
		all = append(all, ui.Pair{Name: "Code à 6 chiffres", More: totpNow(p)})
	}
	return all
}

// spaced writes a NIR as it is read: 1 85 05 78 006 084 91.
func spaced(n string) string {
	if len(n) != 15 {
		return n
	}
	return strings.Join([]string{n[:1], n[1:3], n[3:5], n[5:7], n[7:10], n[10:13], n[13:]}, "\u00a0")
}

// perPage is how many messages one page shows.
const perPage = 20

func (s *Site) post(w http.ResponseWriter, r *http.Request) error {
	all, err := mail.ReadOutbox(s.Mail...)
	if err != nil {
		return err
	}
	shown := s.sought(r.URL.Query())
	all = shown.among(all)
	last := max(1, (len(all)+perPage-1)/perPage)
	at, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || at < 1 {
		at = 1
	}
	if at > last {
		return problem.Missing("page")
	}
	page := s.page("Courrier de la démonstration")
	return ui.Render(w, r, http.StatusOK, postPage(page, s, shown, all[(at-1)*perPage:min(at*perPage, len(all))], ui.Pages{Current: at, Last: last,
		Href: func(n int) string { return shown.at(shown.kind, n) }}))
}

// print prints what waits for paper, as `campaign letters` does.
func (s *Site) print(w http.ResponseWriter, r *http.Request) error {
	if _, err := form.Read(r); err != nil {
		return err
	}
	if _, err := s.Print(r.Context()); err != nil {
		return err
	}
	http.Redirect(w, r, "/demo/courrier", http.StatusSeeOther)
	return nil
}

func (s *Site) letter(w http.ResponseWriter, r *http.Request) error {
	name, err := url.PathUnescape(chi.URLParam(r, "file"))
	if err != nil || !strings.HasSuffix(name, ".pdf") {
		return problem.Missing("letter")
	}
	b, err := mail.OpenStored(s.Letters, name)
	if os.IsNotExist(err) {
		return problem.Missing("letter")
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	_, err = w.Write(b)
	return err
}

func (s *Site) page(title string) ui.Page {
	tabs := []ui.Tab{{Href: "/demo", Text: "Personnes"}, {Href: "/demo/courrier", Text: "Courrier"}}
	for i := range tabs {
		tabs[i].Current = strings.HasPrefix(title, tabs[i].Text)
	}
	return ui.Page{Title: title, Zone: "Démonstration", Home: "/", Menu: tabs}
}

// kinds is how each message left, in words.
var kinds = map[mail.Kind]string{mail.Email: "Courriel", mail.Text: "SMS", mail.Paper: "Courrier papier"}

// paragraphs cuts a text at its empty lines, then at its lines.
func paragraphs(text string) (all [][]string) {
	for part := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		all = append(all, strings.Split(part, "\n"))
	}
	return all
}

// letters are what a printed file holds, by how its name begins.
var letters = map[string]string{"lettres": "Courriers d’invitation", "avis": "Avis sur papier", "effacements": "Avis d’effacement"}

// link is the address of a line that is one of ours, nothing otherwise.
func (s *Site) link(line string) string {
	if rest, ok := strings.CutPrefix(line, s.BaseURL+"/"); ok && !strings.ContainsAny(rest, " \u00a0") {
		return "/" + rest
	}
	return ""
}

// subject is what a message is called in the list.
func subject(m mail.Stored) string {
	if m.Kind == mail.Paper {
		name, _, _ := strings.Cut(m.File, "-")
		if words := letters[name]; words != "" {
			return words
		}
	}
	if m.Subject == "" {
		return kinds[m.Kind]
	}
	return m.Subject
}
