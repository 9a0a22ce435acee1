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
