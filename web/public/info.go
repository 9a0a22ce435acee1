package public

import (
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/ui"
)

// articles are the pages that only inform, by address.
var articles = map[string]func(ui.Page) templ.Component{
	"/":                     home,
	"/aide":                 help,
	"/guichets":             desks,
	"/securite":             safety,
	"/securite/conseils":    advice,
	"/arnaques":             scams,
	"/jeunes":               youngPage,
	"/facile-a-lire":        easyRead,
	"/langue-des-signes":    signLanguage,
	"/accessibilite":        accessibility,
	"/plan-du-site":         sitemap,
	"/donnees-personnelles": personalData,
	"/mentions-legales":     legalNotice,
}

// titled is p under its own title, with the way back to the home page.
func titled(p ui.Page, title string) ui.Page {
	p.Title = title
	p.Back = ui.Link{Href: "/", Text: "Accueil"}
	return p
}

// answer is what we know of a reference.
type answer struct {
	Reference string
	Asked     bool
	Genuine   bool
	Kind      string
	SentOn    time.Time
}

func (s *Site) askReference(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, checkMessage(s.page(r, ""), form.Empty(), answer{}))
}

// checkReference answers on the spot: nothing changes, nothing is kept.
func (s *Site) checkReference(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	reference := strings.ToUpper(f.Text("reference"))
	if !f.OK() {
		p := s.page(r, "")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, checkMessage(p, f, answer{}))
	}
	if s.Genuine == nil {
		return problem.Busy("references", time.Hour)
	}
	sent, kind, ok, err := s.Genuine(r.Context(), reference)
	if err != nil {
		return err
	}
	said := answer{Reference: reference, Asked: true, Genuine: ok, Kind: kind, SentOn: sent}
	return ui.Render(w, r, http.StatusOK, checkMessage(s.page(r, ""), f, said))
}

func (s *Site) showDisplay(w http.ResponseWriter, r *http.Request) error {
	p := s.page(r, "")
	if r.URL.Query().Get("enregistre") != "" {
		p.Flash = ui.Flash{Text: "Vos réglages d’affichage sont enregistrés sur cet appareil."}
	}
	return ui.Render(w, r, http.StatusOK, display(p, form.Empty(), ui.DisplayOf(r.Context())))
}

// usual is the answer that follows the system.
const usual = "habituel"

func (s *Site) setDisplay(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	d := ui.Display{
		Theme: chosen(f, "theme", ui.Themes), Size: chosen(f, "taille", ui.Sizes),
		Spacing: chosen(f, "espacement", ui.Spacings), Font: chosen(f, "police", ui.Fonts),
	}
	if f.Checked("calme") {
		d.Calm = "oui"
	}
	if !f.OK() {
		p := s.page(r, "")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, display(p, f, d))
	}
	http.SetCookie(w, &http.Cookie{Name: ui.DisplayCookie, Value: d.String(), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
	http.Redirect(w, r, "/parametres/affichage?enregistre=1", http.StatusSeeOther)
	return nil
}

func chosen(f *form.Form, field string, allowed []string) string {
	if v := f.Choice(field, append([]string{usual}, allowed...)...); v != usual {
		return v
	}
	return ""
}

// orUsual shows the answer in force.
func orUsual(s string) string {
	if s == "" {
		return usual
	}
	return s
}

// homePage is the only page without a way back.
func homePage(p ui.Page) ui.Page {
	p.Title = "Choisir"
	return p
}
