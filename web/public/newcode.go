package public

import (
	"net/http"

	"espacesante/internal/enrolment"
	"espacesante/web/form"
	"espacesante/web/ui"
)

func (d *Doors) newCode(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, newCodePage(form.Empty()))
}

// askNewCode answers the same whether the three go together or not.
func (d *Doors) askNewCode(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	ask := enrolment.Asking{INS: readINS(f), Vitale: f.Digits("serie", 0), Birth: f.Past("naissance", d.Now())}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, newCodePage(f))
	}
	if err := d.Enrolment.RenewCode(r.Context(), ask); err != nil {
		return err
	}
	http.Redirect(w, r, "/activation/nouveau-code/demande", http.StatusSeeOther)
	return nil
}

func (d *Doors) newCodeAsked(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, newCodeAskedPage())
}
