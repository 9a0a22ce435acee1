package ui

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Chart is figures along time, drawn by the server: a line with a mark at each
// figure, and the same figures in a table under it (ux.md §4.2, images).
type Chart struct {
	Title  string // « Tension mesurée à la maison »
	Says   string // what one sees, in a sentence: the drawing's own words
	When   string // head of the first column, « Jour »
	Unit   string // head of the second, « mmHg »
	Points []Point
	Second []Point   // a second line at the same days as Points: the lowest figure of blood pressure; none for most
	Names  [2]string // of the two lines, when there are two: « Le plus haut », « Le plus bas »
	Low    *float64  // the range that is usual, drawn as a band and said in Says
	High   *float64
	Open   bool // its table is shown at once: the page is to print
}

// Point is one figure.
type Point struct {
	When  string  // « 3 mai »
	At    float64 // how far along time, in any unit; all zero: one after the other, as far apart
	Value float64 // where the mark stands
	Text  string  // the figure as it is read: « 12,8 »
	Out   bool    // outside the usual range: another shape, and a word
}

// The drawing's height in pixels, and what is kept above and below the line.
// Across it is measured in hundredths, so that letters keep their size on a phone.
const (
	chartHeight = 220
	chartTop    = 16
	chartBottom = 32
	chartLeft   = 12.0
	chartRight  = 97.0
)

// scale is the round figures between which the line is drawn.
type scale struct{ low, high, step float64 }

func (c Chart) scale() scale {
	low, high := math.Inf(1), math.Inf(-1)
	see := func(v float64) { low, high = math.Min(low, v), math.Max(high, v) }
	for _, p := range slices.Concat(c.Points, c.Second) {
		see(p.Value)
	}
	for _, v := range []*float64{c.Low, c.High} {
		if v != nil {
			see(*v)
		}
	}
	if len(c.Points) == 0 {
		low, high = 0, 1
	}
	if low == high {
		low, high = low-1, high+1
	}
	step := math.Pow(10, math.Floor(math.Log10((high-low)/3)))
	for _, more := range []float64{2, 5, 10} {
		if (high-low)/step <= 5 {
			break
		}
		step = more * math.Pow(10, math.Floor(math.Log10((high-low)/3)))
	}
	return scale{math.Floor(low/step) * step, math.Ceil(high/step) * step, step}
}

// ticks are the figures written beside the drawing.
func (s scale) ticks() (all []float64) {
	for i := 0; s.low+float64(i)*s.step <= s.high+s.step/1000; i++ {
		all = append(all, s.low+float64(i)*s.step)
	}
	return all
}

// y is how far down a figure stands.
func (s scale) y(v float64) string {
	return pixels(chartTop + (s.high-v)/(s.high-s.low)*(chartHeight-chartTop-chartBottom))
}

// x is how far across the i-th figure stands: as far as its day, so that a year
// without a figure is not as short as a week.
func (c Chart) x(i int) string {
	return percent(chartLeft + (chartRight-chartLeft)*c.along(i))
}

// along is where the i-th figure stands between the first and the last, 0 to 1.
func (c Chart) along(i int) float64 {
	n := len(c.Points)
	if n < 2 {
		return 0.5
	}
	if first, last := c.Points[0].At, c.Points[n-1].At; last > first {
		return (c.Points[i].At - first) / (last - first)
	}
	return float64(i) / float64(n-1)
}

// written are the points whose day is written under the line: the ends, and the
// one that stands near the middle, so that they never run into one another.
func (c Chart) written() []int {
	n := len(c.Points)
	switch n {
	case 0:
		return nil
	case 1:
		return []int{0}
	}
	middle := 0
	for i := range c.Points {
		if math.Abs(c.along(i)-0.5) < math.Abs(c.along(middle)-0.5) {
			middle = i
		}
	}
	if n < 5 || math.Abs(c.along(middle)-0.5) > 0.1 {
		return []int{0, n - 1}
	}
	return []int{0, middle, n - 1}
}

// anchored keeps the first and the last word inside the drawing.
func (c Chart) anchored(i int) string {
	switch {
	case len(c.Points) == 1:
		return "middle"
	case i == 0:
		return "start"
	case i == len(c.Points)-1:
		return "end"
	}
	return "middle"
}

// band is where the usual range lies, and whether there is one.
func (c Chart) band(s scale) (y, height string, ok bool) {
	if c.Low == nil || c.High == nil {
		return "", "", false
	}
	top, bottom := chartTop+(s.high-*c.High)/(s.high-s.low)*(chartHeight-chartTop-chartBottom), chartTop+(s.high-*c.Low)/(s.high-s.low)*(chartHeight-chartTop-chartBottom)
	return pixels(top), pixels(bottom - top), true
}

// Share is one part of a whole, drawn as a bar with its figure.
type Share struct {
	Name  string
	Count int
	Text  string // « 12 400, soit 35 % »
}

// width is the bar's, against the largest.
func (s Share) width(all []Share) string {
	most := 1
	for _, other := range all {
		most = max(most, other.Count)
	}
	return percent(100 * float64(s.Count) / float64(most))
}

// Work is a long task: how much of it is done, in words and in a bar.
type Work struct {
	Name  string // « Envoi des invitations »
	State WorkState
	Done  int
	Total int    // 0 while it is not known
	Text  string // « 12 400 sur 35 000 »
	Note  string // speed, what is left: « 400 par minute, encore 56 minutes »
}

// WorkState is where a long task is.
type WorkState string

// The states of a long task.
const (
	WorkWaits   WorkState = "en attente"
	WorkRuns    WorkState = "en cours"
	WorkPaused  WorkState = "en pause"
	WorkEnded   WorkState = "terminé"
	WorkStopped WorkState = "arrêté par une erreur"
)

// bar gives <progress> its figures; without them it says only that work goes on.
func (w Work) bar() templ.Attributes {
	if w.Total == 0 {
		return templ.Attributes{}
	}
	return templ.Attributes{"value": strconv.Itoa(min(w.Done, w.Total)), "max": strconv.Itoa(w.Total)}
}

func percent(v float64) string { return trimmed(v) + "%" }

func pixels(v float64) string { return trimmed(v) }

func trimmed(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(v, 'f', 2, 64), "0"), ".")
}
