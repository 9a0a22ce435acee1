package identity

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCommonPasswordsAreRefused(t *testing.T) {
	for _, s := range []string{
		"motdepasse123", "MotDePasse2026!", "M0t-P@sse1234", "p4ssw0rd123456", "@zerty@zerty75", "monmotdepasse", "mot de passe 12", "m0tdep4sse!!!!", "Password1234!", "P@ssw0rd2026",
		"azertyuiop123", "AZERTYazerty1", "azertyuiopqsdfghjklm", "qwertyuiop12", "1234567890123", "123456789azerty", "098765432109", "1q2w3e4r5t6y",
		"aaaaaaaaaaaa", "abababababab", "soleilsoleil", "soleil-soleil-soleil", "bonjour bonjour", "abcabcabcabc", "abcdefghijkl", "zyxwvutsrqpo",
		"espacesante1", "EspaceSante2026", "Mon espace santé !", "monespacesante75", "assurancemaladie", "carnetdesante", "ameliameli12", "Doctolib2026!",
		"jetaimejetaime", "jetaimemaman!", "iloveyou1234", "vivelafrance", "libertéégalitéfraternité", "allezlesbleus!", "ALLEZPARIS2026", "psgpsgpsgpsg",
		"Marie-Christine1985", "nicolas19850512", "nathalie nathalie", "camillelucas", "juin2026juin2026", "Dimanche12Juin", "joyeuxnoel2025",
		"correct horse battery staple", "............", "!!!!!!!!!!!!", "            ", "", "aZeRtY!1234567", "00000000000000", "12051985121985",
		"princesse2015", "chocolat1234", "harrypotter7", "motdepassemotdepasse", "1234motdepasse1234", "undeuxtroisquatre",
	} {
		if !CommonPassword(s) {
			t.Errorf("%q passes", s)
		}
	}
}

func TestPasswordsOfOnesOwnPass(t *testing.T) {
	for _, s := range []string{
		"tournevis-gruyère-7", "la girafe mange du thym", "Kp7#vRz2!mWq", "onze bateaux rouillés", "9f3kd82hs0xq", "Le train de 8h12 est en retard",
		"parapluie verglas", "xkQz-bnRt-wpLm", "il pleut sur Brest aujourd’hui", "moutarde&tricycle", "граница облако", "ma grand-mère jouait du banjo",
		"Marie mange des radis", "solfège d’octobre", "7 nains et 40 voleurs",
	} {
		if CommonPassword(s) {
			t.Errorf("%q is refused", s)
		}
	}
}

// Passwords drawn by a machine are never refused in practice.
func TestRandomPasswordsPass(t *testing.T) {
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(strings.Split("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_.", "")), 16, 16).Draw(t, "s"), "")
		distinct := map[rune]bool{}
		for _, r := range s {
			distinct[r] = true
		}
		if len(distinct) >= 10 && CommonPassword(s) {
			refused++
		}
	})
	if refused > 1 {
		t.Errorf("%d refused of 100", refused)
	}
}

func TestNoPasswordPanicsOrTakesLong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { CommonPassword(rapid.String().Draw(t, "s")) })
	CommonPassword(strings.Repeat("ab", 64) + strings.Repeat("é", 64))
}
