package patient

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/web/health"
	"espacesante/web/serve"
)

// healthRoutes adds the medical profile, vaccinations and measures (PAT-06 to
// PAT-08): the same pages as a professional's, under addresses of one's own.
func (s *Site) healthRoutes(r chi.Router) {
	h := &health.Site{Profiles: s.Profiles, Records: s.Records, People: s.People, Sessions: s.Sessions, Letters: s.Letters, Now: s.Now, Open: s.openHealth}
	h.OwnRoutes(r, "/profil-medical", "/vaccinations", "/mesures", serve.Page)
	h.ProfileRoutes(r, "/profil-medical", serve.Page)
	h.VaccineRoutes(r, "/vaccinations", serve.Page)
	h.MeasureRoutes(r, "/mesures", serve.Page)
}

func (s *Site) openHealth(_ http.ResponseWriter, r *http.Request, title, _ string) (health.Reader, bool, error) {
	page, err := s.page(r, title, "/profil-medical")
	return health.Reader{By: serve.Actor(r), Patient: serve.Space(r), Own: true, Page: page, Profile: "/profil-medical",
		Vaccines: "/vaccinations", Measures: "/mesures", Documents: "/documents/"}, true, err
}

// vaccinations are the types of documents that tell of vaccinations given.
var vaccinations = map[string]bool{"87273-9": true, "11369-6": true}
