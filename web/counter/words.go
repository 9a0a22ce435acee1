package counter

import (
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/support"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

// tile is one reason to call, as the agent reads it.
type tile struct {
	why   support.Reason
	label string
	hint  string
}

var tiles = []tile{
	{support.LostCode, "Code perdu ou périmé", "Un courrier jeté, un code qui ne marche plus."},
	{support.CannotSign, "Connexion impossible", "Mot de passe oublié, code qui n’arrive pas."},
	{support.Refuses, "Refuser ou fermer", "S’opposer, fermer, effacer, rouvrir."},
	{support.AboutChild, "Un enfant", "Le code d’un enfant, l’autre parent."},
	{support.WhoSaw, "Qui a vu mon espace santé", "Un accès que la personne ne reconnaît pas."},
	{support.Suspicious, "Message ou appel suspect", "Un courriel, un SMS, un faux conseiller."},
	{support.InDanger, "Danger à la maison", "Quelqu’un surveille ou menace la personne."},
	{support.Else, "Autre chose", ""},
}

func reasonValues() (all []string) {
	for _, t := range tiles {
		all = append(all, string(t.why))
	}
	return all
}

func reasonOptions() (all []ui.Option) {
	for _, t := range tiles {
		all = append(all, ui.Option{Value: string(t.why), Label: t.label, Hint: t.hint})
	}
	return all
}

func reasonLabel(why support.Reason) string {
	for _, t := range tiles {
		if t.why == why {
			return t.label
		}
	}
	return "Appel"
}

// script is what an agent reads for a reason, sentence by sentence.
type script struct {
	why   support.Reason
	reads []string
}

var scriptTexts = []script{
	{support.LostCode, []string{"Votre code sert une seule fois, et il a une date limite.", "Je vérifie d’abord que c’est bien vous.",
		"Je peux faire partir un nouveau code vers le contact que votre caisse connaît, ou par courrier.", "L’ancien code ne servira plus. Le délai pour vous opposer ne change pas."}},
	{support.CannotSign, []string{"Votre compte n’est jamais bloqué pour toujours. Après plusieurs essais, une pause de 30\u00a0minutes est demandée.",
		"Vous choisissez un nouveau mot de passe sur la page «\u00a0Mot de passe oublié\u00a0».", "Je ne vous demanderai jamais votre mot de passe."}},
	{support.Refuses, []string{"Vous pouvez vous opposer, sans raison à donner, jusqu’à la date écrite sur votre courrier.",
		"Après cette date, vous pouvez fermer votre espace santé à tout moment.", "Vos soins et vos remboursements ne changent pas.",
		"Pour vous opposer par téléphone, préparez votre code, votre numéro de sécurité sociale et votre carte Vitale."}},
	{support.AboutChild, []string{"Les parents décident pour leur enfant, jusqu’à ses 18\u00a0ans.",
		"Le code de l’enfant se tape dans votre propre espace santé.", "Un désaccord entre parents se règle au guichet de la caisse."}},
	{support.WhoSaw, []string{"La page «\u00a0Historique\u00a0» dit qui a ouvert votre espace santé, quand et pourquoi.",
		"Je ne vois ni vos documents, ni le nom de vos professionnels.", "Vous pouvez bloquer un professionnel dans «\u00a0Qui voit quoi\u00a0».",
		"Si vous ne reconnaissez pas un accès, j’ouvre une demande."}},
	{support.Suspicious, []string{"Ne cliquez pas, ne rappelez pas, ne donnez rien.", "La référence d’un vrai message se vérifie sur notre site, page «\u00a0Vérifier un message\u00a0».",
		"Si vous avez donné un mot de passe, je peux déconnecter tous les appareils tout de suite."}},
	{support.InDanger, []string{"Êtes-vous en sécurité pour parler maintenant\u00a0?", "Je n’enverrai rien et je n’écrirai rien dans votre espace santé.",
		"En danger immédiat, appelez le 17, ou le 114 par SMS."}},
	{support.Else, []string{"Dites-moi ce que vous cherchez à faire.", "Si je ne peux pas répondre, j’ouvre une demande, et je vous donne son numéro."}},
}

func scriptFor(why support.Reason) []string {
	for _, s := range scriptTexts {
		if s.why == why {
			return s.reads
		}
	}
	return nil
}

// never is what is always on the page, to be read (SUP-02).
var never = []string{"Votre mot de passe", "Vos coordonnées bancaires ou de l’argent", "Un code reçu pour vous connecter ou pour activer"}

func stateWords(st *enrolment.Standing) string {
	switch st.State {
	case access.Eligible:
		return "Pas encore invité"
	case access.Invited:
		return "Invité, sans réponse"
	case access.OppositionPending:
		return "Opposition demandée, code attendu"
	case access.Opposed:
		return "Opposition enregistrée"
	case access.Activated:
		return "Activé"
	case access.AutoCreated:
		return "Créé sans réponse, pas activé"
	case access.Suspended:
		return "Suspendu"
	case access.ClosedArchived:
		return "Fermé, en archive"
	case access.ClosedDeath:
		return "Fermé après un décès"
	case access.DeletionRequested:
		return "Fermé, effacement demandé"
	case access.Deleted:
		return "Effacé"
	case access.DMPOnly:
		return "Opposition enregistrée, ancien dossier lisible un temps"
	case access.Disputed:
		return "En attente\u00a0: les représentants ne sont pas d’accord"
	}
	return "Inconnu"
}

// standingPairs are the facts that an agent may read (SUP-04).
func standingPairs(st *enrolment.Standing) []ui.Pair {
	all := []ui.Pair{{Name: "État", Value: stateWords(st)}}
	add := func(name string, at time.Time, words func(time.Time) string) {
		if !at.IsZero() {
			all = append(all, ui.Pair{Name: name, Value: words(at)})
		}
	}
	add("Depuis", st.Since, fr.Date)
	add("Invitation envoyée", st.Invited, fr.Date)
	if st.State == access.Invited || st.State == access.OppositionPending {
		add("Opposition possible jusqu’au", st.LastDay, fr.LastDay)
	}
	add("Ouvert", st.Opened, fr.Date)
	add("Fermé", st.Closed, fr.Date)
	add("Effacement prévu", st.Ends, fr.Date)
	add("Contestation possible jusqu’au", st.ObjectBy, fr.LastDay)
	all = append(all, ui.Pair{Name: "Dernier code", Value: codeWords(st.Code)})
	if st.Reach != "" {
		all = append(all, ui.Pair{Name: "Contact choisi", Value: dim(st.Reach)})
	}
	known := "adresse postale"
	if len(st.Known) > 0 {
		all := make([]string, 0, len(st.Known)+1)
		for _, k := range st.Known {
			all = append(all, dim(k))
		}
		known = fr.List(append(all, known)...)
	}
	return append(all, ui.Pair{Name: "Connu de la caisse", Value: known})
}

// dim hides the domain of an address too: « j•••@e••• » (SUP-04).
func dim(masked string) string {
	name, domain, address := strings.Cut(masked, "@")
	if !address || domain == "" {
		return masked
	}
	return name + "@" + string([]rune(domain)[:1]) + "•••"
}

// opposable reports whether an opposition may still be of use.
func opposable(b before) bool {
	return b.Standing == nil || b.Standing.State == access.Invited || b.Standing.State == access.OppositionPending
}

func codeWords(c enrolment.LastCode) string {
	switch {
	case c.Channel == "":
		return "aucun"
	case c.Sent.IsZero():
		return "demandé le " + fr.Date(c.Asked) + ", pas encore parti"
	case c.Live:
		return "envoyé le " + fr.Date(c.Sent) + ", valable jusqu’au " + fr.LastDay(c.Ends)
	}
	return "envoyé le " + fr.Date(c.Sent) + ", ne sert plus"
}

// offered are the errands of a group that may be done now.
func offered(b before, group string) (all []ui.Link) {
	for _, e := range errands {
		here := false
		for _, k := range e.kinds {
			here = here || k == b.Kind
		}
		if e.group != group || !here || b.Standing != nil && !b.Standing.May[e.act] {
			continue
		}
		if b.Standing != nil && e.act == access.UndoDeath && !b.Standing.Died {
			continue
		}
		if b.Standing != nil && onSignIn[e.act] && (b.Standing.State != access.Activated || !b.Standing.Account) {
			continue
		}
		all = append(all, ui.Link{Href: b.at(b.ID, "/faire/"+e.path), Text: e.way})
	}
	return all
}

// onSignIn are acts that mean nothing without a sign-in.
var onSignIn = map[access.Act]bool{access.EndSessions: true, access.SuspendSignIn: true, access.RestoreSignIn: true}

func documentValues() (all []string) {
	for _, d := range support.Documents() {
		all = append(all, string(d))
	}
	return all
}

func documentOptions() []ui.Option {
	return []ui.Option{{Value: string(support.IdentityCard), Label: "Carte d’identité"}, {Value: string(support.Passport), Label: "Passeport"},
		{Value: string(support.Residence), Label: "Titre de séjour"}, {Value: string(support.Driving), Label: "Permis de conduire"}}
}

// clockWords says what runs on a space.
func clockWords(s access.State) string {
	switch s {
	case access.Suspended:
		return "Suspension\u00a0: 6\u00a0semaines pour contester"
	case access.DeletionRequested:
		return "Effacement demandé"
	case access.Disputed:
		return "Désaccord entre représentants"
	}
	return "Opposition\u00a0: code attendu"
}

func kindWords(a support.Attendance) string {
	switch a.Kind {
	case support.Visit:
		return "Visite"
	case support.File:
		return "Sans la personne"
	}
	return reasonLabel(a.Reason)
}

func statusWords(a support.Attendance, now time.Time) string {
	switch {
	case a.Live(now):
		return "en cours, jusqu’à " + fr.Hour(a.EndsAt)
	case a.EndedAt != nil:
		return "terminé à " + fr.Hour(*a.EndedAt)
	}
	return "terminé à " + fr.Hour(a.EndsAt)
}

// agreed is what the agent ticks before an act.
func agreed(b before) string {
	if b.Kind == support.File {
		return "J’ai relu ces phrases"
	}
	return "J’ai lu ces phrases, la personne est d’accord"
}

func styleOf(e errand) ui.Style {
	if e.grave {
		return ui.Grave
	}
	return ui.Main
}

// told says whom an act is told to.
func told(last finished) string {
	switch last.Path {
	case "danger":
		return "Rien n’est envoyé à la personne."
	case "proteger":
		return "Le représentant n’est pas prévenu."
	case "demande":
		return "Donnez ce numéro à la personne."
	}
	return "La personne est prévenue tout de suite, sur chaque contact connu."
}

// printable reports whether what was done has a paper.
func printable(last finished) bool {
	return last.Path != "danger" && last.Path != "demande" && last.Path != "proteger"
}

// names are the fields as the list of what is to be seen again calls them: two of them may want the same sentence.
var names = map[string]string{"nir": "Sécurité sociale", "naissance": "Naissance", "commune": "Commune", "reference": "Référence", "code": "Code",
	"vitale": "Carte Vitale", "lu": "Lecture", "motif": "Motif", "piece": "Pièce d’identité", "photo": "Photo", "parent": "Parent", "nom": "Nom",
	"moyen": "Moyen", "courriel": "Courriel", "mobile": "Mobile", "telephone": "Numéro sûr", "moment": "Moment", "sujet": "Sujet",
	"etape": "Étape", "equipe": "Équipe", "raison": "Raison", "deces": "Décès", "acte": "Acte de décès", "sur": "Relecture",
	"rpps": "RPPS", "choix": "Choix", "numero": "Numéro"}
