package letter

import (
	"time"

	"espacesante/web/fr"
)

// CodeAsked is M20: somebody else asked for a new code for the person. The code
// itself leaves in a message of its own, or was handed over at a counter.
type CodeAsked struct {
	Head
	At  time.Time
	Way Way
}

func (m CodeAsked) words() words {
	return words{
		subject: "Un nouveau code a été demandé pour vous",
		body: []block{
			para("Un nouveau code a été demandé pour " + m.the() + ", " + m.Way.words() + ", le " + fr.Moment(m.At) + ". Les codes d’avant ne fonctionnent plus."),
			m.notYou(),
		},
	}
}

// Reopened is M15 the other way: the space is back, with its content.
type Reopened struct {
	Head
	Number string
	At     time.Time
	Way    Way
}

func (m Reopened) words() words {
	return words{
		subject: m.pick("Votre espace santé est rouvert", "L’espace santé de votre enfant est rouvert"),
		body: []block{
			para(fr.Upper(m.the()) + " est rouvert avec tout son contenu. **Les professionnels " +
				m.pick("qui vous soignent", "qui soignent "+m.Child) + " peuvent de nouveau le remplir et le lire.**"),
			facts{{"Numéro", m.Number}, {"Rouvert le", fr.Moment(m.At)}, {"Demandé", m.Way.words()}},
			para("Vous pouvez le refermer n’importe quel jour."),
			m.undo(),
		},
	}
}

// undo is the sentence of every message about what somebody else can do.
func (h Head) undo() para {
	return para("**Ce n’est pas vous ?** Appelez vite le " + h.Service.Phone + ", dans les 7 jours. Cela peut être annulé.")
}

// Kept says that the erasing asked for is cancelled.
type Kept struct {
	Head
	Number string
	At     time.Time
	Way    Way
}

func (m Kept) words() words {
	return words{
		subject: "L’effacement est annulé",
		body: []block{
			para("Le contenu " + m.pick("de votre espace santé", "de l’espace santé "+of(m.Child)) + " ne sera pas effacé. " +
				"**L’espace santé reste fermé**, et son contenu est gardé en archive."),
			facts{{"Numéro", m.Number}, {"Enregistré le", fr.Moment(m.At)}, {"Demandé", m.Way.words()}},
			m.undo(),
		},
	}
}

// Suspended is M19: every access is stopped, and the holder may object for six
// weeks (R.1111-36).
type Suspended struct {
	Head
	At       time.Time
	ObjectBy time.Time
}

func (m Suspended) words() words {
	return words{
		subject: m.pick("Votre espace santé est suspendu", "L’espace santé de votre enfant est suspendu"),
		body: []block{
			para(fr.Upper(m.the()) + " est suspendu depuis le " + fr.LongDate(m.At) + ", pour une vérification. **Plus personne ne peut l’ouvrir, ni vous ni les professionnels.**"),
			para("Vous n’êtes pas d’accord ? Dites-le avant la fin du " + fr.LastDay(m.ObjectBy) + ". Ouvrez " + m.Service.Address +
				", page « Mon espace santé est suspendu », ou appelez le " + m.Service.Phone + "."),
			para("Sans réponse, il est ensuite fermé. Son contenu est gardé 10 ans."),
			para("Vos soins et vos remboursements ne changent pas."),
		},
	}
}

// Resumed is the end of a suspension.
type Resumed struct {
	Head
	At  time.Time
	Way Way
}

func (m Resumed) words() words {
	return words{
		subject: m.pick("Votre espace santé est rétabli", "L’espace santé de votre enfant est rétabli"),
		body: []block{
			para("La suspension est levée depuis le " + fr.Moment(m.At) + ". " + fr.Upper(m.the()) + " fonctionne comme avant."),
			m.notYou(),
		},
	}
}

// DeathRecorded is M21: it reaches the living when it was a mistake.
type DeathRecorded struct {
	Head
	At time.Time
}

func (m DeathRecorded) words() words {
	return words{
		subject: "Un espace santé est fermé",
		body: []block{
			para("Un décès nous a été signalé. **L’espace santé est fermé depuis le " + fr.LongDate(m.At) + ".** Son contenu est gardé 10 ans, puis effacé."),
			para("Vous êtes un proche ? Nous vous présentons nos condoléances. Il n’y a rien à faire."),
			para("**C’est une erreur ?** Appelez le " + m.Service.Phone + ", ou allez au guichet de votre caisse."),
		},
	}
}

// Recalled is M22: what somebody else did is undone.
type Recalled struct {
	Head
	Number string
	At     time.Time
	Way    Way
}

func (m Recalled) words() words {
	return words{
		subject: "Ce qui avait été fait pour vous est annulé",
		body: []block{
			para("Une action faite pour " + m.the() + " a été annulée. " + "**Tout est comme avant cette action.**"),
			facts{{"Numéro", m.Number}, {"Annulée le", fr.Moment(m.At)}, {"Demandé", m.Way.words()}},
			m.notYou(),
		},
	}
}

// Deferred is M23: the space cannot be created for now (R.1111-28).
type Deferred struct {
	Head
	At time.Time
}

func (m Deferred) words() words {
	return words{
		subject: m.pick("Votre espace santé ne peut pas être créé", "Un espace santé ne peut pas être créé"),
		body: []block{
			para("Une raison technique empêche de créer " + m.the() + ". **Rien n’est créé, et votre code ne sert plus.**"),
			para("Nous vous écrirons de nouveau quand ce sera possible. Vous aurez alors six semaines pour choisir."),
			para("Vos soins et vos remboursements ne changent pas."),
		},
	}
}

// ContactSet says that an agent changed where the person is told; it goes to the
// places known before.
type ContactSet struct {
	Head
	At  time.Time
	Way Way
}

func (m ContactSet) words() words {
	return words{
		subject: "Votre contact a changé",
		body: []block{
			para("Un nouveau contact a été enregistré pour " + m.the() + ", " + m.Way.words() + ", le " + fr.Moment(m.At) + "."),
			m.undo(),
		},
	}
}

// Unobjected is the end of a suspension to which nobody objected (R.1111-36).
type Unobjected struct {
	Head
	At           time.Time
	ArchiveUntil time.Time
}

func (m Unobjected) words() words {
	return words{
		subject: m.pick("Votre espace santé est fermé", "L’espace santé de votre enfant est fermé"),
		body: []block{
			para(fr.Upper(m.the()) + " était suspendu. Nous n’avons pas reçu d’objection en six semaines. **Il est fermé depuis le " + fr.LongDate(m.At) + ".**"),
			para("Son contenu est gardé en archive jusqu’au " + fr.LongDate(m.ArchiveUntil) + "."),
			para("Vous n’êtes pas d’accord ? Appelez le " + m.Service.Phone + ", ou allez au guichet de votre caisse."),
		},
	}
}

// DMPEnded says that the previous DMP of somebody who opposed is closed for good
// (#99, #100).
type DMPEnded struct {
	Head
	At time.Time
}

func (m DMPEnded) words() words {
	return words{
		subject: "Votre ancien dossier partagé est fermé",
		body: []block{
			para("Vous vous êtes opposé à un espace santé. Votre ancien dossier médical partagé restait lisible par les professionnels pendant une période de transition. " +
				"**Cette période est finie le " + fr.LongDate(m.At) + ".**"),
			para("Plus personne ne peut le lire. Vos soins et vos remboursements ne changent pas."),
			para("Vous pouvez changer d’avis et activer un espace santé, n’importe quel jour."),
		},
	}
}

// DeathTakenBack tells that a death recorded by mistake is taken back.
type DeathTakenBack struct {
	Head
	At time.Time
}

func (m DeathTakenBack) words() words {
	return words{
		subject: "Une erreur est corrigée",
		body: []block{
			para("Un décès avait été enregistré par erreur. **Il est annulé depuis le " + fr.Moment(m.At) + ".**"),
			para(fr.Upper(m.the()) + " redevient comme avant, avec son contenu. Si vous n’aviez pas encore choisi, un nouveau code part vers vous."),
			para("Nous vous présentons nos excuses."),
			m.notYou(),
		},
	}
}

// TreatingSet tells that the choice of a médecin traitant was recorded at the
// counter, or ended: who it is stands inside only.
type TreatingSet struct {
	Head
	At    time.Time
	Ended bool
}

func (m TreatingSet) words() words {
	what := "Un choix a été enregistré"
	if m.Ended {
		what = "Un choix a pris fin"
	}
	return words{
		subject: "Un choix a changé à votre caisse",
		body: []block{
			para(what + " pour " + m.the() + ", au guichet de votre caisse. C’était le " + fr.Moment(m.At) + "."),
			para("Le détail est dans la page « Qui voit quoi » et dans l’historique."),
			m.undo(),
		},
	}
}

// ViewGiven tells that 3422 may see the list of actions for a day (SUP-05).
type ViewGiven struct {
	Head
	At    time.Time
	Until time.Time
}

func (m ViewGiven) words() words {
	return words{
		subject: "L’assistance peut voir la liste des actions",
		body: []block{
			para("Vous avez permis à l’assistance de voir la liste des actions de votre espace santé, jusqu’au " + fr.Moment(m.Until) + "."),
			para("Elle voit des dates et des actions. Elle ne voit ni documents, ni noms de professionnels."),
			para("Vous pouvez arrêter avant, dans « Qui voit quoi », puis « L’assistance »."),
			m.notYou(),
		},
	}
}
