package patient

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/seal"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// proof gives the proof of one line of the history as a file: docs/keeping.md says how
// to check it without us.
func (s *Site) proof(w http.ResponseWriter, r *http.Request) error {
	line, err := id.Parse[id.Line](chi.URLParam(r, "line"))
	if err != nil {
		return problem.Missing("line")
	}
	by := serve.Actor(r)
	p, err := s.Records.Proof(r.Context(), by, serve.Space(r), line)
	if errors.Is(err, seal.ErrUnsealed) {
		s.Sessions.Flash(r, ui.Flash{Text: "Cette ligne n’est pas encore scellée. Réessayez dans une minute.", Warn: true})
		http.Redirect(w, r, "/historique", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	p.Key = s.LogKey
	content, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="preuve-`+line.String()+`.json"`)
	_, err = w.Write(append(content, '\n'))
	return err
}
