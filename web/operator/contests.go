package operator

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// contests lists the deposits that persons contest and that nobody answered
// (R.1111-47): dates, and no word.
func (s *Site) contests(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Records.Contests(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, contestsPage(s.page(r, "Contestations", "/exploitation/contestations"), all, s.Now()))
}

// contestOf reads which contest of which space an address is about.
func contestOf(r *http.Request) (id.Patient, id.Request, error) {
	space, err := spaceOf(r, "space")
	if err != nil {
		return space, id.Request{}, err
	}
	which, err := id.Parse[id.Request](chi.URLParam(r, "demande"))
	if err != nil {
		return space, which, problem.Missing("request")
	}
	return space, which, nil
}

func (s *Site) contest(w http.ResponseWriter, r *http.Request) error {
	return s.contestAgain(w, r, http.StatusOK, form.Empty())
}

func (s *Site) contestAgain(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	space, which, err := contestOf(r)
	if err != nil {
		return err
	}
	q, err := s.Records.ReadContest(r.Context(), serve.Actor(r), space, which)
	if err != nil {
		return err
	}
	p := s.page(r, "Contestation d’un dépôt", "/exploitation/contestations")
	p.Form, p.Back = f, ui.Link{Href: "/exploitation/contestations", Text: "Retour aux contestations"}
	p.Names = map[string]string{"decision": "Décision", "reponse": "Réponse à la personne"}
	return ui.Render(w, r, status, contestPage(p, f, r.URL.Path, q))
}

// settleContest answers for an author who did not. Granted, the document is
// withdrawn.
func (s *Site) settleContest(w http.ResponseWriter, r *http.Request) error {
	space, which, err := contestOf(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	grant := f.Choice("decision", "oui", "non") == "oui"
	words := f.Long("reponse", 500)
	if f.OK() {
		if err = f.Take(s.Records.Settle(r.Context(), serve.Actor(r), space, which, grant, words)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.contestAgain(w, r, http.StatusUnprocessableEntity, f)
	}
	s.Sessions.Flash(r, ui.Flash{Text: "La contestation est tranchée. La personne est prévenue."})
	http.Redirect(w, r, "/exploitation/contestations", http.StatusSeeOther)
	return nil
}

// contestState says where a contest is.
func contestState(q record.Request) string {
	if q.State == record.Asked {
		return "En attente, jusqu’à la fin du " + fr.LastDay(q.DueAt)
	}
	return "Terminée"
}
