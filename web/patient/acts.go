package patient

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// actsRoutes adds what others did for the person, and how to undo it.
func (s *Site) actsRoutes(r chi.Router) {
	r.Get("/securite/actes", serve.Page(s.actsFor))
	r.Get("/securite/actes/{act}/annuler", serve.Page(s.askRecall))
	r.Post("/securite/actes/{act}/annuler", serve.Page(s.recall))
}

func (s *Site) actsFor(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	all, err := s.Enrolment.ActsFor(r.Context(), by, by.Patient)
	if err != nil {
		return err
	}
	page, err := s.page(r, "Fait pour vous par un agent", "/historique")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, actsPage(page, all, s.Now()))
}

// recallable is one act of somebody else that can be undone now.
func (s *Site) recallable(r *http.Request) (enrolment.ActFor, error) {
	act, err := id.Parse[id.ActFor](chi.URLParam(r, "act"))
	if err != nil {
		return enrolment.ActFor{}, problem.Missing("act")
	}
	by := serve.Actor(r)
	all, err := s.Enrolment.ActsFor(r.Context(), by, by.Patient)
	if err != nil {
		return enrolment.ActFor{}, err
	}
	for _, one := range all {
		if one.ID == act {
			if !one.Recallable(s.Now()) {
				return one, problem.Clash("recall-over")
			}
			return one, nil
		}
	}
	return enrolment.ActFor{}, problem.Missing("act")
}

func (s *Site) askRecall(w http.ResponseWriter, r *http.Request) error {
	one, err := s.recallable(r)
	if err != nil {
		return err
	}
	page, err := s.page(r, "Annuler ce qui a été fait", "/historique")
	if err != nil {
		return err
	}
	page.Back = ui.Link{Href: "/securite/actes", Text: "Retour à la liste"}
	return ui.Render(w, r, http.StatusOK, recallPage(page, one))
}

// recall undoes it. An activation undone ends the sign-in: the page after it is
// for nobody in particular.
func (s *Site) recall(w http.ResponseWriter, r *http.Request) error {
	one, err := s.recallable(r)
	if err != nil {
		return err
	}
	by := serve.Actor(r)
	receipt, err := s.Enrolment.Recall(r.Context(), by, by.Patient, one.ID)
	if err != nil {
		return err
	}
	if one.Kind == enrolment.ForActivation {
		if err := s.Sessions.StartOver(r); err != nil {
			return err
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	s.Sessions.Flash(r, ui.Flash{Text: "C’est annulé. Numéro à garder\u00a0: " + receipt.Number})
	http.Redirect(w, r, "/securite/actes", http.StatusSeeOther)
	return nil
}

// undone says what undoing an act changes.
func undone(k enrolment.ForKind) []string {
	switch k {
	case enrolment.ForActivation:
		return []string{"Votre espace santé n’est plus activé, et vous êtes déconnecté.", "Le mot de passe choisi ne sert plus.",
			"Un nouveau code part au contact que votre caisse connaît."}
	case enrolment.ForContact:
		return []string{"L’ancien contact sert de nouveau, tout de suite.", "Le nouveau contact ne reçoit plus rien."}
	}
	return []string{"Tout redevient comme avant cet acte.", "Vous recevez une confirmation sur chaque contact connu."}
}

// until says until when an act can be undone, or why it cannot.
func until(a enrolment.ActFor, now time.Time) string {
	switch {
	case !a.RecalledAt.IsZero():
		return "annulé le " + fr.Date(a.RecalledAt)
	case a.Recallable(now):
		return "jusqu’au " + fr.LastDay(a.RecallableUntil)
	}
	return "ne s’annule pas, ou plus"
}
