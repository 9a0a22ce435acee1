package cda_test

import (
	"strings"
	"testing"

	"espacesante/internal/cda"
	"espacesante/internal/cda/cdatest"
)

func TestTraitsThatDifferAreNamed(t *testing.T) {
	d := parse(t, cdatest.Level3(cdatest.Options{BirthName: "D'EXEMPLE-LONG", FirstGiven: "Léa", GivenList: "Léa Marie"}))
	right := cda.Traits{
		INS: cdatest.NIR("2850678006084"), INSRoot: cda.INSNIRTest, BirthName: "d’Exemple Long", FirstGivenName: "LEA",
		BirthDate: "1985-06-14", Sex: "F",
	}
	for _, c := range []struct {
		change func(*cda.Traits)
		want   string
	}{
		{func(*cda.Traits) {}, ""},
		{func(w *cda.Traits) { *w = cda.Traits{} }, ""},
		{func(w *cda.Traits) { w.INS = w.INS[:13] }, ""},
		{func(w *cda.Traits) { w.BirthDate = "19850614" }, ""},
		{func(w *cda.Traits) { w.INS = cdatest.NIR("2850678006085") }, "ins"},
		{func(w *cda.Traits) { w.INSRoot = cda.INSNIR }, "ins"},
		{func(w *cda.Traits) { w.BirthName = "Exemple" }, "birth-name"},
		{func(w *cda.Traits) { w.FirstGivenName = "Marie" }, "first-given-name"},
		{func(w *cda.Traits) { w.BirthDate = "1985-06-15"; w.Sex = "M" }, "birth-date sex"},
	} {
		w := right
		c.change(&w)
		if got := strings.Join(cda.MatchTraits(d, w), " "); got != c.want {
			t.Errorf("%+v: got %q, want %q", w, got, c.want)
		}
	}
}

func TestATraitTheDocumentLacksDiffers(t *testing.T) {
	got := cda.MatchTraits(cda.Document{}, cda.Traits{INS: "2850678006084", BirthName: "A", FirstGivenName: "B", BirthDate: "19850614", Sex: "F"})
	if len(got) != 5 {
		t.Errorf("got %v", got)
	}
}

func TestTheFirstNameMayStandInTheListOnly(t *testing.T) {
	d := cda.Document{Patient: cda.Patient{GivenNames: "Jean-Paul Marie"}}
	if got := cda.MatchTraits(d, cda.Traits{FirstGivenName: "JEAN PAUL"}); len(got) != 0 {
		t.Errorf("got %v", got)
	}
	if got := cda.MatchTraits(d, cda.Traits{FirstGivenName: "JEAN PA"}); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}
