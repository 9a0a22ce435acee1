package health

import (
	"net/http"
	"strings"

	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/internal/terms"
	"espacesante/web/form"
	"espacesante/web/ui"
)

const profileTitle = "Profil médical"

// profile is the twelve sections and their state (PAT-06).
func (s *Site) profile(w http.ResponseWriter, r *http.Request) error {
	who, ok, err := s.Open(w, r, profileTitle, "profil")
	if err != nil || !ok {
		return err
	}
	p, err := s.Profiles.Read(r.Context(), who.By, who.Mode, who.Patient)
	if err != nil {
		return err
	}
	b, err := s.Profiles.Booklet(r.Context(), who.By, who.Mode, who.Patient)
	if err != nil {
		return err
	}
	points, err := s.Profiles.Points(r.Context(), who.By, who.Mode, who.Patient)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, profilePage(who, p, len(b.Given), len(points)))
}

func (s *Site) section(w http.ResponseWriter, r *http.Request) error {
	section, err := sectionOf(r)
	if err != nil {
		return err
	}
	who, ok, err := s.Open(w, r, "Une rubrique du profil", "profil")
	if err != nil || !ok {
		return err
	}
	p, err := s.Profiles.Read(r.Context(), who.By, who.Mode, who.Patient)
	if err != nil {
		return err
	}
	who.Page.Back = ui.Link{Href: who.Profile, Text: "Retour au profil"}
	return ui.Render(w, r, http.StatusOK, sectionPage(who, p.Part(section)))
}

// line is one line whole, with its history.
func (s *Site) line(w http.ResponseWriter, r *http.Request) error {
	section, err := sectionOf(r)
	if err != nil {
		return err
	}
	return s.shows(w, r, facts, func(who Reader, versions []profile.Line) error {
		who.Page.Title = "Une ligne du profil"
		who.Page.Back = ui.Link{Href: who.Profile + "/" + numberOf(section), Text: "Retour à la rubrique"}
		return ui.Render(w, r, http.StatusOK, linePage(who, section, versions))
	})
}

func (s *Site) askLine(w http.ResponseWriter, r *http.Request) error {
	section, err := sectionOf(r)
	if err != nil {
		return err
	}
	return s.linePage(w, r, asking{section: section, f: drawn()})
}

// asking is a form about a line: a new one, or one to write anew.
type asking struct {
	section profile.Section
	f       *form.Form
	found   []terms.Term // after « Chercher dans la liste »
	sought  bool
	changes bool
	status  int
}

func (s *Site) linePage(w http.ResponseWriter, r *http.Request, a asking) error {
	who, ok, err := s.Open(w, r, profileTitle, "profil")
	if err != nil || !ok {
		return err
	}
	a.frame(&who.Page, profile.Fields(a.section))
	who.Page.Title = "Ajouter au profil"
	if a.changes {
		who.Page.Title = "Corriger le profil"
	}
	who.Page.Back = ui.Link{Href: who.Profile + "/" + numberOf(a.section), Text: "Retour à la rubrique"}
	return ui.Render(w, r, a.code(), lineForm(who, a, r.URL.Path))
}

func (a asking) code() int {
	if a.status == 0 {
		return http.StatusOK
	}
	return a.status
}

// frame names the fields for the list of what is wrong.
func (a asking) frame(p *ui.Page, fields []profile.Field) {
	p.Form, p.Names = a.f, map[string]string{"secret": "Secret demandé par le mineur", "code": "Choix dans la liste"}
	for _, f := range fields {
		p.Names[f.Name] = labelOf(a.section, f.Name)
	}
}

// search answers « Chercher dans la liste »: a POST, so that the words are in no
// address.
func (a *asking) search(list terms.List) bool {
	if a.f.Typed("faire") != "chercher" {
		return false
	}
	words := a.f.Typed("nom")
	if strings.TrimSpace(words) == "" {
		a.f.Fail("nom", "required")
		a.status = http.StatusUnprocessableEntity
		return true
	}
	a.found, a.sought = terms.Search(list, words), true
	return true
}

func listOf(fields []profile.Field) terms.List {
	for _, f := range fields {
		if f.List != "" {
			return f.List
		}
	}
	return ""
}

func (s *Site) addLine(w http.ResponseWriter, r *http.Request) error {
	section, err := sectionOf(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	a := asking{section: section, f: f}
	if a.search(listOf(profile.Fields(section))) {
		return s.linePage(w, r, a)
	}
	who, ok, err := s.Open(w, r, profileTitle, "profil")
	if err != nil || !ok {
		return err
	}
	d := profile.Draft{Key: f.Typed("cle"), Answers: typed(f, profile.Fields(section))}
	secret, keep := secrecy(f, who)
	d.Secret = secret
	to := who.Profile + "/" + numberOf(section)
	if f.OK() && !keep {
		return s.done(w, r, nothingKept, to)
	}
	if f.OK() {
		_, err = s.Profiles.Add(r.Context(), who.By, who.Patient, section, d)
		if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		a.status = http.StatusUnprocessableEntity
		return s.linePage(w, r, a)
	}
	return s.done(w, r, "C’est enregistré.", to)
}

const nothingKept = "Rien n’a été enregistré, comme la personne mineure l’a demandé."

func (s *Site) askChange(w http.ResponseWriter, r *http.Request) error {
	section, err := sectionOf(r)
	if err != nil {
		return err
	}
	return s.shows(w, r, facts, func(who Reader, versions []profile.Line) error {
		if !versions[0].MayChange {
			return notYours
		}
		return s.linePage(w, r, asking{section: section, f: form.Filled(spoken(versions[0], profile.Fields(section))), changes: true})
	})
}

// spoken are the answers of a line as somebody would type them.
func spoken(l profile.Line, fields []profile.Field) map[string]string {
	known := map[string]string{"code": l.Get("code")}
	for _, f := range fields {
		known[f.Name] = l.Get(f.Name)
		if iso := l.Get(f.Name); f.Kind == profile.When || f.Kind == profile.Later {
			known[f.Name] = slashed(iso)
		}
		if f.Kind == profile.Phone {
			known[f.Name] = dialled(l.Get(f.Name))
		}
	}
	return known
}

// slashed is a date as it is typed: 12/03/2018, 03/2018, 2018.
func slashed(iso string) string {
	switch len(iso) {
	case 10:
		return iso[8:] + "/" + iso[5:7] + "/" + iso[:4]
	case 7:
		return iso[5:] + "/" + iso[:4]
	}
	return iso
}

func (s *Site) changeLine(w http.ResponseWriter, r *http.Request) error {
	section, err := sectionOf(r)
	if err != nil {
		return err
	}
	entry, err := entryOf(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	a := asking{section: section, f: f, changes: true}
	if a.search(listOf(profile.Fields(section))) {
		return s.linePage(w, r, a)
	}
	who, ok, err := s.Open(w, r, profileTitle, "profil")
	if err != nil || !ok {
		return err
	}
	answers := typed(f, profile.Fields(section))
	if f.OK() {
		err = s.Profiles.Change(r.Context(), who.By, who.Patient, section, entry, profile.Draft{Answers: answers})
		if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		a.status = http.StatusUnprocessableEntity
		return s.linePage(w, r, a)
	}
	return s.done(w, r, "La correction est enregistrée.", who.Profile+"/"+numberOf(section))
}

func (s *Site) notConcerned(w http.ResponseWriter, r *http.Request) error {
	section, err := sectionOf(r)
	if err != nil {
		return err
	}
	who, ok, err := s.Open(w, r, profileTitle, "profil")
	if err != nil || !ok {
		return err
	}
	err = s.Profiles.NotConcerned(r.Context(), who.By, who.Patient, section)
	if problem.KindOf(err) == problem.Invalid { // filled in meanwhile: the page shows it
		return s.done(w, r, "Cette rubrique a déjà une réponse.", who.Profile+"/"+numberOf(section))
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "Votre réponse est enregistrée.", who.Profile+"/"+numberOf(section))
}
