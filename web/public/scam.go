package public

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/notification"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Scams is where anybody tells of a fake message, without saying who they are.
type Scams struct {
	// Report keeps what was told; from is the network it came from, to slow
	// whoever sends hundreds.
	Report func(ctx context.Context, from string, s notification.Scam) error
}

// Routes adds its pages to r.
func (s *Scams) Routes(r chi.Router) {
	r.Get("/arnaques/signaler", serve.Page(s.ask))
	r.Post("/arnaques/signaler", serve.Page(s.take))
	r.Get("/arnaques/signalement-recu", serve.Page(s.received))
}

// What the list of faults calls the fields.
var scamNames = map[string]string{"canal": "Comment", "texte": "Le message", "adresse": "Adresse du site", "numero": "Numéro ou expéditeur"}

func (s *Scams) page(r *http.Request, title string) ui.Page {
	_, signedIn := serve.Someone(r)
	return ui.Page{Title: title, SignedIn: signedIn, Names: scamNames, Back: ui.Link{Href: "/arnaques", Text: "Retour aux arnaques"}}
}

func (s *Scams) ask(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, reportScamPage(s.page(r, "Signaler une arnaque"), form.Empty()))
}

func (s *Scams) take(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	var channels []string
	for _, c := range notification.ScamChannels() {
		channels = append(channels, string(c))
	}
	told := notification.Scam{Channel: notification.ScamChannel(f.Choice("canal", channels...)), Text: f.Long("texte", 4_000),
		Link: f.Optional("adresse"), Number: f.Optional("numero")}
	if f.OK() {
		if err := f.Take(s.Report(r.Context(), serve.Address(r.Context()).String(), told)); err != nil {
			return err
		}
	}
	if !f.OK() {
		p := s.page(r, "Signaler une arnaque")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, reportScamPage(p, f))
	}
	http.Redirect(w, r, "/arnaques/signalement-recu", http.StatusSeeOther)
	return nil
}

func (s *Scams) received(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, scamReceivedPage(s.page(r, "Signalement reçu")))
}

func scamChannels() (all []ui.Option) {
	for _, c := range notification.ScamChannels() {
		all = append(all, ui.Option{Value: string(c), Label: fr.Upper(fr.ScamChannel(c))})
	}
	return all
}
