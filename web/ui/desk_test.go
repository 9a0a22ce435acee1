package ui_test

import (
	"strings"
	"testing"
	"time"

	"espacesante/internal/clock"
	"espacesante/web/ui"
)

// ux.md §1.6, step 8: the band says who helps, from where, and how long yet.
func TestTheBandOfASessionSaysWhoHelpsAndUntilWhen(t *testing.T) {
	at := func(h, m int) time.Time { return time.Date(2027, 5, 4, h, m, 0, 0, clock.Paris) }
	s := ui.Session{What: "Session aidée", Who: "l’espace santé de M.\u00a0Petit", Agent: "Samia B.", Structure: "France services de Foix", Now: at(10, 42), Until: at(11, 20)}
	band := s.Band()
	if got := band.Lead + " " + band.Who + " | " + band.Note + " | " + band.Privacy.Text; got != "Session aidée\u00a0: l’espace santé de M.\u00a0Petit | Samia B.\u00a0· France services de Foix | Reste 38\u00a0minutes, jusqu’à 11\u00a0h\u00a020" {
		t.Error(got)
	}
	s.Who, s.Now = "", at(11, 20)
	if band = s.Band(); band.Lead != "Session aidée" || band.Privacy.Text != "Terminée à 11\u00a0h\u00a020" {
		t.Error(band.Lead, band.Privacy.Text)
	}
}

// Under the curtain nothing is hidden by looks: the title is not in the page.
func TestAClosedCurtainHoldsNoTitle(t *testing.T) {
	c := ui.Curtain{Name: "Document\u00a01", Note: "3\u00a0mai\u00a02027", Href: "/x", Title: "Sérologie", Action: "/montrer"}
	if page := drawn(t, ui.Curtains(c)); strings.Contains(page, "Sérologie") || strings.Contains(page, `href="/x"`) {
		t.Error("the title is under the curtain")
	}
	c.Open = true
	if !strings.Contains(drawn(t, ui.Curtains(c)), "Sérologie") {
		t.Error("an open curtain hides its title")
	}
}
