package professional

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/codes"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/team"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// teamRoutes are the pages of care teams: the place of work, and those that
// professionals formalise across places (L.1110-12).
func (s *Site) teamRoutes(r chi.Router) {
	r.Get("/pro/equipe", serve.Page(s.teams))
	r.Post("/pro/equipe", serve.Page(s.makeTeam))
	r.Get("/pro/equipe/{team}", serve.Page(s.oneTeam))
	r.Post("/pro/equipe/{team}", serve.Page(s.invite))
	r.Post("/pro/equipe/{team}/rejoindre", serve.Page(s.join))
	r.Post("/pro/equipe/{team}/quitter", serve.Page(s.quit))
	r.Post("/pro/equipe/{team}/terminer", serve.Page(s.endTeam))
}

func (s *Site) teams(w http.ResponseWriter, r *http.Request) error {
	return s.teamsPage(w, r, form.Empty(), http.StatusOK)
}

func (s *Site) teamsPage(w http.ResponseWriter, r *http.Request, f *form.Form, status int) error {
	by := serve.Actor(r)
	mine, err := s.Teams.Mine(r.Context(), by)
	if err != nil {
		return err
	}
	around, err := s.Teams.Around(r.Context(), by)
	if err != nil {
		return err
	}
	page := s.page(r, "Équipes de soins", "/pro/equipe")
	page.Form = f
	return ui.Render(w, r, status, teamsPage(page, f, mine, around, by.Structure != "", healthCarer(by)))
}

// healthCarer is who may record a team (L.1110-12, 3°).
func healthCarer(by access.Actor) bool {
	p, _ := codes.Profession(by.Profession)
	return p.Kind == codes.Health
}

func (s *Site) makeTeam(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	name := f.Text("nom")
	var made id.Team
	if f.OK() {
		made, err = s.Teams.Make(r.Context(), serve.Actor(r), name)
		if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.teamsPage(w, r, f, http.StatusUnprocessableEntity)
	}
	s.Sessions.Flash(r, ui.Flash{Text: "L’équipe est enregistrée. Invitez maintenant ses membres."})
	http.Redirect(w, r, "/pro/equipe/"+made.String(), http.StatusSeeOther)
	return nil
}

// mineOf is a team of who asks; one of others is nowhere.
func (s *Site) mineOf(r *http.Request) (team.Team, error) {
	which, err := id.Parse[id.Team](chi.URLParam(r, "team"))
	if err != nil {
		return team.Team{}, problem.Missing("team")
	}
	mine, err := s.Teams.Mine(r.Context(), serve.Actor(r))
	if err != nil {
		return team.Team{}, err
	}
	for _, t := range mine {
		if t.ID == which {
			return t, nil
		}
	}
	return team.Team{}, problem.Missing("team")
}

func (s *Site) oneTeam(w http.ResponseWriter, r *http.Request) error {
	return s.teamPage(w, r, form.Empty(), http.StatusOK)
}

func (s *Site) teamPage(w http.ResponseWriter, r *http.Request, f *form.Form, status int) error {
	t, err := s.mineOf(r)
	if err != nil {
		return err
	}
	page := s.page(r, "Une équipe de soins", "/pro/equipe")
	page.Form, page.Back = f, ui.Link{Href: "/pro/equipe", Text: "Toutes les équipes"}
	return ui.Render(w, r, status, oneTeamPage(page, f, t, t.MadeBy == serve.Actor(r).Account))
}

func (s *Site) invite(w http.ResponseWriter, r *http.Request) error {
	t, err := s.mineOf(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if n := readRPPS(f); f.OK() {
		if err := f.Take(s.Teams.Invite(r.Context(), serve.Actor(r), t.ID, n)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.teamPage(w, r, f, http.StatusUnprocessableEntity)
	}
	s.Sessions.Flash(r, ui.Flash{Text: "L’invitation l’attend dans son portail. Il sera de l’équipe quand il aura dit oui."})
	http.Redirect(w, r, "/pro/equipe/"+t.ID.String(), http.StatusSeeOther)
	return nil
}

func (s *Site) join(w http.ResponseWriter, r *http.Request) error {
	return s.answerTeam(w, r, s.Teams.Join, "Vous êtes de cette équipe.")
}

func (s *Site) quit(w http.ResponseWriter, r *http.Request) error {
	return s.answerTeam(w, r, s.Teams.Leave, "Vous n’êtes plus de cette équipe.")
}

func (s *Site) endTeam(w http.ResponseWriter, r *http.Request) error {
	return s.answerTeam(w, r, s.Teams.End, "L’équipe est terminée. Ses accords n’ouvrent plus rien.")
}

func (s *Site) answerTeam(w http.ResponseWriter, r *http.Request, do func(ctx context.Context, by access.Actor, team id.Team) error, said string) error {
	which, err := id.Parse[id.Team](chi.URLParam(r, "team"))
	if err != nil {
		return problem.Missing("team")
	}
	if err := do(r.Context(), serve.Actor(r), which); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: said})
	http.Redirect(w, r, "/pro/equipe", http.StatusSeeOther)
	return nil
}

// joinedTeams are the formalised teams that a professional may record an
// agreement for.
func (s *Site) joinedTeams(r *http.Request) (all []team.Team, err error) {
	mine, err := s.Teams.Mine(r.Context(), serve.Actor(r))
	for _, t := range mine {
		if t.Joined {
			all = append(all, t)
		}
	}
	return all, err
}

// byNamedTeam asks for the agreement to a formalised team.
func (s *Site) byNamedTeam(r *http.Request) (declaring, error) {
	mine, err := s.joinedTeams(r)
	if err == nil && len(mine) == 0 {
		err = problem.Missing("team")
	}
	allowed := make([]string, len(mine))
	for i, t := range mine {
		allowed[i] = t.ID.String()
	}
	draw := func(p ui.Page, f *form.Form, base string) component { return namedTeamPage(p, f, base, mine) }
	return declaring{"Accord pour une équipe formalisée", draw, func(r *http.Request, f *form.Form, ref id.Patient) error {
		which, _ := id.Parse[id.Team](f.Choice("equipe", allowed...)) // one of the list, or a fault of the form
		how := consent.How(f.Choice("accord", string(consent.Oral), string(consent.Written)))
		f.Agreed("informe")
		if !f.OK() {
			return nil
		}
		return s.Consents.RecordFor(r.Context(), serve.Actor(r), ref, which, how, true)
	}}, err
}

func (s *Site) namedTeam(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	d, err := s.byNamedTeam(r)
	if err != nil {
		return err
	}
	return s.declaration(w, r, ref, d, form.Empty(), http.StatusOK)
}

func (s *Site) takeNamedTeam(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	d, err := s.byNamedTeam(r)
	if err != nil {
		return err
	}
	return s.declared(w, r, ref, d)
}

// initial tells of the agreement that lets a team in, as it was recorded.
func (s *Site) initial(r *http.Request, ref id.Patient, m access.Motive) (*consent.Initial, error) {
	if m != access.AsCareTeam {
		return nil, nil
	}
	return s.Consents.Initial(r.Context(), serve.Actor(r), ref)
}
