package professional

import (
	"net/http"

	"espacesante/internal/id"
	"espacesante/internal/record"
	"espacesante/web/serve"
)

// unrecorded keeps nothing of an act that a minor wants no trace of, and drops its reimbursement (R.1111-33): that of the
// day written on the page, of today without one.
func (s *Site) unrecorded(w http.ResponseWriter, r *http.Request, ref id.Patient, u record.Upload) error {
	day := u.CaredOn
	if day.IsZero() {
		day = s.Now()
	}
	if err := s.Refunds.Withhold(r.Context(), serve.Actor(r), ref, day); err != nil {
		return err
	}
	return s.afterDeposit(w, r, ref, asDeposited{Nothing: true})
}
