package app

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/profile"
	"espacesante/web/demo"
)

// pressures are what Hélène measures at home, and growth what Zoé's parents
// wrote, in years of age: height, weight.
var (
	pressures = [][2]float64{{138, 86}, {134, 84}, {141, 88}, {132, 83}, {129, 80}, {131, 82}, {128, 79}}
	growth    = [][3]float64{{8, 126, 25}, {9, 132, 28}, {10, 138, 31}, {11, 144, 36}, {12, 151, 41}, {13, 157, 46}, {14, 161, 50}}
)

// healthDemo fills in the profiles of the demonstration, unless something is
// there already.
func (p *program) healthDemo(ctx context.Context, guests []*guest) error {
	for _, g := range guests {
		facts := demo.Facts[g.Patient.Key]
		if len(facts) == 0 || g.state != access.Activated || g.account.Account.IsZero() {
			continue
		}
		there, err := p.profiles.Read(ctx, g.account, "", g.patient)
		if err != nil {
			return err
		}
		if there.Part(profile.Allergies).State != profile.Unsaid {
			continue
		}
		for _, step := range []func(context.Context, *guest) error{p.factsDemo, p.measuresDemo, p.contestDemo} {
			if err := step(ctx, g); err != nil {
				return fmt.Errorf("%s: %w", g.Name, err)
			}
		}
	}
	return nil
}

func (p *program) factsDemo(ctx context.Context, g *guest) error {
	account, _, err := p.people.Find(ctx, "professional", demo.Doctor.String())
	if err != nil {
		return err
	}
	doctor, err := p.people.Actor(ctx, account, "")
	if err != nil {
		return err
	}
	past := p.ago(20, 18*time.Hour)
	for n, f := range demo.Facts[g.Patient.Key] {
		by := g.account
		if f.ByDoctor {
			by = doctor
		}
		d := profile.Draft{Key: "demo " + strconv.Itoa(n), Answers: f.Answers, Secret: profile.NotSecret}
		if _, err := past.profiles.Add(ctx, by, g.patient, f.Section, d); err != nil {
			return err
		}
	}
	for n, v := range demo.Injections[g.Patient.Key] {
		d := profile.Draft{Key: "demo v" + strconv.Itoa(n), Answers: map[string]string{"nom": v[0], "code": v[1], "quand": v[2]}, Secret: profile.NotSecret}
		if _, err := past.profiles.Vaccinated(ctx, g.account, g.patient, d); err != nil {
			return err
		}
	}
	return nil
}

// contestDemo has Hélène say that what her doctor wrote is not exact: he finds
// it on his first page.
func (p *program) contestDemo(ctx context.Context, g *guest) error {
	if g.Patient.Key != "helene" {
		return nil
	}
	said, err := p.profiles.Read(ctx, g.account, "", g.patient)
	if err != nil {
		return err
	}
	for _, l := range said.Part(profile.Allergies).Lines {
		if l.Author.Kind == profile.ByProfessional {
			return p.ago(5, 19*time.Hour).profiles.Contest(ctx, g.account, g.patient, profile.Facts, l.ID, demo.Contested)
		}
	}
	return nil
}

func (p *program) measuresDemo(ctx context.Context, g *guest) error {
	measured := func(m profile.Measure, r profile.Reading) error {
		_, err := p.profiles.Measured(ctx, g.account, g.patient, m, r)
		return err
	}
	if g.Patient.Key == "helene" {
		for n, v := range pressures {
			on := p.ago(7*(len(pressures)-n), 8*time.Hour).pool.Now()
			if err := measured(profile.Pressure, profile.Reading{Value: v[0], Second: v[1], On: on}); err != nil {
				return err
			}
		}
		return measured(profile.Weight, profile.Reading{Value: 68.5, On: p.ago(9, 8*time.Hour).pool.Now()})
	}
	born, err := time.Parse(time.DateOnly, g.BirthDate)
	if err != nil {
		return err
	}
	for _, v := range growth {
		on := born.AddDate(int(v[0]), 0, 10)
		if err := measured(profile.Height, profile.Reading{Value: v[1], On: on}); err != nil {
			return err
		}
		if err := measured(profile.Weight, profile.Reading{Value: v[2], On: on}); err != nil {
			return err
		}
	}
	return nil
}
