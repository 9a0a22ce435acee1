package fr

import (
	"strings"

	"espacesante/internal/access"
)

// Act says what was done, as the history tells it after who did it: « a lu un
// document ».
func Act(a access.Act) string { return acts[a] }

// ActOfYours says the same to who did it: « avez lu un document ».
func ActOfYours(a access.Act) string {
	words, own := ownActs[a]
	if !own {
		words = acts[a]
	}
	if rest, ok := strings.CutPrefix(words, "a "); ok {
		return "avez " + rest
	}
	if rest, ok := strings.CutPrefix(words, "est "); ok {
		return "êtes " + rest
	}
	if rest, ok := strings.CutPrefix(words, "s’est "); ok {
		return "vous êtes " + rest
	}
	return words
}

// forOthers is how « votre » and « vous » of a history are said to somebody who is not its person.
var forOthers = strings.NewReplacer("votre accord", "l’accord de la personne", "votre ancien dossier partagé", "un ancien dossier partagé",
	"vos volontés", "ses volontés", "votre identité", "l’identité de la personne", "votre pièce d’identité", "la pièce d’identité de la personne",
	"votre dossier administratif", "le dossier administratif", "que vous lui montriez", "que la personne lui montrait", "que vous avez montré", "que la personne a montré",
	"à votre demande", "à sa demande", "devant vous", "devant la personne", "fait pour vous", "fait pour la personne")

// ActForOthers says what was done to who reads it without being the person, as an agent who was let do so.
func ActForOthers(a access.Act) string { return forOthers.Replace(acts[a]) }

// CopyBrought says what a helper did who added the scan of a paper (HLP-03).
const CopyBrought = "a ajouté, avec vous, la copie d’un papier"

// WithHelp says who helped to bring the copy of a paper: « copie déposée avec
// l’aide de Samia B., France services Foix ».
func WithHelp(helper, structure string) string {
	helper = Person(helper)
	if helper == "" {
		helper = "un aidant"
	}
	if structure != "" {
		helper += ", " + structure
	}
	return "copie déposée avec l’aide " + Of(helper)
}

// ownActs are those that a professional does: « votre » there is the person's.
var ownActs = map[access.Act]string{
	access.ImportDocument:    "a repris un document d’un ancien dossier partagé",
	access.ReadUnveiled:      "a lu un document que la personne montrait",
	access.ConsentDeclare:    "a déclaré l’accord de la personne pour la consultation",
	access.ConsentEntrust:    "a noté l’accord de la personne pour un confrère",
	access.BlockProfessional: "a bloqué un confrère à la demande de la personne",
	access.ReadAsked:         "a relu qui vous avez bloqué à la demande de la personne",
	access.FollowChild:       "a noté que vous suivez l’enfant pour la PMI",
	access.RedeemConsentCode: "a saisi le code que la personne a montré",
}

var acts = map[access.Act]string{
	access.ListDocuments:    "a vu la liste des documents",
	access.PinDocument:      "a épinglé un document, ou l’a détaché",
	access.ListFolders:      "a vu les dossiers de rangement",
	access.SetFolder:        "a rangé des documents dans des dossiers",
	access.AskDocument:      "a demandé un document qui manque",
	access.AskCorrection:    "a demandé une correction",
	access.ReportError:      "a signalé une erreur à l’auteur d’un document",
	access.ListRequests:     "a vu les demandes faites à des professionnels",
	access.CancelRequest:    "a annulé une demande",
	access.AnswerRequest:    "a répondu à une demande",
	access.SettleContest:    "a examiné une contestation de dépôt",
	access.SearchDocuments:  "a cherché dans les documents",
	access.ReadDocument:     "a lu un document",
	access.ReadVersion:      "a lu une ancienne version d’un document",
	access.DepositDocument:  "a ajouté un document",
	access.ReplaceDocument:  "a remplacé un document",
	access.MaskDocument:     "a masqué un document",
	access.UnmaskDocument:   "a montré de nouveau un document",
	access.ReleaseDocument:  "a rendu un document visible",
	access.HintDocument:     "a annoncé une mise à jour",
	access.WithdrawDocument: "a retiré un document",
	access.DeleteDocument:   "a mis un document à la corbeille",
	access.RestoreDocument:  "a repris un document de la corbeille",
	access.PurgeDocument:    "a effacé un document resté 30\u00a0jours dans la corbeille",
	access.ImportDocument:   "a repris un document de votre ancien dossier partagé",
	access.ContestDocument:  "a contesté un dépôt",
	access.UnveilDocument:   "a montré un document à un aidant",
	access.VeilDocument:     "a refermé le rideau sur un document",
	access.ReadUnveiled:     "a lu un document que vous lui montriez",
	access.ListVeiled:       "a vu combien de documents sont là, sans leurs titres",

	access.ReadHome:      "a vu l’accueil",
	access.ListNotices:   "a vu les notifications",
	access.ReadNotice:    "a lu des notifications",
	access.SetNotices:    "a choisi comment être prévenu",
	access.DigestNotices: "a envoyé un résumé des notifications",

	access.OpenRecord:        "a ouvert l’espace santé",
	access.ExportRecord:      "a fait une copie de l’espace santé",
	access.ReadHistory:       "a lu l’historique",
	access.ReadAccess:        "a lu «\u00a0Qui voit quoi\u00a0»",
	access.ContestAccess:     "a signalé un accès",
	access.ReadProfile:       "a lu le profil médical",
	access.WriteProfile:      "a complété le profil médical",
	access.WriteSynthesis:    "a préparé la synthèse annuelle",
	access.ReadMeasures:      "a lu les mesures",
	access.WriteMeasure:      "a ajouté une mesure",
	access.ReadVaccinations:  "a lu les vaccinations",
	access.WriteVaccination:  "a ajouté une vaccination",
	access.ReadReimbursement: "a lu les remboursements",
	access.ReadDirective:     "a lu les volontés",
	access.WriteDirective:    "a changé les volontés",
	access.AskExport:         "a demandé une copie de l’espace santé",
	access.TakeExport:        "a téléchargé une copie de l’espace santé",
	access.ReadCard:          "a vu la carte d’urgence",
	access.SetCard:           "a changé la carte d’urgence",

	access.ImportReimbursement:   "a ajouté des remboursements",
	access.WithholdReimbursement: "a demandé qu’un remboursement ne soit pas transmis",
	access.ForgetReimbursement:   "a effacé des remboursements de plus de 12\u00a0mois",
	access.RemindDirective:       "a rappelé que vos volontés sont ici",
	access.EndExport:             "a effacé une copie de l’espace santé",
	access.OpenCard:              "a ouvert la carte d’urgence avec son code",
	access.StopCard:              "a arrêté la carte d’urgence, après 5\u00a0codes faux",
	access.ReadMessages:          "a lu des messages",
	access.StartMessage:          "a écrit un message",
	access.ReplyMessage:          "a répondu à un message",
	access.ReadAgenda:            "a lu l’agenda",
	access.WriteAgenda:           "a modifié l’agenda",

	access.BlockProfessional:     "a bloqué un professionnel",
	access.ReadAsked:             "a relu qui il a bloqué à votre demande",
	access.ReportMistake:         "a dit avoir ouvert l’espace santé par erreur",
	access.FollowChild:           "a noté qu’il suit l’enfant pour la PMI",
	access.UnblockProfessional:   "a cessé de bloquer un professionnel",
	access.SetSharing:            "a changé le partage",
	access.SetEmergency:          "a changé l’accès en urgence",
	access.SetMaskAll:            "a changé «\u00a0Tout masquer\u00a0»",
	access.CloseEmergency:        "a refermé l’espace santé après une urgence",
	access.LateReview:            "a rappelé une relecture en retard",
	access.SettleReview:          "a conclu la relecture d’un accès",
	access.ReviewEmergency:       "a relu une ouverture en urgence",
	access.ConsentTeam:           "a enregistré l’accord pour l’équipe de soins",
	access.ConsentDeclare:        "a déclaré votre accord pour la consultation",
	access.ConsentEntrust:        "a recueilli votre accord pour un confrère",
	access.IssueConsentCode:      "a fait un code à montrer",
	access.RedeemConsentCode:     "a saisi le code que vous avez montré",
	access.WithdrawConsent:       "a retiré un accord",
	access.AddRelative:           "a donné un accès à un proche",
	access.RemoveRelative:        "a retiré l’accès d’un proche",
	access.SuspendRepresentation: "a suspendu l’accès d’un représentant",
	access.RestoreRepresentation: "a rétabli l’accès d’un représentant",
	access.ConnectApp:            "a relié un service",
	access.DisconnectApp:         "a coupé un service",
	access.EndMandate:            "a mis fin à un mandat",

	access.InviteSpace:      "a envoyé l’invitation avec un code",
	access.RemindSpace:      "a rappelé le dernier jour pour choisir",
	access.RenewCode:        "a demandé un nouveau code",
	access.TryCode:          "a saisi un code",
	access.ActivateSpace:    "a activé l’espace santé",
	access.OpposeSpace:      "s’est opposé à la création",
	access.OpenSpace:        "a créé l’espace santé, sans réponse au dernier jour",
	access.CloseSpace:       "a fermé l’espace santé",
	access.ReopenSpace:      "a rouvert l’espace santé",
	access.EraseSpace:       "a demandé l’effacement définitif",
	access.RewrapKey:        "a renouvelé la clé qui protège l’espace santé",
	access.KeepSpace:        "a annulé l’effacement",
	access.SuspendSpace:     "a suspendu l’espace santé",
	access.ResumeSpace:      "a repris l’espace santé",
	access.RecordDeath:      "a enregistré un décès",
	access.AskOpposition:    "a demandé à s’opposer, sans code",
	access.PrintCode:        "a imprimé un code devant vous",
	access.NewDevice:        "s’est connecté depuis un nouvel appareil",
	access.EndSessions:      "a déconnecté des appareils",
	access.SetFactor:        "a changé une façon de se connecter",
	access.RecallAct:        "a annulé ce qui avait été fait pour vous",
	access.DeferSpace:       "a reporté la création, pour une raison technique",
	access.EnterChild:       "est entré dans l’espace santé",
	access.AnnounceMajority: "a annoncé la majorité",
	access.ComeOfAge:        "a mis fin à l’accès des représentants, à 18\u00a0ans",
	access.SettleDispute:    "a tranché un désaccord entre représentants",
	access.AskNewSpace:      "a demandé un nouvel espace santé, après un effacement",
	access.UndoDeath:        "a annulé un décès enregistré par erreur",
	access.GiveView:         "a permis à l’assistance de voir la liste des actions, 24\u00a0heures",
	access.EndView:          "a mis fin à ce que l’assistance pouvait voir",
	access.ReadActions:      "a lu la liste des actions",
	access.OfferYoung:       "a proposé un accès personnel à l’enfant",
	access.OpenYoung:        "a ouvert son accès personnel",
	access.EndYoung:         "a mis fin à l’accès personnel de l’enfant",
	access.ImportIdentity:   "a mis à jour l’identité",
	access.FindPerson:       "a recherché une personne",
	access.ReadIdentity:     "a vérifié l’identité",
	access.SignIn:           "s’est connecté",
	access.SetContact:       "a changé un contact ou un mot de passe",
	access.SetTreating:      "a enregistré le médecin traitant",
	access.SetMark:          "a choisi un mot repère",
	access.ReadMark:         "a relu son mot repère",
	access.ReportScam:       "a signalé une arnaque",
	access.ReadScams:        "a lu les arnaques signalées",
	access.OpenMandate:      "a ouvert un mandat",
	access.RecoverSignIn:    "a aidé à choisir un nouveau mot de passe",
	access.UseMandate:       "a commencé ou terminé un rendez-vous, sous mandat",

	access.ProposeMatrix: "a proposé une version des habilitations",
	access.PublishMatrix: "a publié une version des habilitations",
	access.DropMatrix:    "a écarté une version des habilitations",
	access.MakeTeam:      "a enregistré une équipe de soins",
	access.InviteToTeam:  "a invité un professionnel dans une équipe de soins",
	access.JoinTeam:      "a rejoint une équipe de soins",
	access.LeaveTeam:     "a quitté une équipe de soins",
	access.EndTeam:       "a mis fin à une équipe de soins",

	access.OpenCall:       "a pris un appel",
	access.CodeCaller:     "a envoyé un code à lire pendant l’appel",
	access.IdentifyCaller: "a vérifié votre identité par téléphone",
	access.ReceivePerson:  "a vérifié votre pièce d’identité au guichet",
	access.OpenFile:       "a ouvert votre dossier administratif",
	access.EndAttendance:  "a terminé l’appel ou la visite",
	access.OpenTicket:     "a ouvert une demande",
	access.MoveTicket:     "a fait avancer une demande",
	access.ReadTickets:    "a lu les demandes",
	access.SuspendSignIn:  "a suspendu la connexion",
	access.RestoreSignIn:  "a rétabli la connexion",
}

// Role says who acted when it was no professional: « Vous », « Votre caisse ».
func Role(r access.Role) string { return roles[r] }

var roles = map[access.Role]string{
	access.Patient:        "Vous",
	access.Representative: "Un représentant légal",
	access.Relative:       "Un proche",
	access.Professional:   "Un professionnel",
	access.Helper:         "Un aidant France services",
	access.Support:        "L’assistance téléphonique",
	access.Caisse:         "Un agent de votre caisse",
	access.Operator:       "L’opérateur du service",
	access.Reviewer:       "Un médecin relecteur",
	access.App:            "Un service relié",
	access.Insurer:        "Un assureur",
	access.System:         "Le service",
}
