package mandate_test

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/mandate"
	"espacesante/internal/sample"
)

// HLP-05: a mandate of a year is found again however many were given since, and each page is whole.
func TestAMandateThatServesIsFoundAgain(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	old := opening(d.Patient(t, access.Activated), access.TaskPrint)
	old.Term = mandate.OneYear
	kept, err := d.Open(ctx, d.helper, old)
	if err != nil {
		t.Fatal(err)
	}
	often := d.Someone(t, sample.Someone{State: access.Activated})
	for range limit.ListRows { // one person, whose mandates replace one another
		d.Wait(time.Minute)
		if _, err := d.Open(ctx, d.helper, opening(often, access.TaskPrint)); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[id.Mandate]bool{}
	for page := 1; page <= 2; page++ {
		held, pages, err := d.Held(ctx, d.helper, page)
		if err != nil || pages != 2 {
			t.Fatal(pages, err)
		}
		if page == 1 && (!held[0].Live(d.Pool.Now()) || held[1].ID != kept.ID || held[2].Live(d.Pool.Now())) {
			t.Error("what still serves does not come first")
		}
		for _, h := range held {
			seen[h.ID] = true
		}
	}
	if len(seen) != limit.ListRows+1 {
		t.Errorf("%d on the pages", len(seen))
	}
}
