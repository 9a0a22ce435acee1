package letter

import (
	"time"

	"espacesante/web/fr"
)

// EmergencyRefused tells that somebody tried to open in an emergency where the
// person refuses it (#30): nothing was shown.
type EmergencyRefused struct {
	Head
	At time.Time
}

func (m EmergencyRefused) words() words {
	return words{
		subject: "Une ouverture en urgence a été refusée",
		body: []block{
			para("Un professionnel a voulu ouvrir " + m.the() + " en urgence, le " + fr.Moment(m.At) + ". " +
				"**Rien ne lui a été montré**, comme vous l’avez choisi. Son nom est dans « Historique »."),
			m.look(),
		},
	}
}

// ReportAnswered is M17: the access that the person did not recognise has been
// looked at. The answer is inside only.
type ReportAnswered struct {
	Head
	At time.Time
}

func (m ReportAnswered) words() words {
	return words{
		subject: "Réponse à votre signalement",
		body: []block{
			para("Un relecteur a examiné l’accès que vous avez signalé, le " + fr.LongDate(m.At) + ". **Son avis est dans « Historique ».**"),
			m.look(),
			para("Le professionnel reste bloqué tant que vous ne l’autorisez pas de nouveau."),
		},
	}
}

// EmergencyUnjustified tells what a reviewer found of an opening in an
// emergency.
type EmergencyUnjustified struct {
	Head
	At time.Time
}

func (m EmergencyUnjustified) words() words {
	return words{
		subject: "Une ouverture en urgence n’était pas justifiée",
		body: []block{
			para("Un relecteur a examiné une ouverture en urgence de " + m.the() + ", le " + fr.LongDate(m.At) + ". " +
				"**Il la juge non justifiée.** Le nom du professionnel est dans « Historique »."),
			m.look(),
			para("Vous pouvez le bloquer dans « Qui voit quoi », ou appeler le " + m.Service.Phone + "."),
		},
	}
}

// ReviewLate tells a reviewing doctor that an access waits too long.
type ReviewLate struct {
	Head
}

func (m ReviewLate) words() words {
	return words{
		subject: "Une relecture est en retard", staff: true,
		body: []block{
			para("Un accès attend une relecture depuis plus de 72 heures."),
			para("Il est en haut de votre liste. " + string(m.look())),
		},
	}
}
