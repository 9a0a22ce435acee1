package public

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/web/serve"
	"espacesante/web/ui"
)

// simple is one page in plain words: one idea a sentence, twelve words at most.
// They are called « version simplifiée » until the people concerned have read
// them (ux.md §4.1).
type simple struct {
	Path, Title string
	Parts       []part
}

// easyRoutes adds the pages in plain words.
func (s *Site) easyRoutes(r chi.Router) {
	for _, one := range simples {
		r.Get("/facile-a-lire/"+one.Path, serve.Page(func(w http.ResponseWriter, r *http.Request) error {
			p := s.page(r, one.Title)
			p.Back = ui.Link{Href: "/facile-a-lire", Text: "Facile à lire"}
			return ui.Render(w, r, http.StatusOK, simplePage(p, one))
		}))
	}
}

func under(title string, lines ...said) part { return part{Title: title, Lines: lines} }
func points(points ...string) said           { return said{Kind: "points", Points: points} }
func way(kind, text string) said             { return said{Kind: kind, Text: text} }
func say(sentences string) said              { return said{Text: sentences} }

var toPrepare = under("Ce qu’il faut préparer",
	points("votre courrier, avec le code", "votre numéro de sécurité sociale", "votre date de naissance"))

// simples are the twelve subjects, in the order in which one meets them.
var simples = []simple{
	{"comprendre", "C’est quoi, l’espace santé\u00a0?", []part{
		under("Un carnet sur internet", say("L’espace santé est un carnet sur internet."), say("Il garde vos papiers de santé."),
			points("une ordonnance", "une radio", "un vaccin"), say("C’est votre carnet. Vous décidez.")),
		under("Vous avez le choix", say("Vous pouvez dire oui. Vous pouvez dire non."), say("Si vous dites non, vos soins ne changent pas."),
			say("Vos remboursements ne changent pas.")),
		under("Combien de temps pour choisir\u00a0?", say("Vous avez 42\u00a0jours."), say("Les jours comptent à partir de l’envoi du courrier."),
			say("Le dernier jour est écrit sur le courrier."), say("Si vous ne dites rien, l’espace santé est créé."),
			say("Les professionnels peuvent alors le remplir et le lire."), say("Vous pouvez le fermer après.")),
	}},
	{"activer", "Dire oui\u00a0: activer", []part{toPrepare,
		under("Ce que vous allez faire", say("Vous tapez le code."), say("Vous tapez votre numéro et votre date de naissance."),
			say("Vous donnez un courriel ou un téléphone."), say("Vous recevez un autre code. Vous le tapez."), say("Vous choisissez un mot de passe."),
			say("Vous dites qui peut lire votre espace santé."), way("activation", "Activer mon espace santé")),
	}},
	{"opposer", "Dire non\u00a0: s’opposer", []part{toPrepare,
		under("Ce que vous allez faire", say("Vous tapez le code."), say("Vous tapez votre numéro et votre date de naissance."),
			say("Vous confirmez. C’est fini."), say("Vous n’avez pas à dire pourquoi.")),
		under("Ce qui se passe après", say("L’espace santé n’est pas créé."), say("Vous recevez un numéro. Gardez-le. Il prouve votre choix."),
			say("Vos soins ne changent pas."), way("opposition", "Je m’oppose à la création de mon espace santé")),
	}},
	{"fermer", "Fermer mon espace santé", []part{
		under("Vous pouvez fermer n’importe quel jour", say("Vous n’avez pas à dire pourquoi."), say("Vos soins ne changent pas.")),
		under("Vous avez deux choix", points("Fermer\u00a0: vos papiers sont gardés 10\u00a0ans. Vous pouvez rouvrir.",
			"Fermer et effacer\u00a0: vos papiers sont détruits.")),
		under("Comment faire\u00a0?", say("Connectez-vous."), say("Ouvrez la page «\u00a0Paramètres\u00a0»."), say("Ou téléphonez. Ou allez à un guichet."),
			way("desks", "Trouver un guichet")),
	}},
	{"qui-voit", "Qui voit mes papiers\u00a0?", []part{
		under("Ils peuvent voir", points("vous", "votre médecin traitant", "les professionnels qui vous soignent, si vous êtes d’accord")),
		under("Ils ne peuvent jamais voir", points("votre patron", "votre assurance", "votre mutuelle", "votre banque")),
		under("Chaque métier voit des choses différentes", say("Un médecin voit plus de papiers qu’un opticien."),
			say("Vous pouvez bloquer un professionnel."), say("Il ne voit plus rien.")),
	}},
	{"masquer", "Cacher un papier", []part{
		under("Masquer, c’est cacher", say("Vous pouvez masquer un papier."), say("Les professionnels ne le voient plus."), say("Ils ne savent pas qu’il existe.")),
		under("Qui le voit encore\u00a0?", points("vous", "la personne qui a écrit le papier", "votre médecin traitant")),
		under("Comment faire\u00a0?", say("Connectez-vous. Ouvrez le papier."), say("Appuyez sur «\u00a0Masquer ce document\u00a0»."),
			say("Vous pouvez le montrer de nouveau. C’est le même endroit.")),
	}},
	{"code", "Donner un code à un professionnel", []part{
		under("À quoi sert ce code\u00a0?", say("Un professionnel veut lire votre espace santé."), say("Vous êtes d’accord."), say("Vous lui montrez un code.")),
		under("Comment faire\u00a0?", say("Connectez-vous. Ouvrez «\u00a0Qui voit quoi\u00a0»."), say("Appuyez sur «\u00a0Faire un code\u00a0»."),
			say("Montrez le code au professionnel, en face de vous."), say("Le code marche 15\u00a0minutes.")),
		under("Attention", say("Ne donnez pas ce code au téléphone."), say("Ne donnez pas ce code par message.")),
	}},
	{"urgence", "Une urgence\u00a0: qui peut ouvrir\u00a0?", []part{
		under("Vous êtes en danger", say("Peut-être que vous ne pouvez pas parler."), say("Un professionnel a besoin de savoir."), say("Par exemple\u00a0: vos allergies.")),
		under("C’est vous qui décidez avant", points("Oui\u00a0: il peut ouvrir, sauf les papiers masqués.", "Oui, même les papiers masqués.", "Non\u00a0: il ne peut pas ouvrir.")),
		under("Vous le savez toujours", say("Le professionnel écrit pourquoi il ouvre."), say("Vous recevez un message."), say("Changez votre choix dans «\u00a0Qui voit quoi\u00a0».")),
	}},
	{"historique", "Qui est venu\u00a0?", []part{
		under("L’historique", say("L’historique est une liste."), say("Elle dit qui a ouvert votre espace santé."), say("Elle dit quand et pourquoi."),
			say("Personne ne peut effacer cette liste.")),
		under("Vous voyez un nom que vous ne connaissez pas", say("Appuyez sur «\u00a0Je ne reconnais pas cet accès\u00a0»."), say("Le professionnel est bloqué. Un relecteur vérifie."), say("Vous pouvez aussi téléphoner. Le numéro est en bas.")),
	}},
	{"arnaques", "Attention aux voleurs", []part{
		under("Nous ne demandons jamais", points("de l’argent", "votre mot de passe", "votre carte bancaire", "un code, au téléphone")),
		under("Quelqu’un vous demande un code", say("Dites non. Raccrochez."), say("Même s’il dit qu’il est médecin."), say("Même s’il dit qu’il travaille pour nous.")),
		under("Vous avez reçu un message bizarre", say("N’appuyez pas sur le lien."), say("Nos messages ont une référence. Vous pouvez la vérifier."),
			way("check", "Vérifier un message")),
	}},
	{"etre-aide", "Être aidé par une personne", []part{
		under("Au téléphone", way("phone", "Le numéro\u00a0:")),
		under("À un guichet", say("Allez chez France services ou à votre caisse."), say("C’est gratuit."),
			points("Prenez votre courrier.", "Prenez votre carte d’identité."), way("desks", "Trouver un guichet")),
		under("Avec quelqu’un de confiance", say("Vous pouvez venir avec un ami."), say("Vous pouvez venir avec votre famille."), say("Gardez votre mot de passe pour vous.")),
	}},
	{"enfant", "Mon enfant", []part{
		under("Les parents reçoivent un courrier", say("Chaque enfant peut avoir un espace santé."), say("Chaque parent connu reçoit un courrier."),
			say("Les deux parents ont les mêmes droits.")),
		under("Quand l’enfant a 18\u00a0ans", say("Il reçoit son propre courrier. Il décide."), say("Ses parents ne voient plus son espace santé.")),
		under("Comment faire\u00a0?", say("Activez d’abord votre espace santé."), say("Connectez-vous. Ouvrez «\u00a0Mes proches\u00a0»."),
			say("Vous voyez l’espace santé de votre enfant."), say("Pour une question, téléphonez."), way("phone", "Le numéro\u00a0:")),
	}},
}
