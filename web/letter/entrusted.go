package letter

import (
	"time"

	"espacesante/web/fr"
)

// AgreementEntrusted tells at once that a professional noted the person's
// agreement for a colleague (L.1111-17 II). Who and for whom is inside only.
type AgreementEntrusted struct {
	Head
	At time.Time
}

func (m AgreementEntrusted) words() words {
	return words{
		subject: "Un accord a été noté pour un autre professionnel",
		body: []block{
			para("Un professionnel a noté, le " + fr.Moment(m.At) + ", que vous êtes d’accord pour qu’un confrère ouvre " + m.the() + ". " +
				"**Leurs noms et le jour sont dans « Qui voit quoi ».**"),
			m.look(),
			para("Vous ne reconnaissez pas cet accord ? Bloquez ces professionnels dans « Qui voit quoi », ou appelez le " + m.Service.Phone + "."),
		},
	}
}
