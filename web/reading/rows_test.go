package reading_test

import (
	"slices"
	"testing"

	"espacesante/internal/record"
	"espacesante/web/reading"
	"espacesante/web/ui"
)

// « Ajouté par vous » never takes the place of who may see it.
func TestWhatOneAddedSaysAlsoWhoSeesIt(t *testing.T) {
	mine := record.Document{Author: record.Author{Kind: record.ByPatient}}
	hidden := mine
	hidden.Masked = true
	if got := reading.Badges(mine); !slices.Equal(got, []ui.Seen{ui.Visible, ui.Mine}) {
		t.Error(got)
	}
	if got := reading.Badges(hidden); !slices.Equal(got, []ui.Seen{ui.Masked, ui.Mine}) {
		t.Error(got)
	}
	if rows := reading.Rows([]record.Document{hidden}, "/", reading.ForHolder); rows[0].Seen != ui.Masked || !rows[0].Own {
		t.Error(rows[0])
	}
	if rows := reading.Rows([]record.Document{mine}, "/", reading.ForProfessional); rows[0].Own {
		t.Error("a professional reads « Ajouté par vous »")
	}
}
