package operator

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/enrolment"
	"espacesante/internal/family"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Site is what the pages of /exploitation need.
type Site struct {
	Enrolment *enrolment.Service
	Family    *family.Service
	Records   *record.Service
	People    *identity.Service
	Sessions  *serve.Sessions
	Now       clock.Clock
}

// Routes adds them to r: the clocks of the law, disagreements, suspensions.
func (s *Site) Routes(r chi.Router) {
	r.Use(serve.Only(access.Operator))
	r.Get("/exploitation", serve.Page(s.home))
	r.Get("/exploitation/litiges", serve.Page(s.disputes))
	r.Get("/exploitation/litiges/{space}", serve.Page(s.dispute))
	r.Post("/exploitation/litiges/{space}", serve.Page(s.settle))
	r.Get("/exploitation/contestations", serve.Page(s.contests))
	r.Get("/exploitation/contestations/{space}/{demande}", serve.Page(s.contest))
	r.Post("/exploitation/contestations/{space}/{demande}", serve.Page(s.settleContest))
	r.Get("/exploitation/suspensions", serve.Page(s.suspensions))
	r.Post("/exploitation/suspensions", serve.Page(s.findToSuspend))
	r.Get("/exploitation/suspensions/{space}", serve.Page(s.suspension))
	r.Post("/exploitation/suspensions/{space}", serve.Page(s.suspend))
	r.Post("/exploitation/suspensions/{space}/reprendre", serve.Page(s.resume))
	r.Get("/exploitation/representants", serve.Page(s.stops))
	r.Post("/exploitation/representants", serve.Page(s.findChild))
	r.Get("/exploitation/representants/{space}", serve.Page(s.household))
	r.Post("/exploitation/representants/{space}/suspendre", serve.Page(s.stop))
	r.Post("/exploitation/representants/{space}/{parent}/retablir", serve.Page(s.restore))
}

// page is what every page of the area says about itself.
func (s *Site) page(r *http.Request, title, current string) ui.Page {
	return frame(s.Sessions, r, title, current)
}

func frame(sessions *serve.Sessions, r *http.Request, title, current string) ui.Page {
	p := ui.Page{Title: title, Zone: "Exploitation", Home: "/exploitation", SignedIn: true,
		Menu: []ui.Tab{{Href: "/exploitation", Text: "Délais"}, {Href: "/exploitation/litiges", Text: "Litiges"}, {Href: "/exploitation/contestations", Text: "Contestations"},
			{Href: "/exploitation/suspensions", Text: "Suspensions"}, {Href: "/exploitation/representants", Text: "Représentants"},
			{Href: "/exploitation/matrice", Text: "Habilitations"}, {Href: "/exploitation/signalements", Text: "Signalements"}}}
	for i := range p.Menu {
		p.Menu[i].Current = p.Menu[i].Href == current
	}
	if f := sessions.TakeFlash(r); f != nil {
		p.Flash = *f
	}
	return p
}

// waits is one clock of the law on the first page (OPS-02).
type waits struct {
	What, Count, Next string
	Href              string
}

func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	clocks, err := s.Enrolment.Clocks(r.Context(), by)
	if err != nil {
		return err
	}
	disputes, err := s.Enrolment.Disputes(r.Context(), by, limit.ListRows)
	if err != nil {
		return err
	}
	stops, err := s.Family.Stops(r.Context(), by, limit.ListRows)
	if err != nil {
		return err
	}
	contested, err := s.Records.Contests(r.Context(), by)
	if err != nil {
		return err
	}
	counted := map[access.State]enrolment.Legal{}
	for _, c := range clocks {
		counted[c.State] = c
	}
	all := []waits{
		{What: "Oppositions qui attendent leur code", Count: fr.Number(counted[access.OppositionPending].Count), Next: due(counted[access.OppositionPending].Next)},
		{What: "Effacements demandés", Count: fr.Number(counted[access.DeletionRequested].Count), Next: due(counted[access.DeletionRequested].Next)},
		{What: "Désaccords entre représentants", Count: fr.Number(counted[access.Disputed].Count), Href: "/exploitation/litiges"},
		{What: "Espaces santé suspendus", Count: fr.Number(counted[access.Suspended].Count), Next: due(counted[access.Suspended].Next), Href: "/exploitation/suspensions"},
		{What: "Représentants suspendus, à revoir", Count: fr.Number(len(stops)), Href: "/exploitation/representants"},
		{What: "Dépôts contestés", Count: fr.Number(len(contested)), Href: "/exploitation/contestations"},
	}
	if len(contested) > 0 {
		all[5].Next = fr.LastDay(contested[0].DueAt)
	}
	if len(disputes) > 0 {
		all[2].Next = fr.LongDate(disputes[0].LastDay())
	}
	if len(stops) > 0 {
		all[4].Next = fr.LongDate(stops[0].LastDay())
	}
	return ui.Render(w, r, http.StatusOK, homePage(s.page(r, "Délais", "/exploitation"), all))
}

// due is the civil day that a deadline ends.
func due(at *time.Time) string {
	if at == nil {
		return ""
	}
	return fr.LastDay(*at)
}

// spaceOf reads which space an address is about.
func spaceOf(r *http.Request, name string) (id.Patient, error) {
	space, err := id.Parse[id.Patient](chi.URLParam(r, name))
	if err != nil {
		return space, problem.Missing("space")
	}
	return space, nil
}

// byNumber finds the space of the number typed; a number of nobody is said on
// its field.
func (s *Site) byNumber(r *http.Request) (*form.Form, id.Patient, error) {
	f, err := form.Read(r)
	if err != nil {
		return f, id.Patient{}, err
	}
	typed := f.INS("ins")
	n, parsed := identity.ParseNIR(typed)
	if f.OK() && n.IsZero() && parsed != nil {
		f.Fail("ins", "ins-key")
	}
	var space id.Patient
	if f.OK() {
		space, err = s.People.FindFor(r.Context(), serve.Actor(r), n)
		err = f.Take(err)
	}
	return f, space, err
}

// late words a deadline, and says when it has passed.
func late(now time.Time, last time.Time, over bool) string {
	if over {
		return fr.LongDate(last) + " (dépassé)"
	}
	return fr.LongDate(last)
}
