package counter

import (
	"context"
	"slices"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/support"
)

// errand is one act that an agent does for somebody: what he reads aloud first,
// what the button says, what was done.
type errand struct {
	path  string
	act   access.Act
	kinds []support.Kind
	group string
	title string // of its page: what is about to be done
	way   string // of the link that leads there
	reads []string
	done  string
	grave bool
	do    func(context.Context, *enrolment.Service, access.Actor, id.Patient) (enrolment.Receipt, error)
}

// without adapts what gives no receipt.
func without(do func(*enrolment.Service, context.Context, access.Actor, id.Patient) error) func(context.Context, *enrolment.Service, access.Actor, id.Patient) (enrolment.Receipt, error) {
	return func(ctx context.Context, s *enrolment.Service, by access.Actor, p id.Patient) (enrolment.Receipt, error) {
		return enrolment.Receipt{}, do(s, ctx, by, p)
	}
}

// with adapts what gives one.
func with(do func(*enrolment.Service, context.Context, access.Actor, id.Patient) (enrolment.Receipt, error)) func(context.Context, *enrolment.Service, access.Actor, id.Patient) (enrolment.Receipt, error) {
	return func(ctx context.Context, s *enrolment.Service, by access.Actor, p id.Patient) (enrolment.Receipt, error) {
		return do(s, ctx, by, p)
	}
}

const (
	ofCodes  = "Code et connexion"
	ofChoice = "Refuser, fermer, rouvrir"
	ofFraud  = "Protéger"
	ofSight  = "Voir plus, si la personne le veut"
)

var (
	both    = []support.Kind{support.Call, support.Visit}
	present = []support.Kind{support.Visit}
	called  = []support.Kind{support.Call}
	anyway  = []support.Kind{support.Visit, support.File}
)

// errands are all of them, in the order of the pages.
var errands = []errand{
	{path: "fiche", act: access.PrintCode, kinds: present, group: ofCodes, title: "Imprimer une fiche d’activation", way: "Imprimer une fiche d’activation",
		reads: []string{"La fiche porte un code, valable 24\u00a0heures, qui sert une seule fois.", "Vos codes d’avant ne fonctionneront plus.",
			"Vous tapez ce code vous-même. Ne le donnez à personne, ni à moi."},
		done: "La fiche d’activation est prête."},
	{path: "nouveau-code", act: access.RenewCode, kinds: both, group: ofCodes, title: "Envoyer un nouveau code", way: "Envoyer un nouveau code",
		reads: []string{"Le code part au contact que votre caisse connaît, ou par courrier.", "Vos codes d’avant ne fonctionneront plus.",
			"Je ne vois pas ce code. Ne me le lisez pas quand il arrivera."},
		done: "Un nouveau code est en route.", do: without((*enrolment.Service).RenewFor)},
	{path: "deconnecter", act: access.EndSessions, kinds: both, group: ofCodes, title: "Déconnecter tous les appareils", way: "Déconnecter tous les appareils",
		reads: []string{"Tous les appareils connectés à votre espace santé sont déconnectés.", "Vous vous reconnectez avec le même mot de passe."},
		done:  "Tous les appareils sont déconnectés.", do: without((*enrolment.Service).SignOutFor)},
	{path: "suspendre-connexion", act: access.SuspendSignIn, kinds: both, group: ofFraud, title: "Suspendre la connexion", way: "Suspendre la connexion, sur un doute",
		reads: []string{"Plus personne ne peut se connecter à votre espace santé, vous compris.", "Vos documents ne changent pas. Les professionnels les lisent comme avant.",
			"Pour la rétablir, appelez-nous ou venez au guichet."},
		done: "La connexion est suspendue.", grave: true, do: without((*enrolment.Service).HoldSignIn)},
	{path: "retablir-connexion", act: access.RestoreSignIn, kinds: both, group: ofCodes, title: "Rétablir la connexion", way: "Débloquer la connexion",
		reads: []string{"Votre ancien mot de passe ne servira plus.", "Vous en choisirez un nouveau sur la page de connexion, avec «\u00a0Mot de passe oublié\u00a0».",
			"Nous ne vous demanderons jamais ce mot de passe."},
		done: "La connexion est rétablie.", do: without((*enrolment.Service).GiveSignIn)},
	{path: "opposition", act: access.OpposeSpace, kinds: present, group: ofChoice, title: "Enregistrer une opposition", way: "S’opposer à la création",
		reads: []string{"Aucun espace santé ne sera créé pour vous.", "Vos soins et vos remboursements ne changent pas.",
			"Vous pouvez changer d’avis n’importe quel jour."},
		done: "L’opposition est enregistrée.", do: with((*enrolment.Service).OpposeFor)},
	{path: "fermer", act: access.CloseSpace, kinds: both, group: ofChoice, title: "Fermer l’espace santé", way: "Fermer",
		reads: []string{"Plus personne ne pourra l’ouvrir, ni vous ni les professionnels.", "Son contenu est gardé 10\u00a0ans en archive, puis effacé.",
			"Pendant ce temps, il peut être rouvert avec son contenu."},
		done: "L’espace santé est fermé.", grave: true,
		do: func(ctx context.Context, s *enrolment.Service, by access.Actor, p id.Patient) (enrolment.Receipt, error) {
			return s.CloseFor(ctx, by, p, false)
		}},
	{path: "effacer", act: access.EraseSpace, kinds: both, group: ofChoice, title: "Fermer et tout effacer", way: "Fermer et tout effacer",
		reads: []string{"Plus personne ne pourra l’ouvrir, ni vous ni les professionnels.", "Vous pouvez annuler pendant 30\u00a0jours, par téléphone ou au guichet.",
			"Tout est effacé en 3\u00a0mois au plus. Il n’y a pas de retour."},
		done: "L’effacement est demandé.", grave: true, do: with((*enrolment.Service).EraseFor)},
	{path: "annuler-effacement", act: access.KeepSpace, kinds: both, group: ofChoice, title: "Annuler l’effacement", way: "Annuler l’effacement",
		reads: []string{"Le contenu ne sera pas effacé.", "L’espace santé reste fermé, son contenu est gardé en archive.", "Il peut ensuite être rouvert."},
		done:  "L’effacement est annulé.", do: with((*enrolment.Service).KeepFor)},
	{path: "rouvrir", act: access.ReopenSpace, kinds: both, group: ofChoice, title: "Rouvrir l’espace santé", way: "Rouvrir, avec son contenu",
		reads: []string{"Votre espace santé revient avec tout son contenu.", "Les professionnels qui vous soignent pourront de nouveau le lire et le remplir.",
			"Vous vous connectez comme avant, ou vous l’activez avec un code."},
		done: "L’espace santé est rouvert.", do: with((*enrolment.Service).ReopenFor)},
	{path: "deces-annule", act: access.UndoDeath, kinds: present, group: ofChoice, title: "Annuler un décès enregistré par erreur", way: "Annuler un décès enregistré par erreur",
		reads: []string{"Un décès a été enregistré par erreur à votre nom. Nous l’annulons.", "Votre espace santé redevient comme avant, avec son contenu.",
			"Si vous n’aviez pas encore choisi, un nouveau code part vers vous."},
		done: "Le décès est annulé.", do: without((*enrolment.Service).AliveFor)},
	{path: "voir-actions", act: access.GiveView, kinds: called, group: ofSight, title: "Voir la liste des actions, 24\u00a0heures", way: "La personne permet de voir la liste des actions",
		reads: []string{"Je pourrai voir la liste des actions de votre espace santé pendant 24\u00a0heures.", "Je verrai des dates et des actions, jamais un document ni un nom de professionnel.",
			"Vous pouvez arrêter avant, dans «\u00a0Qui voit quoi\u00a0»."},
		done: "La liste des actions est visible pendant 24\u00a0heures.", do: without((*enrolment.Service).LetSee)},
	{path: "lever-suspension", act: access.ResumeSpace, kinds: both, group: ofChoice, title: "Lever la suspension", way: "Lever la suspension",
		reads: []string{"Vous dites que cet espace santé est bien le vôtre.", "La suspension est levée tout de suite.", "Votre espace santé fonctionne comme avant."},
		done:  "La suspension est levée.", do: without((*enrolment.Service).Resume)},
	{path: "suspendre", act: access.SuspendSpace, kinds: anyway, group: ofFraud, title: "Suspendre l’espace santé", way: "Suspendre l’espace santé pour fraude",
		reads: []string{"Plus personne ne peut l’ouvrir, ni la personne ni les professionnels.", "La personne est prévenue partout où elle peut l’être.",
			"Elle a 6\u00a0semaines pour le contester. Sans réponse, il est fermé."},
		done: "L’espace santé est suspendu.", grave: true,
		do: func(ctx context.Context, s *enrolment.Service, by access.Actor, p id.Patient) (enrolment.Receipt, error) {
			return enrolment.Receipt{}, s.Suspend(ctx, by, p, "fraud")
		}},
}

func errandOf(path string) (errand, bool) {
	i := slices.IndexFunc(errands, func(e errand) bool { return e.path == path })
	if i < 0 {
		return errand{}, false
	}
	return errands[i], true
}
