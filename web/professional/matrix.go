package professional

import (
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/codes"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// opensType is one type of document as the professional's own page tells it.
type opensType struct {
	name, source, sure string
}

// opensClass is the types of one class that a profession opens.
type opensClass struct {
	class string
	types []opensType
}

// ownMatrix is what the profession of who asks opens, drawn from the version
// that decisions of this instant are made on (OPT-03).
func (s *Site) ownMatrix(w http.ResponseWriter, r *http.Request) error {
	m, err := s.Matrices.InForce(r.Context())
	if err != nil {
		return err
	}
	by := serve.Actor(r)
	page := s.page(r, "Ce que votre profession ouvre", "/pro/matrice")
	return ui.Render(w, r, http.StatusOK, ownMatrixPage(page, m, fr.Profession(by.Profession), by.Profession, opens(m, by.Profession)))
}

func opens(m *access.Matrix, profession string) (all []opensClass) {
	at := map[string]int{}
	for _, c := range m.Cells() {
		if c.Profession != profession || !c.Read {
			continue
		}
		t, _ := codes.DocumentType(c.Type)
		class := "Autres documents"
		if e, ok := codes.Class(t.Class); ok {
			class = e.Label
		}
		i, there := at[class]
		if !there {
			i, at[class] = len(all), len(all)
			all = append(all, opensClass{class: class})
		}
		all[i].types = append(all[i].types, opensType{fr.DocumentKind(c.Type), c.Source, fr.Sure(c.Confidence)})
	}
	return all
}

// types says how many types of documents a profession may read, by a version of
// the habilitations.
func types(m *access.Matrix, profession string) string {
	return "Votre profession ouvre " + fr.Count(m.Opens(profession), "type", "types") + " de documents."
}
