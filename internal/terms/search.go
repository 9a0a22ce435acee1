package terms

import (
	"cmp"
	"slices"
	"strings"

	"espacesante/internal/name"
)

// most is how many choices a search shows; typedMost and wordsMost are what of
// the words typed is looked for.
const (
	most      = 12
	typedMost = 200
	wordsMost = 8
)

// How near a name is to what was typed, the nearest first.
const (
	same   = iota // it is what was typed
	whole         // every word typed is one of its words, as it is spelled or as it sounds
	starts        // it begins with what was typed
	begins        // every word typed begins one of its words
	far
)

// Search finds terms by the beginnings of the words typed, in any order; case
// and accents do not count. The nearest names come first, then the most usual,
// then the shortest labels. Where nothing is spelled so, what sounds so is
// found, then what is a mistake away: people write « hipertension »,
// « infractus » and « dolipran ».
func Search(list List, words string) []Term {
	typed := strings.Fields(name.Normal(strings.ToValidUTF8(words[:min(len(words), typedMost)], "")))
	wanted := looked(list, typed)
	if len(wanted) == 0 {
		return nil
	}
	t := of(list)
	found := t.spelled(strings.Join(typed, " "), wanted)
	if len(found) == 0 {
		found = t.guessed(wanted)
	}
	return found[:min(len(found), most)]
}

// spelled are the terms of which every word typed begins a word, or sounds as
// one whole word does.
func (t table) spelled(typed string, wanted []string) []Term {
	near := make([][]uint8, len(wanted))
	for i, w := range wanted {
		near[i] = make([]uint8, len(t.words))
		heard := sound(w)
		like := len(heard) >= 3 && 2*len(heard) >= len(w) // « zzzz » sounds as no word
		for j, known := range t.words {
			switch {
			case known.spelled == w, len(w) >= 4 && like && known.heard == heard:
				near[i][j] = 2
			case strings.HasPrefix(known.spelled, w):
				near[i][j] = 1
			}
		}
	}
	said := strings.Join(wanted, " ")
	return t.ranked(func(k key) int {
		switch least := leastOf(k, near); {
		case k.text == typed, k.text == said:
			return same
		case least == 2:
			return whole
		case least == 0:
			return far
		case strings.HasPrefix(k.text, typed):
			return starts
		}
		return begins
	})
}

// leastOf is how near the word typed is that is least so in a name.
func leastOf(k key, near [][]uint8) uint8 {
	least := uint8(2)
	for _, of := range near {
		best := uint8(0)
		for _, w := range k.words {
			best = max(best, of[w])
		}
		least = min(least, best)
	}
	return least
}

// guessed are the terms that what was typed is most likely to mean.
func (t table) guessed(wanted []string) []Term {
	mistakes := make([][]int, len(wanted))
	for i, w := range wanted {
		heard := sound(w)
		if 2*len(heard) < len(w) { // a key held down is no word
			return nil
		}
		mistakes[i] = make([]int, len(t.words))
		for j, known := range t.words {
			mistakes[i][j] = nearly(heard, known.heard)
		}
	}
	best := tooMany
	rank := func(k key) int {
		sum := 0
		for _, of := range mistakes {
			least := tooMany
			for _, w := range k.words {
				least = min(least, of[w])
			}
			sum += least
		}
		best = min(best, sum)
		return sum
	}
	for _, one := range t.terms {
		for _, k := range one.keys {
			rank(k)
		}
	}
	return t.ranked(func(k key) int {
		if n := rank(k); n == best && n < tooMany {
			return same
		}
		return far
	})
}

// ranked are the terms of which a name is near enough, the nearest first.
func (t table) ranked(rank func(key) int) (found []Term) {
	type placed struct{ rank, at int }
	var all []placed
	for i, one := range t.terms {
		p := placed{far, i}
		for _, k := range one.keys {
			p.rank = min(p.rank, rank(k))
		}
		if p.rank < far {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int {
		x, y := t.terms[a.at], t.terms[b.at]
		return cmp.Or(a.rank-b.rank, unusual(x)-unusual(y), len(x.Label)-len(y.Label))
	})
	for _, p := range all[:min(len(all), most)] {
		found = append(found, t.terms[p.at])
	}
	return found
}

func unusual(t Term) int {
	if t.usual {
		return 0
	}
	return 1
}
