package public

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/codes"
	"espacesante/internal/problem"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// matrixRoutes adds the habilitations in force, as everybody may read them
// (arrêté of 26 October 2023): they are drawn from the table that the policy
// decides on, so that page and decision cannot differ.
func (s *Site) matrixRoutes(r chi.Router) {
	r.Get("/matrice", serve.Page(s.matrix))
	r.Get("/matrice/{profession}", serve.Page(s.matrixOf))
}

// trade is one profession with what it opens.
type trade struct {
	code, name   string
	opens, types int
	outside      bool // not a health profession: closed unless the deployer lets them in
}

func trades() (all []trade) {
	opens, types := map[string]int{}, map[string]int{}
	for _, c := range access.V1.Cells() {
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

func rightsOf(profession string) (all []rights) {
	at := map[string]int{}
	for _, c := range access.V1.Cells() {
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
		all[i].cells = append(all[i].cells, right{fr.DocumentKind(c.Type), c.Read, confidence(c.Confidence), c.Source})
	}
	return all
}

// confidence words how sure a cell is.
func confidence(c string) string {
	switch c {
	case "high":
		return "sûre"
	case "medium":
		return "probable"
	}
	return "à confirmer"
}

func (s *Site) matrix(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, matrixPage(s.page(r, ""), trades()))
}

func (s *Site) matrixOf(w http.ResponseWriter, r *http.Request) error {
	all := trades()
	i := slices.IndexFunc(all, func(t trade) bool { return t.code == chi.URLParam(r, "profession") })
	if i < 0 {
		return problem.Missing("profession")
	}
	return ui.Render(w, r, http.StatusOK, matrixOfPage(s.page(r, ""), all[i], rightsOf(all[i].code)))
}
