package fr

import "espacesante/internal/notification"

// ScamChannel says how a fake message came: « un courriel ».
func ScamChannel(c notification.ScamChannel) string { return scamChannels[c] }

var scamChannels = map[notification.ScamChannel]string{
	notification.ScamEmail:  "un courriel",
	notification.ScamSMS:    "un SMS",
	notification.ScamPhone:  "un appel téléphonique",
	notification.ScamLetter: "un courrier",
	notification.ScamWeb:    "un site internet",
	notification.ScamPerson: "une personne, chez vous ou dehors",
}
