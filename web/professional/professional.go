// Package professional is the site as a health professional sees it: finding a
// person, saying why, reading, depositing. It decides nothing: each request
// asks the gate again, and a space that may not be known of is nowhere.
package professional

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/care"
	"espacesante/internal/clock"
	"espacesante/internal/consent"
	"espacesante/internal/directive"
	"espacesante/internal/habilitation"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/profile"
	"espacesante/internal/psc"
	"espacesante/internal/record"
	"espacesante/internal/reimbursement"
	"espacesante/internal/synthesis"
	"espacesante/internal/team"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Site is what its pages need.
type Site struct {
	People   *identity.Service
	Consents *consent.Service
	Care     *care.Service
	Records  *record.Service
	Teams    *team.Service
	Matrices *habilitation.Service
	Profiles *profile.Service
	Letters  letter.Service
	Cards    *psc.Service // nil without Pro Santé Connect
	Wishes   *directive.Service
	Refunds  *reimbursement.Service
	Writing  *synthesis.Service
	Sessions *serve.Sessions
	Now      clock.Clock
}

// DoorRoutes adds the ways in: signing in, and the first sign-in of people who
// were imported.
func (s *Site) DoorRoutes(r chi.Router) {
	r.Get("/pro/connexion", serve.Page(s.signIn))
	r.Post("/pro/connexion", serve.Page(s.takeSignIn))
	s.step().Routes(r)
	if s.Cards != nil {
		r.Get("/pro/connexion/psc", serve.Page(s.byCard))
		r.Get(psc.CallbackPath, serve.Page(s.backFromCard))
		r.Get("/pro/connexion/psc/fin", serve.Page(s.leftCard))
	}

	r.Get("/premier-acces/{token}", serve.Page(s.first))
	r.Post("/premier-acces/{token}", serve.Page(s.askFirstCode))
	r.Get("/premier-acces/code", serve.Page(s.firstCode))
	r.Post("/premier-acces/code", serve.Page(s.takeFirstCode))
	r.Get("/premier-acces/mot-de-passe", serve.Page(s.firstPassword))
	r.Post("/premier-acces/mot-de-passe", serve.Page(s.takeFirstPassword))
	r.Get("/premier-acces/application", serve.Page(s.firstApplication))
	r.Post("/premier-acces/application", serve.Page(s.takeFirstApplication))
	r.Get("/premier-acces/fait", serve.Page(s.firstDone))
}

// Routes adds the pages of professionals who are signed in.
func (s *Site) Routes(r chi.Router) {
	r.Use(serve.Only(access.Professional))
	r.Get("/pro/structure", serve.Page(s.places))
	r.Post("/pro/structure", serve.Page(s.workAt))
	if s.Cards != nil {
		r.Get(withoutCard, serve.Page(s.certain(s.askChosen)))
		r.Post(withoutCard, serve.Page(s.certain(s.takeChosen)))
		r.Get(withoutCard+"/application", serve.Page(s.certain(s.askApplication)))
		r.Post(withoutCard+"/application", serve.Page(s.certain(s.takeApplication)))
	}
	r.Group(func(r chi.Router) {
		r.Use(s.placed)
		r.Get("/pro", serve.Page(s.home))
		r.Get("/pro/patients", serve.Page(s.search))
		r.Post("/pro/patients", serve.Page(s.findByNumber))
		r.Get("/pro/patients/sans-numero", serve.Page(s.searchByTraits))
		r.Post("/pro/patients/sans-numero", serve.Page(s.findByTraits))
		r.Get("/pro/patients/code", serve.Page(s.searchByCode))
		r.Post("/pro/patients/code", serve.Page(s.findByCode))
		r.Get("/pro/urgence", serve.Page(s.urgent))
		r.Get("/pro/mes-acces", serve.Page(s.mine))
		r.Get("/pro/matrice", serve.Page(s.ownMatrix))
		r.Get("/pro/syntheses", serve.Page(s.synthesesDue))
		s.teamRoutes(r)
		r.Get("/pro/demandes", serve.Page(s.inbox))
		r.Get("/pro/demandes/{demande}", serve.Page(s.request))
		r.Post("/pro/demandes/{demande}", serve.Page(s.reply))
		r.Route("/pro/patients/{ref}", s.space)
	})
}

// space adds the pages about one person.
func (s *Site) space(r chi.Router) {
	r.Get("/identite", s.about(s.identity))
	r.Post("/jour", s.about(s.expect))
	r.Post("/jour/retirer", s.about(s.dismiss))
	r.Get("/ouvrir", s.about(s.motive))
	r.Post("/ouvrir", s.about(s.takeMotive))
	r.Get("/ouvrir/equipe", s.about(s.team))
	r.Post("/ouvrir/equipe", s.about(s.takeTeam))
	r.Get("/ouvrir/equipe-formalisee", s.about(s.namedTeam))
	r.Post("/ouvrir/equipe-formalisee", s.about(s.takeNamedTeam))
	r.Get("/confier", s.about(s.entrust))
	r.Post("/confier", s.about(s.takeEntrust))
	r.Get("/ouvrir/pmi", s.about(s.follow))
	r.Post("/ouvrir/pmi", s.about(s.takeFollow))
	r.Get("/ouvrir/accord", s.about(s.today))
	r.Post("/ouvrir/accord", s.about(s.takeToday))
	r.Get("/ouvrir/code", s.about(s.code))
	r.Post("/ouvrir/code", s.about(s.takeCode))
	r.Get(breakingGlass.path, s.about(s.askEmergency(breakingGlass)))
	r.Post(breakingGlass.path, s.about(s.takeEmergency(breakingGlass)))
	r.Get(onCall.path, s.about(s.askEmergency(onCall)))
	r.Post(onCall.path, s.about(s.takeEmergency(onCall)))
	r.Post("/fermer", s.about(s.leave))
	r.Get("/par-erreur/{line}", s.about(s.askMistake))
	r.Post("/par-erreur/{line}", s.about(s.mistaken))
	r.Get("/bloquer", s.about(s.askBlock))
	r.Post("/bloquer", s.about(s.blockFor))

	r.Get("/", s.about(s.record))
	r.Get("/recherche", s.about(s.askWords))
	r.Post("/recherche", s.about(s.findWords))
	r.Get("/comparer", s.about(s.compare))
	r.Get("/documents/{document}", s.about(s.document))
	r.Get("/documents/{document}/telecharger", s.about(s.download))
	r.Get("/documents/{document}/image/{page}", s.about(s.picture))
	r.Get("/documents/{document}/retirer", s.about(s.askWithdraw))
	r.Post("/documents/{document}/retirer", s.about(s.withdraw))
	r.Post("/documents/{document}/annoncer", s.about(s.release))
	r.Get("/documents/{document}/signaler", s.about(s.askReport))
	r.Post("/documents/{document}/signaler", s.about(s.report))
	r.Get("/documents/{document}/remplacer", s.about(s.askReplace))

	s.healthRoutes(r)
	s.synthesisRoutes(r)

	r.Get("/volontes", s.about(s.wishes))
	r.Get("/deposer", s.about(s.askDeposit))
	r.Post("/deposer/type", s.about(s.searchTypes))
	r.With(serve.AllowBody(limit.UploadBytes+serve.FormBytes)).Post("/deposer", s.about(s.deposit))
	r.Get("/depose", s.about(s.deposited))
}

// page is what every page of the portal says about itself.
func (s *Site) page(r *http.Request, title, current string) ui.Page {
	p := ui.Page{Title: title, Zone: "Professionnels", SignedIn: true, Home: "/pro", Menu: menu(current)}
	if f := s.Sessions.TakeFlash(r); f != nil {
		p.Flash = *f
	}
	return p
}

// menu is where a professional can go.
func menu(current string) []ui.Tab {
	tabs := []ui.Tab{{Href: "/pro", Text: "Mes patients"}, {Href: "/pro/patients", Text: "Trouver une personne"},
		{Href: "/pro/urgence", Text: "Urgence"}, {Href: "/pro/demandes", Text: "Demandes"}, {Href: "/pro/mes-acces", Text: "Mes accès"}, {Href: "/pro/equipe", Text: "Équipes"}, {Href: "/pro/structure", Text: "Lieu d’exercice"}}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == current
	}
	return tabs
}

// door is what pages before the sign-in say about themselves.
func door(title, back string) ui.Page {
	return ui.Page{Title: title, Zone: "Professionnels", Home: "/pro/connexion", Back: ui.Link{Href: back, Text: "Retour"}}
}
