package terms

import (
	"slices"
	"strings"
	"unicode"

	"espacesante/internal/name"
)

// same are spellings that sound alike in French, of what name.Normal wrote: each
// is replaced, in this order.
var same = strings.NewReplacer(
	"PH", "F", "CH", "K", "QU", "K", "TH", "T", "H", "",
	"CZ", "GS", "XC", "GS", "EAU", "O", "AU", "O", "AI", "E", "EI", "E", "OE", "E", "AE", "E",
	"CE", "SE", "CI", "SI", "CY", "SI", "C", "K", "Y", "I", "Z", "S")

// sound is a word as it sounds: « hipertension » and « hypertension » are one,
// and so are « exéma » and « eczéma ».
func sound(word string) string {
	heard := []rune(same.Replace(word))
	var b strings.Builder
	for i, r := range heard {
		switch {
		case i > 0 && r == heard[i-1]: // twice is once
		case r == 'X' && i > 0 && i < len(heard)-1 && vowel(heard[i-1]) && vowel(heard[i+1]):
			b.WriteString("GS")
		case r == 'X':
			b.WriteRune('S')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func vowel(r rune) bool { return strings.ContainsRune("AEIOU", r) }

// sounds are the words of a key as they sound.
func sounds(key string) []string {
	words := strings.Fields(key)
	for i, w := range words {
		words[i] = sound(w)
	}
	return words
}

// units are words of a dose, which no name of a medicine is found by.
var units = map[string]bool{"MG": true, "G": true, "ML": true, "MCG": true, "UI": true, "CP": true, "COMPRIME": true, "COMPRIMES": true, "GELULE": true, "GELULES": true}

// looked are the words to look for; of a medicine, without its dose.
func looked(list List, words string) []string {
	all := strings.Fields(name.Normal(words))
	if list != Medicines {
		return all
	}
	named := slices.DeleteFunc(slices.Clone(all), func(w string) bool {
		return units[w] || strings.ContainsFunc(w, unicode.IsDigit) && strings.Trim(w, "0123456789MGL") == ""
	})
	if len(named) == 0 {
		return all
	}
	return named
}

// likely reports how far the words of a key are from what was typed, as they
// sound: each word typed is near the beginning of one of them. Mistakes are
// forgiven in words of four letters and more, two in those of nine.
func likely(key, wanted []string) (mistakes int, ok bool) {
	for _, w := range wanted {
		best := -1
		for _, k := range key {
			if n, near := nearly(w, k); near && (best < 0 || n < best) {
				best = n
			}
		}
		if best < 0 {
			return 0, false
		}
		mistakes += best
	}
	return mistakes, true
}

// nearly is how many letters must be changed, added, left out or exchanged for
// wanted to begin word; false when those are too many.
func nearly(wanted, word string) (int, bool) {
	if strings.HasPrefix(word, wanted) {
		return 0, true
	}
	most := 0
	switch n := len(wanted); {
	case n >= 9:
		most = 2
	case n >= 4:
		most = 1
	}
	if most == 0 || len(word) < len(wanted)-most || word[0] != wanted[0] {
		return 0, false
	}
	n := distance(wanted, word)
	return n, n <= most
}

// distance counts the mistakes between a word and the beginning of another
// (optimal string alignment): the best of the last row.
func distance(typed, word string) int {
	width := min(len(word), len(typed)+2) + 1
	rows := [3][]int{make([]int, width), make([]int, width), make([]int, width)}
	for j := range width {
		rows[1][j] = j
	}
	for i := 1; i <= len(typed); i++ {
		before, last, now := rows[0], rows[1], rows[2]
		now[0] = i
		for j := 1; j < width; j++ {
			change := 1
			if typed[i-1] == word[j-1] {
				change = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && typed[i-1] == word[j-2] && typed[i-2] == word[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		rows[0], rows[1], rows[2] = last, now, before
	}
	return slices.Min(rows[1])
}
