package health

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/clock"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/internal/vaccine"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

const measuresTitle = "Mesures"

// measured is a type as its pages call it; slugs are their addresses.
type measured struct {
	slug, title, unit, second string
	help                      string
}

var measures = map[profile.Measure]measured{
	profile.Weight:      {"poids", "Poids", "kg", "", "Exemple\u00a0: 72,5"},
	profile.Height:      {"taille", "Taille", "cm", "", "Exemple\u00a0: 172"},
	profile.BMI:         {"imc", "Indice de masse corporelle", "kg/m²", "", "Il est calculé avec le poids et la taille. Vous pouvez aussi l’écrire."},
	profile.Pressure:    {"tension", "Tension artérielle", "mmHg", "", "Les deux nombres de l’appareil. Exemple\u00a0: 128 et 82"},
	profile.Temperature: {"temperature", "Température", "°C", "", "Exemple\u00a0: 37,2"},
	profile.Glucose:     {"sucre", "Sucre dans le sang", "mg/dL", "", "Glycémie en mg/dL, ou HbA1c en pourcentage."},
	profile.Pain:        {"douleur", "Douleur", "sur 10", "", "0\u00a0: aucune douleur. 10\u00a0: la pire imaginable."},
	profile.Steps:       {"pas", "Pas par jour", "pas", "", "Exemple\u00a0: 6400"},
	profile.Waist:       {"tour-de-taille", "Tour de taille", "cm", "", "Exemple\u00a0: 84"},
	profile.Head:        {"tour-de-tete", "Tour de tête", "cm", "", "Exemple\u00a0: 46,5"},
	profile.Heart:       {"coeur", "Fréquence cardiaque", "battements par minute", "", "Au repos. Exemple\u00a0: 68"},
}

var indicators = map[string]string{"blood": "Glycémie au bout du doigt ou au laboratoire", "interstitial": "Glycémie d’un capteur sous la peau",
	"hba1c": "HbA1c, hémoglobine glyquée", "gmi": "Indicateur de gestion du glucose d’un capteur", "systolic": "Le plus haut", "diastolic": "Le plus bas"}

// unitOf is the unit in which an indicator is written.
func unitOf(m profile.Measure, indicator string) string {
	if indicator == "hba1c" || indicator == "gmi" {
		return "%"
	}
	return measures[m].unit
}

// valued is a measure with its unit: « 128/82 mmHg ».
func valued(p profile.Point) string {
	words := fr.Decimal(p.Value)
	if p.Second > 0 {
		words += "/" + fr.Decimal(p.Second)
	}
	words += "\u00a0" + unitOf(p.Measure, p.Indicator)
	if p.Indicator == "hba1c" || p.Indicator == "gmi" {
		words += " (" + strings.Split(indicators[p.Indicator], ",")[0] + ")"
	}
	return words
}

func measureOf(r *http.Request) (profile.Definition, error) {
	for m, words := range measures {
		if words.slug == chi.URLParam(r, "mesure") {
			d, _ := profile.Define(m)
			return d, nil
		}
	}
	return profile.Definition{}, problem.Missing("measure")
}

// points opens the measures for who looks.
func (s *Site) points(w http.ResponseWriter, r *http.Request, fn func(Reader, []profile.Point) error) error {
	who, ok, err := s.Open(w, r, measuresTitle, "mesures")
	if err != nil || !ok {
		return err
	}
	all, err := s.Profiles.Points(r.Context(), who.By, who.Mode, who.Patient)
	if err != nil {
		return err
	}
	return fn(who, all)
}

func (s *Site) measures(w http.ResponseWriter, r *http.Request) error {
	return s.points(w, r, func(who Reader, all []profile.Point) error {
		return ui.Render(w, r, http.StatusOK, measuresPage(who, all))
	})
}

func of(all []profile.Point, m profile.Measure) (some []profile.Point) {
	for _, p := range all {
		if p.Measure == m {
			some = append(some, p)
		}
	}
	return some
}

// periods are how far back a chart goes, by a link.
var periods = []ui.Option{{Value: "3", Label: "3 mois"}, {Value: "12", Label: "1 an"}, {Value: "tout", Label: "Tout"}}

func (s *Site) measure(w http.ResponseWriter, r *http.Request) error {
	d, err := measureOf(r)
	if err != nil {
		return err
	}
	return s.points(w, r, func(who Reader, all []profile.Point) error {
		birth, err := s.childhood(r, who, d.Measure)
		if err != nil {
			return err
		}
		period := r.URL.Query().Get("periode")
		if period == "" && !birth.IsZero() {
			period = "tout" // growth is read over all the years
		}
		if !slices.ContainsFunc(periods, func(o ui.Option) bool { return o.Value == period }) {
			period = "12"
		}
		some := of(all, d.Measure)
		if months, err := strconv.Atoi(period); err == nil {
			since := clock.Day(s.Now()).AddDate(0, -months, 0)
			some = slices.DeleteFunc(some, func(p profile.Point) bool { return p.On.Before(since) })
		}
		who.Page.Title, who.Page.Back = "Une mesure", ui.Link{Href: who.Measures, Text: "Retour aux mesures"}
		return ui.Render(w, r, http.StatusOK, measurePage(who, d, some, charts(d, some, birth), period))
	})
}

// childhood is the birth of a child, for the curves of growth: points are then
// named by age, on the child's own points, without any reference (PAR-04).
func (s *Site) childhood(r *http.Request, who Reader, m profile.Measure) (time.Time, error) {
	grows := []profile.Measure{profile.Weight, profile.Height, profile.Head, profile.BMI}
	if !slices.Contains(grows, m) {
		return time.Time{}, nil
	}
	p, err := s.People.Of(r.Context(), who.By, who.Patient)
	if err != nil || !s.Now().Before(clock.Majority(p.BirthDate)) {
		return time.Time{}, err
	}
	return p.BirthDate, nil
}

// charts draw the points of a type, the oldest on the left: one chart for each
// indicator, but one for both figures of blood pressure, which are one measure.
func charts(d profile.Definition, points []profile.Point, birth time.Time) (all []ui.Chart) {
	for n, i := range d.Indicators {
		c := ui.Chart{Title: measures[d.Measure].title, When: "Jour", Unit: unitOf(d.Measure, i.Key)}
		if d.Both {
			c.Names = [2]string{indicators[d.Indicators[0].Key], indicators[d.Indicators[1].Key]}
		} else if i.Key != "" {
			c.Title += "\u00a0: " + strings.ToLower(indicators[i.Key][:1]) + indicators[i.Key][1:]
		}
		if !birth.IsZero() {
			c.When = "Âge"
		}
		for _, p := range slices.Backward(points) {
			if !d.Both && i.Key != p.Indicator {
				continue
			}
			at := ui.Point{When: dated(p.On, birth), At: p.On.Sub(points[len(points)-1].On).Hours() + 1, Value: p.Value, Text: fr.Decimal(p.Value)}
			c.Points = append(c.Points, at)
			if d.Both {
				at.Value, at.Text = p.Second, fr.Decimal(p.Second)
				c.Second = append(c.Second, at)
			}
		}
		if len(c.Points) > 1 && (n == 0 || !d.Both) {
			c.Says = says(c)
			all = append(all, c)
		}
	}
	return all
}

// says is what a chart shows, in a sentence and without a judgement.
func says(c ui.Chart) string {
	read := func(i int) string {
		if len(c.Second) > 0 {
			return c.Points[i].Text + "/" + c.Second[i].Text + "\u00a0" + c.Unit
		}
		return c.Points[i].Text + "\u00a0" + c.Unit
	}
	last := len(c.Points) - 1
	return fr.Count(len(c.Points), "mesure", "mesures") + ", de " + read(0) + " (" + c.Points[0].When + ") à " + read(last) + " (" + c.Points[last].When + ")."
}

func dated(on, birth time.Time) string {
	if birth.IsZero() {
		return on.In(clock.Paris).Format("02/01/2006") // three of them stand under a chart of 300 pixels
	}
	return aged(vaccine.Months(birth, clock.Day(on)))
}

// aged is an age in words: « 8 mois », « 3 ans et 2 mois ».
func aged(months int) string {
	switch {
	case months < 24:
		return fr.Number(months) + "\u00a0mois"
	case months%12 == 0:
		return fr.Count(months/12, "an", "ans")
	}
	return fr.Count(months/12, "an", "ans") + " et " + fr.Number(months%12) + "\u00a0mois"
}

func (s *Site) printMeasures(w http.ResponseWriter, r *http.Request) error {
	return s.points(w, r, func(who Reader, all []profile.Point) error {
		name, err := s.called(r, who)
		if err != nil {
			return err
		}
		who.Page.Title, who.Page.Back = "Mesures à imprimer", ui.Link{Href: who.Measures, Text: "Retour aux mesures"}
		since := clock.Day(s.Now()).AddDate(0, -3, 0)
		recent := slices.DeleteFunc(all, func(p profile.Point) bool { return p.On.Before(since) })
		return ui.Render(w, r, http.StatusOK, printPage(who, recent, name, s.Now()))
	})
}

func (s *Site) askMeasure(w http.ResponseWriter, r *http.Request) error {
	now := s.Now().In(clock.Paris)
	f := drawn()
	known := map[string]string{"cle": f.Typed("cle"), "date-jour": now.Format("2"), "date-mois": now.Format("1"), "date-annee": now.Format("2006"),
		"heure": now.Format("15:04")}
	return s.measureForm(w, r, form.Filled(known), http.StatusOK)
}

func (s *Site) measureForm(w http.ResponseWriter, r *http.Request, f *form.Form, status int) error {
	d, err := measureOf(r)
	if err != nil {
		return err
	}
	who, ok, err := s.Open(w, r, measuresTitle, "mesures")
	if err != nil || !ok {
		return err
	}
	who.Page.Form, who.Page.Names = f, map[string]string{"valeur": "Valeur", "valeur2": "Le plus bas", "indicateur": "Ce qui est mesuré",
		"date": "Jour", "heure": "Heure", "note": "Remarque", "secret": "Secret demandé par le mineur", "sur": "Confirmation"}
	who.Page.Title, who.Page.Back = "Ajouter une mesure", ui.Link{Href: who.Measures + "/" + measures[d.Measure].slug, Text: "Retour à cette mesure"}
	if chi.URLParam(r, "entry") != "" {
		who.Page.Title = "Corriger une mesure"
	}
	return ui.Render(w, r, status, measureFormPage(who, d, f, r.URL.Path, chi.URLParam(r, "entry") != ""))
}
