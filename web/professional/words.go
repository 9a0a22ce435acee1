package professional

import (
	"strconv"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/codes"
	"espacesante/internal/enrolment"
	"espacesante/internal/identity"
	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/reading"
)

// motive words why the space is open, to the professional himself.
func motive(m access.Motive) string { return motives[m] }

var motives = map[access.Motive]string{
	access.AsTreatingDoctor: "médecin traitant",
	access.AsCareTeam:       "équipe de soins",
	access.ByConsent:        "accord donné aujourd’hui",
	access.Entrusted:        "accord recueilli par un confrère",
	access.ByLaw:            "protection maternelle et infantile",
	access.ByCode:           "code montré par la personne",
	access.InEmergency:      "ouverture en urgence",
	access.OnCall:           "appel au centre 15",
}

// fullName is the name as health records write it: the family name first, in
// capitals.
func fullName(n identity.Names) string {
	family, given := n.UsedName, n.UsedGivenName
	if family == "" {
		family = n.BirthName
	}
	if given == "" {
		given = n.Given()
	}
	return strings.ToUpper(family) + " " + given
}

// note is the second line of the band: the birth name where another is used,
// sex, birth and age.
func note(n identity.Names, now time.Time) string {
	s := born(n.Sex, n.BirthDate, now) + "."
	if n.UsedName != "" && !strings.EqualFold(n.UsedName, n.BirthName) {
		s += " Nom de naissance\u00a0: " + n.BirthName + "."
	}
	return s
}

// born says sex, birth and age: « Femme, née le 3 mai 1985 (41 ans) ».
func born(sex identity.Sex, birth, now time.Time) string {
	lead := map[identity.Sex]string{identity.Female: "Femme, née", identity.Male: "Homme, né"}[sex]
	if lead == "" {
		lead = "Sexe non précisé, naissance"
	}
	return lead + " le " + fr.Date(birth) + " (" + age(birth, now) + ")"
}

func age(birth, now time.Time) string {
	today := clock.Day(now)
	years := today.Year() - birth.Year()
	if today.Month() < birth.Month() || today.Month() == birth.Month() && today.Day() < birth.Day() {
		years--
	}
	if years < 2 {
		months := (today.Year()-birth.Year())*12 + int(today.Month()) - int(birth.Month())
		if today.Day() < birth.Day() {
			months--
		}
		return fr.Number(max(months, 0)) + "\u00a0mois"
	}
	return fr.Count(years, "an", "ans")
}

func sex(s identity.Sex) string {
	return map[identity.Sex]string{identity.Female: "Féminin", identity.Male: "Masculin", identity.Unknown: "Non précisé"}[s]
}

// place is where somebody was born: its name and its département in words, and the
// official code, which is what identity is checked on (RNIV).
func place(code string) string {
	if code == "" {
		return "Non connu"
	}
	name, known := codes.Birthplace(code)
	switch department, in := codes.Department(code); {
	case strings.HasPrefix(code, "99") && known:
		return name + " (pays " + code + ")"
	case strings.HasPrefix(code, "99"):
		return "À l’étranger (code " + code + ")"
	case known && in:
		return name + ", " + department + " (commune " + code + ")"
	case in:
		return department + " (commune " + code + ")"
	}
	return "Commune " + code
}

// closing words why a space was closed.
func closing(motive string) string {
	switch enrolment.ClosingMotive(motive) {
	case enrolment.ByHolder:
		return "à la demande de la personne"
	case enrolment.ByDeath:
		return "à la suite d’un décès"
	case enrolment.BySuspension:
		return "à la fin d’une suspension"
	case enrolment.ByDispute:
		return "à la suite d’un désaccord entre représentants"
	}
	return "motif non précisé"
}

// author is who wrote a document, seen by a professional.
func author(d record.Document) string {
	switch {
	case d.Helped != nil:
		return "Ajouté par la personne, copie déposée à un guichet"
	case d.Author.Kind == record.ByPatient:
		return "Ajouté par la personne"
	case d.Author.Structure != "":
		return reading.Named(d.Author) + ", " + d.Author.Structure
	}
	return reading.Named(d.Author)
}

// called is a professional of the directory, title first.
func called(k identity.Known) string {
	return strings.TrimSpace(strings.Join([]string{k.Title, k.GivenName, k.Name}, " "))
}

func number(n int) string { return strconv.Itoa(n) }
