package app

import "regexp"

var oneNotice = regexp.MustCompile(`/notifications/[a-z2-7]{26}`)

// noticing is the person who reads what they were told, and says how.
func (in *inspection) noticing(c *client) {
	in.sees(c, "/notifications", "/notifications?lues=non", "/notifications?sorte=documents&page=2", "/notifications?sorte=copies&lues=non")
	if one := oneNotice.FindString(string(c.get("/notifications").body)); one != "" {
		if a := c.get(one); a.status != moves {
			in.t.Errorf("a notice leads nowhere: %d", a.status)
		} else {
			in.sees(c, a.path)
		}
	}
	in.answers(c, moves, "/notifications/lues")
	in.sees(c, "/notifications", "/accueil", "/parametres/notifications")
	in.answers(c, wrong, "/parametres/notifications", "courriel", "documents")
	in.answers(c, moves, "/parametres/notifications", "courriel", "documents", "sms", "acces", "courrier", "reponses", "rythme", "semaine")
	in.sees(c, "/parametres/notifications")
}
