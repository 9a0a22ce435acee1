package app

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/web/demo"
)

// How many days ago what happened in the demonstration happened.
const (
	importedAgo = 75
	invitedAgo  = 60 // long enough for the 42 days to be over
	chosenAgo   = 50
	sweptAgo    = invitedAgo - limit.OppositionDays - 1 // the day after the last one
	closedAgo   = 10
	lately      = 5
)

// demoPast is how far back lines of the demonstration are dated at most.
const demoPast = (importedAgo + 2) * 24 * time.Hour

// terms is the version of the conditions that the demonstration accepted.
const terms = "demo"

// guest is a patient of the demonstration and where they are.
type guest struct {
	demo.Person
	patient id.Patient
	state   access.State
	account access.Actor   // once activated; of a child, the parent's
	code    enrolment.Code // of a child, as it came to the first of the parents
}

// loadDemo brings the demonstration's people to where they should be, through
// the services that bring anybody there, each at an instant of the past. What
// was reached already is left alone: people may have played since.
func (p *program) loadDemo(ctx context.Context) error {
	if err := p.loadWorkers(ctx); err != nil {
		return err
	}
	guests, err := p.loadPatients(ctx)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context, []*guest) error{p.inviteDemo, p.familyDemo, p.openDemo, p.closeDemo, p.fillDemo, p.healthDemo, p.synthesisDemo, p.dayDemo, p.copiesDemo, p.teamDemo, p.noticesDemo} {
		if err := step(ctx, guests); err != nil {
			return err
		}
	}
	return nil
}

// ago is the program at a time of day some days before, on the same database.
func (p *program) ago(days int, at time.Duration) *program {
	past := *p
	past.cfg.ClockOffset += clock.EndOfDay(p.pool.Now(), -days-1).Add(at).Sub(p.pool.Now())
	past.pool = &db.Pool{Pool: p.pool.Pool, Now: past.cfg.Clock()}
	past.wire()
	return &past
}

// loadWorkers imports professionals and staff, and gives those who never signed
// in the password and the authenticator that the demonstration prints.
func (p *program) loadWorkers(ctx context.Context) error {
	var pros, staff [][]string
	for _, one := range demo.People() {
		w := one.Worker
		switch one.Kind {
		case "patient":
		case "professional":
			pros = append(pros, []string{one.Identifier, w.Name, w.Given, w.Title, w.Profession, w.Specialty, w.FINESS, w.Place, w.City, w.Category, one.Email, "true"})
		default:
			staff = append(staff, []string{one.Kind, w.Name, w.Given, one.Email, w.Place, w.City, strconv.FormatBool(w.Manager)})
		}
	}
	file := table("rpps,name,given_name,title,profession,specialty,structure_finess,structure_name,structure_city,structure_category,email,active", pros)
	if _, err := identity.ImportProfessionals(ctx, p.pool, p.vault, file, strict); err != nil {
		return err
	}
	if _, err := identity.ImportStaff(ctx, p.pool, p.vault, table("kind,name,given_name,email,structure,structure_city,manager", staff), strict); err != nil {
		return err
	}
	for _, one := range demo.People() {
		if one.Kind == "patient" {
			continue
		}
		account, furnished, err := p.people.Find(ctx, doorOf(one), one.Identifier)
		if err != nil {
			return err
		}
		if account.IsZero() || furnished {
			continue
		}
		hash, err := p.people.HashPassword(ctx, one.Password)
		if err != nil {
			return err
		}
		if err := p.people.Furnish(ctx, account, hash, one.TOTPSecret); err != nil {
			return err
		}
	}
	return nil
}

// doorOf is where somebody who works signs in.
func doorOf(one demo.Person) string {
	if one.Kind == "professional" {
		return "professional"
	}
	return "staff"
}

// strict ends an import at the first line refused: our own must all be good.
var strict = identity.Watch{Refused: func(r identity.Rejected) error { return r }}

func table(header string, rows [][]string) *bytes.Buffer {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(append([][]string{strings.Split(header, ",")}, rows...)) // a buffer does not fail
	return &b
}

// loadPatients imports the insured persons and finds where each of them is.
func (p *program) loadPatients(ctx context.Context) ([]*guest, error) {
	var guests []*guest
	numbers := map[string]string{}
	for _, one := range demo.People() {
		if one.Kind == "patient" {
			guests = append(guests, &guest{Person: one})
			numbers[one.Patient.Key] = one.INS
		}
	}
	var rows [][]string
	for _, g := range guests {
		d := g.Patient
		by := g.represented(numbers)
		rows = append(rows, []string{g.INS, identity.OIDDemo, d.BirthName, d.Given, d.Used, strings.Fields(g.Name)[0], g.Sex, g.BirthDate, d.Place,
			g.Vitale, g.Email, d.Phone, d.Street, d.Postcode, d.City, fmt.Sprint(d.DMP), strings.Join(by, " "), d.Doctor.String()})
	}
	file := table("ins,ins_oid,birth_name,birth_given_names,used_name,used_given_name,sex,birth_date,birth_place,vitale_serial,"+
		"email,phone,address,postcode,city,has_dmp,representatives,treating_doctor", rows)
	past := p.ago(importedAgo, 3*time.Hour)
	if _, err := identity.ImportPersons(ctx, past.pool, past.vault, file, strict); err != nil {
		return nil, err
	}
	for _, g := range guests {
		if err := p.locate(ctx, g); err != nil {
			return nil, fmt.Errorf("%s: %w", g.Name, err)
		}
	}
	return guests, nil
}

// locate finds the space of g, where it is in its life, and its account.
func (p *program) locate(ctx context.Context, g *guest) error {
	number, _, err := identity.ParseINS(g.INS, identity.OIDDemo)
	if err != nil {
		return err
	}
	err = p.pool.InTx(ctx, func(tx *db.Tx) (err error) {
		g.patient, err = p.people.PatientByINS(ctx, tx, number)
		return err
	})
	if err != nil {
		return err
	}
	where, err := p.enrolment.LastDay(ctx, g.patient)
	if err != nil {
		return err
	}
	g.state = where.State
	if g.state != access.Activated || g.Identifier == "" {
		return nil
	}
	account, _, err := p.people.Find(ctx, "patient", g.Identifier)
	if err == nil && !account.IsZero() {
		g.account, err = p.people.Actor(ctx, account, "")
	}
	return err
}

// inviteDemo invites: lately those who still have time, long ago the others,
// and those say at once what they choose.
func (p *program) inviteDemo(ctx context.Context, guests []*guest) error {
	then, before := map[id.Patient]*guest{}, map[id.Patient]*guest{}
	for _, g := range guests {
		switch {
		case g.state != access.Eligible || g.Patient.Stage == demo.Known:
		case g.Patient.Stage == demo.Invited:
			then[g.patient] = g
		default:
			before[g.patient] = g
		}
	}
	if err := p.inviteThese(ctx, p.ago(lately, 8*time.Hour), then); err != nil {
		return err
	}
	return p.inviteThese(ctx, p.ago(invitedAgo, 8*time.Hour), before)
}

// inviteThese invites at one instant, and lets those who answer do so.
func (p *program) inviteThese(ctx context.Context, then *program, these map[id.Patient]*guest) error {
	var only []id.Patient
	for patient := range these {
		only = append(only, patient)
	}
	if len(only) == 0 {
		return nil
	}
	send, err := then.enrolment.InviteOnly(ctx, "Démonstration", only)
	if err != nil {
		return err
	}
	for _, j := range send {
		m, err := then.enrolment.Message(ctx, j)
		if err == nil {
			err = then.sendInvitation(ctx, j)
		}
		g := these[j.Patient]
		if err == nil && g.Patient.Stage == demo.ByParent && g.first(m.Recipient) {
			g.code = m.Code
		} else if err == nil {
			err = p.choose(ctx, g, m.Code)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", these[j.Patient].Name, err)
		}
	}
	return nil
}

// choose does with a code what the demonstration has the person do.
func (p *program) choose(ctx context.Context, g *guest, code enrolment.Code) error {
	if !slices.Contains([]demo.Stage{demo.Activated, demo.Bare, demo.Closed, demo.Refused}, g.Patient.Stage) {
		return nil
	}
	past := p.ago(chosenAgo, 18*time.Hour)
	number, _, err := identity.ParseINS(g.INS, identity.OIDDemo)
	if err != nil {
		return err
	}
	born, err := time.Parse(time.DateOnly, g.BirthDate)
	if err != nil {
		return err
	}
	claim, err := past.enrolment.Quick().Prove(ctx, enrolment.Proof{Code: code, INS: number, Birth: born})
	if err != nil {
		return err
	}
	if g.Patient.Stage == demo.Refused {
		_, err := past.enrolment.Oppose(ctx, claim)
		return err
	}
	hash, err := p.people.HashPassword(ctx, g.Password)
	if err != nil {
		return err
	}
	g.account, err = past.enrolment.Activate(ctx, enrolment.Activation{Claim: claim, Password: hash, Terms: terms,
		Reach: identity.Reach{Channel: identity.ByEmail, Address: g.Email}, Sharing: g.Patient.Stage != demo.Bare, Emergency: access.EmergencyYes})
	g.state = access.Activated
	return err
}

// openDemo lets day 42 pass for those who said nothing.
func (p *program) openDemo(ctx context.Context, guests []*guest) error {
	for _, g := range guests {
		if g.Patient.Stage == demo.Opened && (g.state == access.Eligible || g.state == access.Invited) {
			_, err := p.ago(sweptAgo, time.Hour).enrolment.Sweep(ctx, nil)
			return err
		}
	}
	return nil
}

func (p *program) closeDemo(ctx context.Context, guests []*guest) error {
	for _, g := range guests {
		if g.Patient.Stage == demo.Closed && g.state == access.Activated && !g.account.Account.IsZero() {
			if _, err := p.ago(closedAgo, 11*time.Hour).enrolment.Close(ctx, g.account, enrolment.ByHolder); err != nil {
				return fmt.Errorf("%s: %w", g.Name, err)
			}
			g.state = access.ClosedArchived
		}
	}
	return nil
}
