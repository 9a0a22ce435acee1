package professional

import (
	"errors"
	"net/http"
	"strconv"

	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	n, _ := strconv.Atoi(r.URL.Query().Get("page"))
	n = max(1, n)
	mine, more, err := s.Care.MyPatients(r.Context(), by, n)
	if err != nil {
		return err
	}
	me, err := s.People.Professional(r.Context(), by.Account)
	if err != nil {
		return err
	}
	all, err := s.People.Places(r.Context(), by.Account)
	if err != nil {
		return err
	}
	h := shownHome{patients: mine, page: n, more: more, now: s.Now(), me: called(me)}
	if n == 1 {
		if h.news, err = s.Care.News(r.Context(), by); err != nil {
			return err
		}
		if h.today, err = s.Care.Today(r.Context(), by); err != nil {
			return err
		}
		if h.doubted, err = s.Profiles.ContestedOf(r.Context(), by); err != nil {
			return err
		}
		if h.owes, err = s.Care.OwesSyntheses(r.Context(), by); err != nil {
			return err
		}
	}
	for _, p := range all {
		if p.FINESS == by.Structure {
			h.place = p.Name
		}
	}
	return ui.Render(w, r, http.StatusOK, homePage(s.page(r, "Mes patients", "/pro"), h))
}

func (s *Site) search(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, searchPage(s.page(r, "Trouver une personne", "/pro/patients"), form.Empty(), false))
}

// findByNumber looks a person up by INS. What was typed is health data: it
// never stands in an address.
func (s *Site) findByNumber(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	n := readINS(f)
	var found identity.Found
	if f.OK() {
		found, err = s.People.FindByINS(r.Context(), serve.Actor(r), n)
	}
	return s.goTo(w, r, "Trouver une personne", f, found, err, searchPage)
}

// withoutNumber is the title of the search by four traits.
const withoutNumber = "Trouver une personne sans son numéro"

func (s *Site) searchByTraits(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, traitsPage(s.page(r, withoutNumber, "/pro/patients"), form.Empty(), false))
}

// findByTraits looks a person up by all four traits, exactly.
func (s *Site) findByTraits(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	t := identity.Traits{BirthName: f.Text("nom"), FirstGivenName: f.Text("prenom"), BirthDate: f.Past("naissance", s.Now()),
		Sex: identity.Sex(f.Choice("sexe", string(identity.Female), string(identity.Male), string(identity.Unknown)))}
	var found identity.Found
	if f.OK() {
		found, err = s.People.FindByTraits(r.Context(), serve.Actor(r), t)
	}
	return s.goTo(w, r, withoutNumber, f, found, err, traitsPage)
}

// withSquare is the title of the search by the square that a person shows.
const withSquare = "Scanner le code d’une personne"

func (s *Site) searchByCode(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, squarePage(s.page(r, withSquare, "/pro/patients"), form.Empty(), false))
}

// findByCode looks a person up by the square of their code; the code itself
// waits for the card to be compared.
func (s *Site) findByCode(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	of, code, ok := consent.ReadDrawing(f.Long("code", drawingMax))
	if !ok && f.OK() {
		f.Fail("code", "scan-shape")
	}
	var found identity.Found
	if f.OK() {
		if found, err = s.People.FindByReference(r.Context(), serve.Actor(r), of); err == nil && !found.Patient.IsZero() {
			s.Sessions.Keep(r, scanned(of), code)
		}
	}
	return s.goTo(w, r, withSquare, f, found, err, squarePage)
}

// drawingMax bounds what a reader types.
const drawingMax = 100

// scanned is under which name the code of a square waits in the session.
func scanned(ref id.Patient) string { return "scanned " + ref.String() }

// goTo leads on from a search: to the person's card, to « fermé », or to the
// same form with the one answer there is.
func (s *Site) goTo(w http.ResponseWriter, r *http.Request, title string, f *form.Form, found identity.Found, err error, again searchAgain) error {
	nobody := problem.CodeOf(err) == identity.NobodyFound
	switch {
	case err != nil && !nobody:
		return err
	case nobody || !f.OK():
		p := s.page(r, title, "/pro/patients")
		p.Form, p.Names = f, map[string]string{"nom": "Nom de naissance", "prenom": "Premier prénom", "naissance": "Date de naissance", "sexe": "Sexe"}
		return ui.Render(w, r, http.StatusUnprocessableEntity, again(p, f, nobody))
	case found.Patient.IsZero():
		return ui.Render(w, r, http.StatusOK, closedPage(s.page(r, "Espace santé fermé", "/pro/patients"), found))
	}
	http.Redirect(w, r, base(found.Patient)+"/identite", http.StatusSeeOther)
	return nil
}

// readINS judges the form of a number, its key included.
func readINS(f *form.Form) identity.INS {
	typed := f.INS("ins")
	if f.Wrong("ins").Code != "" {
		return identity.INS{}
	}
	n, err := identity.ParseNIR(typed)
	var wrong *identity.NIRError
	if err != nil && (!errors.As(err, &wrong) || wrong.Code != "key" || n.IsZero()) { // official test numbers have wrong keys
		f.Fail("ins", "ins-key")
	}
	return n
}

// identity shows the card to compare with the person in front.
func (s *Site) identity(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	m, err := s.meet(r, ref)
	if err != nil {
		return err
	}
	page := s.page(r, "Vérifier l’identité", "")
	page.Back = ui.Link{Href: "/pro/patients", Text: "Chercher de nouveau"}
	code, _ := serve.Recall[string](s.Sessions, r, scanned(ref))
	return ui.Render(w, r, http.StatusOK, identityPage(page, base(ref), m, s.Now(), code))
}

// meet reads a person and remembers for this session that the card was shown.
func (s *Site) meet(r *http.Request, ref id.Patient) (identity.Meeting, error) {
	m, err := s.People.Meet(r.Context(), serve.Actor(r), ref)
	if err == nil {
		s.Sessions.Keep(r, "met "+ref.String(), met{Who: fullName(m.Names), Note: note(m.Names, s.Now()), Adult: m.Adult})
	}
	return m, err
}
