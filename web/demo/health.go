package demo

import (
	"espacesante/internal/profile"
	"espacesante/internal/synthesis"
)

// Fact is one line that the demonstration adds to a profile.
type Fact struct {
	Section  profile.Section
	ByDoctor bool // by the médecin traitant; else by the person, or a parent
	Answers  map[string]string
}

type spoken = map[string]string

// Facts is what each person's profile holds, by key. All of it is invented.
var Facts = map[string][]Fact{
	"helene": {
		{profile.Allergies, false, spoken{"nom": "Pénicillines", "code": "penicillin", "gravite": "severe", "reaction": "gonflement du visage", "depuis": "1988"}},
		{profile.Allergies, true, spoken{"nom": "Latex", "gravite": "mild", "note": "Utiliser des gants sans latex."}},
		{profile.Treatments, true, spoken{"nom": "Amlodipine", "prise": "5 mg le matin", "pourquoi": "tension", "depuis": "2019"}},
		{profile.Treatments, false, spoken{"nom": "Paracétamol", "prise": "1 g si douleur"}},
		{profile.Conditions, true, spoken{"nom": "Hypertension artérielle", "code": "I10", "depuis": "2019", "etat": "active"}},
		{profile.Operations, false, spoken{"nom": "Appendicite", "sorte": "operation", "quand": "1979"}},
		{profile.Blood, false, spoken{"groupe": "O+"}},
		{profile.Family, false, spoken{"nom": "Infarctus", "qui": "father"}},
		{profile.Contacts, false, spoken{"nom": "Julien Marchand", "lien": "spouse", "telephone": "06 39 98 10 11"}},
	},
	"zoe": {
		{profile.Allergies, false, spoken{"nom": "Arachide", "gravite": "severe", "reaction": "urticaire, gêne pour respirer", "depuis": "2014"}},
		{profile.Treatments, true, spoken{"nom": "Adrénaline (stylo)", "prise": "en cas de réaction grave"}},
		{profile.Contacts, false, spoken{"nom": "Hélène Marchand", "lien": "parent", "telephone": "06 39 98 10 01"}},
	},
}

// Injections are vaccinations, by key: name, code and day.
var Injections = map[string][][3]string{
	"helene": {{"DTP", "J07CA01", "2007-03-15"}, {"Covid-19 (ARN messager)", "J07BN01", "2021-04-20"}, {"Covid-19 (ARN messager)", "J07BN01", "2021-06-01"}},
	"zoe": {{"Hexavalent", "J07CA09", "2011-11-02"}, {"Hexavalent", "J07CA09", "2012-01-10"}, {"Hexavalent", "J07CA09", "2012-07-31"},
		{"ROR", "J07BD52", "2012-09-04"}, {"ROR", "J07BD52", "2013-01-15"}, {"DTCaP", "J07CA02", "2017-09-12"}, {"Papillomavirus", "J07BM03", "2023-10-05"}},
}

// What Hélène filed her documents under, and asked her doctor for.
const (
	Folder = "Mon cœur"
	Asked  = "Le compte rendu de ma radio de janvier."

	Contested = "Le test fait ce printemps chez l’allergologue était négatif."
)

// Synthesis is what Hélène's doctor adds to what her profile holds.
var Synthesis = map[synthesis.Part]string{
	synthesis.Work:      "Travail de bureau, sans exposition particulière.",
	synthesis.Vigilance: "Groupe sanguin\u00a0: O+\nPas de pénicilline. Gants sans latex.",
	synthesis.Comment:   "Tension équilibrée sous traitement. Contrôle biologique dans six mois, avis cardiologique chaque année.",
}
