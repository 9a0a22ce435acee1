package ui_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// tokens reads the colours of one theme from the style sheet's source.
func tokens(t *testing.T, mixin string) map[string]string {
	t.Helper()
	b, err := os.ReadFile("../assets/scss/_tokens.scss")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile(`(?s)@mixin ` + mixin + ` \{(.*?)\n\}`).FindSubmatch(b)
	if block == nil {
		t.Fatal("no theme called", mixin)
	}
	all := map[string]string{}
	for _, m := range regexp.MustCompile(`--es-([a-z-]+): (#[0-9a-fA-F]{6});`).FindAllSubmatch(block[1], -1) {
		all[string(m[1])] = string(m[2])
	}
	return all
}

// luminance is that of WCAG 2, relative.
func luminance(hex string) float64 {
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

// Text 4.5, borders of controls and drawings 3 (WCAG 1.4.3, 1.4.11; ux.md §6.3).
// Axe measures nothing behind drawn shapes: the colours themselves are checked.
func TestColoursContrastInBothThemes(t *testing.T) {
	text := [][2]string{
		{"ink", "page"}, {"ink", "sheet"}, {"ink", "soft"}, {"ink", "sunken"}, {"ink", "petrol-tint"}, {"ink", "apricot-tint"},
		{"ink", "success-tint"}, {"ink", "error-tint"}, {"ink", "warn-tint"}, {"slate", "page"}, {"slate", "sheet"}, {"slate", "soft"},
		{"slate", "sunken"}, {"slate", "apricot-tint"}, {"slate", "success-tint"}, {"petrol", "page"}, {"petrol", "sheet"}, {"petrol", "petrol-tint"}, {"sage", "sage-tint"},
		{"apricot-text", "apricot-tint"}, {"error", "sheet"}, {"error", "error-tint"}, {"success", "success-tint"}, {"warn", "warn-tint"},
		{"on-action", "action"}, {"on-action", "action-hover"}, {"on-action", "error"}, {"on-action", "danger-hover"}, {"sheet", "ink"},
	}
	shapes := [][2]string{{"edge", "sheet"}, {"edge", "page"}, {"focus", "sheet"}, {"focus", "page"}, {"apricot", "sheet"}, {"success", "sheet"}}
	for _, theme := range []string{"light", "dark"} {
		colours := tokens(t, theme)
		check := func(pairs [][2]string, least float64) {
			for _, p := range pairs {
				a, b := colours[p[0]], colours[p[1]]
				if a == "" || b == "" {
					t.Fatalf("%s: no colour %v", theme, p)
				}
				if c := contrast(a, b); c < least {
					t.Errorf("%s: %s on %s is %.2f, %.1f at least", theme, p[0], p[1], c, least)
				}
			}
		}
		check(text, 4.5)
		check(shapes, 3)
	}
}
