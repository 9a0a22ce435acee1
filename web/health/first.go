package health

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"

	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/web/form"
	"espacesante/web/ui"
)

// The first fill: three sections, two minutes (PAT-06). Each step is kept as it
// is answered, so that one leaves and comes back where one was.

// first leads to the first section without an answer; to the profile when there
// is none left.
func (s *Site) first(w http.ResponseWriter, r *http.Request) error {
	who, ok, err := s.Open(w, r, profileTitle, "profil")
	if err != nil || !ok {
		return err
	}
	to, err := s.unsaid(r, who, 0)
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// unsaid is the address of the first section without an answer from a step on.
func (s *Site) unsaid(r *http.Request, who Reader, from int) (string, error) {
	p, err := s.Profiles.Read(r.Context(), who.By, who.Mode, who.Patient)
	for _, section := range profile.First()[from:] {
		if p.Part(section).State == profile.Unsaid {
			return who.Profile + "/premiers-pas/" + numberOf(section), err
		}
	}
	return who.Profile, err
}

// stepOf is which step an address is about.
func stepOf(r *http.Request) (profile.Section, int, error) {
	section, err := sectionOf(r)
	n := slices.Index(profile.First(), section)
	if err == nil && n < 0 {
		err = problem.Missing("section")
	}
	return section, n, err
}

func (s *Site) askFirst(w http.ResponseWriter, r *http.Request) error {
	return s.firstPage(w, r, form.Filled(map[string]string{"cle": rand.Text()}), http.StatusOK)
}

func (s *Site) firstPage(w http.ResponseWriter, r *http.Request, f *form.Form, status int) error {
	section, n, err := stepOf(r)
	if err != nil {
		return err
	}
	who, ok, err := s.Open(w, r, profileTitle, "profil")
	if err != nil || !ok {
		return err
	}
	who.Page.Title = "Premiers pas du profil"
	who.Page.Form, who.Page.Names = f, map[string]string{"reponse": "Votre réponse", "nom": labelOf(section, "nom"), "nom1": labelOf(section, "nom"),
		"nom2": labelOf(section, "nom"), "nom3": labelOf(section, "nom"), "telephone": "Téléphone", "lien": "Votre lien"}
	who.Page.Back = ui.Link{Href: who.Profile, Text: "Continuer plus tard"}
	return ui.Render(w, r, status, firstPage(who, section, n, f, r.URL.Path))
}

// takeFirst keeps what one step says, then leads to the next one.
func (s *Site) takeFirst(w http.ResponseWriter, r *http.Request) error {
	section, n, err := stepOf(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	who, ok, err := s.Open(w, r, profileTitle, "profil")
	if err != nil || !ok {
		return err
	}
	switch f.Choice("reponse", "oui", "non", "apres") {
	case "non":
		err = s.Profiles.NotConcerned(r.Context(), who.By, who.Patient, section)
		if problem.KindOf(err) == problem.Invalid { // it was answered meanwhile, in another tab
			err = nil
		}
	case "oui":
		err = f.Take(s.several(r, who, section, f))
	}
	if err != nil {
		return err
	}
	if !f.OK() {
		return s.firstPage(w, r, f, http.StatusUnprocessableEntity)
	}
	to, err := s.unsaid(r, who, n+1)
	if err != nil {
		return err
	}
	if to == who.Profile {
		s.Sessions.Flash(r, ui.Flash{Text: "Merci. Vos réponses sont enregistrées."})
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// several keeps up to three lines of a step: a name each, or one person to call.
func (s *Site) several(r *http.Request, who Reader, section profile.Section, f *form.Form) error {
	if section == profile.Contacts {
		d := profile.Draft{Key: f.Typed("cle"), Answers: typed(f, profile.Fields(section))}
		_, err := s.Profiles.Add(r.Context(), who.By, who.Patient, section, d)
		return err
	}
	kept := 0
	for n := 1; n <= 3; n++ {
		name := f.Optional("nom" + strconv.Itoa(n))
		if name == "" || !f.OK() {
			continue
		}
		d := profile.Draft{Key: f.Typed("cle") + strconv.Itoa(n), Answers: map[string]string{"nom": name}}
		if _, err := s.Profiles.Add(r.Context(), who.By, who.Patient, section, d); err != nil {
			return renamed(err, "nom"+strconv.Itoa(n))
		}
		kept++
	}
	if kept == 0 && f.OK() {
		return problem.Field("nom1", "required")
	}
	return nil
}

// renamed says of one of several answers what was wrong with it.
func renamed(err error, field string) error {
	if problem.KindOf(err) != problem.Invalid {
		return err
	}
	return problem.Field(field, "too-long")
}
