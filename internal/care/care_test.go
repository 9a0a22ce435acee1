package care_test

import (
	"math"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/consent"
	"espacesante/internal/dbtest"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
)

// #31: the first opening of each professional is told, once; R.1111-43: under
// its motive.
func TestTheFirstOpeningOfEachProfessionalIsToldOnce(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	ctx := t.Context()
	doctor, nurse := w.Professional(t, "10", "SM54", sample.FINESS(1)), w.Professional(t, "60", "", sample.FINESS(2))
	p := w.Someone(t, sample.Someone{TreatingDoctor: doctor})
	if _, err := w.Care.Open(ctx, nurse.Actor, p.Patient); problem.Reason(err) != access.NoConsent {
		t.Fatalf("opened without a right: %v", err)
	}
	if err := w.Consents.DeclareConsent(ctx, nurse.Actor, p.Patient, consent.Oral); err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct {
		by     *sample.Professional
		first  bool
		motive access.Motive
	}{{doctor, true, access.AsTreatingDoctor}, {doctor, false, access.AsTreatingDoctor}, {nurse, true, access.ByConsent}, {nurse, false, access.ByConsent}} {
		w.Wait(time.Minute)
		o, err := w.Care.Open(ctx, c.by.Actor, p.Patient)
		if err != nil || o.First != c.first || o.Motive != c.motive || o.Patient.BirthName != p.Person.BirthName {
			t.Errorf("opening %d: %+v, %v", i, o, err)
		}
	}
	var told, jobs int
	err := dbtest.AsSuperuser(t, w.Pool).QueryRow(ctx, `SELECT (SELECT count(*) FROM notices WHERE kind = 'M7'),
		(SELECT count(*) FROM river_job WHERE kind = 'notification.due')`).Scan(&told, &jobs)
	if err != nil || told != 2 || jobs != 3 { // and the declared consent
		t.Errorf("told %d times with %d jobs, %v", told, jobs, err)
	}
}

func TestAProfessionalFindsHisPatientsAndNobodyElses(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	ctx := t.Context()
	doctor, other := w.Professional(t, "10", "SM54", sample.FINESS(1)), w.Professional(t, "10", "", sample.FINESS(1))
	one, two := w.Someone(t, sample.Someone{TreatingDoctor: doctor}), w.Someone(t, sample.Someone{TreatingDoctor: doctor})
	for _, p := range []*sample.Patient{one, two, one} {
		w.Wait(time.Minute)
		if _, err := w.Care.Open(ctx, doctor.Actor, p.Patient); err != nil {
			t.Fatal(err)
		}
	}
	mine, more, err := w.Care.MyPatients(ctx, doctor.Actor, 1)
	if err != nil || more || len(mine) != 2 || mine[0].Patient != one.Patient || mine[1].Patient != two.Patient {
		t.Fatalf("%v, %t, %v", mine, more, err)
	}
	if mine[0].BirthName != one.Person.BirthName || mine[0].GivenName != "LÉA" || !mine[0].BirthDate.Equal(sample.Adult) || !mine[0].LastAt.Equal(sample.Start.Add(3*time.Minute)) {
		t.Errorf("got %s %s %s %s", mine[0].BirthName, mine[0].GivenName, mine[0].BirthDate, mine[0].LastAt)
	}
	for _, page := range []int{-1, 2, 400_000_000_000_000_000, math.MaxInt} { // typed by hand in the address
		if _, more, err := w.Care.MyPatients(ctx, doctor.Actor, page); err != nil || more {
			t.Errorf("page %d: %t, %v", page, more, err)
		}
	}
	if all, _, err := w.Care.MyPatients(ctx, other.Actor, 1); err != nil || len(all) != 0 {
		t.Errorf("a colleague finds %d, %v", len(all), err)
	}
	var row string
	err = dbtest.AsSuperuser(t, w.Pool).QueryRow(ctx, `SELECT string_agg(f::text || encode(sealed, 'escape'), '') FROM followed_patients f WHERE position('EXEMPLE' IN encode(sealed, 'escape')) > 0`).Scan(&row)
	if err == nil {
		t.Error("a name is readable in the database")
	}
}
