package fr_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"espacesante/internal/clock"
	"espacesante/internal/codes"
	"espacesante/web/fr"
)

// plain shows no-break spaces as ordinary ones, so that expectations can be read.
func plain(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

func TestWordsStandInTheOrderOfADictionary(t *testing.T) {
	all := []string{"Ergothérapeute", "Épithésiste", "Médecin", "Pédicure-podologue", "Opticien", "Œil"}
	slices.SortFunc(all, fr.Compare)
	if got := strings.Join(all, ", "); got != "Épithésiste, Ergothérapeute, Médecin, Œil, Opticien, Pédicure-podologue" {
		t.Error(got)
	}
}

func TestABirthAgreesWithWhoIsBorn(t *testing.T) {
	day := time.Date(1962, 1, 14, 12, 0, 0, 0, time.UTC)
	for sex, want := range map[string]string{"F": "née le 14\u00a0janvier\u00a01962", "M": "né le 14\u00a0janvier\u00a01962", "": "date de naissance\u00a0: 14\u00a0janvier\u00a01962"} {
		if got := fr.BornOn(sex, day); got != want {
			t.Errorf("%q: %q", sex, got)
		}
	}
}

func TestDatesAreWrittenInWordsInParis(t *testing.T) {
	at := time.Date(2027, 3, 12, 13, 5, 0, 0, time.UTC)
	for got, want := range map[string]string{
		fr.Moment(at):   "vendredi 12 mars 2027 à 14 h 05",
		fr.Date(at):     "12 mars 2027",
		fr.LongDate(at): "vendredi 12 mars 2027",
		fr.Date(time.Date(2027, 3, 31, 22, 30, 0, 0, time.UTC)): "1er avril 2027", // summer time has begun
		fr.Hour(time.Date(2027, 1, 1, 7, 0, 0, 0, time.UTC)):    "8 h",
		fr.ISODate(at): "2027-03-12",
	} {
		if plain(got) != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestADeadlineIsTheDayThatEnds(t *testing.T) {
	now := time.Date(2027, 3, 12, 10, 0, 0, 0, time.UTC)
	deadline := clock.EndOfDay(now, 9)
	if got := plain(fr.LastDay(deadline)); got != "dimanche 21 mars 2027" {
		t.Error(got)
	}
	if got := plain(fr.Remaining(now, deadline)); got != "encore 9 jours, jusqu’au 21 mars 2027" {
		t.Error(got)
	}
	if got := plain(fr.Remaining(deadline.Add(-time.Minute), deadline)); got != "aujourd’hui, jusqu’à minuit" {
		t.Error(got)
	}
	if got := plain(fr.Remaining(deadline, deadline)); got != "depuis le 22 mars 2027" {
		t.Error(got)
	}
}

func TestNumbersAreGroupedAndZeroIsSingular(t *testing.T) {
	for got, want := range map[string]string{
		fr.Count(0, "document", "documents"):         "0 document",
		fr.Count(2, "document", "documents"):         "2 documents",
		fr.Number(1234567):                           "1 234 567",
		fr.Number(-1000):                             "−1 000",
		fr.Size(184_200):                             "184 Ko",
		fr.Size(2_449_000):                           "2,4 Mo",
		fr.Phone("+33639980012"):                     "06 39 98 00 12",
		fr.Phone("+3227001122"):                      "+3227001122",
		fr.INS("185057800608491"):                    "1 85 05 78 006 084 91",
		fr.List("Paul", "Léa", "Jeanne"):             "Paul, Léa et Jeanne",
		fr.Upper("état"):                             "État",
		fr.Minutes(61 * time.Second):                 "2 minutes",
		fr.Minutes(3 * time.Hour):                    "3 heures",
		fr.Wrong("code-short", 2, 12):                "Il manque 2 caractères : le code en a 12.",
		fr.Wrong("digits-long", 1, 6):                "Il y a 1 chiffre de trop : il en faut 6.",
		fr.Wrong("file-too-big", "a.pdf", 25):        "Le fichier « a.pdf » est trop lourd. La limite est 25 Mo.",
		fr.Wrong("number-range", 30.5, float64(250)): "Tapez un nombre entre 30,5 et 250.",
		fr.Wrong("something-new"):                    "Vérifiez cette réponse.",
		fr.Wrong(""):                                 "",
		fr.Wrong("too-long", 2, 200):                 "Le texte est trop long. Enlevez 2 caractères.",
		fr.Wrong("too-long"):                         "Le texte est trop long.",
	} {
		if plain(got) != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// A profession is said of a man or of a woman, and so is each of the list (ux.md §4).
func TestAProfessionIsOfAnybody(t *testing.T) {
	for code, want := range map[string]string{"10": "Médecin", "50": "Sage-femme", "60": "Infirmier ou infirmière", "28": "Opticien ou opticienne",
		"FCT_COORD": "Fonctions de coordination et d’orientation", "none": "Professionnel"} {
		if got := fr.Profession(code); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
	of := regexp.MustCompile(`(?:ien|ier|eur|ant|ant dentaire|igné|ien médical)$`) // endings of men alone; médecin, kinésithérapeute… are of both
	for _, p := range codes.Professions() {
		if said := fr.Profession(p.Code); of.MatchString(said) && !strings.Contains(said, " ou ") {
			t.Errorf("%s: %q", p.Code, said)
		}
	}
}
