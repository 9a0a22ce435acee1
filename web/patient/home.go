package patient

import (
	"net/http"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/notification"
	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/health"
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
	glance, err := s.Profiles.Glance(r.Context(), by, serve.Space(r))
	if err != nil {
		return err
	}
	page, err := s.page(r, "Accueil", "/accueil")
	if err != nil {
		return err
	}
	s.counted(r, &page, notification.Sum(glance.Waiting))
	h := homeOf(list)
	h.child = serve.Elsewhere(r)
	h.glance(glance)
	if h.kin, err = s.kin(r); err != nil {
		return err
	}
	who, err := s.called(r)
	if err != nil {
		return err
	}
	h.hello = "Bonjour " + who
	if h.child {
		h.hello = "L’espace santé " + fr.Of(who)
	}
	h.welcome, _ = serve.Recall[bool](s.Sessions, r, "welcome")
	s.Sessions.Forget(r, "welcome")
	h.today = fr.Upper(fr.LongDate(s.Now()))
	return ui.Render(w, r, http.StatusOK, homePage(page, h))
}

// home is the first page of a space (PAT-04): what waits for the person, the
// three most useful things, the latest, what is taken and due, the children.
type home struct {
	hello, today string
	welcome      bool
	child        bool // of somebody else
	todos        []ui.Todo
	tasks        []ui.TopTask
	pins, latest []ui.Document
	total        int
	treatments   []string // at most a few…
	more         int      // …and how many more
	said         bool     // something is said of treatments
	vaccines     []string
	kin          []kinTile
}

// kinTile is a child whose space one may open.
type kinTile struct{ Ref, Given, Note string }

// latestShown is how many documents the first page shows, waiting how many
// things it says wait.
const (
	latestShown = 5
	waiting     = 5
	namedShown  = 4
)

// homeOf is the part of the first page that the documents give.
func homeOf(list record.Listing) home {
	latest := unpinned(list) // a pinned one stands above
	h := home{total: list.Total, pins: reading.Rows(list.Pins, "/documents/", reading.ForHolder),
		latest: reading.Rows(latest[:min(latestShown, len(latest))], "/documents/", reading.ForHolder)}
	if list.New > 0 {
		h.todos = append(h.todos, ui.Todo{Href: "/documents?suivi=nouveaux", Text: fr.Count(list.New, "nouveau document", "nouveaux documents"),
			Note: "depuis votre dernière visite", New: true})
	}
	h.tasks = []ui.TopTask{{Icon: ui.IconUpload, Href: "/documents/ajouter", Text: "Ajouter un document"},
		{Icon: ui.IconKey, Href: "/acces/code", Text: "Montrer mon espace santé à un professionnel"}, lastResult(list)}
	return h
}

// glance adds what the profile, the vaccinations and the notices give, the most
// pressing first.
func (h *home) glance(g profile.Glance) {
	before, after, others := awaiting(g.Waiting)
	documents := h.todos
	h.todos = append(before, documents...)
	h.todos = append(h.todos, after...)
	for _, step := range g.Steps {
		h.vaccines = append(h.vaccines, health.NameOf(step))
	}
	if n := len(h.vaccines); n > 0 {
		h.todos = append(h.todos, ui.Todo{Href: "/vaccinations", Text: fr.Count(n, "vaccin à faire", "vaccins à faire"), Note: "selon l’âge"})
	}
	if g.Allergies == profile.Unsaid {
		ask := "Dire si vous avez des allergies"
		if h.child {
			ask = "Dire s’il y a des allergies"
		}
		h.todos = append(h.todos, ui.Todo{Href: "/profil-medical/premiers-pas", Text: ask, Note: "environ 1\u00a0minute"})
	}
	if others > 0 {
		h.todos = append(h.todos, ui.Todo{Href: "/notifications?lues=non", Text: fr.Count(others, "notification non lue", "notifications non lues"), New: true})
	}
	for i, t := range g.Treatments {
		if i == namedShown {
			h.more = len(g.Treatments) - i
			break
		}
		h.treatments = append(h.treatments, t.Get("nom"))
	}
	h.said = len(g.Treatments) > 0
}

// pressing are the events that the first page names one by one, in order: those
// to check go before the documents, the others after. Documents are counted by
// the visit.
var pressing = []struct {
	event     notification.Event
	one, many string
	alert     bool
	after     bool
}{
	{notification.OfEmergency, "accès en urgence à vérifier", "accès en urgence à vérifier", true, false},
	{notification.OfAccess, "accès à vérifier", "accès à vérifier", false, false},
	{notification.OfAgreement, "accord à vérifier", "accords à vérifier", false, false},
	{notification.OfSecurity, "changement de vos accès à vérifier", "changements de vos accès à vérifier", false, false},
	{notification.OfAnswers, "réponse à une demande", "réponses à des demandes", false, true},
	{notification.OfCopies, "nouvelle d’une copie", "nouvelles de copies", false, true},
	{notification.OfReminders, "rappel sur vos volontés", "rappels sur vos volontés", false, true},
}

// awaiting words the notices that are not read. One leads where it matters,
// several to their list.
func awaiting(all []notification.Waiting) (before, after []ui.Todo, others int) {
	count, newest := map[notification.Event]int{}, map[notification.Event]string{}
	for _, w := range all { // the newest first
		e := w.Kind.Event()
		if newest[e] == "" {
			newest[e] = w.Newest.String()
		}
		count[e] += w.Count
		others += w.Count
	}
	others -= count[notification.OfDocuments]
	for _, p := range pressing {
		n := count[p.event]
		if n == 0 {
			continue
		}
		others -= n
		t := ui.Todo{Href: "/notifications?lues=non&sorte=" + eventSlugs[p.event], Text: fr.Count(n, p.one, p.many), Alert: p.alert, New: true}
		if n == 1 {
			t.Href = "/notifications/" + newest[p.event]
		}
		if p.after {
			after = append(after, t)
		} else {
			before = append(before, t)
		}
	}
	return before, after, others
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

// keptKin is the children of whoever is signed in, for a while: they change rarely,
// and reading them looks at other spaces.
type keptKin struct {
	Tiles []kinTile
	At    time.Time
}

// kin are the children whose space one may open, from one's own.
func (s *Site) kin(r *http.Request) ([]kinTile, error) {
	if serve.Elsewhere(r) || serve.Actor(r).Young {
		return nil, nil
	}
	if kept, ok := serve.Recall[keptKin](s.Sessions, r, "kin"); ok && s.Now().Sub(kept.At) < privacyKept {
		return kept.Tiles, nil
	}
	all, err := s.Family.Children(r.Context(), serve.Self(r))
	if err != nil {
		return nil, err
	}
	kept := keptKin{At: s.Now()}
	for _, c := range all {
		if c.Ended == nil && c.State == access.Activated {
			kept.Tiles = append(kept.Tiles, kinTile{c.Patient.String(), fr.Person(c.Given), "Naissance\u00a0: " + fr.Date(c.Birth)})
		}
	}
	s.Sessions.Keep(r, "kin", kept)
	return kept.Tiles, nil
}
