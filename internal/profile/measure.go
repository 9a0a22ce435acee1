package profile

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/name"
	"espacesante/internal/problem"
)

// Measure is one of the eleven types of « Mesures » (API Mesures 1.5.2 of Mon
// espace santé). Its value is sealed with each line: never rename.
type Measure string

// The types.
const (
	Weight      Measure = "weight"
	Height      Measure = "height"
	BMI         Measure = "bmi"
	Pressure    Measure = "pressure"
	Temperature Measure = "temperature"
	Glucose     Measure = "glucose"
	Pain        Measure = "pain"
	Steps       Measure = "steps"
	Waist       Measure = "waist"
	Head        Measure = "head"
	Heart       Measure = "heart"
)

// Indicator is what exactly a type measures; blood sugar has four.
type Indicator struct {
	Key         string
	LOINC, UCUM string
	Least, Most float64 // what a person can have: refused outside
	Low, High   float64 // what is unusual outside, and asked about; equal: nothing is
	Decimals    int
}

// Definition is a type with its indicators; of blood pressure, the higher and
// the lower one, always both.
type Definition struct {
	Measure    Measure
	LOINC      string // of the panel, where there is one
	Indicators []Indicator
	Both       bool
}

// The bounds are wide: they refuse slips of the finger, they judge nobody.
var definitions = []Definition{
	{Measure: Weight, Indicators: []Indicator{{"", "29463-7", "kg", 0.3, 400, 2, 250, 1}}},
	{Measure: Height, Indicators: []Indicator{{"", "8302-2", "cm", 20, 260, 40, 215, 1}}},
	{Measure: BMI, Indicators: []Indicator{{"", "39156-5", "kg/m2", 5, 120, 12, 60, 1}}},
	{Measure: Pressure, LOINC: "85354-9", Both: true, Indicators: []Indicator{{"systolic", "8480-6", "mm[Hg]", 40, 300, 80, 200, 0},
		{"diastolic", "8462-4", "mm[Hg]", 20, 200, 40, 120, 0}}},
	{Measure: Temperature, Indicators: []Indicator{{"", "8310-5", "Cel", 25, 45, 34, 41, 1}}},
	{Measure: Glucose, Indicators: []Indicator{{"blood", "2339-0", "mg/dL", 10, 1500, 50, 400, 0},
		{"interstitial", "99504-3", "mg/dL", 10, 1500, 50, 400, 0}, {"hba1c", "4548-4", "%", 3, 20, 4, 14, 1}, {"gmi", "97506-0", "%", 3, 20, 4, 14, 1}}},
	{Measure: Pain, Indicators: []Indicator{{"", "72514-3", "{score}", 0, 10, 0, 0, 0}}},
	{Measure: Steps, Indicators: []Indicator{{"", "41950-7", "/d", 0, 100000, 0, 60000, 0}}},
	{Measure: Waist, Indicators: []Indicator{{"", "8280-0", "cm", 20, 250, 30, 200, 1}}},
	{Measure: Head, Indicators: []Indicator{{"", "9843-4", "cm", 20, 70, 28, 62, 1}}},
	{Measure: Heart, Indicators: []Indicator{{"", "8867-4", "/min", 20, 300, 40, 200, 0}}},
}

// Definitions are the eleven types, in the order of the page.
func Definitions() []Definition { return slices.Clone(definitions) }

// Define is the definition of a type.
func Define(m Measure) (Definition, bool) {
	i := slices.IndexFunc(definitions, func(d Definition) bool { return d.Measure == m })
	if i < 0 {
		return Definition{}, false
	}
	return definitions[i], true
}

// Indicator is the one of a key; the first when there is one only.
func (d Definition) Indicator(key string) (Indicator, bool) {
	for _, i := range d.Indicators {
		if i.Key == key {
			return i, true
		}
	}
	return Indicator{}, false
}

// Reading is a measure on its way in.
type Reading struct {
	Key       string
	Indicator string
	Value     float64
	Second    float64 // the lower blood pressure
	On        time.Time
	Note      string
	Sure      bool // « Oui, c’est exact », of an unusual value (ux.md PAT-07)
	Secret    Secrecy
}

// Point is a measure as its reader sees it. Computed ones stand in no line.
type Point struct {
	Line
	Measure   Measure
	Indicator string
	Value     float64
	Second    float64
	On        time.Time
	Computed  bool // from a weight and a height
}

// Measured keeps a measure (#112: by the person or by who cares for her).
func (s *Service) Measured(ctx context.Context, by access.Actor, patient id.Patient, m Measure, r Reading) (id.Entry, error) {
	answers, err := r.judged(m, s.gate.Now())
	if err != nil {
		return id.Entry{}, err
	}
	return s.add(ctx, by, patient, Measures, Draft{Key: r.Key, Secret: r.Secret}, words{Topic: string(m), Answers: answers}, nil)
}

// Remeasured corrects a measure; what it was stays in its history.
func (s *Service) Remeasured(ctx context.Context, by access.Actor, patient id.Patient, m Measure, entry id.Entry, r Reading) error {
	answers, err := r.judged(m, s.gate.Now())
	if err != nil {
		return err
	}
	return s.change(ctx, by, patient, Measures, entry, words{Topic: string(m), Answers: answers})
}

// judged refuses what no person can have, and asks about what is unusual.
func (r Reading) judged(m Measure, now time.Time) (map[string]string, error) {
	d, there := Define(m)
	if !there {
		return nil, problem.Missing("measure")
	}
	first := d.Indicators[0]
	if len(d.Indicators) > 1 && !d.Both {
		if first, there = d.Indicator(r.Indicator); !there {
			return nil, problem.Field("indicateur", "choose")
		}
	}
	wrong := map[string]string{}
	first.judge(wrong, "valeur", r.Value, r.Sure)
	if d.Both {
		d.Indicators[1].judge(wrong, "valeur2", r.Second, r.Sure)
		if len(wrong) == 0 && r.Second >= r.Value {
			wrong["valeur2"] = "pressure-order"
		}
	}
	switch {
	case r.On.IsZero():
		wrong["date"] = "day-required"
	case r.On.After(now):
		wrong["date"] = "day-future"
	case r.On.Year() < 1900:
		wrong["date"] = "date-old"
	}
	if len([]rune(r.Note)) > wordsMax {
		wrong["note"] = "too-long"
	}
	if len(wrong) > 0 {
		return nil, &problem.Problem{Kind: problem.Invalid, Code: "measure", Fields: wrong}
	}
	answers := map[string]string{"valeur": decimal(r.Value, first.Decimals), "quand": r.On.UTC().Format(time.RFC3339)}
	if note := name.Shown(r.Note); note != "" {
		answers["note"] = note
	}
	if first.Key != "" && !d.Both {
		answers["indicateur"] = first.Key
	}
	if d.Both {
		answers["valeur2"] = decimal(r.Second, d.Indicators[1].Decimals)
	}
	return answers, nil
}

func (i Indicator) judge(wrong map[string]string, field string, v float64, sure bool) {
	switch {
	case math.IsNaN(v) || v < i.Least || v > i.Most:
		wrong[field] = "measure-range"
	case !sure && i.Low < i.High && (v < i.Low || v > i.High):
		wrong[field] = "unusual"
	}
}

func decimal(v float64, decimals int) string { return strconv.FormatFloat(v, 'f', decimals, 64) }

// Points gives the measures, the newest first (PAT-07).
func (s *Service) Points(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient) ([]Point, error) {
	lines, err := s.list(ctx, by, mode, patient, Measures)
	if err != nil {
		return nil, err
	}
	points := make([]Point, 0, len(lines))
	for _, l := range lines {
		points = append(points, pointOf(l))
	}
	points = append(points, indexes(points)...)
	slices.SortStableFunc(points, func(a, b Point) int { return b.On.Compare(a.On) })
	return points, nil
}

// PointOf reads a line of the book of measures, a version of its history too.
func PointOf(l Line) Point { return pointOf(l) }

func pointOf(l Line) Point {
	p := Point{Line: l, Measure: Measure(l.Topic), Indicator: l.Get("indicateur")}
	p.Value, _ = strconv.ParseFloat(l.Get("valeur"), 64) // 0 of a version that was emptied
	p.Second, _ = strconv.ParseFloat(l.Get("valeur2"), 64)
	p.On, _ = time.Parse(time.RFC3339, l.Get("quand"))
	return p
}

// near is how old a height may be to make a body mass index with a weight.
const near = 366 * 24 * time.Hour

// indexes are the body mass indexes that each weight makes with the last height
// known, a year old at most.
func indexes(points []Point) (all []Point) {
	for _, w := range points {
		if w.Measure != Weight {
			continue
		}
		var tall Point
		for _, h := range points {
			if h.Measure == Height && !h.On.After(w.On) && w.On.Sub(h.On) < near && h.On.After(tall.On) {
				tall = h
			}
		}
		if m := tall.Value / 100; m > 0 {
			value := math.Round(w.Value/(m*m)*10) / 10
			all = append(all, Point{Line: Line{Topic: string(BMI), Author: w.Author}, Measure: BMI, Value: value, On: w.On, Computed: true})
		}
	}
	return all
}
