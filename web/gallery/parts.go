package gallery

import "espacesante/web/ui"

// Parts names the parts of the design and where each is shown in its states.
func Parts() []ui.Link {
	at := func(page, name string) ui.Link { return ui.Link{Href: "/demo/composants/" + page, Text: name} }
	return []ui.Link{
		at("accueil", "Page d’un espace santé\u00a0: onglets, bande, tranche"),
		at("champs", "Champs d’une ligne, texte long, liste, liste à chercher"),
		at("champs", "Date"),
		at("question", "Saisie d’un code"),
		at("champs", "Mot de passe"),
		at("champs", "Choix et leurs conséquences"),
		at("erreurs", "Champs en erreur"),
		at("erreurs", "Résumé des erreurs"),
		at("panneaux", "Relecture des réponses"),
		at("panneaux", "Liste de tâches"),
		at("panneaux", "Panneau de confirmation"),
		at("interruption", "Arrêt avant un geste grave"),
		at("panneaux", "Reçu"),
		at("documents", "Rangée de document, carte sur téléphone"),
		at("panneaux", "Pastilles"),
		at("etapes", "Étapes"),
		at("etapes", "Frise"),
		at("chiffres", "Courbe et son tableau"),
		at("historique", "Tableau"),
		at("portes", "Pages d’une liste"),
		at("vide", "Liste vide"),
		at("panneaux", "Message calme et avis"),
		at("message", "Page de message"),
		at("guichet", "Bande d’une session aidée"),
		at("appel", "Bande d’un appel"),
		at("guichet", "Rideau"),
		at("chiffres", "Travail long"),
		at("portes", "Deux portes égales"),
		at("acces", "Qui voit quoi"),
		at("feuille", "Lecteur de document"),
		at("professionnel", "Espace ouvert par un professionnel"),
	}
}
