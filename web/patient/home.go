package patient

import (
	"net/http"

	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/reading"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	list, err := s.Records.List(r.Context(), by, "", serve.Space(r), record.Filter{})
	if err != nil {
		return err
	}
	page, err := s.page(r, "Accueil", "/accueil")
	if err != nil {
		return err
	}
	who, err := s.called(r)
	if err != nil {
		return err
	}
	hello := "Bonjour " + who
	if serve.Elsewhere(r) {
		hello = "L’espace santé " + fr.Of(who)
	}
	welcome, _ := serve.Recall[bool](s.Sessions, r, "welcome")
	s.Sessions.Forget(r, "welcome")
	latest := list.Documents[:min(5, len(list.Documents))]
	return ui.Render(w, r, http.StatusOK, homePage(page, hello, fr.Upper(fr.LongDate(s.Now())), welcome, reading.Rows(latest, "/documents/", reading.ForHolder), list.Total))
}
