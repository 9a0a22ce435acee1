package professional

import (
	"net/http"

	"espacesante/internal/id"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// askBlock asks the médecin traitant whom the person wants blocked (ux.md
// GP-08). It shows whom he himself blocked for her, and nothing of her own say.
func (s *Site) askBlock(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.blockAsked(w, r, ref, form.Empty(), http.StatusOK)
}

func (s *Site) blockAsked(w http.ResponseWriter, r *http.Request, ref id.Patient, f *form.Form, status int) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	asked, err := s.Consents.Asked(r.Context(), serve.Actor(r), ref)
	if err != nil {
		return err
	}
	page := s.inside(r, "Bloquer un confrère", ref, o)
	page.Form, page.Back = f, ui.Link{Href: base(ref), Text: "Retour à l’espace santé"}
	return ui.Render(w, r, status, blockPage(page, f, asked, base(ref)+"/bloquer"))
}

func (s *Site) blockFor(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	if _, ok := s.opening(w, r, ref); !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	rpps := readRPPS(f)
	f.Agreed("demande")
	if f.OK() {
		if err := f.Take(s.Consents.BlockFor(r.Context(), serve.Actor(r), ref, rpps, true)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.blockAsked(w, r, ref, f, http.StatusUnprocessableEntity)
	}
	s.Sessions.Flash(r, ui.Flash{Text: "C’est fait. La personne est prévenue, avec votre nom. Votre confrère n’en sait rien."})
	http.Redirect(w, r, base(ref)+"/bloquer", http.StatusSeeOther)
	return nil
}
