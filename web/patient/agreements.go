package patient

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/team"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// agreedTeam is a formalised team that the person agreed to, and who is in it.
type agreedTeam struct {
	team.Team
	consent.How
	since string
}

// agreements shows what was agreed beyond one professional: formalised teams
// with their members, and what was collected for a colleague.
func (s *Site) agreements(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	given, err := s.Consents.Teams(r.Context(), by, serve.Space(r))
	if err != nil {
		return err
	}
	ids := make([]id.Team, len(given))
	for i, g := range given {
		ids[i] = g.ID
	}
	named, err := s.Teams.Named(r.Context(), ids)
	if err != nil {
		return err
	}
	collected, err := s.Consents.Entrusted(r.Context(), by, serve.Space(r))
	if err != nil {
		return err
	}
	var teams []agreedTeam
	for _, t := range named {
		for _, g := range given {
			if g.ID == t.ID {
				teams = append(teams, agreedTeam{t, g.How, fr.LongDate(g.Since)})
			}
		}
	}
	page, err := s.page(r, "Équipes et accords", "/acces")
	if err != nil {
		return err
	}
	page.Back = ui.Link{Href: "/acces/professionnels", Text: "Retour aux professionnels"}
	return ui.Render(w, r, http.StatusOK, agreementsPage(page, teams, collected))
}

func (s *Site) withdrawTeam(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[id.Team](chi.URLParam(r, "team"))
	if err != nil {
		return problem.Missing("team")
	}
	if err := s.Consents.WithdrawTeam(r.Context(), serve.Actor(r), serve.Space(r), which); err != nil {
		return err
	}
	return s.done(w, r, "L’accord est retiré. Cette équipe n’ouvre plus votre espace santé.", "/acces/accords")
}

// member names somebody of a team.
func member(m team.Member) string {
	return strings.TrimSpace(strings.Join([]string{m.Title, m.GivenName, m.Name}, " ")) + ", " + strings.ToLower(fr.Profession(m.Profession))
}

// gave says how the person agreed.
func gave(how consent.How) string {
	if how == consent.Written {
		return "par écrit"
	}
	return "à l’oral"
}
