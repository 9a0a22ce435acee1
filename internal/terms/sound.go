package terms

import (
	"slices"
	"strings"
	"unicode"
)

// alike are spellings that sound the same in French, of what name.Normal wrote: each
// is replaced, in this order.
var alike = strings.NewReplacer(
	"PH", "F", "CH", "K", "QU", "K", "TH", "T", "H", "",
	"CZ", "GS", "XC", "GS", "EAU", "O", "AU", "O", "AI", "E", "EI", "E", "OE", "E", "AE", "E",
	"CE", "SE", "CI", "SI", "CY", "SI", "C", "K", "Y", "I", "Z", "S")

// sound is a word as it sounds: « hipertension » and « hypertension » are one,
// and so are « exéma » and « eczéma ».
func sound(word string) string {
	heard := []rune(alike.Replace(word))
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

// units are words of a dose, which no name of a medicine is found by.
var units = map[string]bool{"MG": true, "G": true, "ML": true, "MCG": true, "UI": true, "CP": true, "COMPRIME": true, "COMPRIMES": true, "GELULE": true, "GELULES": true}

// small are words that no name is found by: « j’ai de la tension ».
var small = map[string]bool{"L": true, "LE": true, "LA": true, "LES": true, "UN": true, "UNE": true, "D": true, "DE": true, "DES": true, "DU": true, "AU": true, "AUX": true,
	"J": true, "AI": true, "MA": true, "MON": true, "MES": true, "ET": true, "A": true, "EN": true}

// looked are the words to look for, without those that say nothing; of a
// medicine, without its dose.
func looked(list List, all []string) []string {
	named := slices.DeleteFunc(slices.Clone(all), func(w string) bool {
		return small[w] || list == Medicines && (units[w] || strings.ContainsFunc(w, unicode.IsDigit) && strings.Trim(w, "0123456789MGL") == "")
	})
	if len(named) == 0 {
		named = all
	}
	return named[:min(len(named), wordsMost)]
}

// tooMany mistakes make another word.
const tooMany = 1000

// nearly is how many letters must be changed, added, left out or exchanged for
// wanted to begin word. Mistakes are forgiven in words of four letters and more,
// two in those of nine; never in the first.
func nearly(wanted, word string) int {
	if strings.HasPrefix(word, wanted) {
		return 0
	}
	allowed := 0
	switch n := len(wanted); {
	case n >= 9:
		allowed = 2
	case n >= 4:
		allowed = 1
	}
	if allowed == 0 || len(word) < len(wanted)-allowed || word[0] != wanted[0] {
		return tooMany
	}
	if n := distance(wanted, word); n <= allowed {
		return n
	}
	return tooMany
}

// longest is the longest word that mistakes are looked for in.
const longest = 40

// distance counts the mistakes between a word and the beginning of another
// (optimal string alignment): the best of the last row.
func distance(typed, word string) int {
	width := min(len(word), len(typed)+2, longest) + 1
	var rows [3][longest + 1]int
	before, last, now := &rows[0], &rows[1], &rows[2]
	for j := range width {
		last[j] = j
	}
	for i := 1; i <= len(typed); i++ {
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
		before, last, now = last, now, before
	}
	return slices.Min(last[:width])
}
