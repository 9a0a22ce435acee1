package letter

import (
	"time"

	"espacesante/web/fr"
)

// RequestAnswered is M9r: an answer to what the person asked about a document.
type RequestAnswered struct {
	Head
	At time.Time
}

func (m RequestAnswered) words() words {
	return words{
		subject: "Votre demande a une réponse",
		body: []block{
			para("Une réponse a été donnée à votre demande, le " + fr.LongDate(m.At) + ". Elle est dans « Documents », puis « Demandes »."),
			m.look(),
		},
	}
}

// AskedOfYou tells a professional that a person asks something about a
// document: neither whose nor what, which is in the portal.
type AskedOfYou struct {
	Head
	By    time.Time // the end of the day that an answer is expected before
	Again bool      // a reminder, a week before
}

func (m AskedOfYou) words() words {
	subject, first := "Une demande vous attend", "Une personne vous adresse une demande. Elle est dans l’espace des professionnels, page « Demandes »."
	if m.Again {
		subject, first = "Rappel : une demande vous attend", "Une demande qui vous est adressée n’a pas encore de réponse. Elle est dans l’espace des professionnels, page « Demandes »."
	}
	return words{
		subject: subject, staff: true,
		body: []block{
			para(first),
			para("**Répondez avant la fin du " + fr.LastDay(m.By) + ".** Ce message ne dit rien d’elle, pour la protéger."),
		},
	}
}
