package ui

import (
	"slices"
	"strings"
)

// DisplayCookie keeps how a person asked pages to look. It holds no identity.
const DisplayCookie = "affichage"

// What one may ask for; the empty choice follows the system.
var (
	Themes   = []string{"clair", "sombre"}
	Sizes    = []string{"grand", "tres-grand"}
	Spacings = []string{"large"}
	Fonts    = []string{"lisible"}
	Calms    = []string{"oui"}
)

// ParseDisplay reads the cookie; whatever it does not know follows the system.
func ParseDisplay(cookie string) Display {
	parts := append(strings.Split(cookie, "."), "", "", "", "", "")
	return Display{
		Theme: known(Themes, parts[0]), Size: known(Sizes, parts[1]),
		Spacing: known(Spacings, parts[2]), Font: known(Fonts, parts[3]), Calm: known(Calms, parts[4]),
	}
}

// String is the value of the cookie.
func (d Display) String() string {
	return strings.Join([]string{d.Theme, d.Size, d.Spacing, d.Font, d.Calm}, ".")
}

func known(all []string, s string) string {
	if slices.Contains(all, s) {
		return s
	}
	return ""
}
