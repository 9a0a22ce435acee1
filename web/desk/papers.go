package desk

import (
	"net/http"
	"time"

	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/letter"
	"espacesante/web/ui"
)

func (s *Site) papers(w http.ResponseWriter, r *http.Request, m *meeting) error {
	st, err := s.station(r, m.Practice).standing(m.Patient)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, papersPage(s.framed(r, m, "Imprimer", "/guichet/session/imprimer"), m, st))
}

func (s *Site) makeSlip(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if _, err := form.Read(r); err != nil {
		return err
	}
	made, ends, err := s.station(r, m.Practice).slip(m.Patient)
	if err != nil {
		return err
	}
	m.Slip, m.SlipEnds = &made, ends
	return s.to(w, r, m, "/guichet/session/imprimer")
}

func (s *Site) slipPaper(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if m.Slip == nil || !s.Now().Before(m.SlipEnds) {
		return problem.Missing("slip")
	}
	paper := letter.Slip{Head: letter.Head{Service: s.Letters, Date: s.Now()}, Code: s.station(r, m.Practice).slipCode(*m.Slip), Until: m.SlipEnds}
	return pdf(w, "fiche-d-activation.pdf", func() error { return letter.WriteReceipt(w, paper, "") })
}

func (s *Site) howTo(w http.ResponseWriter, r *http.Request, _ *meeting) error {
	return pdf(w, "mode-d-emploi.pdf", func() error {
		return letter.WriteHowTo(w, letter.Head{Service: s.Letters, Date: s.Now().Truncate(24 * time.Hour)})
	})
}

// readPassword reads a password that the person typed, and makes the hash to
// keep; the password itself goes no further.
func (s *Site) readPassword(r *http.Request, f *form.Form) (string, error) {
	password := f.Secret("mot-de-passe")
	if code, args := weak(password); code != "" {
		f.Fail("mot-de-passe", code, args...)
		return "", nil
	}
	return s.People.HashPassword(r.Context(), password)
}

// joining is an activation under way, the person typing.
type joining struct {
	Reach    identity.Reach
	SentTo   string
	Code     codeID
	Verified bool
	Password string // the hash
}
