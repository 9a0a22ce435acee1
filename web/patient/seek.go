package patient

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// seek is the search of the public directory. What was typed stays in the
// session: no name stands in an address.
func (s *Site) seek(w http.ResponseWriter, r *http.Request) error {
	q, ok := serve.Recall[consent.Sought](s.Sessions, r, "sought")
	if !ok {
		return s.seekWith(w, r, http.StatusOK, form.Empty(), found{})
	}
	f := form.Filled(map[string]string{"nom": q.Name, "ville": q.City, "rpps": q.RPPS})
	all, more, err := s.Consents.Seek(r.Context(), serve.Actor(r), serve.Space(r), q)
	if err = f.Take(err); err != nil {
		return err
	}
	if !f.OK() {
		return s.seekWith(w, r, http.StatusUnprocessableEntity, f, found{})
	}
	return s.seekWith(w, r, http.StatusOK, f, found{all, more, true})
}

// found is what a search gave; asked is false before the first one.
type found struct {
	all   []consent.Professional
	more  bool
	asked bool
}

func (s *Site) seekWith(w http.ResponseWriter, r *http.Request, status int, f *form.Form, got found) error {
	page, err := s.accessPart(r, "Chercher un professionnel")
	if err != nil {
		return err
	}
	page.Back, page.Form = ui.Link{Href: "/acces/professionnels", Text: "Retour aux professionnels"}, f
	return ui.Render(w, r, status, seekPage(page, f, got))
}

func (s *Site) sought(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	q := consent.Sought{Name: f.Optional("nom"), City: f.Optional("ville"), RPPS: f.Optional("rpps")}
	_, _, err = s.Consents.Seek(r.Context(), serve.Actor(r), serve.Space(r), q)
	if err = f.Take(err); err != nil {
		return err
	}
	if !f.OK() {
		return s.seekWith(w, r, http.StatusUnprocessableEntity, f, found{})
	}
	s.Sessions.Keep(r, "sought", q)
	http.Redirect(w, r, "/acces/professionnels/chercher", http.StatusSeeOther)
	return nil
}

// oneProfessional is what one professional may do here, why, and what the
// person can change of it.
func (s *Site) oneProfessional(w http.ResponseWriter, r *http.Request) error {
	a, err := account(chi.URLParam(r, "account"))
	if err != nil {
		return err
	}
	by := serve.Actor(r)
	pro, err := s.Consents.One(r.Context(), by, serve.Space(r), a)
	if err != nil {
		return err
	}
	who, err := s.People.Professional(r.Context(), a)
	if err != nil {
		return err
	}
	actor, err := s.actor(r, who, "")
	if err != nil {
		return err
	}
	sight, err := s.Records.SeeAs(r.Context(), by, serve.Space(r), record.Viewer{Actor: actor}, 1)
	if err != nil {
		return err
	}
	page, err := s.accessPart(r, "Un professionnel")
	if err != nil {
		return err
	}
	page.Back = ui.Link{Href: "/acces/professionnels", Text: "Retour aux professionnels"}
	means, err := s.means(r, pro)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, professionalPage(page, pro, sightView{Sight: sight}, means))
}

// means says, of each choice about a professional, what he reads before and after.
func (s *Site) means(r *http.Request, pro consent.Professional) (map[consent.ChangeKind]string, error) {
	kinds := []consent.ChangeKind{consent.OfUnblock}
	switch {
	case pro.Blocked:
	case agreed(pro):
		kinds = []consent.ChangeKind{consent.OfWithdraw, consent.OfBlock}
	case pro.Standing != consent.TreatingDoctor:
		kinds = []consent.ChangeKind{consent.OfTeam, consent.OfBlock}
	default:
		kinds = []consent.ChangeKind{consent.OfBlock}
	}
	said := map[consent.ChangeKind]string{}
	one := around{people: []consent.Professional{pro}}
	if err := s.placesOf(r, &one, 0, pro); err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		c := consent.Choice{Kind: kind, Professional: pro.Account}
		before, after, err := s.Consents.Foresee(r.Context(), serve.Actor(r), serve.Space(r), c, one.ask)
		if err != nil {
			return nil, err
		}
		said[kind] = turns(one.best(before, 0), one.best(after, 0), before.Total)
	}
	return said, nil
}

func (s *Site) addToTeam(w http.ResponseWriter, r *http.Request) error {
	return s.aboutOne(w, r, s.Consents.AddToTeam, "Ce professionnel fait partie de votre équipe de soins. Ses collègues n’y entrent pas avec lui.")
}

func (s *Site) withdraw(w http.ResponseWriter, r *http.Request) error {
	return s.aboutOne(w, r, s.Consents.WithdrawConsent, "L’accord est retiré.")
}

// aboutOne changes something about the professional of the address.
func (s *Site) aboutOne(w http.ResponseWriter, r *http.Request, do doing, said string) error {
	a, err := account(chi.URLParam(r, "account"))
	if err != nil {
		return err
	}
	if err := do(r.Context(), serve.Actor(r), serve.Space(r), a); err != nil {
		return err
	}
	pro, err := s.Consents.One(r.Context(), serve.Actor(r), serve.Space(r), a)
	if err != nil {
		return err
	}
	one := around{people: []consent.Professional{pro}}
	if err := s.placesOf(r, &one, 0, pro); err != nil {
		return err
	}
	got, err := s.Records.Foresee(r.Context(), serve.Actor(r), serve.Space(r), one.ask)
	if err != nil {
		return err
	}
	return s.done(w, r, said+" Aujourd’hui, il "+readsNow(one.best(got[0], 0), got[0].Total), "/acces/professionnels/"+a.String())
}

// doing is a change about one professional.
type doing = func(ctx context.Context, by access.Actor, patient id.Patient, professional id.Account) error
