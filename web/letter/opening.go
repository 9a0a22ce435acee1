package letter

import (
	"strings"
	"time"

	"espacesante/internal/clock"
	"espacesante/web/fr"
)

// Invitation is M1: the choice to activate or oppose, with its code (R.1111-28,
// #50, #108-#110, #126).
type Invitation struct {
	Head
	Code     string    // 12 characters; empty in a reminder when tries have killed it
	Deadline time.Time // when the last day ends: clock.EndOfDay(sent, 42)
}

func (m Invitation) words() words {
	says := para("L’espace santé garde vos documents de santé en ligne, au même endroit. ")
	if m.Child != "" {
		says = para("Un espace santé est proposé pour votre enfant, " + m.Child + ". Il garde ses documents de santé en ligne. ")
	}
	says += para("Vous pouvez l’activer, ou refuser qu’il existe. **Vous avez jusqu’au " + fr.LastDay(m.Deadline) + " inclus.**")
	return words{
		subject: m.pick("Votre espace santé en ligne : à vous de choisir", "Pour votre enfant : un espace santé, à choisir"),
		body:    m.choice(says),
		choice:  true,
		why: m.pick("Vous recevez ce message car vous êtes assuré, et aucun espace santé n’est ouvert à votre nom.",
			"Vous recevez ce message car vous représentez cet enfant.") + m.rights(),
	}
}

// Reminder is M2: the same two doors in the same order, the same code.
type Reminder Invitation

func (m Reminder) words() words {
	subject := "Dernier jour pour activer ou vous opposer"
	if days := m.daysLeft(); days > 0 {
		subject = "Encore " + fr.Count(days, "jour", "jours") + " pour activer ou vous opposer"
	}
	says := para("Nous vous avons écrit au sujet " + m.pick("de votre espace santé.", "de l’espace santé "+of(m.Child)+".") +
		" Vous pouvez l’activer, ou refuser qu’il existe. **Vous avez jusqu’au " + fr.LastDay(m.Deadline) + " inclus.**")
	return words{subject: subject, body: Invitation(m).choice(says), choice: true,
		why: "Vous recevez ce rappel car nous n’avons pas votre réponse." + m.rights()}
}

func (m Reminder) daysLeft() int {
	return int(clock.Day(clock.LastDay(m.Deadline)).Sub(clock.Day(m.Date)).Hours() / 24)
}

// choice is what invitation and reminder share.
func (m Invitation) choice(first para) []block {
	care := "Les professionnels qui vous soignent pourront le remplir et le lire. "
	same := "S’opposer ne change ni vos soins ni vos remboursements."
	if m.Child != "" {
		care = "Les professionnels qui soignent " + m.Child + " pourront le remplir et le lire. "
		same = "S’opposer ne change ni les soins ni les remboursements."
	}
	code := block(m.secret(m.Code, "Il sert une seule fois."))
	if m.Code == "" { // a reminder, once five tries have killed the code
		code = para("**Votre code ne fonctionne plus.** Demandez-en un autre sur " + m.Service.Address +
			", par téléphone ou au guichet de votre caisse.")
	}
	return []block{first, code, m.prepare(), m.doors(),
		para("**Sans réponse**, l’espace santé est créé le " + fr.LongDate(m.Deadline) + ". " + care +
			"Vous pourrez le fermer n’importe quel jour. " + same)}
}

func (h Head) secret(code, note string) secret {
	return secret{label: "Votre code", code: groups(code), note: note}
}

// prepare says what to have at hand. A representative proves himself signed in
// (decisions.md §4).
func (h Head) prepare() para {
	if h.Child != "" {
		return para("Ouvrez **" + h.Service.Address + "** et connectez-vous à votre propre espace santé. " +
			"Préparez ce code et la date de naissance " + of(h.Child) + ".")
	}
	return para("Ouvrez **" + h.Service.Address + "** depuis votre navigateur. " +
		"Préparez ce code, votre numéro de sécurité sociale et votre date de naissance.")
}

// doors are activating and opposing, side by side, with the same weight.
func (h Head) doors() doors {
	return doors{
		{"Activer", h.pick("Vous ouvrez votre espace santé et décidez qui le lit.",
			"Vous ouvrez son espace santé et décidez qui le lit."), h.Service.Address + "/activation"},
		{"M’opposer", h.pick("Vous refusez qu’un espace santé soit créé pour vous.",
			"Vous refusez qu’un espace santé soit créé pour "+h.Child+"."), h.Service.Address + "/opposition"},
	}
}

func (h Head) rights() string {
	return " Vos droits : " + h.Service.Address + "/donnees-personnelles."
}

// NewCode brings a code somebody asked for (#127): the one before is dead.
type NewCode struct {
	Head
	Code     string
	Deadline time.Time // when the code dies; it never moves the 42 days
	Opened   bool      // the space exists already: the second door closes it
	Opposing bool      // an opposition waits for this code (#130)
}

func (m NewCode) words() words {
	first := "Vous avez demandé un nouveau code" + m.pick("", " pour l’espace santé "+of(m.Child)) + ". L’ancien ne fonctionne plus."
	if m.Opposing {
		first = "Vous avez demandé à vous opposer" + m.pick("", " pour "+m.Child) + ". **Votre opposition attend ce code.** Les codes d’avant ne fonctionnent plus."
	}
	ways := m.doors()
	if m.Opened {
		ways[1] = m.close()
	}
	return words{
		subject: "Votre nouveau code", choice: !m.Opened,
		body: []block{para(first), m.secret(m.Code, "Il sert une seule fois, jusqu’au "+fr.LastDay(m.Deadline)+" inclus."),
			m.prepare(), ways,
			para("Vous n’avez rien demandé ? Appelez le " + m.Service.Phone + ". Ne donnez ce code à personne d’autre.")},
	}
}

func (h Head) close() door {
	return door{"Fermer", "En ligne avec un code, par téléphone ou au guichet, sans devoir l’activer d’abord.", h.Service.Address + "/opposition"}
}

// AutoOpened is M3: nothing was said in 42 days, so the space exists (#109,
// R.1111-28). It says plainly that professionals fill and read it.
type AutoOpened struct {
	Head
	At time.Time
}

func (m AutoOpened) words() words {
	ways := m.doors()
	ways[0].says = "Vous lisez ce qu’il contient et décidez qui le lit."
	ways[1] = m.close()
	return words{
		subject: m.pick("Votre espace santé existe", "L’espace santé de votre enfant existe"),
		body: []block{
			para(fr.Upper(m.the()) + " a été créé le " + fr.LongDate(m.At) + ". Nous n’avions pas reçu de réponse. " +
				"**Les professionnels " + m.pick("qui vous soignent", "qui soignent "+m.Child) + " peuvent déjà le remplir et le lire.** " +
				"C’est à vous de choisir la suite."),
			ways,
			para("Pour l’activer, il faut un nouveau code. Demandez-le sur **" + m.Service.Address +
				"**, par téléphone ou au guichet de votre caisse."),
			para("Rien ne presse : vous pouvez l’activer ou le fermer n’importe quel jour. " +
				"Le fermer ne change ni les soins ni les remboursements."),
		},
		why: "Vous recevez ce message car un espace santé vient d’être créé." + m.rights(),
	}
}

// Way is how an act reached us.
type Way string

// The ways, by the channels of domain.md §4.
const (
	Online         Way = "online"
	ByPhone        Way = "phone"
	ByPost         Way = "post"
	FranceServices Way = "france_services"
	Caisse         Way = "caisse"
)

func (w Way) words() string {
	switch w {
	case ByPhone:
		return "par téléphone"
	case ByPost:
		return "par courrier"
	case FranceServices:
		return "dans un espace France services"
	case Caisse:
		return "au guichet de la caisse"
	default:
		return "en ligne"
	}
}

// Activated is M5.
type Activated struct {
	Head
	At  time.Time
	Way Way
}

func (m Activated) words() words {
	return words{
		subject: m.pick("Votre espace santé est activé", "L’espace santé de votre enfant est activé"),
		body: []block{
			para(fr.Upper(m.the()) + " a été activé le " + fr.Moment(m.At) + ", " + m.Way.words() + "."),
			para("Vous décidez qui le lit, page « Qui voit quoi ». Vous pouvez le fermer n’importe quel jour."),
			m.notYou(),
		},
	}
}

// notYou is the sentence of every message about an act.
func (h Head) notYou() para {
	return para("**Ce n’est pas vous ?** Appelez vite le " + h.Service.Phone + ".")
}

// Opposed is M6: the opposition is recorded, with its number (#130-#133).
type Opposed struct {
	Head
	Number string
	At     time.Time
	Way    Way
}

func (m Opposed) words() words {
	return words{
		subject: "Votre opposition est enregistrée",
		body: []block{
			para("**Aucun espace santé ne sera créé" + m.pick(" pour vous", " pour "+m.Child) + ".** " +
				m.pick("Rien ne change pour vos soins ni pour vos remboursements.",
					"Rien ne change pour ses soins ni pour ses remboursements.")),
			m.facts("Reçue le"),
			m.later(),
			m.notYou(),
		},
	}
}

func (m Opposed) facts(when string) facts {
	return facts{{"Numéro", m.Number}, {when, fr.Moment(m.At)}, {"Faite", m.Way.words()}}
}

func (m Opposed) later() para {
	return para("Vous pouvez changer d’avis n’importe quel jour. Ouvrez " + m.Service.Address +
		", page « Activer », ou appelez le " + m.Service.Phone + ".")
}

func (m Opposed) receipt(person string) (string, []block) {
	return "Accusé de réception d’une opposition", []block{
		about(person, m.facts("Reçue le")),
		para("L’opposition à la création d’un espace santé est enregistrée. **Aucun espace santé ne sera créé.** " +
			"Les soins et les remboursements ne changent pas."),
		m.later(), checkable(m.Head),
	}
}

// about puts the person's name before the facts of a receipt.
func about(person string, f facts) facts {
	if strings.TrimSpace(person) == "" {
		return f
	}
	return append(facts{{"Personne", person}}, f...)
}

// checkable says that a receipt can be checked for ever, by anybody, without
// showing who it is about.
func checkable(h Head) para {
	return para("Ce numéro se vérifie sur **" + h.Service.Address + "**, page « Vérifier un message ». " +
		"La réponse ne dit pas de qui il s’agit.")
}
