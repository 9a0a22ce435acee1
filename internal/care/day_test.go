package care_test

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/care"
	"espacesante/internal/dbtest"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
)

// ux.md NUR-01, GP-02: a list of his own, made before opening anything, over at midnight in Paris.
func TestTheListOfTheDayIsOverAtMidnight(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	ctx := t.Context()
	mine, other := w.Professional(t, "10", "SM54", sample.FINESS(1)), w.Professional(t, "60", "", sample.FINESS(1))
	one, two := w.Someone(t, sample.Someone{TreatingDoctor: mine}), w.Patient(t, access.Activated)
	for _, p := range []*sample.Patient{one, two, one} {
		w.Wait(time.Minute)
		if err := w.Care.Expect(ctx, mine.Actor, p.Patient); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Care.Open(ctx, mine.Actor, one.Patient); err != nil {
		t.Fatal(err)
	}
	today := func(by *sample.Professional) []care.Expected {
		t.Helper()
		all, err := w.Care.Today(ctx, by.Actor)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	all := today(mine)
	if len(all) != 2 || all[0].Patient != one.Patient || !all[0].Opened || all[1].Opened || all[1].BirthName != two.Person.BirthName {
		t.Fatalf("the list is %+v", all)
	}
	if got := today(other); len(got) != 0 {
		t.Errorf("a colleague has %d people on his list", len(got))
	}
	if err := w.Care.Dismiss(ctx, mine.Actor, one.Patient); err != nil || len(today(mine)) != 1 {
		t.Error("nobody was taken off", err)
	}
	w.Set(time.Date(2027, 3, 12, 22, 59, 0, 0, time.UTC)) // 23:59 in Paris
	if got := today(mine); len(got) != 1 {
		t.Errorf("%d a minute before midnight", len(got))
	}
	w.Wait(time.Minute)
	if got := today(mine); len(got) != 0 {
		t.Errorf("%d at midnight", len(got))
	}
	var kept int
	err := dbtest.AsSuperuser(t, w.Pool).QueryRow(ctx, `SELECT count(*) FROM day_lists WHERE sealed <> '' OR ended_at IS NULL`).Scan(&kept)
	if err != nil || kept != 0 {
		t.Errorf("%d names of yesterday are kept, %v", kept, err)
	}
}

// decisions.md §3: nobody who may not be known of comes on a list, and each who does leaves the line of his card.
func TestTheListOfTheDayTakesOnlyWhoMayBeKnown(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	ctx := t.Context()
	pro, p := w.Professional(t, "60", "", sample.FINESS(1)), w.Patient(t, access.Activated)
	if err := w.Consents.Block(ctx, p.Actor, p.Patient, pro.Account); err != nil {
		t.Fatal(err)
	}
	for _, refused := range []*sample.Patient{p, w.Patient(t, access.Opposed), w.Patient(t, access.ClosedArchived)} {
		if err := w.Care.Expect(ctx, pro.Actor, refused.Patient); problem.Reason(err) == "" {
			t.Error("on the list:", err)
		}
	}
	super := dbtest.AsSuperuser(t, w.Pool)
	_, err := super.Exec(ctx, `INSERT INTO day_lists SELECT $1, gen_random_uuid(), '2027-03-12', $2, NULL, '' FROM generate_series(1, $3)`,
		pro.Account, w.Pool.Now(), limit.DayList-1)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Care.Expect(ctx, pro.Actor, w.Patient(t, access.AutoCreated).Patient); err != nil {
		t.Error("the last place:", err)
	}
	if err := w.Care.Expect(ctx, pro.Actor, w.Patient(t, access.AutoCreated).Patient); problem.CodeOf(err) != care.DayFull {
		t.Error("one too many:", err)
	}
	var lines int
	err = super.QueryRow(ctx, `SELECT count(*) FROM access_log WHERE act = 'identity.read' AND actor = $1 AND reason = ''`, pro.Account).Scan(&lines)
	if err != nil || lines != 1 {
		t.Errorf("%d lines, %v", lines, err)
	}
}
