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
	h := homeOf(list)
	h.hello, h.today, h.welcome = hello, fr.Upper(fr.LongDate(s.Now())), welcome
	return ui.Render(w, r, http.StatusOK, homePage(page, h))
}

// home is the first page of a space (PAT-04): what waits for the person, the
// three most useful things, the latest.
type home struct {
	hello, today string
	welcome      bool
	todos        []ui.Todo
	tasks        []ui.TopTask
	pins, latest []ui.Document
	total        int
}

// latestShown is how many documents the first page shows, waiting how many
// things it says wait.
const (
	latestShown = 5
	waiting     = 5
)

// homeOf is the part of the first page that the documents give.
func homeOf(list record.Listing) home {
	h := home{total: list.Total, pins: reading.Rows(list.Pins, "/documents/", reading.ForHolder),
		latest: reading.Rows(list.Documents[:min(latestShown, len(list.Documents))], "/documents/", reading.ForHolder)}
	if list.New > 0 {
		h.todos = append(h.todos, ui.Todo{Href: "/documents?suivi=nouveaux", Text: fr.Count(list.New, "nouveau document", "nouveaux documents"),
			Note: "depuis votre dernière visite", New: true})
	}
	h.tasks = []ui.TopTask{{Icon: ui.IconUpload, Href: "/documents/ajouter", Text: "Ajouter un document"},
		{Icon: ui.IconKey, Href: "/acces/code", Text: "Montrer mon espace santé à un professionnel"}, lastResult(list)}
	return h
}

// results are the types whose newest one is « mon dernier résultat »: biology,
// anatomy and cytology, imaging.
var results = map[string]bool{"11502-2": true, "11526-1": true, "18748-4": true}

func lastResult(list record.Listing) ui.TopTask {
	for _, d := range list.Documents {
		if results[d.Type] {
			return ui.TopTask{Icon: ui.IconTube, Href: "/documents/" + d.ID.String(), Text: "Voir le dernier résultat"}
		}
	}
	return ui.TopTask{Icon: ui.IconEye, Href: "/acces", Text: "Voir qui peut ouvrir mon espace santé"}
}
