package patient

import (
	"strings"

	"espacesante/internal/notification"
	"espacesante/web/ui"
)

// noticed is a kind of notice in the centre: what happened, and where it matters.
type noticed struct{ said, to string }

// noticeWords are the notices of each kind. They say who and what only inside.
var noticeWords = map[notification.Kind]noticed{
	notification.FirstAccess:       {"Un professionnel a ouvert votre espace santé pour la première fois", "/historique"},
	notification.Declared:          {"Un professionnel a noté votre accord", "/acces/professionnels"},
	notification.Entrusted:         {"Un accord a été noté pour un autre professionnel", "/acces/professionnels"},
	notification.BlockedForYou:     {"Votre médecin traitant a bloqué un professionnel à votre demande", "/acces/professionnels"},
	notification.Mistaken:          {"Un professionnel a ouvert votre espace santé par erreur", "/historique"},
	notification.OpenedInEmergency: {"Votre espace santé a été ouvert en urgence", "/historique"},
	notification.EmergencyRefused:  {"Une ouverture en urgence a été refusée, comme vous l’avez choisi", "/historique"},
	notification.ReviewConcluded:   {"Une ouverture en urgence a été jugée injustifiée", "/historique"},
	notification.NewDocument:       {"Un professionnel a déposé un document", "/documents"},
	notification.Updated:           {"Une mise à jour, dont un professionnel veut parler avec vous", "/notifications"},
	notification.Refused:           {"Le dépôt d’un professionnel bloqué a été refusé", "/historique"},
	notification.ProfileCompleted:  {"Un professionnel a complété votre profil médical", "/profil-medical"},
	notification.RequestAnswered:   {"Une réponse à votre demande", "/documents/demandes"},
	notification.ReportAnswered:    {"Une réponse à votre signalement", "/historique"},
	notification.ExportReady:       {"Votre copie est prête", "/parametres/exporter"},
	notification.ExportFailed:      {"Votre copie n’a pas pu être faite", "/parametres/exporter"},
	notification.DirectiveReminder: {"Vos volontés sont-elles toujours les vôtres\u00a0?", "/directives"},
	notification.CardOpened:        {"Votre carte d’urgence a été ouverte avec son code", "/carte-urgence"},
	notification.CardStopped:       {"Votre carte d’urgence ne s’ouvre plus\u00a0: cinq codes faux", "/carte-urgence"},
	notification.PasswordChanged:   {"Votre mot de passe a changé", "/securite"},
	notification.NewDevice:         {"Une connexion depuis un nouvel appareil", "/securite"},
	notification.ContactChanging:   {"Votre contact va changer", "/parametres/contact"},
	notification.FactorChanged:     {"Une façon de vous connecter a changé", "/securite"},
	notification.SignInHeld:        {"Votre connexion a été suspendue par un agent", "/securite/actes"},
	notification.SignInGiven:       {"Votre connexion a été rétablie par un agent", "/securite/actes"},
	notification.SignedOut:         {"Vos appareils ont été déconnectés par un agent", "/securite/actes"},
	notification.MandateGiven:      {"Vous avez donné un mandat à un aidant", "/acces/aidants"},
	notification.Helped:            {"Le résumé de votre rendez-vous aidé", "/acces/aidants"},
	notification.CopyBrought:       {"Un papier que vous avez apporté a été ajouté avec un aidant", "/acces/aidants"},
	notification.CodeAsked:         {"Un nouveau code a été demandé", "/historique"},
	notification.TreatingSet:       {"Votre médecin traitant a été enregistré ou retiré", "/acces/professionnels"},
	notification.ViewGiven:         {"L’assistance peut voir la liste des actions pendant 24\u00a0heures", "/acces/assistance"},
	notification.Recalled:          {"Un acte fait pour vous a été annulé", "/securite/actes"},
	notification.ContactSet:        {"Un agent a changé votre contact", "/parametres/contact"},
	notification.Opened:            {"Votre espace santé a été créé", "/acces"},
	notification.Activated:         {"Votre espace santé est activé", "/acces"},
	notification.Opposed:           {"Votre opposition a été enregistrée", "/historique"},
	notification.Closed:            {"Votre espace santé a été fermé", "/historique"},
	notification.Erasing:           {"La fermeture et l’effacement ont été demandés", "/historique"},
	notification.Reopened:          {"Votre espace santé a été rouvert", "/historique"},
	notification.Kept:              {"L’effacement a été annulé", "/historique"},
	notification.Suspended:         {"Votre espace santé a été suspendu", "/historique"},
	notification.Resumed:           {"La suspension est terminée", "/historique"},
	notification.Unobjected:        {"La suspension a duré six semaines\u00a0: l’espace santé a été archivé", "/historique"},
	notification.DMPEnded:          {"L’ancien dossier partagé est fermé pour de bon", "/historique"},
	notification.Died:              {"Un décès a été enregistré", "/historique"},
	notification.Alive:             {"L’enregistrement d’un décès a été corrigé", "/historique"},
	notification.Deferred:          {"La création de l’espace santé a été reportée", "/historique"},
	notification.Disputed:          {"Deux représentants n’étaient pas d’accord", "/historique"},
	notification.Settled:           {"Le désaccord entre représentants est tranché", "/historique"},
	notification.Majority90:        {"La majorité approche\u00a0: dans trois mois", "/parametres"},
	notification.Majority30:        {"La majorité approche\u00a0: dans un mois", "/parametres"},
}

// ofChild are the same words about the space of a child.
var ofChild = strings.NewReplacer("votre espace santé", "l’espace santé", "Votre espace santé", "L’espace santé", "votre profil médical", "le profil médical",
	"noté votre accord", "noté un accord", "votre demande", "une demande", "votre signalement", "un signalement", "Votre copie", "La copie", "Votre carte", "La carte", "Votre opposition", "L’opposition",
	"à votre demande", "à la demande d’un parent", "Votre médecin", "Le médecin", "Vous avez donné un mandat", "Un mandat a été donné", "le résumé de votre", "le résumé du")

// noticeSaid is what a notice says, in one's own space or in a child's.
func noticeSaid(k notification.Kind, child bool) string {
	if child {
		return ofChild.Replace(noticeWords[k].said)
	}
	return noticeWords[k].said
}

// everybodys are the pages that representatives and minors have too.
var everybodys = map[string]bool{"/historique": true, "/acces": true, "/acces/professionnels": true, "/documents": true, "/documents/demandes": true,
	"/profil-medical": true, "/parametres": true, "/notifications": true}

// eventSlugs are the events in addresses, which say nothing of health.
var eventSlugs = map[notification.Event]string{notification.OfAccess: "acces", notification.OfAgreement: "accords", notification.OfEmergency: "urgence",
	notification.OfDocuments: "documents", notification.OfProfile: "profil", notification.OfAnswers: "reponses", notification.OfCopies: "copies",
	notification.OfReminders: "rappels", notification.OfSecurity: "securite", notification.OfOthers: "agents", notification.OfLife: "espace"}

// named are the events in words, and why some cannot be switched off.
type eventName struct{ name, why string }

const always = "Toujours dit, sur tout ce que nous connaissons de vous\u00a0: "

var eventNames = map[notification.Event]eventName{
	notification.OfAccess:    {"Première ouverture par un professionnel", ""},
	notification.OfAgreement: {"Accord noté en votre nom", "Toujours dit au moins une fois\u00a0: vous devez pouvoir le refuser."},
	notification.OfEmergency: {"Ouverture en urgence, ou par erreur", always + "vous devez le savoir."},
	notification.OfDocuments: {"Documents déposés", ""},
	notification.OfProfile:   {"Profil, vaccins et mesures complétés", ""},
	notification.OfAnswers:   {"Réponses à vos demandes", ""},
	notification.OfCopies:    {"Copie prête", ""},
	notification.OfReminders: {"Rappel de vos volontés", ""},
	notification.OfSecurity:  {"Connexion, mot de passe, contact, carte d’urgence", "Toujours dit par courriel et SMS\u00a0: si ce n’est pas vous, il faut agir."},
	notification.OfOthers:    {"Ce qu’un aidant, un agent ou votre médecin traitant fait pour vous", always + "vous pouvez l’annuler."},
	notification.OfLife:      {"Vie de l’espace santé\u00a0: fermé, rouvert…", "Toujours dit au moins une fois."},
}

// eventOptions are the kinds that the list can be narrowed to.
func eventOptions() []ui.Option {
	all := []ui.Option{{Value: "", Label: "Toutes"}}
	for _, e := range notification.Events() {
		all = append(all, ui.Option{Value: eventSlugs[e], Label: eventNames[e].name})
	}
	return all
}

var channelNames = map[notification.Channel]string{notification.Email: "Courriel", notification.SMS: "SMS", notification.Letter: "Courrier"}

var channelSlugs = map[notification.Channel]string{notification.Email: "courriel", notification.SMS: "sms", notification.Letter: "courrier"}

var rhythmSlugs = map[notification.Rhythm]string{notification.AtOnce: "tout-de-suite", notification.Daily: "jour", notification.Weekly: "semaine"}
