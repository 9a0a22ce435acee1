package identity

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"espacesante/internal/name"
)

// The lists that synthetic persons are drawn from: given names by sex and
// generation, family names, streets, and the most peopled communes of each
// department with their COG code, one postcode and thousands of inhabitants
// (code officiel géographique; facts, rounded).
//
//go:embed lists
var listFiles embed.FS

// town is a commune, or a country under its code 99xxx.
type town struct{ cog, postcode, city string }

type generation struct {
	from int // first year of birth
	list []string
}

type lists struct {
	given     map[Sex][]generation
	families  []string
	streets   []string
	towns     []town
	weights   []int // of towns, each the sum of those before it and its own
	countries []town
}

var loadLists = sync.OnceValue(func() *lists {
	l := &lists{given: map[Sex][]generation{}, families: strings.Fields(listFile("family_names.txt"))}
	for i, family := range l.families {
		l.families[i] = strings.ReplaceAll(family, "-", " ")
	}
	for _, row := range listRows("given_names.csv", 3) {
		l.given[Sex(row[0])] = append(l.given[Sex(row[0])], generation{atoi(row[1]), strings.Fields(row[2])})
	}
	for street := range strings.Lines(listFile("streets.txt")) {
		l.streets = append(l.streets, strings.TrimSpace(street))
	}
	sum := 0
	for _, row := range listRows("communes.csv", 4) {
		sum += atoi(row[3])
		l.towns, l.weights = append(l.towns, town{row[0], row[1], row[2]}), append(l.weights, sum)
	}
	for _, row := range listRows("countries.csv", 2) {
		l.countries = append(l.countries, town{cog: row[0], city: row[1]})
	}
	return l
})

func listFile(file string) string {
	b, err := listFiles.ReadFile("lists/" + file)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func listRows(file string, width int) (rows [][]string) {
	for line := range strings.Lines(listFile(file)) {
		row := strings.Split(strings.TrimSpace(line), ",")
		if len(row) != width {
			panic(fmt.Sprintf("identity: lists/%s: %q", file, line))
		}
		rows = append(rows, row)
	}
	return rows[1:] // the header
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

// frequent draws one of list, the first ones more often.
func frequent(r *rand.Rand, list []string) string {
	f := r.Float64()
	return list[int(f*f*float64(len(list)))]
}

func (l *lists) givenName(r *rand.Rand, sex Sex, year int) string {
	byYear := l.given[sex]
	at := 0
	for at+1 < len(byYear) && byYear[at+1].from <= year {
		at++
	}
	return frequent(r, byYear[at].list)
}

// town draws a commune, the most peopled more often.
func (l *lists) town(r *rand.Rand) town {
	at := r.IntN(l.weights[len(l.weights)-1])
	low, high := 0, len(l.weights)-1
	for low < high {
		if mid := (low + high) / 2; l.weights[mid] <= at {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return l.towns[low]
}

// home draws a commune whose inhabitants have the Assurance maladie: New
// Caledonia, Polynesia and Saint-Pierre have schemes of their own.
func (l *lists) home(r *rand.Rand) town {
	for {
		if t := l.town(r); !strings.HasPrefix(t.cog, "98") && !strings.HasPrefix(t.cog, "975") {
			return t
		}
	}
}

// plain writes a name in the letters A to Z, its hyphens, apostrophes and spaces
// kept, as the INS gives it.
func plain(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
		if end < 0 {
			end = len(s)
		}
		b.WriteString(name.Normal(s[:end]))
		if s = s[end:]; s != "" {
			b.WriteByte(s[0]) // the lists have ASCII marks only
			s = s[1:]
		}
	}
	return b.String()
}
