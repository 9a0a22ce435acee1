package professional

import (
	"net/http"

	"espacesante/internal/directive"
	"espacesante/internal/id"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// wishes shows what the person wants, as far as the matrix opens it to this profession: what is not shown is not told
// from what was never said.
func (s *Site) wishes(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	all, err := s.Wishes.Read(r.Context(), serve.Actor(r), o.Mode, ref)
	if err != nil {
		return err
	}
	page := s.inside(r, "Volontés", ref, o)
	page.Back = ui.Link{Href: base(ref), Text: "Retour aux documents"}
	return ui.Render(w, r, http.StatusOK, wishesPage(page, all, base(ref)))
}

var stances = map[directive.Stance]string{
	directive.Agrees:  "d’accord pour donner",
	directive.Partly:  "d’accord pour certains organes seulement",
	directive.Refuses: "opposition au don",
}

// confidant is how to reach the trusted person.
func confidant(w directive.Wish) []ui.Pair {
	pairs := []ui.Pair{{Name: "Nom", Value: w.Name}, {Name: "Téléphone", Value: w.Phone}, {Name: "Désignée le", Value: fr.Date(w.MadeAt)}}
	if w.Link != "" {
		pairs = append(pairs, ui.Pair{Name: "Lien", Value: w.Link})
	}
	if w.Signed {
		return append(pairs, ui.Pair{Name: "Signature", Value: "signée par les deux, d’après la personne"})
	}
	return append(pairs, ui.Pair{Name: "Signature", Value: "pas encore signée par les deux"})
}
