package terms

import (
	"regexp"
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

func TestTheTablesAreWhole(t *testing.T) {
	shapes := map[List]*regexp.Regexp{Conditions: regexp.MustCompile(`^[A-TVZ]\d\d(\.\d)?$`), Medicines: regexp.MustCompile(`^[A-V]\d\d[A-Z][A-Z](\d\d)?$`),
		Allergens: regexp.MustCompile(`^[a-z-]+$`), Vaccines: regexp.MustCompile(`^J07[A-Z][A-Z]\d\d$`)}
	for list, shape := range shapes {
		seen, labels := map[string]bool{}, map[string]bool{}
		for _, one := range All(list) {
			if seen[one.Code] || labels[one.keys[0]] || !shape.MatchString(one.Code) || one.Label == "" {
				t.Errorf("%s: %+v", list, one)
			}
			seen[one.Code], labels[one.keys[0]] = true, true
		}
		if len(seen) < 30 {
			t.Errorf("%s has %d rows", list, len(seen))
		}
	}
}
