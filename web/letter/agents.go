package letter

import (
	"strconv"
	"time"

	"espacesante/internal/mail"
	"espacesante/web/fr"
)

// CallCode is the code that a person on the telephone reads to the agent they
// have called (SUP-02). It signs nobody in, and says so.
type CallCode struct {
	Head
	Code  string
	Until time.Time
}

func (m CallCode) words() words {
	return words{
		subject: "Votre code pour l’appel en cours",
		body: []block{
			secret{label: "Code de l’appel", code: m.Code, note: "Il sert pour cet appel seulement, jusqu’à " + fr.Hour(m.Until) + "."},
			para("**Lisez-le à l’agent si c’est vous qui avez appelé le " + m.Service.Phone + ".** Il ne permet pas de se connecter."),
			para("Vous n’êtes pas au téléphone avec nous ? Ne le lisez à personne, et appelez-nous."),
		},
	}
}

// SMS is the same for a telephone. It is tied to no address: no page takes it.
func (m CallCode) SMS(to, key string) mail.SMS {
	return mail.SMS{To: to, Key: key, Text: "Code de l'appel " + m.Service.Name + " : " + m.Code + ". A lire a l'agent si vous nous avez appelés. Valable " +
		strconv.Itoa(int((m.Until.Sub(m.Date)+time.Minute-1)/time.Minute)) + " min."}
}

// SignInHeld tells that an agent has stopped the sign-in, on a suspicion.
type SignInHeld struct {
	Head
	At time.Time
}

func (m SignInHeld) words() words {
	return words{
		subject: "Votre connexion est suspendue",
		body: []block{
			para("Un agent a suspendu la connexion à votre espace santé le " + fr.Moment(m.At) + ". **Plus personne ne peut se connecter, vous compris.**"),
			para("Vos documents ne changent pas. Pour vous connecter de nouveau, appelez le " + m.Service.Phone + ", ou allez au guichet de votre caisse."),
		},
	}
}

// SignInGiven tells that it is possible again.
type SignInGiven struct {
	Head
	At time.Time
}

func (m SignInGiven) words() words {
	return words{
		subject: "Votre connexion est rétablie",
		body: []block{
			para("Un agent a rétabli la connexion à votre espace santé le " + fr.Moment(m.At) + "."),
			para("**L’ancien mot de passe ne sert plus.** Ouvrez " + m.Service.Address + ", puis « Se connecter » et « Mot de passe oublié »."),
			m.notYou(),
		},
	}
}

// SignedOut tells that every device was signed out.
type SignedOut struct {
	Head
	At time.Time
}

func (m SignedOut) words() words {
	return words{
		subject: "Vos appareils ont été déconnectés",
		body: []block{
			para("Un agent a déconnecté tous les appareils de votre espace santé le " + fr.Moment(m.At) + "."),
			para("Vous pouvez vous connecter de nouveau, avec le même mot de passe."),
			m.notYou(),
		},
	}
}

// Slip is the paper that a counter hands over at once: a code of 24 hours
// (CPAM-02, HLP-02). It goes to nobody by post.
type Slip struct {
	Head
	Code  string
	Until time.Time
}

func (m Slip) words() words {
	_, body := m.receipt("")
	return words{subject: "Votre fiche d’activation", body: body}
}

func (m Slip) receipt(person string) (string, []block) {
	return "Fiche d’activation", []block{about(person, facts{{"Imprimée le", fr.Moment(m.Date)}}),
		m.secret(m.Code, "Il sert une seule fois, jusqu’au "+fr.Moment(m.Until)+"."),
		m.prepare(), m.doors(),
		para("**Ce code est pour vous seul.** Nous ne vous le demanderons jamais, ni au guichet, ni au téléphone."),
		para("Les codes d’avant ne fonctionnent plus. Après 24 heures, demandez-en un autre.")}
}

// Counted is the receipt of what was done at a counter or by phone, when it is
// neither an opposition nor a closing.
type Counted struct {
	Head
	What   string // « Votre espace santé est rouvert, avec son contenu. »
	Number string // may be empty
	At     time.Time
	Way    Way
}

func (m Counted) words() words {
	_, body := m.receipt("")
	return words{subject: "Votre reçu", body: body}
}

func (m Counted) receipt(person string) (string, []block) {
	f := facts{{"Fait le", fr.Moment(m.At)}, {"Demandé", m.Way.words()}}
	if m.Number != "" {
		f = append(facts{{"Numéro", m.Number}}, f...)
	}
	body := []block{about(person, f), para("**" + m.What + "**"), m.undo()}
	if m.Number != "" {
		body = append(body, checkable(m.Head))
	}
	return "Accusé de réception", body
}
