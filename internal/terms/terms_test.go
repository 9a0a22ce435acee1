package terms

import (
	"regexp"
	"strings"
	"testing"
)

// issue 7 point 6: names are found by their beginnings, whatever the case and the accents.
func TestNamesAreFoundAsTheyAreTyped(t *testing.T) {
	for _, c := range []struct {
		list        List
		words, code string
	}{
		{Conditions, "ASTHME", "J45.9"}, {Conditions, "hypertension art", "I10"}, {Conditions, "diabete type 2", "E11.9"},
		{Conditions, "oedeme quincke", "T78.3"}, {Conditions, "crohn", "K50.9"},
		{Medicines, "doliprane", "N02BE01"}, {Medicines, "levothyrox", "H03AA01"}, {Medicines, "amoxi clav", "J01CR02"},
		{Allergens, "cacahuete", "peanut"}, {Vaccines, "repevax", "J07CA02"}, {Vaccines, "rougeole", "J07BD52"},
	} {
		found := false
		for _, t := range Search(c.list, c.words) {
			found = found || t.Code == c.code
		}
		if !found {
			t.Errorf("%s: %q does not find %s: %v", c.list, c.words, c.code, Search(c.list, c.words))
		}
	}
	if got := Search(Conditions, " - "); got != nil {
		t.Error("nothing finds", got)
	}
	if got := Search(Conditions, "maladie"); len(got) != most {
		t.Errorf("%d choices", len(got))
	}
}

func TestOnlyALabelIsTakenWithoutAChoice(t *testing.T) {
	if got, ok := Named(Medicines, "PARACETAMOL"); !ok || got.Code != "N02BE01" || got.System != ATC {
		t.Error(got, ok)
	}
	for _, words := range []string{"Doliprane", "", "cancer"} {
		if got, ok := Named(Medicines, words); ok {
			t.Error(words, got)
		}
	}
	if _, ok := Find(Conditions, ""); ok {
		t.Error("no code is a code")
	}
}

// issue 7 point 6: a wrong code is a fault of care. Each is of the form of its
// nomenclature, in one of its chapters, once, with one label.
func TestTheTablesAreWhole(t *testing.T) {
	shapes := map[System]*regexp.Regexp{CIM10: regexp.MustCompile(`^([A-TZ]\d\d|U0[789])(\.\d)?$`), Ours: regexp.MustCompile(`^[a-z-]+$`),
		ATC: regexp.MustCompile(`^[ABCDGHJLMNPRSV](0[1-9]|1[0-6]|20)[A-Z]([A-Z](\d\d)?)?$`)}
	least := map[List]int{Conditions: 1000, Medicines: 1000, Allergens: 500, Vaccines: 30}
	for list, rows := range least {
		seen, labels := map[string]bool{}, map[string]bool{}
		for _, one := range All(list) {
			if seen[one.Code] || labels[one.keys[0].text] || !shapes[one.System].MatchString(one.Code) || one.Label != strings.TrimSpace(one.Label) {
				t.Errorf("%s: %s %s", list, one.Code, one.Label)
			}
			seen[one.Code], labels[one.keys[0].text] = true, true
			for _, k := range one.keys {
				if k.text == "" {
					t.Errorf("%s: %s has an empty name", list, one.Code)
				}
			}
		}
		if len(seen) < rows {
			t.Errorf("%s has %d rows", list, len(seen))
		}
	}
}

// Chapters of the CIM-10 say what their codes are about: a tumour has no code of
// a fracture.
func TestCodesAreOfTheirChapters(t *testing.T) {
	for prefix, is := range map[string]*regexp.Regexp{
		"Tumeur maligne": regexp.MustCompile(`^C`), "Tumeur bénigne": regexp.MustCompile(`^D[123]`), "Carcinome in situ": regexp.MustCompile(`^D0`),
		"Fracture": regexp.MustCompile(`^S\d2`), "Entorse": regexp.MustCompile(`^S\d3`), "Luxation d": regexp.MustCompile(`^(S\d3|Q65|M22)`), "Diabète sucré de": regexp.MustCompile(`^E1[01]`),
		"Antécédents personnels": regexp.MustCompile(`^(Z8|U08)`), "Antécédents familiaux": regexp.MustCompile(`^Z8[0-4]`), "Glaucome": regexp.MustCompile(`^H4`), "Otite": regexp.MustCompile(`^H6`),
		"Greffe": regexp.MustCompile(`^Z94`), "Absence acquise": regexp.MustCompile(`^Z(89|90)`), "Leucémie": regexp.MustCompile(`^C9[1-5]`), "Lymphome": regexp.MustCompile(`^C8`),
		"Épilepsie": regexp.MustCompile(`^G4`), "Anémie": regexp.MustCompile(`^D[56]`), "Hernie": regexp.MustCompile(`^(K4|Q79)`), "Trisomie": regexp.MustCompile(`^Q9`),
	} {
		found := 0
		for _, one := range All(Conditions) {
			if strings.HasPrefix(one.Label, prefix) {
				if found++; !is.MatchString(one.Code) {
					t.Errorf("%s %s", one.Code, one.Label)
				}
			}
		}
		if found == 0 && prefix != "Trisomie" && prefix != "Greffe" {
			t.Errorf("no %s", prefix)
		}
	}
}

// What is usual comes first, and what was typed before all.
func TestTheNearestAndTheMostUsualComeFirst(t *testing.T) {
	for _, c := range []struct {
		list        List
		words, code string
	}{
		{Conditions, "tension", "I10"}, {Conditions, "la tension", "I10"}, {Conditions, "j’ai de la tension", "I10"}, {Conditions, "crise de foie", "K30"}, {Conditions, "sucre", "E11.9"}, {Conditions, "diabète", "E11.9"},
		{Conditions, "maladie de chron", "K50.9"}, {Conditions, "asthme", "J45.9"}, {Conditions, "grippe", "J11.1"}, {Conditions, "pipi au lit", "F98.0"}, {Conditions, "covid long", "U09.9"},
		{Conditions, "descente d'organes", "N81.2"}, {Conditions, "lombalgies", "M54.5"}, {Medicines, "paracetamol", "N02BE01"}, {Medicines, "DAFALGAN 500MG", "N02BE01"}, {Medicines, "kaftrio", "R07AX32"},
		{Allergens, "pénicilline", "penicillin"}, {Allergens, "amoxicilline", "penicillin"}, {Allergens, "fluconazole", "J02AC01"}, {Allergens, "arachides", "peanut"}, {Allergens, "bactrim", "sulfonamide"},
	} {
		if got := Search(c.list, c.words); len(got) == 0 || got[0].Code != c.code {
			t.Errorf("%s: %q shows %v first", c.list, c.words, labels(got))
		}
	}
}

// Whatever is typed is looked for, and no more than a name of it.
func TestHostileWordsFindNothingOrLittle(t *testing.T) {
	for _, words := range []string{strings.Repeat("a ", 1<<20), strings.Repeat("é", 1<<20), "\x00\xff\xfe", "%_'\"<>", strings.Repeat("é", 99) + "aé", "🩺 asthme"} {
		for _, list := range []List{Conditions, Medicines, Allergens, Vaccines, "other"} {
			if got := Search(list, words); len(got) > most {
				t.Errorf("%d choices", len(got))
			}
		}
	}
}

// What a search costs: words typed well, and with mistakes.
func BenchmarkSearch(b *testing.B) {
	for _, words := range []string{"diabète", "ma", "hipertansion arterielle"} {
		b.Run(words, func(b *testing.B) {
			for b.Loop() {
				Search(Conditions, words)
			}
		})
	}
}
