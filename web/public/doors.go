package public

import (
	"github.com/go-chi/chi/v5"

	"espacesante/internal/clock"
	"espacesante/internal/enrolment"
	"espacesante/internal/export"
	"espacesante/internal/identity"
	"espacesante/internal/task"
	"espacesante/web/letter"
	"espacesante/web/serve"
)

// Doors is the ways in and the way out before: activating, opposing, signing
// in. Each judges only the form of an answer until the last question is asked.
type Doors struct {
	Enrolment *enrolment.Service
	People    *identity.Service
	Copies    *export.Service
	Tasks     *task.Service
	Sessions  *serve.Sessions
	Letters   letter.Service
	Now       clock.Clock
}

// Routes adds the doors to r.
func (d *Doors) Routes(r chi.Router) {
	r.Get("/activation", serve.Page(d.activation))
	r.Get("/activation/code", serve.Page(d.activationCode))
	r.Post("/activation/code", serve.Page(d.takeActivationCode))
	r.Get("/activation/identite", serve.Page(d.activationIdentity))
	r.Post("/activation/identite", serve.Page(d.takeActivationIdentity))
	r.Get("/activation/contact", serve.Page(d.activationContact))
	r.Post("/activation/contact", serve.Page(d.takeActivationContact))
	r.Get("/activation/sans-contact", serve.Page(d.withoutContact))
	r.Get("/activation/verification", serve.Page(d.activationCheck))
	r.Post("/activation/verification", serve.Page(d.takeActivationCheck))
	r.Post("/activation/renvoyer", serve.Page(d.resendActivationCheck))
	r.Get("/activation/mot-de-passe", serve.Page(d.activationPassword))
	r.Post("/activation/mot-de-passe", serve.Page(d.takeActivationPassword))
	r.Get("/activation/partage", serve.Page(d.activationSharing))
	r.Post("/activation/partage", serve.Page(d.takeActivationSharing))
	r.Get("/activation/recapitulatif", serve.Page(d.activationSummary))
	r.Post("/activation/recapitulatif", serve.Page(d.activate))

	r.Get("/activation/nouveau-code", serve.Page(d.newCode))
	r.Post("/activation/nouveau-code", serve.Page(d.askNewCode))
	r.Get("/activation/nouveau-code/demande", serve.Page(d.newCodeAsked))
	r.Get("/code-non-reconnu", serve.Page(d.notProven))

	r.Get("/opposition", serve.Page(d.opposition))
	r.Get("/opposition/identite", serve.Page(d.oppositionIdentity))
	r.Post("/opposition/identite", serve.Page(d.takeOppositionIdentity))
	r.Get("/opposition/confirmer", serve.Page(d.confirmOpposition))
	r.Post("/opposition/confirmer", serve.Page(d.oppose))
	r.Get("/opposition/sans-code", serve.Page(d.withoutCode))
	r.Post("/opposition/sans-code", serve.Page(d.takeWithoutCode))
	r.Get("/opposition/demandee", serve.Page(d.oppositionAsked))
	r.Get("/opposition/fermer", serve.Page(d.closeConfirm(false)))
	r.Post("/opposition/fermer", serve.Page(d.close(false)))
	r.Get("/opposition/effacer", serve.Page(d.closeConfirm(true)))
	r.Post("/opposition/effacer", serve.Page(d.close(true)))
	r.Get("/opposition/fermee", serve.Page(d.closedHere))
	r.Get("/opposition/fermee/recu.pdf", serve.Page(d.closingReceipt))
	r.Get("/reouvrir", serve.Page(d.reopening))
	r.Get("/suspension", serve.Page(d.suspension))
	r.Get("/reouvrir/identite", serve.Page(d.returning))
	r.Post("/reouvrir/identite", serve.Page(d.takeReturning))
	r.Get("/reouvrir/choix", serve.Page(d.returnChoice))
	r.Post("/reouvrir/rouvrir", serve.Page(d.reopen))
	r.Post("/reouvrir/conserver", serve.Page(d.keepSpace))
	r.Get("/reouvrir/copie", serve.Page(d.copyOfClosed))
	r.Post("/reouvrir/copie", serve.Page(d.askCopyOfClosed))
	r.Get("/reouvrir/copie.zip", serve.Page(d.takeCopyOfClosed))
	r.Get("/reouvrir/conserve", serve.Page(d.kept))
	r.Get("/opposition/enregistree", serve.Page(d.opposed))
	r.Get("/opposition/recu.pdf", serve.Page(d.oppositionReceipt))
	r.Get("/recu", serve.Page(d.checkReceipt))
	r.Post("/recu", serve.Page(d.findReceipt))

	d.youngRoutes(r)
	r.Get("/connexion", serve.Page(d.signIn))
	r.Post("/connexion", serve.Page(d.takeSignIn))
	r.Get("/connexion/code", serve.Page(d.signInCode))
	r.Post("/connexion/code", serve.Page(d.takeSignInCode))
	r.Post("/connexion/envoyer", serve.Page(d.sendSignInCode))
	r.Post("/connexion/cle", serve.Page(d.takePasskey))
	r.Get("/connexion/code-imprime", serve.Page(d.paperCode))
	r.Post("/connexion/code-imprime", serve.Page(d.takePaperCode))
	r.Get("/mes-appareils", inside(d.myDevices))
	r.Post("/mes-appareils/deconnecter", inside(d.endMyDevices))
	r.Post("/mes-appareils/{device}/deconnecter", inside(d.endMyDevice))
	r.Get("/arreter-un-changement", serve.Page(d.stopChange))
	r.Post("/arreter-un-changement", serve.Page(d.takeStop))
	r.Get("/arreter-un-changement/fait", serve.Page(d.stopped))
	r.Get("/connexion/aide", serve.Page(d.signInHelp))
	r.Get("/connexion/mot-de-passe", serve.Page(d.reset))
	r.Post("/connexion/mot-de-passe", serve.Page(d.takeReset))
	r.Get("/connexion/mot-de-passe/code", serve.Page(d.resetCode))
	r.Post("/connexion/mot-de-passe/code", serve.Page(d.takeResetCode))
	r.Get("/connexion/mot-de-passe/nouveau", serve.Page(d.resetPassword))
	r.Post("/connexion/mot-de-passe/nouveau", serve.Page(d.takeResetPassword))
	r.Get("/rester-connecte", serve.Page(d.stay))
	r.Post("/deconnexion", serve.Page(d.signOut))
	r.Post("/connexion/oublier", serve.Page(d.dropUnsent))
}
