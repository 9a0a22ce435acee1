package profile

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"espacesante/internal/clock"
	"espacesante/internal/name"
	"espacesante/internal/problem"
	"espacesante/internal/terms"
)

// wordsMax and longMax are the longest answers kept, keyMax the longest key.
const (
	wordsMax = 150
	longMax  = 1000
	keyMax   = 64
)

// answered judges typed answers to fields, and gives what is kept: no answer
// where there is none. A name that is on the field's list takes its code.
func answered(fields []Field, typed map[string]string, today time.Time) (map[string]string, error) {
	kept, wrong := map[string]string{}, map[string]string{}
	for _, f := range fields {
		said := strings.TrimSpace(name.Shown(strings.ToValidUTF8(typed[f.Name], "")))
		if said == "" {
			if f.Required && f.Kind == One {
				wrong[f.Name] = "choose"
			} else if f.Required {
				wrong[f.Name] = "required"
			}
			continue
		}
		got, code := f.judge(said, today)
		if code != "" {
			wrong[f.Name] = code
			continue
		}
		kept[f.Name] = got
		if f.List != "" {
			f.code(kept, typed["code"])
		}
	}
	if from, to := kept["depuis"], kept["jusqu"]; from != "" && to != "" && to < from[:min(len(from), len(to))] {
		wrong["jusqu"] = "end-before"
	}
	if len(wrong) > 0 {
		return nil, &problem.Problem{Kind: problem.Invalid, Code: "entry", Fields: wrong}
	}
	return kept, nil
}

// judge gives an answer as it is kept, or what is wrong with it.
func (f Field) judge(said string, today time.Time) (kept, wrong string) {
	switch f.Kind {
	case Words:
		said = strings.Join(strings.Fields(said), " ")
		if utf8.RuneCountInString(said) > wordsMax {
			return "", "too-long"
		}
	case Long:
		if utf8.RuneCountInString(said) > longMax {
			return "", "too-long"
		}
	case One:
		if !slices.Contains(f.Options, said) {
			return "", "choose"
		}
	case When, Later:
		day, ok := partial(said)
		switch {
		case !ok:
			return "", "when-shape"
		case f.Kind == When && day > clock.Day(today).Format(time.DateOnly)[:len(day)]:
			return "", "date-future"
		}
		return day, ""
	case Phone:
		return phone(said)
	}
	return said, ""
}

// code keeps the code of the list that was chosen, or that the words are. Words
// that are a name of it stay: « hypertension artérielle ».
func (f Field) code(kept map[string]string, chosen string) {
	t, ok := terms.Find(f.List, chosen)
	if !ok {
		t, ok = terms.Named(f.List, kept[f.Name])
	}
	if !ok {
		return
	}
	if !t.Means(kept[f.Name]) || t.System == terms.ATC {
		kept[f.Name] = t.Label // of a medicine the substance: brands change, and differ between countries
	}
	kept["code"], kept["liste"] = t.Code, string(t.System)
}

var (
	yearOnly = regexp.MustCompile(`^(\d{4})$`)
	monthOf  = regexp.MustCompile(`^(\d{1,2})[/. -](\d{4})$`)
	dayOf    = regexp.MustCompile(`^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$`)
	isoOf    = regexp.MustCompile(`^\d{4}(-\d{2}){0,2}$`)
)

// partial reads « 2018 », « 03/2018 » or « 12/03/2018 » as ISO 8601, no more
// precise than it was said.
func partial(said string) (string, bool) {
	layout, value := "", said
	switch {
	case yearOnly.MatchString(said):
		layout = "2006"
	case dayOf.MatchString(said):
		m := dayOf.FindStringSubmatch(said)
		layout, value = time.DateOnly, m[3]+"-"+two(m[2])+"-"+two(m[1])
	case monthOf.MatchString(said):
		m := monthOf.FindStringSubmatch(said)
		layout, value = "2006-01", m[2]+"-"+two(m[1])
	case isoOf.MatchString(said):
		layout = map[int]string{7: "2006-01", 10: time.DateOnly}[len(said)]
	default:
		return "", false
	}
	t, err := time.Parse(layout, value)
	return value, err == nil && t.Year() >= 1900 && t.Year() < 2200
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

var digits = regexp.MustCompile(`^\+?\d{6,15}$`)

// phone reads a telephone number of any country, French when it begins with 0.
func phone(said string) (string, string) {
	n := strings.NewReplacer(" ", "", "\u00a0", "", ".", "", "-", "", "(0)", "", "(", "", ")", "").Replace(said)
	if rest, ok := strings.CutPrefix(n, "00"); ok {
		n = "+" + rest
	} else if rest, ok := strings.CutPrefix(n, "0"); ok {
		n = "+33" + rest
	}
	if !digits.MatchString(n) {
		return "", "call-shape"
	}
	return n, ""
}
