package codes

import (
	"strings"
	"sync"

	"espacesante/internal/name"
)

// birthplaces are the names that go with each code of the code officiel
// géographique: of a commune today and of those that it took in, of a country.
// Read at the first question: no other page needs them.
var birthplaces = sync.OnceValue(func() map[string][]string {
	by := map[string][]string{}
	for _, r := range rows("birthplaces", "code", "names") {
		by[r[0]] = strings.Split(r[1], "|")
	}
	return by
})

// Birthplace is the name of a place of birth, by its code: « Foix » of 09122,
// « Algérie » of 99352.
func Birthplace(code string) (string, bool) {
	all := birthplaces()[code]
	if len(all) == 0 {
		return "", false
	}
	return all[0], true
}

// BornIn reports whether what somebody said of their place of birth is that of
// code: its name, or the code itself. Case, accents, hyphens, « St » and a first
// article do not count; of Paris, Lyon and Marseille the town is enough.
func BornIn(code, said string) bool {
	plain := placeName(said)
	if plain == "" || code == "" {
		return false
	}
	if plain == name.Normal(code) {
		return true
	}
	for _, one := range birthplaces()[code] {
		if placeName(one) == plain {
			return true
		}
	}
	return false
}

// placeName is the form of a place's name to compare.
func placeName(s string) string {
	words := strings.Fields(strings.TrimSuffix(name.Normal(s), " ARRONDISSEMENT"))
	for i, w := range words {
		switch w {
		case "ST":
			words[i] = "SAINT"
		case "STE":
			words[i] = "SAINTE"
		}
	}
	if len(words) > 1 {
		switch words[0] {
		case "LE", "LA", "LES", "L":
			words = words[1:]
		}
		if last := words[len(words)-1]; len(last) > 1 && last[0] >= '0' && last[0] <= '9' { // « 11e », « 1er »
			words[len(words)-1] = strings.TrimRight(last, "ERM")
		}
	}
	return strings.Join(words, " ")
}
