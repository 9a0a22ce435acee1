package professional

import (
	"net/http"

	"espacesante/internal/care"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// expect puts a person on the list of the day: to be found again in one press,
// until midnight (ux.md GP-02, NUR-01).
func (s *Site) expect(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	if _, ok := s.known(w, r, ref); !ok {
		return nil
	}
	said := ui.Flash{Text: "La personne est sur votre liste du jour, jusqu’à minuit.", Undo: ui.Post{Action: base(ref) + "/jour/retirer", Text: "Retirer de la liste"}}
	switch err := s.Care.Expect(r.Context(), serve.Actor(r), ref); {
	case problem.CodeOf(err) == care.DayFull:
		said = ui.Flash{Text: "Votre liste du jour est pleine. Retirez-en quelqu’un d’abord.", Warn: true}
	case err != nil:
		return err
	}
	s.Sessions.Flash(r, said)
	http.Redirect(w, r, "/pro", http.StatusSeeOther)
	return nil
}

// dismiss takes somebody off it.
func (s *Site) dismiss(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	if err := s.Care.Dismiss(r.Context(), serve.Actor(r), ref); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "La liste du jour est à jour."})
	http.Redirect(w, r, "/pro", http.StatusSeeOther)
	return nil
}
