package health

import (
	"strings"
	"time"

	"espacesante/internal/profile"
	"espacesante/internal/vaccine"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

// named is a section as its page calls it (ux.md PAT-06), and what to say of it.
type named struct {
	title, one, many string // « Allergies », « allergie », « allergies »
	none             string // the answer « pas concerné », in the person's words
	add              string // title of the form
	help             string
}

var sections = map[profile.Section]named{
	profile.Conditions: {"Maladies", "maladie", "maladies", "Je n’ai pas de maladie à signaler", "Ajouter une maladie",
		"Une maladie longue, un problème de santé actuel ou passé."},
	profile.Allergies: {"Allergies", "allergie", "allergies", "Je n’ai pas d’allergie connue", "Ajouter une allergie",
		"À un médicament, un aliment, une piqûre, un produit."},
	profile.Treatments: {"Traitements", "traitement", "traitements", "Je ne prends aucun traitement", "Ajouter un traitement",
		"Ce que vous prenez en ce moment, même sans ordonnance."},
	profile.Operations: {"Hospitalisations et opérations", "élément", "éléments", "Je n’en ai jamais eu", "Ajouter un séjour, une opération ou un appareil",
		"Un séjour à l’hôpital, une opération, un appareil resté dans le corps."},
	profile.Family: {"Antécédents familiaux", "antécédent", "antécédents", "Je n’en connais pas", "Ajouter un antécédent familial",
		"Une maladie d’un parent proche, que vos professionnels de santé doivent connaître."},
	profile.Blood: {"Groupe sanguin", "groupe", "groupes", "Je ne le connais pas", "Indiquer le groupe sanguin",
		"Il ne remplace pas la carte de groupe sanguin d’un laboratoire."},
	profile.Needs: {"Handicap et besoins", "besoin", "besoins", "Je n’ai pas de besoin particulier", "Ajouter un besoin",
		"Ce qui vous aide\u00a0: un interprète, un fauteuil, parler lentement."},
	profile.Habits: {"Habitudes de vie", "habitude", "habitudes", "Je n’ai rien à indiquer", "Ajouter une habitude de vie",
		"Seulement si vous le voulez. Cela aide à mieux vous conseiller."},
	profile.Contacts: {"Entourage", "personne", "personnes", "Je n’ai personne à indiquer", "Ajouter une personne à appeler",
		"Qui appeler s’il vous arrive quelque chose."},
	profile.Carers: {"Mes professionnels", "professionnel", "professionnels", "Je n’ai personne à indiquer", "Ajouter un professionnel",
		"Vos contacts, pour vous. Cela n’ouvre votre espace santé à personne."},
}

// labels are the questions, by section and field, then by field alone.
var labels = map[string]string{
	"conditions.nom": "Nom de la maladie", "allergies.nom": "À quoi", "treatments.nom": "Nom du médicament ou du traitement", "operations.nom": "De quoi s’agit-il",
	"family.nom": "Nom de la maladie", "family.qui": "Qui l’a, ou l’a eue", "needs.nom": "Ce qui aide", "needs.sorte": "Pour quoi",
	"habits.nom": "En quelques mots", "habits.sorte": "Sur quoi", "contacts.nom": "Nom et prénom", "carers.nom": "Nom", "carers.lieu": "Ville",
	"operations.sorte": "Quelle sorte", "operations.lieu": "Où", "blood.quand": "Date de la carte",
	"depuis": "Depuis quand", "jusqu": "Jusqu’à quand", "etat": "Où cela en est", "gravite": "Gravité", "reaction": "Ce qui s’est passé", "prise": "Comment",
	"pourquoi": "Pour quoi", "quand": "Quand", "groupe": "Groupe sanguin", "lien": "Votre lien", "telephone": "Téléphone", "metier": "Métier", "note": "Remarque",
	".nom": "Vaccin", ".quand": "Date", ".lot": "Numéro de lot", ".par": "Vacciné par",
}

var hints = map[string]string{
	"prise": "Exemple\u00a0: 1 comprimé le matin", "depuis": when, "quand": when, "jusqu": when, "reaction": "Exemple\u00a0: boutons, gonflement du visage",
	"telephone": "Exemple\u00a0: 06\u00a039\u00a098\u00a000\u00a012", "metier": "Exemple\u00a0: kinésithérapeute", ".lot": "Écrit sur la boîte ou dans le carnet.",
	".nom": "Le nom écrit sur la boîte, ou la maladie. Exemple\u00a0: Repevax, grippe",
}

const when = "Une année, un mois ou un jour. Exemple\u00a0: 2018, 03/2018, 12/03/2018"

func labelOf(s profile.Section, field string) string {
	if l := labels[string(s)+"."+field]; l != "" {
		return l
	}
	return labels[field]
}

func hintOf(s profile.Section, field string) string {
	if h := hints[string(s)+"."+field]; h != "" {
		return h
	}
	return hints[field]
}

// choices are the words of coded answers.
var choices = map[string]string{
	"active": "Actuelle", "past": "Guérie ou passée", "severe": "Grave", "mild": "Légère", "unknown": "Je ne sais pas",
	"operation": "Opération", "stay": "Séjour à l’hôpital", "device": "Appareil ou matériel dans le corps",
	"mother": "Mère", "father": "Père", "sibling": "Frère ou sœur", "child": "Enfant", "grandparent": "Grand-parent", "other": "Autre",
	"sight": "Voir", "hearing": "Entendre", "moving": "Bouger", "understanding": "Comprendre", "speaking": "Parler",
	"tobacco": "Tabac", "alcohol": "Alcool", "activity": "Activité physique", "food": "Alimentation", "sleep": "Sommeil",
	"spouse": "Conjoint, conjointe", "parent": "Parent", "friend": "Ami, amie",
	"O+": "O+", "O-": "O−", "A+": "A+", "A-": "A−", "B+": "B+", "B-": "B−", "AB+": "AB+", "AB-": "AB−",
}

func options(f profile.Field) (all []ui.Option) {
	for _, o := range f.Options {
		all = append(all, ui.Option{Value: o, Label: choices[o]})
	}
	return all
}

// stated is the state of a section in words.
func stated(p profile.Part) string {
	switch p.State {
	case profile.None:
		return "Pas concerné"
	case profile.Filled:
		return fr.Count(len(p.Lines), sections[p.Section].one, sections[p.Section].many)
	}
	return "Rien d’indiqué"
}

// answer is one answer in words.
func answer(f profile.Field, said string) string {
	switch f.Kind {
	case profile.One:
		return choices[said]
	case profile.When, profile.Later:
		return partly(said)
	case profile.Phone:
		return dialled(said)
	}
	return said
}

// partly writes a date no more precise than it is: « 2018 », « mars 2018 ».
func partly(iso string) string {
	switch len(iso) {
	case 10:
		if t, err := time.Parse(time.DateOnly, iso); err == nil {
			return fr.Date(t)
		}
	case 7:
		if t, err := time.Parse("2006-01", iso); err == nil {
			_, month, _ := strings.Cut(fr.Date(t), "\u00a0")
			return month
		}
	}
	return iso
}

// dialled writes a telephone number as it is read aloud.
func dialled(n string) string {
	rest, french := strings.CutPrefix(n, "+33")
	if !french || len(rest) != 9 {
		return n
	}
	n = "0" + rest
	return strings.Join([]string{n[:2], n[2:4], n[4:6], n[6:8], n[8:]}, "\u00a0")
}

// headline is what a line says first, and rest what follows.
func headline(s profile.Section, l profile.Line) string {
	switch s {
	case profile.Blood:
		return choices[l.Get("groupe")]
	case profile.Needs, profile.Habits:
		return choices[l.Get("sorte")] + "\u00a0: " + l.Get("nom")
	case profile.Family:
		return l.Get("nom") + " (" + strings.ToLower(choices[l.Get("qui")]) + ")"
	case profile.Contacts:
		return l.Get("nom") + ", " + dialled(l.Get("telephone"))
	}
	return l.Get("nom")
}

// rest is the line's other short answers, in a sentence.
func rest(s profile.Section, l profile.Line) string {
	var all []string
	for _, f := range profile.Fields(s) {
		said := l.Get(f.Name)
		shown := f.Name == "nom" || f.Name == "note" || f.Name == "groupe" || f.Name == "qui" ||
			f.Name == "sorte" && s != profile.Operations || f.Name == "telephone" && s == profile.Contacts
		if said == "" || shown {
			continue
		}
		words := answer(f, said)
		if f.Kind == profile.One {
			words = strings.ToLower(words)
		}
		switch f.Name {
		case "depuis":
			words = "depuis " + words
		case "jusqu":
			words = "jusqu’à " + words
		}
		all = append(all, words)
	}
	return fr.Upper(strings.Join(all, ", "))
}

// wrote says who wrote a line, for who reads it.
func wrote(l profile.Line, who Reader) string {
	switch {
	case l.Author.Kind == profile.ByProfessional:
		words := signed(l.Author)
		if p := fr.Profession(l.Author.Profession); p != "" {
			words += ", " + strings.ToLower(p)
		}
		if l.Author.Structure != "" {
			words += ", " + l.Author.Structure
		}
		return words
	case l.Author.Account == who.By.Account && who.Own:
		return "vous"
	case l.Author.Kind == profile.ByRepresentative:
		return "un représentant légal"
	case who.Own:
		return "la personne elle-même"
	}
	return "la personne"
}

func signed(a profile.Author) string {
	name := strings.TrimSpace(strings.Join([]string{a.Title, a.GivenName, a.Name}, " "))
	if name == "" {
		return "un professionnel"
	}
	return name
}

// origin is who wrote a line, when, and from which document.
func origin(l profile.Line, who Reader) string {
	words := "Écrit par " + wrote(l, who) + ", le " + fr.Date(l.At)
	if l.From != nil {
		words += ", d’après un document de " + signed(*l.From)
	}
	return words + "."
}

// calendarSource is what the calendar of vaccinations was written down from.
const calendarSource = "D’après le calendrier des vaccinations " + vaccine.Edition + " du ministère chargé de la Santé."
