package synthesis

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"espacesante/internal/access"
	"espacesante/internal/cda"
	"espacesante/internal/clock"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/profile"
	"espacesante/internal/terms"
)

// held is what the space holds when a synthesis is begun.
type held struct {
	facts      profile.Profile
	booklet    profile.Booklet
	points     []profile.Point
	directives bool
}

// Begin starts a synthesis: the lines of the profile, the vaccinations and the
// last measures, then what the last synthesis said of its own. Begun twice it is
// one. Reading the profile is an act with its line, and comes after the question
// whether he may write at all.
func (s *Service) Begin(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, w Wording) error {
	d, err := s.Draft(ctx, by, mode, patient)
	if err != nil || d.There() {
		return err
	}
	h, err := s.read(ctx, by, mode, patient)
	if err != nil {
		return err
	}
	draft := id.New[id.Synthesis]()
	return s.gate.Pass(ctx, ask(by, mode, patient, draft), func(tx *gate.Tx) error {
		if _, there, err := live(ctx, tx, patient, by.Account); err != nil || there {
			return err
		}
		space, err := s.vault.Make(ctx, tx, patient, tx.Line())
		if err != nil {
			return err
		}
		p := h.offered(w, tx.On().Adult, clock.Day(tx.Now()).Format("2006-01-02"))
		f, there, err := lastOfAll(ctx, tx, patient)
		if err != nil {
			return err
		}
		if there && f.shownTo(tx) {
			last, err := opened(space, row{ID: f.ID, Sealed: f.Sealed})
			if err != nil {
				return err
			}
			p.recall(last)
		}
		plain, err := json.Marshal(p)
		if err != nil {
			return err
		}
		if err := dropOthers(ctx, tx, patient); err != nil {
			return err
		}
		return begin(ctx, tx, patient, draft, space.Seal(plain, about(draft)))
	})
}

// read gives what the space holds, as the doctor reads it.
func (s *Service) read(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient) (h held, err error) {
	if h.facts, err = s.profiles.Read(ctx, by, mode, patient); err != nil {
		return h, err
	}
	if h.booklet, err = s.profiles.Booklet(ctx, by, mode, patient); err != nil {
		return h, err
	}
	if h.points, err = s.profiles.Points(ctx, by, mode, patient); err != nil {
		return h, err
	}
	e, err := s.profiles.Essentials(ctx, by, mode, patient)
	h.directives = e.Directives
	return h, err
}

// shownTo reports whether the doctor reads that document, and what a minor keeps
// from the representatives does not come back in one that they read.
func (f former) shownTo(tx *gate.Tx) bool {
	d := access.Document{Type: Type, Author: access.Other, Status: access.Approved, Masked: f.Masked, HiddenFromRepresentatives: f.FromElders}
	switch {
	case f.AccountID == tx.By().Account:
		d.Author = access.Self
	case f.Structure != "" && f.Structure == tx.By().Structure:
		d.Author = access.Structure
	}
	return tx.May(access.ReadDocument, d) == "" && (!f.FromElders || tx.On().Adult)
}

// places are the parts that the sections of the profile fill.
var places = map[profile.Section]Part{profile.Operations: Surgery, profile.Allergies: Allergies, profile.Treatments: Treatments,
	profile.Family: Family, profile.Blood: Vigilance, profile.Needs: Vigilance, profile.Habits: Lifestyle}

// offered is a first draft. What a minor keeps from the representatives is not
// in it: they read a synthesis.
func (h held) offered(w Wording, adult bool, today string) page {
	p := page{Texts: map[Part]*Text{}}
	for _, part := range h.facts.Parts {
		at, there := places[part.Section]
		if part.Section == profile.Conditions {
			at, there = Problems, true
		}
		if !there {
			continue
		}
		if part.State == profile.None {
			p.offer(at, Offer{Words: w.Nothing(part.Section)})
			continue
		}
		for _, l := range part.Lines {
			if l.Secret && !adult || part.Section == profile.Treatments && over(l.Get("jusqu"), today) {
				continue
			}
			to := at
			if part.Section == profile.Conditions && l.Get("etat") == "past" {
				to = History
			}
			o := Offer{Words: w.Line(part.Section, l)}
			if kind := kindOf(to); kind != cda.Stated { // a disease of the family is no disease of the person
				o.Entries = []cda.Entry{{Kind: kind, Code: coded(l), On: when(l)}}
			}
			p.offer(to, o)
		}
	}
	h.offerBooks(&p, w, adult)
	if h.directives {
		p.offer(Vigilance, Offer{Words: w.Directives})
	}
	return p
}

func (h held) offerBooks(p *page, w Wording, adult bool) {
	for _, i := range h.booklet.Given {
		if !i.Secret || adult {
			p.offer(Vaccinations, Offer{w.Injection(i), []cda.Entry{{Kind: cda.Injection, Code: coded(i.Line), On: when(i.Line)}}})
		}
	}
	seen := map[string]bool{}
	for _, m := range h.points { // the newest first
		at := string(m.Measure) + m.Indicator
		if seen[at] || m.Secret && !adult || m.Measure == profile.Pain || m.Measure == profile.Steps || m.Measure == profile.Temperature {
			continue
		}
		seen[at] = true
		p.offer(Measures, Offer{w.Point(m), measured(m)})
	}
}

// over reports whether a treatment ended before today: a date no more precise
// than it was said.
func over(until, today string) bool {
	return until != "" && until < today[:min(len(until), len(today))]
}

func (p *page) offer(at Part, o Offer) {
	o.Words = squeezed(o.Words)
	if o.Words == "" {
		return
	}
	t := p.text(at)
	t.Offers = append(t.Offers, o)
	t.add(o.Words)
}

func (p *page) text(at Part) *Text {
	if p.Texts[at] == nil {
		p.Texts[at] = &Text{}
	}
	return p.Texts[at]
}

func (t *Text) add(line string) {
	if slices.Contains(strings.Split(t.Words, "\n"), line) {
		return
	}
	t.Words = strings.TrimPrefix(t.Words+"\n"+line, "\n")
}

// recall adds what the last synthesis said of its own: a line that came from the
// profile then stands there now, or has left it.
func (p *page) recall(last page) {
	for _, at := range Parts() {
		t := last.Texts[at]
		if t == nil {
			continue
		}
		for line := range strings.Lines(t.Words) {
			line = strings.TrimSuffix(line, "\n")
			if !slices.ContainsFunc(t.Offers, func(o Offer) bool { return o.Words == line }) {
				p.text(at).add(line)
			}
		}
	}
}

func kindOf(p Part) cda.EntryKind {
	for _, s := range outline {
		if k, there := s.kindOf(p); there {
			return k
		}
	}
	return cda.Stated
}

// systems are the OIDs of the lists that lines of the profile are coded in.
var systems = map[string]string{string(terms.CIM10): "2.16.840.1.113883.6.3", string(terms.ATC): "2.16.840.1.113883.6.73"}

func coded(l profile.Line) cda.Code {
	system, there := systems[l.Get("liste")]
	if !there {
		return cda.Code{}
	}
	return cda.Code{Code: l.Get("code"), System: system, Label: l.Get("nom")}
}

// when is the date of a line as HL7 writes it, no more precise than it was said.
func when(l profile.Line) string {
	for _, field := range []string{"depuis", "quand"} {
		if said := l.Get(field); said != "" {
			return strings.ReplaceAll(said, "-", "")
		}
	}
	return ""
}

// measured is what a measure means; of blood pressure both figures.
func measured(m profile.Point) (all []cda.Entry) {
	d, known := profile.Define(m.Measure)
	if !known {
		return nil
	}
	on := m.On.In(clock.Paris).Format("20060102")
	one := func(i profile.Indicator, v float64) cda.Entry {
		return cda.Entry{Kind: cda.Measured, Code: cda.Code{Code: i.LOINC, System: loinc}, On: on, Value: strconv.FormatFloat(v, 'f', i.Decimals, 64), Unit: i.UCUM}
	}
	if d.Both {
		return []cda.Entry{one(d.Indicators[0], m.Value), one(d.Indicators[1], m.Second)}
	}
	i, _ := d.Indicator(m.Indicator)
	if m.Indicator == "" {
		i = d.Indicators[0]
	}
	return []cda.Entry{one(i, m.Value)}
}

const loinc = "2.16.840.1.113883.6.1"
