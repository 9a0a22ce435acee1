package letter

import (
	"net"
	"strings"
	"time"

	"espacesante/internal/mail"
	"espacesante/web/fr"
)

// AgreementDeclared tells at once that a professional said to have the person's
// agreement (R.1111-46). Who and how is inside only, with the way to say no.
type AgreementDeclared struct {
	Head
	At time.Time
}

func (m AgreementDeclared) words() words {
	return words{
		subject: "Un accord a été noté en votre nom",
		body: []block{
			para("Un professionnel a noté, le " + fr.Moment(m.At) + ", que vous êtes d’accord pour qu’il ouvre " + m.the() + ". " +
				"**Son nom est dans « Qui voit quoi ».**"),
			m.look(),
			para("Vous ne reconnaissez pas cet accord ? Bloquez ce professionnel dans « Qui voit quoi », ou appelez le " + m.Service.Phone + "."),
		},
	}
}

// Updated tells, 14 days after the deposit, that something waits for the person
// (R.1111-53): not what, nor from whom. They are asked to see a professional.
type Updated struct {
	Head
	At time.Time
}

func (m Updated) words() words {
	return words{
		subject: m.pick("Votre espace santé a été mis à jour", "Un espace santé a été mis à jour"),
		body: []block{
			para("Un professionnel a mis à jour " + m.the() + ". **Il souhaite en parler avec vous.**"),
			para("Prenez rendez-vous avec le professionnel qui vous suit."),
			m.look(),
		},
	}
}

// DepositRefused is M9 for a professional the person blocked: nothing was kept,
// and the professional was not told why (decisions.md §3).
type DepositRefused struct {
	Head
	At time.Time
}

func (m DepositRefused) words() words {
	return words{
		subject: "Un dépôt a été refusé",
		body: []block{
			para("Un professionnel que vous avez bloqué a voulu déposer un document dans " + m.the() + ", le " + fr.LongDate(m.At) + ". " +
				"**Rien n’a été gardé.** Son nom est dans « Historique »."),
			m.look(),
		},
	}
}

// gsmLetters writes with the letters of GSM 03.38: any other halves the length
// of a message.
var gsmLetters = strings.NewReplacer("’", "'", "«", "\"", "»", "\"", "\u00a0", " ", "ê", "e", "ë", "e", "â", "a", "î", "i", "ï", "i", "ô", "o",
	"û", "u", "ç", "c", "œ", "oe", "æ", "ae", "ÿ", "y")

// Short is m for a telephone: what it is about, and where to read the rest. It
// keeps to the letters of GSM 03.38.
func Short(m Message, to, key string) mail.SMS {
	h := m.top()
	host := h.Service.Address
	if bare, _, err := net.SplitHostPort(host); err == nil {
		host = bare
	}
	subject := m.words().subject
	text := h.Service.Name + " : " + gsmLetters.Replace(subject) + ". Pour en savoir plus, ouvrez " + host + " depuis votre navigateur."
	if c, ok := m.(ContactChanged); ok && c.Stop != "" {
		text = h.Service.Name + " : " + gsmLetters.Replace(subject) + ". Pas vous ? Tapez " + c.Stop + " sur " + host + stopPath + "."
	}
	if h.Mark != "" {
		text += " Mot repère : " + gsmLetters.Replace(h.Mark) + "."
	}
	return mail.SMS{To: to, Key: key, Text: text + "\nRéférence " + h.Reference}
}

// BlockedForYou tells at once that the médecin traitant blocked a colleague, at
// the person's word as he says, with his name (ux.md GP-08). Who is blocked is
// inside only.
type BlockedForYou struct {
	Head
	At     time.Time
	Doctor string
}

func (m BlockedForYou) words() words {
	return words{
		subject: "Un professionnel a été bloqué",
		body: []block{
			para(m.Doctor + " a bloqué un professionnel pour " + m.the() + ", le " + fr.Moment(m.At) + ". " +
				"**Il dit l’avoir fait à votre demande.** Le nom du professionnel est dans « Qui voit quoi »."),
			m.look(),
			para("Vous ne l’avez pas demandé, ou vous changez d’avis ? Autorisez ce professionnel dans « Qui voit quoi », ou appelez le " + m.Service.Phone + "."),
		},
	}
}

// OpenedByMistake tells that a professional opened by mistake, and said so
// himself (ux.md §1.12).
type OpenedByMistake struct {
	Head
	At time.Time
}

func (m OpenedByMistake) words() words {
	return words{
		subject: m.pick("Votre espace santé a été ouvert par erreur", "Un espace santé a été ouvert par erreur"),
		body: []block{
			para("Un professionnel a ouvert " + m.the() + " par erreur. Il l’a dit lui-même le " + fr.Moment(m.At) + ". " +
				"**Cet accès est terminé.** Son nom et ce qu’il a lu sont dans « Historique »."),
			m.look(),
			para("Vous pouvez le bloquer dans « Qui voit quoi », ou appeler le " + m.Service.Phone + "."),
		},
	}
}
