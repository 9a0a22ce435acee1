package letter

import (
	"time"

	"espacesante/web/fr"
)

// Disputed tells each representative that two of them disagree: the space waits
// (decisions.md §4).
type Disputed struct {
	Head
	At       time.Time
	SettleBy time.Time
}

func (m Disputed) words() words {
	return words{
		subject: "Un désaccord attend une réponse",
		body: []block{
			para("Un représentant légal a activé " + m.the() + ". Un autre s’y est opposé. " +
				"**Depuis le " + fr.LongDate(m.At) + ", cet espace santé attend. Personne ne peut l’ouvrir.**"),
			para("Vos droits sont égaux. L’opérateur du service décide au plus tard le " + fr.LastDay(m.SettleBy) + "."),
			para("Vous avez une décision de justice, ou quelque chose à dire ? Appelez le " + m.Service.Phone + "."),
		},
		why: "Vous recevez ce message car vous représentez cet enfant.",
	}
}

// Settled tells each representative how it ended.
type Settled struct {
	Head
	At   time.Time
	Open bool
}

func (m Settled) words() words {
	end := "**" + fr.Upper(m.the()) + " est activé.** Chaque représentant légal peut l’ouvrir."
	if !m.Open {
		end = "**" + fr.Upper(m.the()) + " n’est pas ouvert.** Les professionnels ne peuvent ni le lire ni le remplir."
	}
	return words{
		subject: "Le désaccord est tranché",
		body: []block{
			para("L’opérateur du service a décidé le " + fr.LongDate(m.At) + ". " + end),
			para("Vous n’êtes pas d’accord ? Appelez le " + m.Service.Phone + ". Vous pouvez aussi demander à un juge."),
		},
		why: "Vous recevez ce message car vous représentez cet enfant.",
	}
}

// Majority tells a young person that their space will be theirs alone, three
// months and one month before (ux.md §1.4).
type Majority struct {
	Head
	On time.Time // the midnight of 18 years
}

func (m Majority) words() words {
	return words{
		subject: "Bientôt, votre espace santé sera à vous",
		body: []block{
			para("Vous aurez 18 ans le " + fr.LongDate(m.On) + ". **Ce jour-là, l’accès de vos parents s’arrête, à minuit.**"),
			para("Un code vous sera envoyé ce jour-là. Avec lui, vous activerez votre espace santé, ou vous le fermerez."),
			para("Ce que vous avez demandé de garder secret le reste. Vous pourrez redonner un accès à vos parents, ou non."),
		},
		why: "Vous recevez ce message car un espace santé est ouvert à votre nom.",
	}
}

// OfAge is M14: at 18 the space is the young adult's alone, and here is the code.
type OfAge struct {
	Head
	Code     string
	Deadline time.Time // when the code dies
	Opened   bool      // the space exists: the second door closes it
}

func (m OfAge) words() words {
	now := "Vos représentants légaux l’avaient refusé. Vous pouvez changer d’avis."
	ways := m.doors()
	if m.Opened {
		now = "**L’accès de vos parents s’est arrêté à minuit.** Ce que vous gardiez secret reste secret."
		ways[0].says = "Vous lisez ce qu’il contient et décidez qui le lit."
		ways[1] = m.close()
	} else {
		ways[1].says = "Rien à faire. Sans réponse de vous, il reste refusé."
	}
	return words{
		subject: "Votre espace santé est à vous", choice: !m.Opened,
		body: []block{
			para("À 18 ans, c’est vous seul qui décidez de votre espace santé. " + now),
			m.secret(m.Code, "Il sert une seule fois, jusqu’au "+fr.LastDay(m.Deadline)+" inclus."),
			m.prepare(), ways,
			para("Donnez une adresse ou un téléphone à vous. N’utilisez pas l’adresse de vos parents."),
		},
		why: "Vous recevez ce message car vous avez 18 ans." + m.rights(),
	}
}
