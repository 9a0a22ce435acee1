package professional

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/web/health"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// healthRoutes adds what professionals read and complete of the profile, the
// vaccinations and the measures (#45, #62): the same pages as the person's.
func (s *Site) healthRoutes(r chi.Router) {
	h := &health.Site{Profiles: s.Profiles, Records: s.Records, People: s.People, Sessions: s.Sessions, Letters: s.Letters, Now: s.Now, Open: s.openHealth}
	page := func(f serve.Handler) http.HandlerFunc {
		return s.about(func(w http.ResponseWriter, r *http.Request, _ id.Patient) error { return f(w, r) })
	}
	h.ProfileRoutes(r, "/profil", page)
	h.VaccineRoutes(r, "/vaccinations", page)
	h.MeasureRoutes(r, "/mesures", page)
}

func (s *Site) openHealth(w http.ResponseWriter, r *http.Request, title, _ string) (health.Reader, bool, error) {
	ref, err := id.Parse[id.Patient](chi.URLParam(r, "ref"))
	if err != nil {
		return health.Reader{}, false, problem.Missing("person")
	}
	o, ok := s.opening(w, r, ref)
	if !ok {
		return health.Reader{}, false, nil
	}
	page := s.inside(r, title, ref, o)
	page.Back = ui.Link{Href: base(ref), Text: "Retour aux documents"}
	return health.Reader{By: serve.Actor(r), Mode: o.Mode, Patient: ref, Minor: !o.Adult, Page: page, Profile: base(ref) + "/profil",
		Vaccines: base(ref) + "/vaccinations", Measures: base(ref) + "/mesures", Documents: base(ref) + "/documents/"}, true, nil
}
