package counter

import (
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/support"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

func (s *Site) caisseHome(w http.ResponseWriter, r *http.Request) error {
	return s.caisseHomeWith(w, r, http.StatusOK, form.Empty(), "")
}

func (s *Site) caisseHomeWith(w http.ResponseWriter, r *http.Request, status int, f *form.Form, wrong string) error {
	mine, err := s.Support.Mine(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	p := s.page(r, desk, "Guichet de la caisse", desk.home)
	p.Form = f
	return ui.Render(w, r, status, caisseHomePage(p, f, wrong, mine, s.Now()))
}

// receive opens the visit of somebody whose identity the agent has seen.
func (s *Site) receive(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	seen := support.Seen{INS: readINS(f, "nir"), Birth: f.Past("naissance", s.Now()), Document: support.Shown(f.Choice("piece", documentValues()...)),
		Photo: f.Checked("photo")}
	f.Agreed("photo")
	if f.Optional("parent") != "" {
		seen.Parent = readINS(f, "parent")
	}
	if !f.OK() {
		return s.caisseHomeWith(w, r, http.StatusUnprocessableEntity, f, "")
	}
	visit, err := s.Support.Receive(r.Context(), serve.Actor(r), seen)
	if problem.CodeOf(err) == support.NobodyHere {
		return s.caisseHomeWith(w, r, http.StatusUnprocessableEntity, f, support.NobodyHere)
	}
	if err != nil {
		return err
	}
	if err := s.Sessions.Renew(r); err != nil {
		return err
	}
	http.Redirect(w, r, desk.at(visit, ""), http.StatusSeeOther)
	return nil
}

func (s *Site) askFile(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, filePage(s.page(r, desk, "Ouvrir sans la personne", "/caisse/sans-la-personne"), form.Empty(), ""))
}

// openFile opens the file of somebody who is not there.
func (s *Site) openFile(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	n, birth, name := readINS(f, "nir"), f.Past("naissance", s.Now()), f.Text("nom")
	wrong := ""
	if f.OK() {
		file, err := s.Support.OpenFile(r.Context(), serve.Actor(r), n, birth, name)
		if err == nil {
			http.Redirect(w, r, desk.at(file, ""), http.StatusSeeOther)
			return nil
		}
		if wrong = problem.CodeOf(err); wrong != support.NobodyHere {
			return err
		}
	}
	p := s.page(r, desk, "Ouvrir sans la personne", "/caisse/sans-la-personne")
	p.Form = f
	return ui.Render(w, r, http.StatusUnprocessableEntity, filePage(p, f, wrong))
}

// visit is the page of a visit or a file: where the space is, what may be done.
func (s *Site) visit(w http.ResponseWriter, r *http.Request) error {
	b, err := s.of(r, desk)
	if err != nil {
		return err
	}
	acts, err := s.acts(r, b)
	if err != nil {
		return err
	}
	p := s.pageOf(r, b, b.name())
	p.Back = ui.Link{Href: desk.home, Text: "Retour à l’accueil"}
	return ui.Render(w, r, http.StatusOK, visitPage(p, b, acts, s.Now()))
}

// queue lists the deadlines of the law that run (CPAM-10).
func (s *Site) queue(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Support.Clocks(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, queuePage(s.page(r, desk, "Échéances", "/caisse/file"), all, s.Now()))
}

// atDesk is a visit whose person is there.
func (s *Site) atDesk(r *http.Request, kind support.Kind) (before, error) {
	b, err := s.live(r, desk)
	if err == nil && b.Kind != kind {
		err = problem.Refuse(access.NotPresent)
	}
	return b, err
}

func (s *Site) askContact(w http.ResponseWriter, r *http.Request) error {
	b, err := s.atDesk(r, support.Visit)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, contactPage(s.pageOf(r, b, "Changer le contact"), b, form.Empty(), newKey()))
}

// setContact changes how the person is told, at once; the old place is told too,
// and it can be undone for seven days.
func (s *Site) setContact(w http.ResponseWriter, r *http.Request) error {
	b, err := s.atDesk(r, support.Visit)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	reach := identity.Reach{Channel: identity.Channel(f.Choice("moyen", string(identity.ByEmail), string(identity.BySMS)))}
	switch reach.Channel {
	case identity.ByEmail:
		reach.Address = f.Email("courriel")
	case identity.BySMS:
		reach.Address = f.Mobile("mobile")
	}
	f.Agreed("lu")
	if !f.OK() {
		p := s.pageOf(r, b, "Changer le contact")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, contactPage(p, b, f, newKey()))
	}
	return s.once(w, r, b, f, func() (finished, error) {
		err := s.Enrolment.ContactFor(r.Context(), serve.Actor(r), b.Patient, reach)
		return finished{Title: "Le contact est changé.", At: s.Now(), Path: "contact"}, err
	})
}

func (s *Site) askDeath(w http.ResponseWriter, r *http.Request) error {
	b, err := s.atDesk(r, support.File)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, deathPage(s.pageOf(r, b, "Enregistrer un décès"), b, form.Empty(), newKey()))
}

// recordDeath asks twice: the paper seen, then that the space is closed by it.
func (s *Site) recordDeath(w http.ResponseWriter, r *http.Request) error {
	b, err := s.atDesk(r, support.File)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	on := f.Past("deces", s.Now())
	f.Agreed("acte")
	f.Agreed("sur")
	if !f.OK() {
		p := s.pageOf(r, b, "Enregistrer un décès")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, deathPage(p, b, f, newKey()))
	}
	return s.once(w, r, b, f, func() (finished, error) {
		err := s.Enrolment.DeathFor(r.Context(), serve.Actor(r), b.Patient, clock.Day(on))
		return finished{Title: "Le décès est enregistré, l’espace santé est fermé.", At: s.Now(), Path: "deces"}, err
	})
}
