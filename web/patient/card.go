package patient

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/card"
	"espacesante/internal/profile"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/health"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

func (s *Site) cardRoutes(r chi.Router) {
	r.Get("/carte-urgence", serve.Page(s.card))
	r.Get("/carte-urgence/modifier", serve.Page(s.askCard))
	r.Post("/carte-urgence/modifier", serve.Page(s.makeCard))
	r.Post("/carte-urgence/arreter", serve.Page(s.endCard))
	r.Get("/carte-urgence/carte.pdf", serve.Page(s.printCard))
	r.Get("/carte-urgence/fond-ecran.png", serve.Page(s.cardWallpaper))
}

// squareOf is the address that the square of a card opens.
func (s *Site) squareOf(c card.Card) string { return s.Base + "/urgence/" + c.Token() }

func (s *Site) card(w http.ResponseWriter, r *http.Request) error {
	c, there, err := s.Cards.Read(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	page, err := s.page(r, "Ma carte d’urgence", "/carte-urgence")
	if err != nil {
		return err
	}
	page.Back = ui.Link{Href: "/accueil", Text: "Retour à l’accueil"}
	if !there {
		return ui.Render(w, r, http.StatusOK, noCardPage(page))
	}
	square := ""
	if c.Scanned {
		square = s.squareOf(c)
	}
	return ui.Render(w, r, http.StatusOK, cardPage(page, c, square))
}

// askCard asks what to show, with what the card that stands shows.
func (s *Site) askCard(w http.ResponseWriter, r *http.Request) error {
	c, there, err := s.Cards.Read(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	known := map[string]string{"carre": ""}
	for _, l := range fr.CardLines(c.Shown) {
		known[l.Field] = l.Value
	}
	if there {
		known["carre"] = ticked(c.Scanned)
	} else if err := s.prefill(r, known); err != nil {
		return err
	}
	return s.askCardPage(w, r, http.StatusOK, form.Filled(known))
}

// prefill proposes what the medical profile says first: the person keeps or takes away each line.
func (s *Site) prefill(r *http.Request, known map[string]string) error {
	e, err := s.Profiles.Essentials(r.Context(), serve.Actor(r), "", serve.Space(r))
	if err != nil {
		return err
	}
	for field, part := range map[string]profile.Part{"allergies": e.Allergies, "traitements": e.Treatments, "maladies": e.Conditions, "groupe": e.Blood,
		"contact": e.Contacts, "besoins": e.Needs} {
		words := []rune(health.First(part))
		known[field] = string(words[:min(len(words), cardLine)])
	}
	if e.Directives {
		known["volontes"] = "directives anticipées dans l’espace santé"
	}
	if trusted, err := s.confidant(r); err != nil || trusted != "" {
		known["contact"] = trusted
		return err
	}
	return nil
}

// cardLine is the longest line that is proposed.
const cardLine = 120

// confidant is the trusted person, to be filled in beforehand; nobody in a child's space.
func (s *Site) confidant(r *http.Request) (string, error) {
	if serve.Elsewhere(r) {
		return "", nil
	}
	all, err := s.wanted(r)
	if err != nil || all.Trusted == nil {
		return "", err
	}
	return all.Trusted.Name + ", " + all.Trusted.Phone, nil
}

func (s *Site) askCardPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	page, err := s.page(r, "Faire ma carte d’urgence", "/carte-urgence")
	if err != nil {
		return err
	}
	page.Form, page.Back, page.Names = f, ui.Link{Href: "/carte-urgence", Text: "Retour à la carte"}, map[string]string{}
	for _, l := range fr.CardLines(card.Shown{}) {
		page.Names[l.Field] = l.Name
	}
	return ui.Render(w, r, status, askCardPage(page, f))
}

func (s *Site) makeCard(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	shown := card.Shown{Allergies: f.Optional("allergies"), Treatments: f.Optional("traitements"), Conditions: f.Optional("maladies"), Blood: f.Optional("groupe"),
		Contact: f.Optional("contact"), Language: f.Optional("langue"), Needs: f.Optional("besoins"), Wishes: f.Optional("volontes")}
	scanned := f.Checked("carre")
	if f.OK() {
		if err := f.Take(s.Cards.Make(r.Context(), serve.Actor(r), serve.Space(r), shown, scanned)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.askCardPage(w, r, http.StatusUnprocessableEntity, f)
	}
	return s.keptWish(w, r, "/carte-urgence", "Votre carte est prête. Imprimez-la. Celle d’avant n’ouvre plus rien.")
}

func (s *Site) endCard(w http.ResponseWriter, r *http.Request) error {
	if err := s.Cards.End(r.Context(), serve.Actor(r), serve.Space(r)); err != nil {
		return err
	}
	return s.keptWish(w, r, "/carte-urgence", "La carte est arrêtée. Son carré ne montre plus rien. Détruisez le papier.")
}

// printCard is the card to cut out, front and back.
func (s *Site) printCard(w http.ResponseWriter, r *http.Request) error {
	c, there, err := s.Cards.Read(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	if !there {
		http.Redirect(w, r, "/carte-urgence", http.StatusSeeOther)
		return nil
	}
	m := s.cardPaper(c)
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="carte.pdf"`)
	return letter.WriteCard(w, m)
}

// cardPaper is the card in words, to be printed or drawn.
func (s *Site) cardPaper(c card.Card) letter.EmergencyCard {
	m := letter.EmergencyCard{Head: letter.Head{Service: s.Letters, Date: s.Now()}, Person: fr.Person(c.Name)}
	for _, l := range fr.CardLines(c.Shown) {
		if l.Value != "" {
			m.Lines = append(m.Lines, letter.CardLine{Name: l.Name, Value: l.Value})
		}
	}
	if c.Scanned {
		m.Square, m.PIN, m.Until = s.squareOf(c), c.PIN(), fr.Date(c.Expires.AddDate(0, 0, -1))
	}
	return m
}

// cardWallpaper is the card as the picture of a locked phone; kept when the page
// asks for it to be.
func (s *Site) cardWallpaper(w http.ResponseWriter, r *http.Request) error {
	c, there, err := s.Cards.Read(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	if !there {
		http.Redirect(w, r, "/carte-urgence", http.StatusSeeOther)
		return nil
	}
	if r.URL.Query().Has("garder") {
		w.Header().Set("Content-Disposition", `attachment; filename="fond-ecran.png"`)
	}
	w.Header().Set("Content-Type", "image/png")
	return letter.WriteWallpaper(w, s.cardPaper(c))
}
