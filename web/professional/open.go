package professional

import (
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// offered are the motives that can be stated: none but the code when the person
// shares with nobody; the team alone for who is of no health profession.
type offered struct{ sharing, place, formal, alone, carer, child bool }

// motive asks why the space is to be opened, unless the reason is known: the
// médecin traitant, an agreement that stands.
func (s *Site) motive(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.motivePage(w, r, ref, form.Empty(), http.StatusOK)
}

func (s *Site) motivePage(w http.ResponseWriter, r *http.Request, ref id.Patient, f *form.Form, status int) error {
	if _, ok := s.known(w, r, ref); !ok {
		return nil
	}
	m, err := s.meet(r, ref)
	if err != nil {
		return err
	}
	shown, _ := serve.Recall[met](s.Sessions, r, "met "+ref.String())
	page := s.within(r, "Pourquoi ouvrir cet espace santé", shown)
	page.Form, page.Back = f, ui.Link{Href: base(ref) + "/identite", Text: "Retour à l’identité"}
	if m.Motive != "" {
		initial, err := s.initial(r, ref, m.Motive)
		if err != nil {
			return err
		}
		return ui.Render(w, r, status, readyPage(page, base(ref), m.Motive, initial))
	}
	formal, err := s.joinedTeams(r)
	if err != nil {
		return err
	}
	carer := !access.OnlyByTeam(serve.Actor(r))
	may := offered{m.Sharing, m.Sharing && serve.Actor(r).Structure != "", m.Sharing && len(formal) > 0, m.Sharing && carer, carer, m.MayFollow}
	if m.Closed == access.RolesClosed || len(motiveOptions(may)) == 0 {
		return ui.Render(w, r, http.StatusForbidden, shutPage(page, fr.Reason(m.Closed), base(ref)))
	}
	return ui.Render(w, r, status, motivePage(page, f, base(ref), may))
}

func (s *Site) takeMotive(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	switch choice := f.Choice("motif", "connu", "equipe", "equipe-formalisee", "accord", "code", "pmi"); choice {
	case "":
		return s.motivePage(w, r, ref, f, http.StatusUnprocessableEntity)
	case "connu":
		return s.open(w, r, ref)
	default:
		http.Redirect(w, r, base(ref)+"/ouvrir/"+choice, http.StatusSeeOther)
		return nil
	}
}

// open opens the space: the gate says whether, and under which motive.
func (s *Site) open(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	m, ok := s.known(w, r, ref)
	if !ok {
		return nil
	}
	o, err := s.Care.Open(r.Context(), serve.Actor(r), ref)
	if err != nil {
		return err
	}
	s.Sessions.Keep(r, "open "+ref.String(), opened{met: m, Motive: o.Motive, At: s.Now(), Line: o.Line})
	http.Redirect(w, r, base(ref), http.StatusSeeOther)
	return nil
}

// declaring is a page that asks how the person agreed.
type declaring struct {
	title string
	draw  func(ui.Page, *form.Form, string) component
	take  func(*http.Request, *form.Form, id.Patient) error
}

func (s *Site) declaration(w http.ResponseWriter, r *http.Request, ref id.Patient, d declaring, f *form.Form, status int) error {
	m, ok := s.known(w, r, ref)
	if !ok {
		return nil
	}
	page := s.within(r, d.title, m)
	page.Form, page.Back = f, ui.Link{Href: base(ref) + "/ouvrir", Text: "Retour au choix du motif"}
	return ui.Render(w, r, status, d.draw(page, f, base(ref)))
}

// declared records what was declared, then opens.
func (s *Site) declared(w http.ResponseWriter, r *http.Request, ref id.Patient, d declaring) error {
	if _, ok := s.known(w, r, ref); !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if err := f.Take(d.take(r, f, ref)); err != nil {
		return err
	}
	if !f.OK() {
		return s.declaration(w, r, ref, d, f, http.StatusUnprocessableEntity)
	}
	return s.open(w, r, ref)
}

func (s *Site) byTeam() declaring {
	return declaring{"Accord pour l’équipe de soins", teamPage, func(r *http.Request, f *form.Form, ref id.Patient) error {
		how := consent.How(f.Choice("accord", string(consent.Oral), string(consent.Written)))
		f.Agreed("informe")
		if !f.OK() {
			return nil
		}
		return s.Consents.RecordTeamConsent(r.Context(), serve.Actor(r), ref, how, true)
	}}
}

func (s *Site) byConsent() declaring {
	return declaring{"Accord pour aujourd’hui", todayPage, func(r *http.Request, f *form.Form, ref id.Patient) error {
		how := consent.How(f.Choice("accord", string(consent.Oral), string(consent.Written)))
		if !f.OK() {
			return nil
		}
		return s.Consents.DeclareConsent(r.Context(), serve.Actor(r), ref, how)
	}}
}

// byPMI asks for what a PMI doctor registers of a child (L.1111-18).
func (s *Site) byPMI() declaring {
	return declaring{"Suivi de l’enfant par la PMI", followPage, func(r *http.Request, f *form.Form, ref id.Patient) error {
		how := consent.How(f.Choice("accord", string(consent.Oral), string(consent.Written)))
		f.Agreed("informe")
		if !f.OK() {
			return nil
		}
		return s.Consents.FollowChild(r.Context(), serve.Actor(r), ref, how, true)
	}}
}

func (s *Site) byCode() declaring {
	return declaring{"Code de la personne", codePage, func(r *http.Request, f *form.Form, ref id.Patient) error {
		s.Sessions.Forget(r, scanned(ref))
		code := f.Typed("code")
		if of, inside, ok := consent.ReadDrawing(code); ok && of == ref { // scanned here
			code = inside
		} else {
			code = f.Code("code", consent.CodeLength)
		}
		if !f.OK() {
			return nil
		}
		return s.Consents.Redeem(r.Context(), serve.Actor(r), ref, code)
	}}
}

func (s *Site) team(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.declaration(w, r, ref, s.byTeam(), form.Empty(), http.StatusOK)
}

func (s *Site) takeTeam(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.declared(w, r, ref, s.byTeam())
}

// follow asks a PMI doctor, where it works, about a child whom it may follow; of
// anybody else there is no such page.
func (s *Site) follow(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	if _, ok := s.known(w, r, ref); !ok {
		return nil
	}
	m, err := s.meet(r, ref)
	if err != nil {
		return err
	}
	if !m.MayFollow {
		return problem.Refuse(access.NotPMI)
	}
	return s.declaration(w, r, ref, s.byPMI(), form.Empty(), http.StatusOK)
}

func (s *Site) takeFollow(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.declared(w, r, ref, s.byPMI())
}

func (s *Site) today(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.declaration(w, r, ref, s.byConsent(), form.Empty(), http.StatusOK)
}

func (s *Site) takeToday(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.declared(w, r, ref, s.byConsent())
}

func (s *Site) code(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.declaration(w, r, ref, s.byCode(), form.Empty(), http.StatusOK)
}

func (s *Site) takeCode(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.declared(w, r, ref, s.byCode())
}
