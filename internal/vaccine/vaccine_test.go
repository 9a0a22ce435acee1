package vaccine

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"espacesante/internal/terms"
)

func on(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// state is how far a row is.
func state(t *testing.T, birth, today string, a Against, dose int, given ...Dose) State {
	t.Helper()
	for _, s := range At(on(birth), on(today), given) {
		if s.Against == a && s.Dose == dose {
			return s.State
		}
	}
	return ""
}

// issue 7 point 7: the edition of 2025, age by age.
func TestTheCalendarOf2025(t *testing.T) {
	for _, c := range []struct {
		what, birth, today string
		against            Against
		dose               int
		want               State
	}{
		{"hexavalent before 2 months", "2026-09-01", "2026-10-31", "hepb", 1, Coming},
		{"hexavalent at 2 months", "2026-09-01", "2026-11-01", "hepb", 1, Due},
		{"hexavalent after 3 months", "2026-09-01", "2026-12-01", "hepb", 1, Late},
		{"meningococcus B at 3 months", "2026-09-01", "2026-12-01", "menb", 1, Due},
		{"meningococci ACWY at 6 months", "2026-05-01", "2026-11-01", "menacwy", 1, Due},
		{"measles at 12 months", "2025-11-01", "2026-11-01", "mmr", 1, Due},
		{"measles, second at 16 months", "2025-07-01", "2026-11-01", "mmr", 2, Due},
		{"measles of an adult born in 1985", "1985-06-14", "2027-03-12", "mmr", 2, Late},
		{"measles of an adult born in 1979", "1979-12-31", "2027-03-12", "mmr", 1, ""},
		{"the booster of 6 years", "2020-11-01", "2026-11-01", "dtp", 4, Due},
		{"papillomavirus at 11 years", "2015-11-01", "2026-11-01", "hpv", 1, Due},
		{"papillomavirus at 15 years", "2011-11-01", "2026-11-01", "hpv", 1, Late},
		{"papillomavirus at 20 years", "2006-11-01", "2026-11-01", "hpv", 1, ""},
		{"meningococci ACWY of adolescents", "2013-11-01", "2026-11-01", "menacwy", 3, Due},
		{"the same at 24 years, catch-up", "2002-11-02", "2026-11-01", "menacwy", 3, Late},
		{"the same at 25 years", "2001-11-01", "2026-11-01", "menacwy", 3, ""},
		{"the booster of 25 years", "2001-11-01", "2026-11-01", "dtp", 6, Due},
		{"the booster of 45 years", "1981-11-01", "2026-11-01", "dtp", 7, Due},
		{"pertussis after 40 years", "1985-11-01", "2026-11-01", "pertussis", 6, ""},
		{"pneumococcus at 65 years", "1961-11-01", "2026-11-01", "pneumo", 4, Due},
		{"shingles at 70 years", "1956-11-01", "2026-11-01", "zoster", 1, Late},
		{"flu at 65 years in November", "1961-11-01", "2026-11-01", Flu, 1, Due},
		{"flu at 65 years in June", "1961-06-01", "2026-06-01", Flu, 1, ""},
		{"flu at 64 years", "1961-11-02", "2026-11-01", Flu, 1, Coming},
		{"flu at 60 years: too far to say", "1966-11-02", "2026-11-01", Flu, 1, ""},
		{"RSV at 75 years", "1951-11-01", "2026-11-01", "rsv", 1, Due},
	} {
		if got := state(t, c.birth, c.today, c.against, c.dose); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

func TestWhatWasGivenIsDone(t *testing.T) {
	hexa := Dose{"J07CA09", on("2026-01-05")}
	if got := state(t, "2025-11-01", "2026-02-01", "hib", 1, hexa); got != Done {
		t.Error(got)
	}
	if got := state(t, "2025-11-01", "2026-03-05", "hib", 2, hexa, hexa); got == Done {
		t.Error("two rows of one day are one dose")
	}
	if got := state(t, "1981-11-01", "2026-11-01", "dtp", 7, Dose{"J07CA01", on("2020-01-01")}); got != Done {
		t.Error("a booster at 38 counts at 45:", got)
	}
	if got := state(t, "1981-11-01", "2026-11-01", "dtp", 7, Dose{"J07CA02", on("2006-11-01")}); got == Done {
		t.Error("a booster at 25 does not count at 45")
	}
	if got := state(t, "1951-11-01", "2026-11-01", Flu, 1, Dose{"J07BB02", on("2026-10-20")}); got != Done {
		t.Error(got)
	}
	if got := state(t, "1951-11-01", "2026-11-01", Flu, 1, Dose{"J07BB02", on("2025-10-20")}); got != Due {
		t.Error("last year's:", got)
	}
}

// L.3111-2, R.3111-8: what a school asks depends on the day of birth.
func TestCompulsoryVaccinationsDependOnTheBirth(t *testing.T) {
	of := func(birth string) (all []Against) {
		for _, s := range Compulsory(on(birth), on("2026-11-01"), nil) {
			if !slices.Contains(all, s.Against) {
				all = append(all, s.Against)
			}
		}
		return all
	}
	if got := fmt.Sprint(of("2017-12-31")); got != "[]" { // the primary series is not asked for at 8: boosters are
		t.Error(got)
	}
	if got := fmt.Sprint(of("2022-06-01")); got != "[dtp pertussis hib hepb mmr]" {
		t.Error(got)
	}
	if got := fmt.Sprint(of("2025-06-01")); got != "[dtp pertussis hib hepb pneumo menb menacwy mmr]" {
		t.Error(got)
	}
}

// Every vaccine that can be chosen is against something, and every row of the calendar can be met by one.
func TestEveryVaccineIsAgainstSomething(t *testing.T) {
	met := map[Against]bool{}
	for _, v := range terms.All(terms.Vaccines) {
		all := Protects(v.Code)
		if len(all) == 0 {
			t.Errorf("%s is against nothing", v.Label)
		}
		for _, a := range all {
			met[a] = true
		}
	}
	for _, r := range rules {
		if !met[r.against] {
			t.Errorf("no vaccine is against %s", r.against)
		}
	}
	if Protects("") != nil || Protects("N02BE01") != nil {
		t.Error("what is no vaccine protects")
	}
}

func TestAgesAreInCompletedMonths(t *testing.T) {
	for _, c := range []struct {
		birth, day string
		want       int
	}{{"2025-01-31", "2025-02-28", 0}, {"2025-01-31", "2025-03-31", 2}, {"2024-02-29", "2025-02-28", 11}, {"2024-02-29", "2025-03-01", 12}} {
		if got := Months(on(c.birth), on(c.day)); got != c.want {
			t.Errorf("%s to %s: %d", c.birth, c.day, got)
		}
	}
}
