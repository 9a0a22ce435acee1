package codes

import "testing"

// SUP-02: a caller says a town, nobody knows its code by heart.
func TestATownSaidIsKnownByItsName(t *testing.T) {
	for _, c := range []struct {
		code, said string
		want       bool
	}{
		{"09122", "Foix", true}, {"09122", "FOIX", true}, {"09122", "09122", true}, {"09122", "Pamiers", false}, {"09122", "", false},
		{"09122", "-", false}, {"", "Foix", false}, {"", "", false},
		{"75111", "Paris", true}, {"75111", "Paris 11", true}, {"75111", "paris 11e", true}, {"75111", "Paris 11ème", true}, {"75111", "Paris 12e", false},
		{"69381", "Lyon 1er", true}, {"01001", "Abergement Clemenciat", true}, {"01001", "l'abergement-clémenciat", true},
		{"42218", "St Etienne", true}, {"42218", "saint-étienne", true}, {"2A004", "ajaccio", true}, {"01033", "Bellegarde sur Valserine", true},
		{"99352", "Algérie", true}, {"99352", "Maroc", false}, {"99132", "angleterre", true}, {"97411", "Saint-Denis", true}, {"93066", "St-Denis", true},
		{"93066", "Saint-Denis de la Réunion", false}, {"ZZZZZ", "Foix", false}, {"ZZZZZ", "zzzzz", true},
	} {
		if got := BornIn(c.code, c.said); got != c.want {
			t.Errorf("%s said %q: %t", c.code, c.said, got)
		}
	}
}

func TestABirthplaceHasAName(t *testing.T) {
	for code, want := range map[string]string{"09122": "Foix", "99352": "Algérie", "75111": "Paris", "ZZZZZ": ""} {
		if got, ok := Birthplace(code); got != want || ok != (want != "") {
			t.Errorf("%s: %q", code, got)
		}
	}
}
