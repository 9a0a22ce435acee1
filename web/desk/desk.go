// Package desk is the site as a helper of a France services desk sees it, under
// the mandate of the person who sits beside. It also holds the sign-in of
// everybody who works at a desk, on the phone or for the service.
package desk

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/enrolment"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/mandate"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Site is what its pages need.
type Site struct {
	People    *identity.Service
	Mandates  *mandate.Service
	Enrolment *enrolment.Service
	Records   *record.Service
	Sessions  *serve.Sessions
	Letters   letter.Service
	Now       clock.Clock
}

// Routes adds the pages of helpers who are signed in.
func (s *Site) Routes(r chi.Router) {
	r.Use(serve.Only(access.Helper))
	r.Get("/guichet", serve.Page(s.home))
	r.Get("/guichet/mandats", serve.Page(s.mandates))
	r.Post("/guichet/mandats/{mandate}/reprendre", serve.Page(s.resume))
	r.Get("/guichet/mandats/{mandate}/terminer", serve.Page(s.askEnd))
	r.Post("/guichet/mandats/{mandate}/terminer", serve.Page(s.end))
	r.Get("/guichet/journal", serve.Page(s.journal))
	r.Get("/guichet/structure", serve.Page(s.figures))
	r.Get("/guichet/entrainement", serve.Page(s.practice))
	r.Post("/guichet/entrainement", serve.Page(s.startPractice))
	r.Route("/guichet/aide", s.aid)
	r.Route("/guichet/session", s.session)
	r.Get("/guichet/fin", s.in(s.askLeave))
	r.Post("/guichet/fin", s.in(s.leave))
	r.Get("/guichet/fin/resume.pdf", s.in(s.meetingPaper))
}

// aid adds the steps that lead to a mandate.
func (s *Site) aid(r chi.Router) {
	r.Post("/", serve.Page(s.start))
	r.Get("/demarches", s.step(always, s.tasks))
	r.Post("/demarches", s.step(always, s.takeTasks))
	r.Get("/mentions", s.step(asked, s.notice))
	r.Post("/mentions", s.step(asked, s.takeNotice))
	r.Get("/protection", s.step(heard, s.protection))
	r.Post("/protection", s.step(heard, s.takeProtection))
	r.Get("/tutelle", s.step(heard, s.tutelle))
	r.Get("/duree", s.step(unprotected, s.term))
	r.Post("/duree", s.step(unprotected, s.takeTerm))
	r.Get("/identite", s.step(termed, s.identity))
	r.Post("/identite", s.step(termed, s.takeIdentity))
	r.Get("/accord", s.step(known, s.agreement))
	r.Post("/accord", s.step(known, s.takeAgreement))
	r.Get("/accord/mandat.pdf", s.step(known, s.mandatePaper))
	r.Get("/accord/code", s.step(coded, s.agreementCode))
	r.Post("/accord/code", s.step(coded, s.takeAgreementCode))
}

// session adds the pages of a session, with the person beside.
func (s *Site) session(r chi.Router) {
	r.Get("/", s.in(s.sitting))
	r.Get("/activer", s.in(s.askContact))
	r.Post("/activer", s.in(s.takeContact))
	r.Get("/activer/code", s.in(s.askContactCode))
	r.Post("/activer/code", s.in(s.takeContactCode))
	r.Get("/activer/mot-de-passe", s.in(s.askPassword))
	r.Post("/activer/mot-de-passe", s.in(s.takePassword))
	r.Get("/activer/partage", s.in(s.askSharing))
	r.Post("/activer/partage", s.in(s.activate))
	r.Get("/opposer", s.in(s.askOppose))
	r.Post("/opposer", s.in(s.oppose))
	r.Get("/fermer", s.in(s.askClose))
	r.Post("/fermer", s.in(s.close))
	r.Get("/recu", s.in(s.receipt))
	r.Get("/recu/recu.pdf", s.in(s.receiptPaper))
	r.Get("/acces", s.in(s.askRecover))
	r.Post("/acces", s.in(s.recover))
	r.Get("/acces/code", s.in(s.askResetCode))
	r.Post("/acces/code", s.in(s.takeResetCode))
	r.Get("/acces/mot-de-passe", s.in(s.askNewPassword))
	r.Post("/acces/mot-de-passe", s.in(s.takeNewPassword))
	r.Get("/imprimer", s.in(s.papers))
	r.Post("/imprimer/fiche", s.in(s.makeSlip))
	r.Get("/imprimer/fiche.pdf", s.in(s.slipPaper))
	r.Get("/imprimer/mode-d-emploi.pdf", s.in(s.howTo))
	r.Get("/ajouter", s.in(s.askCopy))
	r.With(serve.AllowBody(limit.UploadBytes+serve.FormBytes)).Post("/ajouter", s.in(s.takeCopy))
	r.Get("/ajouter/effacer", s.in(s.wipe))
	r.Get("/documents", s.in(s.veils))
	r.Post("/documents", s.in(s.askUnveil))
	r.Post("/documents/refermer", s.in(s.veil))
	r.Get("/documents/code", s.in(s.unveilCode))
	r.Post("/documents/code", s.in(s.unveil))
	r.Get("/documents/{document}", s.in(s.document))
	r.Get("/documents/{document}/image/{page}", s.in(s.picture))
}

// page is what every page outside a session says about itself.
func (s *Site) page(r *http.Request, title, current string) ui.Page {
	p := ui.Page{Title: title, Zone: "Guichet", SignedIn: true, Home: "/guichet", Menu: menu(current)}
	if f := s.Sessions.TakeFlash(r); f != nil {
		p.Flash = *f
	}
	return p
}

// menu is where a helper can go.
func menu(current string) []ui.Tab {
	tabs := []ui.Tab{{Href: "/guichet", Text: "Accueil"}, {Href: "/guichet/mandats", Text: "Mandats"},
		{Href: "/guichet/journal", Text: "Journal"}, {Href: "/guichet/entrainement", Text: "Entraînement"}}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == current
	}
	return tabs
}

// meeting is the session that is open, kept in the helper's own session on the
// server and nowhere on the station.
type meeting struct {
	mandate.Sitting
	Practice bool
	Helper   identity.Agent
	Joined   joining           // an activation under way
	Receipt  enrolment.Receipt // of what was done last
	Slip     *enrolment.Invite
	SlipEnds time.Time
	Reset    *identity.Reset
	Proven   bool // the code of the reset was right
	Pending  *pendingUnveil
	Copied   bool // a scanned file is on the station, until the helper says that it is not
}

// in gives the open session to a page of it. Ended by the person meanwhile, the
// session is over at once, and the helper reads by whom (HLP-06).
func (s *Site) in(h func(http.ResponseWriter, *http.Request, *meeting) error) http.HandlerFunc {
	return serve.Page(func(w http.ResponseWriter, r *http.Request) error {
		m, ok := serve.Recall[meeting](s.Sessions, r, "meeting")
		if !ok {
			http.Redirect(w, r, "/guichet", http.StatusSeeOther)
			return nil
		}
		held, err := s.station(r, m.Practice).holds(m.Mandate)
		if err == nil && held.Live(s.Now()) {
			return h(w, r, &m)
		}
		if err != nil && problem.KindOf(err) != problem.NotFound {
			return err
		}
		return s.over(w, r, held)
	})
}

// over erases the session of a mandate that no longer holds.
func (s *Site) over(w http.ResponseWriter, r *http.Request, held mandate.Held) error {
	if err := s.erase(r); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Warn: true, Text: endedHow(held)})
	http.Redirect(w, r, "/guichet", http.StatusSeeOther)
	return nil
}

// erase forgets everything of the person, under a new token.
func (s *Site) erase(r *http.Request) error {
	return s.Sessions.Leave(r)
}

// keep remembers the session as it is now.
func (s *Site) keep(r *http.Request, m *meeting) { s.Sessions.Keep(r, "meeting", *m) }

// to keeps the session and leads on.
func (s *Site) to(w http.ResponseWriter, r *http.Request, m *meeting, path string) error {
	s.keep(r, m)
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// framed is what every page of a session says about itself: the band with who
// helps, until when, and the way out.
func (s *Site) framed(r *http.Request, m *meeting, title, current string) ui.Page {
	until := ui.EndOf(r.Context())
	if until.IsZero() || m.EndsAt.Before(until) {
		until = m.EndsAt
	}
	what := "Session aidée"
	if m.Practice {
		what = "Entraînement, personne inventée"
	}
	band := ui.Session{What: what, Who: "l’espace santé de " + fr.Person(m.Short), Agent: m.Helper.Name, Structure: m.Helper.Structure,
		Scope: "mandat jusqu’au " + fr.LastDay(m.EndsAt), Until: until, Now: s.Now()}.Band()
	band.Change = ui.Link{Href: "/guichet/fin", Text: "Terminer la session"}
	p := ui.Page{Title: title, Zone: "Guichet", SignedIn: true, Home: "/guichet/session", Menu: sessionMenu(current), Space: band}
	if f := s.Sessions.TakeFlash(r); f != nil {
		p.Flash = *f
	}
	return p
}

// faced is framed while the person types: the helper's menu is not there.
func (s *Site) faced(r *http.Request, m *meeting, title, back string, f *form.Form) ui.Page {
	p := s.framed(r, m, title, "")
	p.Menu, p.Back, p.Form = nil, ui.Link{Href: back, Text: "Retour"}, f
	p.Names = aidNames
	return p
}

func sessionMenu(current string) []ui.Tab {
	tabs := []ui.Tab{{Href: "/guichet/session", Text: "Rendez-vous"}, {Href: "/guichet/session/documents", Text: "Documents"},
		{Href: "/guichet/session/imprimer", Text: "Imprimer"}, {Href: "/guichet/fin", Text: "Terminer"}}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == current
	}
	return tabs
}
