package letter

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"
)

func fullCard(long string) EmergencyCard {
	m := EmergencyCard{Head: head(), Person: "Ruth Nessie Émilie DURAND-ŒUVRARD", Square: "https://espace-sante.example/urgence/" + strings.Repeat("a", 90), PIN: "4821", Until: "1er mai 2028"}
	for _, name := range []string{"Allergies", "Traitements", "Maladies", "Groupe sanguin", "Personne à prévenir", "Langue", "Besoins", "Volontés"} {
		m.Lines = append(m.Lines, CardLine{name, long})
	}
	return m
}

// PAT-15: every line that the person wrote stands on the printed card, however
// long: a line left out would be read as nothing to say.
func TestEveryLineOfACardIsPrintedWithinIt(t *testing.T) {
	for _, long := range []string{"Aucune", strings.TrimSpace(strings.Repeat("pénicilline ", 10))} {
		m := fullCard(long)
		s := &sheet{size: bodySize}
		if bottom := m.front(s, 20, 80); bottom > 80+cardHeight {
			t.Errorf("the lines end at %.1f mm of %.0f", bottom-80, cardHeight)
		}
		text := paperText(s)
		for _, l := range m.Lines {
			if !strings.Contains(text, l.Name) {
				t.Errorf("%s is not on the card", l.Name)
			}
		}
		if n := strings.Count(text, strings.Fields(long)[0]); n < len(m.Lines)*strings.Count(long, strings.Fields(long)[0]) {
			t.Errorf("%d words of what was written", n)
		}
	}
}

// PAT-15: the picture of a locked screen holds every line below the clock and
// above the buttons, and neither the square nor the PIN.
func TestAWallpaperHoldsTheLines(t *testing.T) {
	for _, long := range []string{"Aucune", strings.TrimSpace(strings.Repeat("pénicilline ", 10)), strings.Repeat("a", 120)} {
		m := fullCard(long)
		with, without := drawnWall(t, m), EmergencyCard{Person: m.Person, Lines: m.Lines}
		if with.Bounds() != image.Rect(0, 0, 1080, 2340) {
			t.Fatalf("%v", with.Bounds())
		}
		for _, y := range []int{0, 700, 2100, 2339} {
			if got := with.RGBAAt(540, y); color.NRGBA(got) != wallPaint {
				t.Errorf("%d characters: something at %d: %v", len(long), y, got)
			}
		}
		if !slices.Equal(with.Pix, drawnWall(t, without).Pix) {
			t.Error("the square or the PIN is on it")
		}
		if slices.Equal(with.Pix, drawnWall(t, EmergencyCard{Person: m.Person, Lines: m.Lines[:7]}).Pix) {
			t.Error("the last line is not on it")
		}
	}
}

func drawnWall(t *testing.T, m EmergencyCard) *image.RGBA {
	t.Helper()
	var b bytes.Buffer
	if err := WriteWallpaper(&b, m); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	out, opaque := img.(*image.RGBA)
	if !opaque {
		t.Fatalf("a picture of %T", img)
	}
	return out
}
