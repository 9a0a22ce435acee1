package patient

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/family"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// familyRoutes are the pages of a parent: which children, whose space is open,
// coming in and going back. They stay one's own inside the space of a child.
func (s *Site) familyRoutes(r chi.Router) {
	r.Get("/proches", serve.Page(s.relatives))
	r.Get(serve.NoLonger, serve.Page(s.noLonger))
	r.Post("/proches/revenir", serve.Page(s.comeBack))
	r.Post("/proches/{child}/entrer", serve.Page(s.enter))
	r.Post("/proches/{child}/code", serve.Page(s.newChildCode))
	r.Post("/proches/{child}/rouvrir", serve.Page(s.reopenChild))
	r.Post("/proches/{child}/garder", serve.Page(s.keepChild))
	s.choiceRoutes(r, "/proches/activer", false)
	s.choiceRoutes(r, "/proches/opposer", true)
	r.Get("/proches/opposer/recu.pdf", serve.Page(s.childReceipt))
	r.Get("/proches/ferme", serve.Page(s.childClosed))
	r.Get("/proches/ferme/recu.pdf", serve.Page(s.childClosingReceipt))
}

// own is what a page of the family says about itself: one's own space, whoever's
// is open.
func (s *Site) own(r *http.Request, title string) ui.Page {
	p := ui.Page{Title: title, SignedIn: true, Home: "/accueil", Menu: menu("/proches", false)}
	if serve.Elsewhere(r) {
		p.Menu = nil
	} else {
		p.Bell = bell(s.keptUnread(r), "/proches")
	}
	if f := s.Sessions.TakeFlash(r); f != nil {
		p.Flash = *f
	}
	return p
}

// kin is a child on the list.
type kin struct {
	Ref    string
	Name   string
	Given  string
	Born   string
	State  string
	Open   bool // one may come in
	Wants  bool // a code activates it, or changes one's mind
	Reopen bool
	Keep   bool
	Teen   bool
	Ends   string // when one's access ends by itself, when that is near
	Gone   bool
}

func (s *Site) relatives(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Family.Children(r.Context(), serve.Self(r))
	if err != nil {
		return err
	}
	now := s.Now()
	var kids []kin
	for _, c := range all {
		kids = append(kids, kinOf(c, now))
	}
	inside, _ := serve.Recall[string](s.Sessions, r, "name")
	if !serve.Elsewhere(r) {
		inside = ""
	}
	return ui.Render(w, r, http.StatusOK, relativesPage(s.own(r, "Mes proches"), kids, inside))
}

// kinOf words a child: where the space is, what its representative may do.
func kinOf(c family.Child, now time.Time) kin {
	k := kin{Ref: c.Patient.String(), Name: fr.Person(c.Called), Given: fr.Person(c.Given), Born: fr.Date(c.Birth),
		State: childStates[c.State], Gone: c.Ended != nil}
	if k.Gone {
		k.State = "Cet espace n’est plus partagé avec vous."
		return k
	}
	switch c.State {
	case access.Activated:
		k.Open, k.State = true, "Activé par un autre représentant. Vos droits sont égaux."
		if c.Mine == "activated" {
			k.State = "Activé par vous."
		}
	case access.Invited, access.OppositionPending, access.AutoCreated, access.Opposed, access.DMPOnly:
		k.Wants = true
	case access.ClosedArchived:
		k.Reopen = true
	case access.DeletionRequested:
		k.Keep = true
	}
	k.Teen = !now.Before(c.Birth.AddDate(12, 0, 0))
	if of := c.Majority(); of.Sub(now) < 90*24*time.Hour {
		k.Ends = fr.LongDate(of)
	}
	return k
}

// childStates are the states of a child's space, as a parent reads them (PAR-01).
var childStates = map[access.State]string{
	access.Eligible:          "Pas encore proposé. Un message vous sera envoyé.",
	access.Invited:           "À activer, ou à refuser.",
	access.OppositionPending: "Une opposition attend son code.",
	access.AutoCreated:       "Créé sans réponse. À activer.",
	access.Opposed:           "Refusé.",
	access.DMPOnly:           "Refusé.",
	access.Disputed:          "En attente\u00a0: les représentants ne sont pas d’accord. L’opérateur décide dans les 15\u00a0jours.",
	access.Suspended:         "Suspendu pour une vérification.",
	access.ClosedArchived:    "Fermé, gardé en archive.",
	access.ClosedDeath:       "Fermé.",
	access.DeletionRequested: "Fermé. Effacement en cours.",
	access.Deleted:           "Effacé.",
}

// childOf reads which child an address is about; one that cannot exist is
// missing like any other.
func childOf(r *http.Request) (id.Patient, error) {
	child, err := id.Parse[id.Patient](chi.URLParam(r, "child"))
	if err != nil {
		return child, problem.Missing("child")
	}
	return child, nil
}

// enter comes into the space of a child, under a new token: all pages are then
// of that space, and say so.
func (s *Site) enter(w http.ResponseWriter, r *http.Request) error {
	child, err := childOf(r)
	if err != nil {
		return err
	}
	c, err := s.Family.Enter(r.Context(), serve.Self(r), child)
	if problem.Reason(err) == access.NotActivated || problem.Reason(err) == access.WrongState {
		http.Redirect(w, r, "/proches", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.Sessions.Enter(r, child, access.Representative); err != nil {
		return err
	}
	s.Sessions.Keep(r, "name", fr.Person(c.Called))
	http.Redirect(w, r, "/accueil", http.StatusSeeOther)
	return nil
}

func (s *Site) comeBack(w http.ResponseWriter, r *http.Request) error {
	if err := s.Sessions.Leave(r); err != nil {
		return err
	}
	http.Redirect(w, r, "/proches", http.StatusSeeOther)
	return nil
}

// noLonger says that a space is not shared any longer, and nothing of why
// (decisions.md §4).
func (s *Site) noLonger(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, noLongerPage(s.own(r, "Espace plus partagé")))
}

func (s *Site) newChildCode(w http.ResponseWriter, r *http.Request) error {
	return s.forChild(w, r, "Un nouveau code part vers vous. L’ancien ne fonctionne plus.", func(by access.Actor, child id.Patient) error {
		return s.Enrolment.RenewChild(r.Context(), by, child)
	})
}

func (s *Site) reopenChild(w http.ResponseWriter, r *http.Request) error {
	return s.forChild(w, r, "L’espace santé est rouvert, avec son contenu.", func(by access.Actor, child id.Patient) error {
		_, err := s.Enrolment.ReopenFor(r.Context(), by, child)
		return err
	})
}

func (s *Site) keepChild(w http.ResponseWriter, r *http.Request) error {
	return s.forChild(w, r, "L’effacement est annulé. L’espace santé reste fermé, en archive.", func(by access.Actor, child id.Patient) error {
		_, err := s.Enrolment.KeepFor(r.Context(), by, child)
		return err
	})
}

// forChild does something for a child from the list, and says so there.
func (s *Site) forChild(w http.ResponseWriter, r *http.Request, said string, do func(access.Actor, id.Patient) error) error {
	child, err := childOf(r)
	if err != nil {
		return err
	}
	by := serve.Self(r)
	by.Role = access.Representative
	err = do(by, child)
	flash := ui.Flash{Text: said}
	switch {
	case problem.Reason(err) == access.WrongState: // done already, by a second press or by the other parent
		flash = ui.Flash{Text: "La situation a changé. Voici où en est cet espace santé.", Warn: true}
	case err != nil:
		return err
	}
	s.Sessions.Flash(r, flash)
	http.Redirect(w, r, "/proches", http.StatusSeeOther)
	return nil
}

// closedChild is what is left to show of the closing of a child's space.
type closedChild struct {
	Receipt enrolment.Receipt
	Erase   bool
	Name    string
}

// closeChild closes the space of the child that is open, and leads the parent
// back to their own.
func (s *Site) closeChild(w http.ResponseWriter, r *http.Request, erase bool) error {
	name, err := s.called(r)
	if err != nil {
		return err
	}
	receipt, err := s.Enrolment.CloseFor(r.Context(), serve.Actor(r), serve.Space(r), erase)
	if err != nil {
		return err
	}
	if err := s.Sessions.Leave(r); err != nil {
		return err
	}
	s.Sessions.Keep(r, "closed-child", closedChild{receipt, erase, name})
	http.Redirect(w, r, "/proches/ferme", http.StatusSeeOther)
	return nil
}

func (s *Site) childClosed(w http.ResponseWriter, r *http.Request) error {
	c, ok := serve.Recall[closedChild](s.Sessions, r, "closed-child")
	if !ok {
		http.Redirect(w, r, "/proches", http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, childClosedPage(s.own(r, "Espace santé d’un enfant fermé"), c))
}

func (s *Site) childClosingReceipt(w http.ResponseWriter, r *http.Request) error {
	c, ok := serve.Recall[closedChild](s.Sessions, r, "closed-child")
	if !ok {
		return problem.Missing("receipt")
	}
	return s.writeClosing(w, left{c.Receipt, c.Erase})
}
