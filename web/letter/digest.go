package letter

import (
	"espacesante/web/fr"
)

// Digest is M30: how many things are new, never which (PAT-13).
type Digest struct {
	Head
	Count int
}

func (m Digest) words() words {
	return words{
		subject: "Du nouveau dans votre espace santé",
		body: []block{
			para("**" + fr.Upper(fr.Count(m.Count, "chose nouvelle vous attend", "choses nouvelles vous attendent")) + "** dans « Notifications »."),
			m.look(),
		},
		why: "Vous avez choisi de recevoir un seul message pour plusieurs nouvelles. Vous pouvez changer d’avis dans « Paramètres ».",
	}
}
