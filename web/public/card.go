package public

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/card"
	"espacesante/internal/limit"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Cards is what the square of an emergency card opens: nothing but the lines that the person chose, behind a PIN.
type Cards struct{ Cards *card.Service }

// Routes adds its page to r. The address holds a token that nobody guesses; logs hold the route only.
func (s *Cards) Routes(r chi.Router) {
	r.Get("/urgence/{jeton}", serve.Page(s.ask))
	r.Post("/urgence/{jeton}", serve.Page(s.open))
}

func (s *Cards) page(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	w.Header().Set("X-Robots-Tag", "noindex")
	page := ui.Page{Title: "Carte d’urgence", Form: f, Names: map[string]string{"code": "Code"}}
	return ui.Render(w, r, status, cardDoorPage(page, f, "/urgence/"+chi.URLParam(r, "jeton")))
}

// ask is the same page whatever the token: it is judged with the PIN.
func (s *Cards) ask(w http.ResponseWriter, r *http.Request) error {
	return s.page(w, r, http.StatusOK, form.Empty())
}

func (s *Cards) open(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	pin := f.OneTime("code", limit.CardPINDigits)
	if f.OK() {
		c, err := s.Cards.Open(r.Context(), chi.URLParam(r, "jeton"), pin)
		if err == nil {
			w.Header().Set("X-Robots-Tag", "noindex")
			return ui.Render(w, r, http.StatusOK, cardShownPage(c))
		}
		if err = f.Take(err); err != nil {
			return err
		}
	}
	return s.page(w, r, http.StatusUnprocessableEntity, f)
}
