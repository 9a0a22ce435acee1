package fr

import "espacesante/internal/access"

// Reason says why an act was refused, to the person refused. A reason nobody
// gave a sentence to says nothing more than the refusal.
func Reason(r access.Reason) string {
	if s := reasons[r]; s != "" {
		return s
	}
	return "Cette action ne vous est pas ouverte."
}

// noSpace is the same for a space that never was, one opposed, and one whose
// holder blocked who asks: the words must not tell which (decisions.md §3).
const noSpace = "Aucun espace santé ne vous est ouvert pour cette personne."

// absent is the same for whatever must not be told from a missing page.
const absent = "Cette page n’existe pas ou n’existe plus."

var reasons = map[access.Reason]string{
	access.MissingFact:  "Nous n’avons pas pu vérifier vos droits. Réessayez, ou appelez l’aide.",
	access.UnknownAct:   "Cette action n’existe pas.",
	access.UnknownActor: "Nous ne reconnaissons pas votre rôle. Reconnectez-vous.",
	access.UnknownMode:  "Cette façon d’ouvrir un espace santé n’existe pas.",

	access.NotForRole:    "Votre rôle ne permet pas cette action.",
	access.NotYours:      absent,
	access.NotIdentified: "La personne au téléphone n’est pas encore identifiée, ou l’appel est terminé.",
	access.NotPresent:    "Recevez d’abord la personne et vérifiez sa pièce d’identité. Une visite dure 20 minutes.",
	access.NoMandate:     "Votre mandat n’est plus valable. La personne doit en signer un nouveau.",
	access.NotInMandate:  "La personne n’a pas coché cette démarche. Elle peut donner un nouveau mandat.",
	access.NotLet:        "La personne n’a pas autorisé l’assistance à voir la liste des actions, ou les 24\u00a0heures sont passées.",
	access.NotPMI:        "Seul un médecin de la protection maternelle et infantile (PMI), là où elle exerce, suit un enfant à ce titre.",
	access.NotUnderSix:   "La protection maternelle et infantile suit les enfants jusqu’à leurs 6\u00a0ans.",
	access.NotTwelve:     "Un accès personnel est possible à partir de 12\u00a0ans.",
	access.NotConnected:  "Ce service n’est pas relié à cet espace santé.",
	access.MinorMayNot:   "Avant 18\u00a0ans, ce sont les représentants légaux qui décident.",

	access.NoInsurer:    "Un employeur, un assureur ou une mutuelle n’a jamais accès à un espace santé.",
	access.NoContent:    "Votre rôle ne donne accès à aucun contenu de santé.",
	access.NotActive:    "Votre inscription professionnelle n’est pas active. Vérifiez-la auprès de votre ordre.",
	access.NoProfession: "Votre profession n’est pas dans la liste de celles qui peuvent ouvrir un espace santé.",

	access.Veiled:       absent,
	access.NoSpace:      noSpace,
	access.Blocked:      noSpace,
	access.NotActivated: "La personne n’a pas encore activé son espace santé.",
	access.SpaceClosed:  "Cet espace santé est fermé.",
	access.SpaceStopped: "Cet espace santé est suspendu pour une vérification.",
	access.PreviousOnly: "Seuls les documents de l’ancien dossier médical partagé sont lisibles ici.",

	access.SAMURefused:   "La personne n’autorise pas l’ouverture par le médecin régulateur du SAMU.",
	access.DoctorsOnly:   "Seul un médecin peut ouvrir de cette façon.",
	access.EmergencyNone: "La personne a refusé les ouvertures en urgence.",
	access.CarersOnly:    "Seul un professionnel de santé peut ouvrir en urgence.",
	access.NotOpened:     "L’ouverture en urgence est finie. Pour continuer, ouvrez de nouveau avec une nouvelle raison.",
	access.NotNormal:     "Cette action n’est pas possible pendant une ouverture en urgence.",

	access.NoTeamConsent: "L’accord de la personne pour l’équipe de soins n’est pas encore enregistré.",
	access.NoConsent:     "Il faut l’accord de la personne pour cette consultation.",
	access.SharingOff:    "La personne ne partage son espace santé avec personne pour le moment. Elle peut vous donner un code.",
	access.WorkMedicine:  "La médecine du travail n’a pas accès à l’espace santé.",
	access.RolesClosed:   "Ce rôle dans l’équipe de soins n’est pas encore ouvert.",

	access.NotCurrent:     absent,
	access.NotReplaced:    absent,
	access.NoAuthor:       absent,
	access.NotHabilitated: absent,
	access.Masked:         absent,
	access.NotAnnounced:   absent,
	access.KeptSecret:     absent,

	access.NotAuthor:     "Seul son auteur peut le faire.",
	access.NotAdded:      "Vous pouvez supprimer seulement ce que vous avez ajouté. Vous pouvez masquer les autres documents.",
	access.NotPatientDoc: "Seul un professionnel peut ajouter un document de ce type.",
	access.NotInBin:      "Ce document n’est pas dans la corbeille.",
	access.UnknownType:   "Ce type de document n’est pas dans la liste.",
	access.WrongState:    "La situation de cet espace santé ne permet pas cette action.",
	access.WrongCode:     "Ce code n’est pas celui que la personne voit. Demandez-lui de le relire.",
}

// Hidden reports whether a refusal must look like a page that does not exist:
// another's space, and a document out of reach (architecture §4.8).
func Hidden(r access.Reason) bool { return reasons[r] == absent }
