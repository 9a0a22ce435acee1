package operator

import (
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/family"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

func (s *Site) disputes(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Enrolment.Disputes(r.Context(), serve.Actor(r), limit.ListRows)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, disputesPage(s.page(r, "Litiges", "/exploitation/litiges"), all, s.Now()))
}

// household reads whose space it is and who represents them; each reading is a
// line of that space.
func (s *Site) householdOf(r *http.Request) (family.Household, error) {
	space, err := spaceOf(r, "space")
	if err != nil {
		return family.Household{}, err
	}
	return s.Family.Household(r.Context(), serve.Actor(r), space)
}

func (s *Site) dispute(w http.ResponseWriter, r *http.Request) error {
	h, err := s.householdOf(r)
	if err != nil {
		return err
	}
	return s.disputePage(w, r, http.StatusOK, form.Empty(), h)
}

func (s *Site) disputePage(w http.ResponseWriter, r *http.Request, status int, f *form.Form, h family.Household) error {
	p := s.page(r, "Un litige", "/exploitation/litiges")
	p.Back, p.Form = ui.Link{Href: "/exploitation/litiges", Text: "Retour aux litiges"}, f
	return ui.Render(w, r, status, disputePage(p, f, h))
}

func (s *Site) settle(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	decided := f.Choice("decision", "ouvrir", "refuser")
	if !f.OK() {
		h, err := s.householdOf(r)
		if err != nil {
			return err
		}
		return s.disputePage(w, r, http.StatusUnprocessableEntity, f, h)
	}
	space, err := spaceOf(r, "space")
	if err != nil {
		return err
	}
	return s.decided(w, r, "/exploitation/litiges", "Le désaccord est tranché. Chaque représentant est prévenu.",
		s.Enrolment.SettleDispute(r.Context(), serve.Actor(r), space, decided == "ouvrir"))
}

// decided says what was done on the list; a second press, or somebody else's
// decision, says that the situation has changed.
func (s *Site) decided(w http.ResponseWriter, r *http.Request, to, said string, err error) error {
	flash := ui.Flash{Text: said}
	switch {
	case problem.Reason(err) == access.WrongState || problem.KindOf(err) == problem.Conflict:
		flash = ui.Flash{Warn: true, Text: "La situation a changé entre-temps. Rien n’a été fait."}
	case err != nil:
		return err
	}
	s.Sessions.Flash(r, flash)
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (s *Site) suspensions(w http.ResponseWriter, r *http.Request) error {
	return s.suspensionsPage(w, r, http.StatusOK, form.Empty())
}

func (s *Site) suspensionsPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	all, err := s.Enrolment.Suspensions(r.Context(), serve.Actor(r), limit.ListRows)
	if err != nil {
		return err
	}
	p := s.page(r, "Suspensions", "/exploitation/suspensions")
	p.Form = f
	return ui.Render(w, r, status, suspensionsPage(p, f, all))
}

func (s *Site) findToSuspend(w http.ResponseWriter, r *http.Request) error {
	f, space, err := s.byNumber(r)
	switch {
	case err != nil:
		return err
	case !f.OK():
		return s.suspensionsPage(w, r, http.StatusUnprocessableEntity, f)
	}
	http.Redirect(w, r, "/exploitation/suspensions/"+space.String(), http.StatusSeeOther)
	return nil
}

func (s *Site) suspension(w http.ResponseWriter, r *http.Request) error {
	return s.suspensionPage(w, r, http.StatusOK, form.Empty())
}

func (s *Site) suspensionPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	h, err := s.householdOf(r)
	if err != nil {
		return err
	}
	p := s.page(r, "Un espace santé", "/exploitation/suspensions")
	p.Back, p.Form = ui.Link{Href: "/exploitation/suspensions", Text: "Retour aux suspensions"}, f
	return ui.Render(w, r, status, suspensionPage(p, f, h))
}

// fraudReasons are why a space is suspended, as the log keeps them (R.1111-36).
var fraudReasons = []string{"identity-theft", "false-documents", "malfunction"}

func (s *Site) suspend(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	reason := f.Choice("raison", fraudReasons...)
	if !f.OK() {
		return s.suspensionPage(w, r, http.StatusUnprocessableEntity, f)
	}
	return s.onSpace(w, r, "L’espace santé est suspendu. La personne est prévenue. Elle a six semaines pour s’y opposer.", func(space id.Patient) error {
		return s.Enrolment.Suspend(r.Context(), serve.Actor(r), space, reason)
	})
}

func (s *Site) resume(w http.ResponseWriter, r *http.Request) error {
	return s.onSpace(w, r, "La suspension est levée. La personne est prévenue.", func(space id.Patient) error {
		return s.Enrolment.Resume(r.Context(), serve.Actor(r), space)
	})
}

func (s *Site) onSpace(w http.ResponseWriter, r *http.Request, said string, do func(id.Patient) error) error {
	space, err := spaceOf(r, "space")
	if err != nil {
		return err
	}
	return s.decided(w, r, "/exploitation/suspensions", said, do(space))
}

func (s *Site) stops(w http.ResponseWriter, r *http.Request) error {
	return s.stopsPage(w, r, http.StatusOK, form.Empty())
}

func (s *Site) stopsPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	all, err := s.Family.Stops(r.Context(), serve.Actor(r), limit.ListRows)
	if err != nil {
		return err
	}
	p := s.page(r, "Représentants", "/exploitation/representants")
	p.Form = f
	return ui.Render(w, r, status, stopsPage(p, f, all, s.Now()))
}

func (s *Site) findChild(w http.ResponseWriter, r *http.Request) error {
	f, space, err := s.byNumber(r)
	switch {
	case err != nil:
		return err
	case !f.OK():
		return s.stopsPage(w, r, http.StatusUnprocessableEntity, f)
	}
	http.Redirect(w, r, "/exploitation/representants/"+space.String(), http.StatusSeeOther)
	return nil
}

func (s *Site) household(w http.ResponseWriter, r *http.Request) error {
	return s.householdPage(w, r, http.StatusOK, form.Empty())
}

func (s *Site) householdPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	h, err := s.householdOf(r)
	if err != nil {
		return err
	}
	p := s.page(r, "Représentants d’un enfant", "/exploitation/representants")
	p.Back, p.Form = ui.Link{Href: "/exploitation/representants", Text: "Retour aux représentants"}, f
	return ui.Render(w, r, status, householdPage(p, f, h))
}

func (s *Site) stop(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	var whys []string
	for _, why := range family.Whys() {
		whys = append(whys, string(why))
	}
	why := family.Why(f.Choice("raison", whys...))
	parent, err := id.Parse[id.Patient](f.Text("representant"))
	if f.Wrong("representant").Code == "" && err != nil {
		f.Fail("representant", "choose")
	}
	if !f.OK() {
		return s.householdPage(w, r, http.StatusUnprocessableEntity, f)
	}
	child, err := spaceOf(r, "space")
	if err != nil {
		return err
	}
	return s.decided(w, r, "/exploitation/representants/"+child.String(),
		"L’accès est suspendu. La personne n’est pas prévenue. À revoir dans 15\u00a0jours.",
		s.Family.SuspendRepresentation(r.Context(), serve.Actor(r), child, parent, why))
}

func (s *Site) restore(w http.ResponseWriter, r *http.Request) error {
	child, err := spaceOf(r, "space")
	if err != nil {
		return err
	}
	parent, err := spaceOf(r, "parent")
	if err != nil {
		return err
	}
	return s.decided(w, r, "/exploitation/representants/"+child.String(), "L’accès est rétabli.",
		s.Family.RestoreRepresentation(r.Context(), serve.Actor(r), child, parent))
}

// openOrNot reports whether a space may be suspended.
func openOrNot(s access.State) bool { return s == access.Activated || s == access.AutoCreated }
