package professional

import (
	"net/http"
	"net/url"

	"espacesante/internal/access"
	"espacesante/internal/care"
	"espacesante/internal/id"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// myLine is one act of his own, as the professional reads it.
type myLine struct {
	when, who, href, what, why, place, mistake string
	alert                                      bool
}

// mine shows a professional his own accesses: the lines that each person reads
// in the history, and no other (GP-10).
func (s *Site) mine(w http.ResponseWriter, r *http.Request) error {
	before, _ := id.Parse[id.Line](r.URL.Query().Get("avant")) // anything else is the first page
	all, next, err := s.Care.MyAccesses(r.Context(), serve.Actor(r), before)
	if err != nil {
		return err
	}
	lines := make([]myLine, len(all))
	for i, a := range all {
		lines[i] = tellMine(a)
	}
	more := ""
	if !next.IsZero() {
		more = "/pro/mes-acces?" + url.Values{"avant": {next.String()}}.Encode()
	}
	return ui.Render(w, r, http.StatusOK, minePage(s.page(r, "Mes accès", "/pro/mes-acces"), lines, more, !before.IsZero()))
}

func tellMine(a care.Access) myLine {
	l := myLine{when: fr.Moment(a.At), who: "Personne dont l’espace santé n’a pas été ouvert", what: fr.ActOfYours(a.Act), why: fr.Motive(a.Motive),
		place: a.Structure, alert: a.Mode == access.BrisDeGlace || a.Mode == access.Centre15}
	if a.Person != nil {
		l.who, l.href = name(*a.Person), base(a.PatientID)+"/identite"
	}
	switch {
	case a.Reason != "":
		l.why = "refusé"
	case a.Act == access.OpenRecord && a.Person != nil:
		l.mistake = base(a.PatientID) + "/par-erreur/" + a.Line.String()
	}
	return l
}
