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

func TestNothingShownReadsOtherThanItIsWritten(t *testing.T) {
	for in, want := range map[string]string{"Ordonnance": "Ordonnance", "\u202etxt.exe\u202c": "txt.exe", "a\u2066b\u2069c": "abc",
		"\u200fa\u200e\u061c": "a", "a\x00\x1b[31mb\u0085": "a[31mb", "deux\nlignes\tà part": "deux\nlignes\tà part", "שלום": "שלום", "e\u0301": "e\u0301"} {
		if got := Shown(in); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
}
