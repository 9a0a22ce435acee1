package app

import (
	"regexp"
	"strings"
	"testing"
)

// endInS are words that end with an s when there is one of them.
var endInS = map[string]bool{"mois": true, "fois": true, "accès": true, "avis": true, "dans": true, "sans": true, "sous": true,
	"plus": true, "puis": true, "alors": true, "tous": true, "vous": true, "moins": true, "après": true, "vers": true, "depuis": true}

var (
	howMany  = regexp.MustCompile(`(?:^|[^\d,./:-]) ?\b([01]) (\p{Ll}{3,}s)(?:[^\p{L}]|$)`)
	stumbles = regexp.MustCompile(`[?!] ?:|: ?:|\.\.|, ?[,.]|«\s*»|\(\s*\)|%!|<nil>|né·e|\bné\(e\)`)
)

// misspoken says what a reader would stumble on in the words of a page: « 1
// documents », « le lit-il ? : oui », an empty pair of quotes.
func misspoken(words string) (all []string) {
	for _, m := range howMany.FindAllStringSubmatch(words, -1) {
		if !endInS[m[2]] {
			all = append(all, m[1]+" "+m[2])
		}
	}
	return append(all, stumbles.FindAllString(strings.ReplaceAll(words, "...", "…"), -1)...)
}

// The look for stumbles words finds them.
func TestMisspokenWordsAreFound(t *testing.T) {
	for _, bad := range []string{"Il y a 1 documents ici.", "0 documents", "Le lit-il ? : Oui", "Dossier « »", "Une fin..", "le 1 mars 2026", "né·e le 3 mai"} {
		if len(misspoken(bad)) == 0 {
			t.Errorf("nothing found in %q", bad)
		}
	}
	for _, good := range []string{"1 document", "depuis 1 mois, 1 fois", "21 documents", "1 autorisé", "1er mars", "10,1 grammes", "Qui regarde ? Vous : oui.", "Attendez…"} {
		if found := misspoken(good); len(found) > 0 {
			t.Errorf("%q found in %q", found, good)
		}
	}
}
