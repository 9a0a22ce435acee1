package letter

import (
	"time"

	"espacesante/web/fr"
)

// Closed is M15: the space is closed, and erased later if that was asked
// (#90-#98, R.1111-36).
type Closed struct {
	Head
	Number string
	At     time.Time
	Way    Way

	ArchiveUntil time.Time // when the archive ends, ten years on; unused when erasing

	Erase       bool
	CancelUntil time.Time // when erasing can no longer be cancelled
	EraseBy     time.Time // the last day on which it is done
}

func (m Closed) words() words {
	body := []block{
		para(fr.Upper(m.the()) + " est fermé. **Les professionnels ne peuvent plus le lire ni le remplir.**"),
		m.facts(),
	}
	body = append(body, m.next()...)
	return words{subject: m.pick("Votre espace santé est fermé", "L’espace santé de votre enfant est fermé"),
		body: append(body, m.notYou())}
}

func (m Closed) facts() facts {
	return facts{{"Numéro", m.Number}, {"Fermé le", fr.Moment(m.At)}, {"Demandé", m.Way.words()}}
}

// next says what happens to the content, and until when it can be undone.
func (m Closed) next() []block {
	if m.Erase {
		return []block{
			para("Vous avez demandé de tout effacer définitivement. **Ce sera fait le " + fr.LongDate(m.EraseBy) + " au plus tard.**"),
			para("Vous pouvez annuler l’effacement jusqu’au " + fr.LastDay(m.CancelUntil) + " inclus. Ouvrez " + m.Service.Address +
				", page « Rouvrir », appelez le " + m.Service.Phone + ", ou allez au guichet de votre caisse."),
		}
	}
	return []block{
		para("Son contenu est gardé en archive jusqu’au " + fr.LongDate(m.ArchiveUntil) + ". Avant ce jour, vous pouvez le rouvrir avec tout son contenu."),
		para("Pour le rouvrir, ouvrez " + m.Service.Address + ", page « Rouvrir », appelez le " + m.Service.Phone + ", ou allez au guichet de votre caisse."),
	}
}

func (m Closed) receipt(person string) (string, []block) {
	body := []block{about(person, m.facts()),
		para("L’espace santé est fermé. **Les professionnels ne peuvent plus le lire ni le remplir.**")}
	return "Accusé de réception d’une fermeture", append(append(body, m.next()...), checkable(m.Head))
}

// Erased is the end of M15: the content is gone, and its proof has a number.
type Erased struct {
	Head
	Number string
	At     time.Time
}

func (m Erased) words() words {
	return words{
		subject: m.pick("Vos données sont effacées", "Les données de votre enfant sont effacées"),
		body: []block{
			para("Le contenu " + m.pick("de votre espace santé", "de l’espace santé "+of(m.Child)) + " est effacé définitivement. Il ne peut plus être rouvert."),
			m.facts(),
			para("Gardez ce numéro : c’est votre preuve. Si vous le souhaitez, un nouvel espace santé peut être ouvert, vide."),
		},
	}
}

func (m Erased) facts() facts {
	return facts{{"Numéro de preuve", m.Number}, {"Effacé le", fr.Moment(m.At)}}
}

func (m Erased) receipt(person string) (string, []block) {
	return "Preuve d’effacement", []block{about(person, m.facts()),
		para("Le contenu de l’espace santé est effacé définitivement. Il ne peut plus être rouvert."), checkable(m.Head)}
}
