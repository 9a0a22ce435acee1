package letter

import (
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"espacesante/web/fr"
)

// ExportReady is M16: a copy can be downloaded for seven days.
type ExportReady struct {
	Head
	Until time.Time
}

func (m ExportReady) words() words {
	return words{
		subject: "Votre copie est prête",
		body: []block{
			para("La copie de " + m.the() + " est prête. Téléchargez-la dans « Paramètres », puis « Télécharger une copie »."),
			para("**Elle sera effacée dans 7 jours**, le " + fr.Date(m.Until) + "."),
			m.look(),
			para("Vous n’avez rien demandé ? Changez votre mot de passe, puis appelez le " + m.Service.Phone + "."),
		},
	}
}

// ExportFailed says that a copy could not be made.
type ExportFailed struct{ Head }

func (m ExportFailed) words() words {
	return words{
		subject: "Votre copie n’a pas pu être faite",
		body: []block{
			para("La copie de " + m.the() + " n’a pas pu être faite. Rien n’est perdu. Demandez-la de nouveau dans « Paramètres »."),
			m.look(),
		},
	}
}

// DirectiveReminder is the yearly reminder of R.1111-19. It says no health word: what it is about is inside.
type DirectiveReminder struct{ Head }

func (m DirectiveReminder) words() words {
	return words{
		subject: "Un rappel, une fois par an",
		body: []block{
			para("Vous avez écrit vos volontés dans " + m.the() + ". Sont-elles toujours les vôtres ? **Relisez-les dans « Mes volontés ».** Vous pouvez les changer ou les retirer."),
			m.look(),
		},
		why: "La loi veut que ce rappel vous soit envoyé régulièrement.",
	}
}

// CardOpened says that somebody opened the emergency card with its PIN.
type CardOpened struct {
	Head
	At time.Time
}

func (m CardOpened) words() words {
	return words{
		subject: "Votre carte d’urgence a été ouverte",
		body: []block{
			para("Quelqu’un a ouvert la carte d’urgence de " + m.the() + " avec son code, le " + fr.Moment(m.At) + "."),
			para("Ce n’était pas prévu ? **Arrêtez cette carte dans « Ma carte d’urgence ».** Vous pourrez en faire une autre."),
			m.look(),
		},
	}
}

// CardStopped says that five wrong PINs ended the emergency card.
type CardStopped struct {
	Head
	At time.Time
}

func (m CardStopped) words() words {
	return words{
		subject: "Votre carte d’urgence ne s’ouvre plus",
		body: []block{
			para("Cinq codes faux ont été tapés sur la carte d’urgence de " + m.the() + ", le " + fr.Moment(m.At) + ". Elle est arrêtée, rien n’a été montré."),
			para("Vous pouvez en faire une autre dans « Ma carte d’urgence »."),
			m.look(),
		},
	}
}

// Trust is the paper that designates a trusted person, signed by both (L.1111-6).
type Trust struct {
	Head
	Person, Name, Address string
	Sex                   string // F, M, or not known
	Born, Since           time.Time
}

// WriteTrust prints it, twice: one for each.
func WriteTrust(w io.Writer, m Trust) error {
	return pages(w, m.Head, "Désignation", func(pdf *fpdf.Fpdf) {
		for _, copy := range []string{"Exemplaire de la personne qui désigne", "Exemplaire de la personne de confiance"} {
			m.sheet(copy).print(pdf)
		}
	})
}

func (m Trust) lines() []string {
	return []string{
		"Moi, " + m.Person + ", " + fr.BornOn(m.Sex, m.Born) + ", je désigne :",
		"**" + m.Name + "**" + comma(m.Address),
		"comme personne de confiance, au sens de l’article L. 1111-6 du code de la santé publique.",
		"Si je ne peux plus m’exprimer, elle dit ce que je voulais. Son témoignage passe avant tout autre.",
		"Je peux changer d’avis à tout moment, par écrit. Elle ne voit rien de mon espace santé.",
		"La personne désignée accepte et signe aussi.",
	}
}

func comma(s string) string {
	if s == "" {
		return ""
	}
	return ", " + s
}

func (m Trust) sheet(copy string) *sheet {
	return fit(func(s *sheet) bool {
		s.frame()
		s.sender(m.Head)
		s.y = 66
		s.title("Désignation d’une personne de confiance")
		for _, line := range m.lines() {
			para(line).draw(s)
		}
		s.y += 3
		half := (right - left - 6) / 2
		for i, who := range []string{"Date, et signature de qui désigne", "Date, et signature de la personne désignée"} {
			x := left + float64(i)*(half+6)
			s.box(x, s.y, half, 30, 0.3, slate)
			s.flow(x+3, s.y+2, half-6, s.size-3, slate, who)
		}
		s.y += 34
		s.flow(left, s.y, right-left, 9, slate, copy+".")
		s.y += 8
		return s.foot(m.Head, words{})
	})
}
