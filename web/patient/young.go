package patient

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/family"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// youngRoutes are a parent's pages about the own sign-in of a child of 12 or
// more (TEEN-02), and the one where the minor ends it.
func (s *Site) youngRoutes(r chi.Router) {
	r.Get("/proches/{child}/acces", serve.Page(s.young))
	r.Post("/proches/{child}/acces", serve.Page(s.offerYoung))
	r.Post("/proches/{child}/acces/terminer", serve.Page(s.endYoung))
	r.Get("/parametres/acces-jeune", serve.Page(s.ownYoung))
	r.Post("/parametres/acces-jeune", serve.Page(s.leaveYoung))
}

// grown keeps minors out of pages about what they do not decide (#69).
func grown(next http.Handler) http.Handler {
	return serve.Page(func(w http.ResponseWriter, r *http.Request) error {
		if serve.Actor(r).Young {
			return problem.Refuse(access.MinorMayNot)
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

// offered is the page about one child's own sign-in.
type offered struct {
	Ref   string
	Given string
	Ends  string // until when a code on its way lives
	enrolment.Young
}

func (s *Site) childOffered(r *http.Request) (offered, family.Child, error) {
	child, err := childOf(r)
	if err != nil {
		return offered{}, family.Child{}, err
	}
	all, err := s.Family.Children(r.Context(), serve.Self(r))
	if err != nil {
		return offered{}, family.Child{}, err
	}
	for _, c := range all {
		if c.Patient != child || c.Ended != nil {
			continue
		}
		y, err := s.Enrolment.YoungOf(r.Context(), serve.Self(r), child)
		if err == nil && !y.MayHaveIt {
			err = problem.Refuse(access.NotTwelve)
		}
		return offered{Ref: child.String(), Given: fr.Person(c.Given), Ends: fr.LastDay(y.Until), Young: y}, c, err
	}
	return offered{}, family.Child{}, problem.Missing("child")
}

func (s *Site) youngPageOf(r *http.Request, f *form.Form) ui.Page {
	p := s.own(r, "Accès personnel de l’enfant")
	p.Back, p.Form = ui.Link{Href: "/proches", Text: "Retour à mes proches"}, f
	p.Names = map[string]string{"contact": "Son courriel ou son mobile", "seul": "Son contact à lui"}
	return p
}

func (s *Site) young(w http.ResponseWriter, r *http.Request) error {
	o, _, err := s.childOffered(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, youngPage(s.youngPageOf(r, nil), form.Empty(), o))
}

// offerYoung sends the code to the minor's own contact; the parent never sees it.
func (s *Site) offerYoung(w http.ResponseWriter, r *http.Request) error {
	o, c, err := s.childOffered(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	var reach identity.Reach
	switch f.Choice("contact", "sms", "courriel") {
	case "sms":
		reach = identity.Reach{Channel: identity.BySMS, Address: f.Mobile("mobile")}
	case "courriel":
		reach = identity.Reach{Channel: identity.ByEmail, Address: f.Email("courriel")}
	}
	f.Agreed("seul")
	if f.OK() {
		err = f.Take(s.Enrolment.OfferYoung(r.Context(), serve.Self(r), c.Patient, reach))
	}
	if problem.CodeOf(err) == "young-open" { // opened meanwhile
		http.Redirect(w, r, "/proches/"+o.Ref+"/acces", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, youngPage(s.youngPageOf(r, f), f, o))
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Un code part vers le contact de l’enfant. Il sert une fois, pendant 7\u00a0jours."})
	http.Redirect(w, r, "/proches/"+o.Ref+"/acces", http.StatusSeeOther)
	return nil
}

func (s *Site) endYoung(w http.ResponseWriter, r *http.Request) error {
	return s.forChild(w, r, "L’accès personnel de l’enfant est terminé.", func(by access.Actor, child id.Patient) error {
		return s.Enrolment.EndYoung(r.Context(), by, child)
	})
}

func (s *Site) ownYoung(w http.ResponseWriter, r *http.Request) error {
	if !serve.Actor(r).Young {
		return problem.Missing("young")
	}
	page, err := s.page(r, "Mon accès personnel", "/parametres")
	if err != nil {
		return err
	}
	page.Back = ui.Link{Href: "/parametres", Text: "Retour aux paramètres"}
	return ui.Render(w, r, http.StatusOK, ownYoungPage(page))
}

func (s *Site) leaveYoung(w http.ResponseWriter, r *http.Request) error {
	if !serve.Actor(r).Young {
		return problem.Missing("young")
	}
	if _, err := form.Read(r); err != nil {
		return err
	}
	if err := s.Enrolment.EndYoung(r.Context(), serve.Actor(r), serve.Space(r)); err != nil {
		return err
	}
	if err := s.Sessions.StartOver(r); err != nil {
		return err
	}
	http.Redirect(w, r, "/jeunes", http.StatusSeeOther)
	return nil
}

// sightsFor leaves a minor the cards of what a minor decides: the representatives
// set the others, and read what is not secret (TEEN-03, #69).
func sightsFor(young bool, all ...ui.Sight) []ui.Sight {
	if !young {
		return all
	}
	var own []ui.Sight
	for _, s := range all {
		switch s.Way.Href {
		case "/acces/assistance":
			continue
		case "/acces/urgence", "/acces/partage":
			s.Way, s.Note = ui.Link{}, s.Note+" Vos représentants en décident avant vos 18\u00a0ans."
		case "/acces/autres":
			s = ui.Sight{Icon: ui.IconPeople, Title: "Vos parents, ou qui vous représente", Big: "Ce qui n’est pas secret", Note: "Masquer ne leur cache rien. Le secret se demande au professionnel.",
				Way: ui.Link{Href: "/acces/voir-comme?qui=representant", Text: "Voir ce qu’ils voient"}}
		}
		own = append(own, s)
	}
	return own
}
