package counter

import (
	"espacesante/internal/access"
	"espacesante/internal/support"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

var subjectWords = map[support.Subject]string{
	support.Appointment: "Un rendez-vous au guichet de la caisse", support.Suspicion: "Un accès que la personne ne reconnaît pas",
	support.Protection: "Protéger une personne", support.WrongIdentity: "Une erreur d’identité", support.ForChild: "Une question sur un enfant",
	support.PersonalData: "Une demande sur les données personnelles", support.FalseMessage: "Un message suspect", support.Otherwise: "Autre chose",
}

func subjectValues() (all []string) {
	for _, v := range support.Subjects() {
		all = append(all, string(v))
	}
	return all
}

func subjectOptions() (all []ui.Option) {
	for _, v := range support.Subjects() {
		all = append(all, ui.Option{Value: string(v), Label: subjectWords[v]})
	}
	return all
}

var stepWords = map[support.Step]string{
	support.Received: "Reçue", support.InHand: "En cours", support.Awaited: "En attente de vous", support.Done: "Terminée",
}

func stepValues() (all []string) {
	for _, v := range support.Steps() {
		all = append(all, string(v))
	}
	return all
}

func stepOptions() []ui.Option {
	return []ui.Option{{Value: string(support.InHand), Label: "En cours"}, {Value: string(support.Awaited), Label: "En attente de la personne"},
		{Value: string(support.Done), Label: "Terminée"}}
}

var teamWords = map[support.Team]string{
	support.ToSupport: "l’assistance téléphonique", support.ToCaisse: "la caisse", support.ToDPO: "la protection des données",
}

func teamValues() []string {
	return []string{string(support.ToSupport), string(support.ToCaisse), string(support.ToDPO)}
}

func teamOptions() []ui.Option {
	return []ui.Option{{Value: string(support.ToSupport), Label: "L’assistance téléphonique"}, {Value: string(support.ToCaisse), Label: "La caisse"},
		{Value: string(support.ToDPO), Label: "La protection des données"}}
}

// following is what anybody with the number of a request may read.
func following(t support.Ticket) []ui.Pair {
	all := []ui.Pair{{Name: "Étape", Value: stepWords[t.Step]}}
	if t.ClosedAt != nil {
		return append(all, ui.Pair{Name: "Terminée le", Value: fr.Date(*t.ClosedAt)})
	}
	return append(all, ui.Pair{Name: "C’est à", Value: teamWords[t.Team]}, ui.Pair{Name: "Réponse pour le", Value: fr.Date(t.DueOn)})
}

func numberOrNone(ins string) string {
	if ins == "" {
		return "pas donné"
	}
	return fr.INS(ins)
}

// capacity is who acted, never by name: the person is not « vous » here.
func capacity(r access.Role) string {
	if r == access.Patient {
		return "La personne"
	}
	return fr.Role(r)
}
