package letter

import (
	"net"
	"strconv"
	"time"
	"unicode/utf8"

	"espacesante/internal/mail"
	"espacesante/web/fr"
)

// OneTimeCode is M4: six digits to sign in, to prove a contact or to choose a
// new password.
type OneTimeCode struct {
	Head
	Code  string
	Until time.Time
}

func (m OneTimeCode) words() words {
	return words{
		subject: "Votre code " + m.Service.Name,
		body: []block{
			secret{label: "Votre code", code: m.Code, note: "Il sert une seule fois, jusqu’à " + fr.Hour(m.Until) + "."},
			para("Tapez-le sur la page que vous avez ouverte, et nulle part ailleurs. **Ne le donnez à personne**, même au téléphone."),
			para("Vous n’avez rien demandé ? Ne faites rien. Personne n’entre sans ce code."),
		},
	}
}

// SMS is M4 for a telephone. Its last line ties the code to the service's
// address, so that telephones offer it there and nowhere else. It keeps to the
// letters of GSM 03.38: one more would halve the length of a message.
func (m OneTimeCode) SMS(to, key string) mail.SMS {
	host := m.Service.Address
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	text := m.Code + " est votre code " + m.Service.Name + ". Valable " +
		strconv.Itoa(int((m.Until.Sub(m.Date)+time.Minute-1)/time.Minute)) + " min. Ne le donnez à personne."
	last := "\n@" + host + " #" + m.Code
	if mark := " Mot repère : " + gsmLetters.Replace(m.Mark) + "."; m.Mark != "" && utf8.RuneCountInString(text+mark+last) <= smsLength {
		text += mark
	}
	return mail.SMS{To: to, Key: key, Text: text + last}
}

// smsLength is how many letters of GSM 03.38 one text message holds.
const smsLength = 160

// FirstAccess is M7: a professional opened the space for the first time (#62).
// Who and why is inside only.
type FirstAccess struct {
	Head
	At time.Time
}

func (m FirstAccess) words() words {
	return words{
		subject: m.pick("Quelqu’un a ouvert votre espace santé", "Quelqu’un a ouvert un espace santé"),
		body: []block{
			para("Un professionnel a ouvert " + m.the() + " le " + fr.Moment(m.At) + ". C’est sa première fois. " +
				"**Son nom et la raison sont dans « Historique ».**"),
			m.look(),
			para("Vous ne reconnaissez pas cet accès ? Bloquez ce professionnel dans « Qui voit quoi », ou appelez le " + m.Service.Phone + "."),
		},
	}
}

// look is how a message sends to the pages without a link.
func (h Head) look() para {
	return para("Ouvrez " + h.Service.Address + " depuis votre navigateur, puis connectez-vous.")
}

// Emergency is M8: somebody opened the space in an emergency.
type Emergency struct {
	Head
	At time.Time
}

func (m Emergency) words() words {
	return words{
		subject: m.pick("Votre espace santé a été ouvert en urgence", "Un espace santé a été ouvert en urgence"),
		body: []block{
			para("Un professionnel a ouvert " + m.the() + " en urgence, le " + fr.Moment(m.At) + ". " +
				"**Son nom, le lieu et la raison sont dans « Historique ».** Les pages lues aussi."),
			m.look(),
			para("Cela vous surprend ? Lisez « Historique », ou appelez le " + m.Service.Phone + "."),
		},
	}
}

// EmergencyToDoctor tells the médecin traitant of the same opening (§1.16 M8).
type EmergencyToDoctor struct {
	Head
	At time.Time
}

func (m EmergencyToDoctor) words() words {
	return words{
		subject: "Un espace santé a été ouvert en urgence", staff: true,
		body: []block{
			para("L’espace santé d’une personne que vous suivez a été ouvert en urgence, le " + fr.Moment(m.At) + "."),
			para("Le détail est dans votre espace professionnel. " + string(m.look())),
		},
	}
}

// NewDocument is M9. Nothing is sent about a document kept from the reader.
type NewDocument struct {
	Head
	At time.Time
}

func (m NewDocument) words() words {
	return words{
		subject: "Un document est arrivé",
		body: []block{
			para("Un professionnel a déposé un document dans " + m.the() + ", le " + fr.LongDate(m.At) + "."),
			m.look(),
		},
	}
}

// ProfileCompleted is M9c: a professional completed what the space says of the
// person (#45). Nothing is sent about a line kept from the reader.
type ProfileCompleted struct {
	Head
	At time.Time
}

func (m ProfileCompleted) words() words {
	return words{
		subject: "Un professionnel a complété un espace santé",
		body: []block{
			para("Un professionnel a ajouté une information dans " + m.the() + ", le " + fr.LongDate(m.At) + ". Si elle n’est pas exacte, vous pouvez le dire."),
			m.look(),
		},
	}
}

// NewDevice is M11: somebody signed in from a device not seen before.
type NewDevice struct {
	Head
	At time.Time
}

func (m NewDevice) words() words {
	return words{
		subject: "Nouvel appareil",
		body: []block{
			para("Un nouvel appareil s’est connecté à votre espace santé le " + fr.Moment(m.At) + "."),
			para("Si c’est vous, tout va bien. " + string(m.look()) + " La page « Protéger mes accès » montre vos appareils."),
			m.notYou(),
		},
	}
}

// stopPath is the page where who gets M11 stops the change.
const stopPath = "/arreter-un-changement"

// ContactChanged is M11: an address or a number changes. It goes to the old one.
type ContactChanged struct {
	Head
	Phone     bool // a telephone number, else an e-mail address
	At        time.Time
	Effective time.Time // not after At: already so (a change made at a counter)
	Stop      string    // what stops it, typed on our page: 8 characters
}

func (m ContactChanged) words() words {
	subject, what, old := "Votre adresse", "Une nouvelle adresse de courriel a été donnée", "à cette adresse-ci"
	if m.Phone {
		subject, what, old = "Votre numéro", "Un nouveau numéro de téléphone a été donné", "sur ce numéro-ci"
	}
	says := what + " pour votre espace santé, le " + fr.Moment(m.At) + ". "
	if !m.Effective.After(m.At) {
		return words{subject: subject + " a changé", body: []block{
			para(says + "Nous n’écrirons plus " + old + "."), m.notYou()}}
	}
	return words{subject: subject + " va changer", body: []block{
		para(says + "**Le changement prendra effet le " + fr.Moment(m.Effective) + ".** Ensuite, nous n’écrirons plus " + old + "."),
		secret{label: "Code pour arrêter le changement", code: m.Stop, note: "Ce n’est pas vous ? Tapez-le sur " + m.Service.Address +
			stopPath + ", avec votre identifiant. Il sert jusqu’au " + fr.Moment(m.Effective) + "."},
		m.notYou()}}
}

// FactorChanged is M11: a passkey, an authenticator or paper codes came or went.
type FactorChanged struct {
	Head
	At time.Time
}

func (m FactorChanged) words() words {
	return words{
		subject: "Une façon de vous connecter a changé",
		body: []block{
			para("Une façon de vous connecter a été ajoutée ou retirée le " + fr.Moment(m.At) + "."),
			para("Si c’est vous, tout va bien. " + string(m.look()) + " La page « Protéger mes accès » les montre toutes."),
			m.notYou(),
		},
	}
}

// PasswordChanged tells that a new password was chosen.
type PasswordChanged struct {
	Head
	At time.Time
}

func (m PasswordChanged) words() words {
	return words{
		subject: "Votre mot de passe a changé",
		body: []block{
			para("Un nouveau mot de passe a été choisi le " + fr.Moment(m.At) + ". Les autres appareils ont été déconnectés."),
			m.notYou(),
		},
	}
}

// Task is what a helper may do with a person (HLP, step 2).
type Task string

// The tasks, in the words of the helper's first page.
const (
	TaskActivate   Task = "activate"
	TaskOppose     Task = "oppose"
	TaskClose      Task = "close"
	TaskRecover    Task = "recover"
	TaskAdd        Task = "add"
	TaskVisibility Task = "visibility"
	TaskPrint      Task = "print"
	TaskContact    Task = "contact"
	TaskShow       Task = "show"
)

var tasks = map[Task]string{
	TaskActivate:   "activer l’espace santé",
	TaskOppose:     "s’opposer à sa création",
	TaskClose:      "fermer l’espace santé",
	TaskRecover:    "retrouver l’accès",
	TaskAdd:        "ajouter un document",
	TaskVisibility: "régler qui voit quoi",
	TaskPrint:      "imprimer",
	TaskContact:    "mettre à jour un contact",
	TaskShow:       "montrer un document",
}

// MandateSummary is M13: what was done at a desk, until when the helper may go
// on, and how to stop.
type MandateSummary struct {
	Head
	At        time.Time
	Structure string // « France services Foix »
	Done      []Task
	Until     time.Time // when the mandate ends; zero or past: it has ended
}

func (m MandateSummary) words() words {
	body := []block{para("Vous avez été aidé le " + fr.LongDate(m.At) + ", par " + m.Structure + ".")}
	if len(m.Done) == 0 {
		body = append(body, para("Rien n’a été changé dans votre espace santé."))
	} else {
		done := make(list, len(m.Done))
		for i, t := range m.Done {
			done[i] = tasks[t]
		}
		body = append(body, para("**Ce qui a été fait avec vous :**"), done)
	}
	if m.Until.After(m.Date) {
		body = append(body, para("L’aidant peut encore vous aider jusqu’au "+fr.LastDay(m.Until)+" inclus. "+
			"Pour arrêter avant, ouvrez la page « Qui voit quoi », ou appelez le "+m.Service.Phone+"."))
	} else {
		body = append(body, para("**L’aide est terminée.** L’aidant ne peut plus agir pour vous."))
	}
	return words{subject: "Résumé de votre rendez-vous aidé",
		body: append(body, para("Ce n’est pas ce que vous vouliez ? Appelez le "+m.Service.Phone+"."))}
}

// FirstSignIn brings a professional or an agent the one link that messages may
// hold: it serves once, for 24 hours (decisions.md §7).
type FirstSignIn struct {
	Head
	Link  string
	Until time.Time
}

func (m FirstSignIn) words() words {
	return words{
		subject: "Votre premier accès à " + m.Service.Name, staff: true,
		body: []block{
			para("Un accès professionnel a été créé pour vous. Ouvrez cette adresse pour choisir votre mot de passe :"),
			link(m.Link),
			para("Elle sert une seule fois, jusqu’au " + fr.Moment(m.Until) + ". Nous vous enverrons ensuite un code."),
			para("Vous n’attendiez pas ce message ? N’ouvrez rien, et appelez le " + m.Service.Phone + "."),
		},
	}
}
