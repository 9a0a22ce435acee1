package letter

import (
	"time"

	"espacesante/internal/mail"
	"espacesante/web/fr"
)

// YoungCode is the code of a minor's own sign-in (TEEN-02). It says nothing of
// health, nor who offered it.
type YoungCode struct {
	Head
	Code  string
	Until time.Time
}

func (m YoungCode) words() words {
	return words{
		subject: "Votre code " + m.Service.Name,
		body: []block{
			secret{label: "Votre code", code: m.Code, note: "Il sert une seule fois, jusqu’au " + fr.LongDate(m.Until) + "."},
			para("Ouvrez " + m.Service.Address + ", puis « Se connecter » et « J’ai reçu un code ». **Ne le donnez à personne.**"),
			para("Vous choisirez un mot de passe que vous seul connaissez."),
		},
	}
}

// SMS is the same for a telephone.
func (m YoungCode) SMS(to, key string) mail.SMS {
	return mail.SMS{To: to, Key: key, Text: m.Service.Name + " : " + m.Code + " est votre code. Ouvrez " + gsmLetters.Replace(m.Service.Address) + ", page Jeunes. Ne le donnez à personne."}
}
