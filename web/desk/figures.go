package desk

import (
	"net/http"
	"slices"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/mandate"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// counted are the acts whose number a structure is told, in the order shown.
var counted = []access.Act{access.OpenMandate, access.ActivateSpace, access.OpposeSpace, access.CloseSpace, access.RecoverSignIn, access.RenewCode,
	access.DepositDocument, access.PrintCode, access.EndMandate}

// countedNames say them in the plural.
var countedNames = map[access.Act]string{access.OpenMandate: "Mandats donnés", access.ActivateSpace: "Activations",
	access.OpposeSpace: "Oppositions", access.CloseSpace: "Fermetures", access.RecoverSignIn: "Nouveaux mots de passe",
	access.RenewCode: "Nouveaux codes", access.DepositDocument: "Papiers ajoutés", access.PrintCode: "Fiches imprimées",
	access.EndMandate: "Mandats terminés avant leur date"}

// month is what was done in one, act by act.
type month struct {
	First time.Time
	Times map[access.Act]int
}

func byMonth(all []mandate.Count) (months []month) {
	for _, c := range all {
		if !slices.Contains(counted, c.Act) {
			continue
		}
		if n := len(months); n == 0 || !months[n-1].First.Equal(c.Month) {
			months = append(months, month{c.Month, map[access.Act]int{}})
		}
		months[len(months)-1].Times[c.Act] = c.Times
	}
	return months
}

// figures are how much a structure did, for who runs it: numbers, and no name
// (HLP-05).
func (s *Site) figures(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	all, err := s.Mandates.Counts(r.Context(), by)
	if err != nil {
		return err
	}
	who, err := s.Mandates.Helper(r.Context(), by)
	if err != nil {
		return err
	}
	p := s.page(r, "Ma structure en chiffres", "/guichet")
	p.Back = ui.Link{Href: "/guichet", Text: "Retour à l’accueil du guichet"}
	return ui.Render(w, r, http.StatusOK, figuresPage(p, who.Structure, byMonth(all)))
}
