// Package patient is the site as the holder of a space sees it. It shows what
// services answer and decides nothing: buttons are there when the service says
// that the act may be done.
package patient

import (
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/card"
	"espacesante/internal/care"
	"espacesante/internal/clock"
	"espacesante/internal/consent"
	"espacesante/internal/directive"
	"espacesante/internal/enrolment"
	"espacesante/internal/export"
	"espacesante/internal/family"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/mandate"
	"espacesante/internal/notification"
	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/internal/reimbursement"
	"espacesante/internal/task"
	"espacesante/internal/team"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Site is what its pages need.
type Site struct {
	Records   *record.Service
	Profiles  *profile.Service
	Notices   *notification.Service
	Refunds   *reimbursement.Service
	Wishes    *directive.Service
	Copies    *export.Service
	Tasks     *task.Service
	Cards     *card.Service
	Base      string // the public address, for what is scanned
	Consents  *consent.Service
	Care      *care.Service
	Enrolment *enrolment.Service
	Family    *family.Service
	Mandates  *mandate.Service
	Teams     *team.Service
	People    *identity.Service
	Sessions  *serve.Sessions
	Letters   letter.Service
	Now       clock.Clock
	LogKey    string // public key of the sealed log, as proofs show it
}

// Routes adds the pages of a person's own space to r.
func (s *Site) Routes(r chi.Router) {
	r.Use(serve.Only(access.Patient, access.Representative), sameSpace, s.forgetPrivacy)
	r.Get("/accueil", serve.Page(s.home))

	r.Get("/documents", serve.Page(s.documents))
	r.Get("/documents/ajouter", serve.Page(s.add))
	r.Get("/documents/ajouter/photos", serve.Page(s.photos))
	r.With(serve.AllowBody(photoBytes+serve.FormBytes)).Post("/documents/ajouter/photos", serve.Page(s.bindPhotos))
	r.With(serve.AllowBody(limit.UploadBytes+serve.FormBytes)).Post("/documents/ajouter", serve.Page(s.deposit))
	r.Get("/documents/recherche", serve.Page(s.askSearch))
	r.Post("/documents/recherche", serve.Page(s.search))
	r.Get("/documents/frise", serve.Page(s.timeline))
	s.foldersRoutes(r)
	s.togetherRoutes(r)
	s.requestsRoutes(r)
	r.Get("/documents/corbeille", serve.Page(s.bin))
	r.Get("/documents/{document}", serve.Page(s.document))
	r.Get("/documents/{document}/telecharger", serve.Page(s.download))
	r.Get("/documents/{document}/image/{page}", serve.Page(s.picture))
	r.Get("/documents/{document}/masquer", serve.Page(s.askMask))
	r.Post("/documents/{document}/masquer", serve.Page(s.mask))
	r.Post("/documents/{document}/montrer", serve.Page(s.unmask))
	r.Get("/documents/{document}/supprimer", serve.Page(s.askDelete))
	r.Post("/documents/{document}/supprimer", serve.Page(s.delete))
	r.Post("/documents/{document}/restaurer", serve.Page(s.restore))

	r.Get("/acces", serve.Page(s.access))
	r.Get("/acces/professionnels", serve.Page(s.professionals))
	r.Get("/acces/accords", serve.Page(s.agreements))
	r.Post("/acces/accords/{team}/retirer", serve.Page(s.withdrawTeam))
	r.Get("/acces/professionnels/{account}/bloquer", serve.Page(s.askBlock))
	r.Post("/acces/professionnels/{account}/bloquer", serve.Page(s.block))
	r.Post("/acces/professionnels/{account}/autoriser", serve.Page(s.unblock))
	r.With(grown).Get("/acces/partage", serve.Page(s.sharing))
	r.Post("/acces/partage", serve.Page(s.setSharing))
	r.With(grown).Get("/acces/urgence", serve.Page(s.emergency))
	r.Post("/acces/urgence", serve.Page(s.setEmergency))
	r.Get("/acces/code", serve.Page(s.askCode))
	r.Post("/acces/code", serve.Page(s.issueCode))
	r.Post("/acces/code/arreter", serve.Page(s.endCode))

	r.Get("/historique", serve.Page(s.history))
	r.Get("/historique/telecharger.csv", serve.Page(s.historyCSV))
	r.Get("/historique/telecharger.pdf", serve.Page(s.historyPDF))
	r.Get("/historique/{line}/preuve", serve.Page(s.proof))
	r.Get("/historique/{line}/signaler", serve.Page(s.askReport))
	r.Post("/historique/{line}/signaler", serve.Page(s.report))

	s.noticeRoutes(r)
	s.healthRoutes(r)
	s.sightRoutes(r)
	s.sayRoutes(r)
	s.reimbursementRoutes(r)
	s.copyRoutes(r)
	s.cardRoutes(r)
	s.familyRoutes(r)
	s.youngRoutes(r)
	r.Group(func(r chi.Router) { // one's own alone, in no child's space
		r.Use(serve.Only(access.Patient))
		s.helperRoutes(r)
		r.Group(func(r chi.Router) {
			r.Use(grown)
			s.assistRoutes(r)
			s.wishRoutes(r)
		})
		s.securityRoutes(r)
		s.actsRoutes(r)
	})
	r.Get("/parametres", serve.Page(s.settings))
	r.With(grown).Get("/parametres/fermer", serve.Page(s.askClose))
	r.With(grown).Post("/parametres/fermer", serve.Page(s.challengeClose))
	r.With(grown).Post("/parametres/fermer/effacer", serve.Page(s.challengeErase))
	r.Get("/parametres/fermer/verification", serve.Page(s.checkClose))
	r.Post("/parametres/fermer/verification", serve.Page(s.proveClose))
	r.Get("/parametres/fermer/confirmer", serve.Page(s.confirmClose))
	r.Post("/parametres/fermer/confirmer", serve.Page(s.close))
}

// sameSpace refuses what a tab of another space sends.
func sameSpace(next http.Handler) http.Handler {
	return serve.Page(func(w http.ResponseWriter, r *http.Request) error {
		if err := form.SameSpace(r); err != nil {
			return err
		}
		next.ServeHTTP(w, r)
		return nil
	})
}

// Left adds the pages that stay readable just after closing, when nobody is
// signed in any more.
func (s *Site) Left(r chi.Router) {
	r.Get("/espace-ferme", serve.Page(s.closed))
	r.Get("/espace-ferme/recu.pdf", serve.Page(s.closingReceipt))
}

// menu is where a person can go in their space; in a minor's, not to children nor
// to wishes.
func menu(current string, minor bool) []ui.Tab {
	tabs := []ui.Tab{{Href: "/accueil", Text: "Accueil"}, {Href: "/documents", Text: "Documents"}, {Href: "/profil-medical", Text: "Profil médical"}, {Href: "/acces", Text: "Qui voit quoi"},
		{Href: "/historique", Text: "Historique"}, {Href: "/remboursements", Text: "Remboursements"}, {Href: "/directives", Text: "Mes volontés"}, {Href: "/proches", Text: "Mes proches"}, {Href: "/parametres", Text: "Paramètres"}}
	if minor {
		tabs = slices.DeleteFunc(tabs, func(t ui.Tab) bool { return t.Href == "/proches" || t.Href == "/directives" })
	}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == current
	}
	return tabs
}

// page is what every page of the space says about itself.
func (s *Site) page(r *http.Request, title, current string) (ui.Page, error) {
	who, err := s.called(r)
	if err != nil {
		return ui.Page{}, err
	}
	band, err := s.privacy(r)
	p := ui.Page{Title: title, SignedIn: true, Home: "/accueil", Menu: menu(current, serve.Elsewhere(r) || serve.Actor(r).Young), Space: &ui.Space{Kind: ui.Own,
		Lead: "Vous êtes dans", Who: "votre espace santé, " + who,
		Privacy: ui.Link{Href: "/acces", Text: band.Text}}}
	p.Bell = bell(band.Unread, current)
	if serve.Elsewhere(r) { // the colour and the words say whose it is (ux.md §6)
		p.Space.Kind, p.Space.Who = ui.Child, "l’espace santé "+fr.Of(who)
		p.Space.Given, _, _ = strings.Cut(who, " ")
		p.Space.Change = ui.Link{Href: "/proches", Text: "Changer d’espace santé"}
		p.Space.Close = ui.Post{Action: "/proches/revenir", Text: "Revenir à mon espace santé"}
	}
	if f := s.Sessions.TakeFlash(r); f != nil {
		p.Flash = *f
	}
	return p, err
}

// called is the name the person goes by, read once a session.
func (s *Site) called(r *http.Request) (string, error) {
	if name, ok := serve.Recall[string](s.Sessions, r, "name"); ok {
		return name, nil
	}
	p, err := s.People.Of(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return "", err
	}
	name := fr.Person(p.Called())
	s.Sessions.Keep(r, "name", name)
	return name, nil
}
