package name

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSpellingsOfOneNameAreOne(t *testing.T) {
	for _, c := range []struct{ a, want string }{
		{"Marie-Hélène", "MARIE HELENE"},
		{"  marie  HELENE ", "MARIE HELENE"},
		{"Marie\u2011He\u0301le\u0300ne", "MARIE HELENE"},
		{"D’ARC", "D ARC"},
		{"d'Arc", "D ARC"},
		{"L\u02bcŒuf", "L OEUF"}, // the modifier letter apostrophe
		{"Groß", "GROSS"},
		{"ÉLOÏSE\u00a0Ç", "ELOISE C"},
		{"Łukasz Sørensen", "LUKASZ SORENSEN"},
		{"N\u00adom\u200f", "NOM"},
		{"--", ""},
	} {
		if got := Normal(c.a); got != c.want {
			t.Errorf("Normal(%q) = %q, want %q", c.a, got, c.want)
		}
	}
}

func TestDifferentNamesStayDifferent(t *testing.T) {
	for _, c := range [][2]string{{"Martin", "Martine"}, {"De La Tour", "Delatour"}, {"", ""}, {"Ana", "Anna"}} {
		if Same(c[0], c[1]) {
			t.Errorf("%q and %q are not one name", c[0], c[1])
		}
	}
}

func TestNormalTwiceIsNormalOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if once := Normal(s); Normal(once) != once {
			t.Fatalf("%q: %q then %q", s, once, Normal(once))
		}
	})
}
