package public

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/codes"
	"espacesante/internal/habilitation"
	"espacesante/internal/problem"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Matrix is the pages of the habilitations, as everybody may read them (arrêté
// of 26 October 2023): drawn from the version that decisions of this instant are
// made on, so that page and decision cannot differ.
type Matrix struct {
	Matrices *habilitation.Service
	Now      clock.Clock
}

// Routes adds them to r.
func (s *Matrix) Routes(r chi.Router) {
	r.Get("/matrice", serve.Page(s.matrix))
	r.Get("/matrice/versions", serve.Page(s.versions))
	r.Get("/matrice/versions/{version}/tableau.csv", serve.Page(s.table))
	r.Get("/matrice/{profession}", serve.Page(s.matrixOf))
}

func (s *Matrix) page(r *http.Request) ui.Page {
	_, signedIn := serve.Someone(r)
	return ui.Page{SignedIn: signedIn}
}

// trade is one profession with what it opens.
type trade struct {
	code, name   string
	opens, types int
	outside      bool // not a health profession: closed unless the deployer lets them in
}

func trades(m *access.Matrix) (all []trade) {
	opens, types := map[string]int{}, map[string]int{}
	for _, c := range m.Cells() {
		types[c.Profession]++
		if c.Read {
			opens[c.Profession]++
		}
	}
	for _, p := range codes.Professions() {
		all = append(all, trade{p.Code, p.Label, opens[p.Code], types[p.Code], p.Kind != codes.Health})
	}
	return all
}

// right is one type of document as one profession may open it.
type right struct {
	name       string
	read       bool
	confidence string
	source     string
}

// rights are the cells of one profession, by class of document.
type rights struct {
	class string
	cells []right
}

func rightsOf(m *access.Matrix, profession string) (all []rights) {
	at := map[string]int{}
	for _, c := range m.Cells() {
		if c.Profession != profession {
			continue
		}
		class := "Autres documents"
		if t, ok := codes.DocumentType(c.Type); ok {
			if e, ok := codes.Class(t.Class); ok {
				class = e.Label
			}
		}
		i, there := at[class]
		if !there {
			i, at[class] = len(all), len(all)
			all = append(all, rights{class: class})
		}
		all[i].cells = append(all[i].cells, right{fr.DocumentKind(c.Type), c.Read, fr.Sure(c.Confidence), c.Source})
	}
	return all
}

func (s *Matrix) matrix(w http.ResponseWriter, r *http.Request) error {
	m, err := s.Matrices.InForce(r.Context())
	if err != nil {
		return err
	}
	all, err := s.Matrices.Published(r.Context())
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, matrixPage(s.page(r), m, trades(m), next(all, s.Now())))
}

// next is the version that takes effect after now, if one is published.
func next(all []habilitation.Version, now time.Time) *habilitation.Version {
	for i := len(all) - 1; i >= 0; i-- { // the soonest comes last
		if all[i].InForceAt.After(now) {
			return &all[i]
		}
	}
	return nil
}

func (s *Matrix) matrixOf(w http.ResponseWriter, r *http.Request) error {
	m, err := s.Matrices.InForce(r.Context())
	if err != nil {
		return err
	}
	all := trades(m)
	i := slices.IndexFunc(all, func(t trade) bool { return t.code == chi.URLParam(r, "profession") })
	if i < 0 {
		return problem.Missing("profession")
	}
	return ui.Render(w, r, http.StatusOK, matrixOfPage(s.page(r), all[i], rightsOf(m, all[i].code)))
}

// edition is one version on the page of all, with who gained and who lost when
// it came.
type edition struct {
	habilitation.Version
	Gains, Loses int
	Current      bool
}

func (s *Matrix) versions(w http.ResponseWriter, r *http.Request) error {
	m, err := s.Matrices.InForce(r.Context())
	if err != nil {
		return err
	}
	published, err := s.Matrices.Published(r.Context())
	if err != nil {
		return err
	}
	all := make([]edition, len(published))
	for i, v := range published {
		all[i] = edition{Version: v, Current: v.Name() == m.Version}
		if i+1 == len(published) {
			break
		}
		was, err := s.Matrices.Of(r.Context(), published[i+1].Number)
		if err != nil {
			return err
		}
		is, err := s.Matrices.Of(r.Context(), v.Number)
		if err != nil {
			return err
		}
		for _, c := range was.Changes(is) {
			if c.Gains {
				all[i].Gains++
			} else {
				all[i].Loses++
			}
		}
	}
	return ui.Render(w, r, http.StatusOK, versionsPage(s.page(r), all))
}

// table is a version whole, to be checked by anybody: version, date, source and
// confidence of each cell.
func (s *Matrix) table(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.Atoi(chi.URLParam(r, "version"))
	if err != nil {
		return problem.Missing("matrix")
	}
	m, err := s.Matrices.Of(r.Context(), number)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="habilitations-`+m.Version+`.csv"`)
	return csv.NewWriter(w).WriteAll(m.Table())
}
