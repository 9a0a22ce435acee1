package identity

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"espacesante/internal/name"
)

// CommonPassword reports whether s is among the passwords tried first
// (decisions.md §5, « common ones refused »). No composition is asked for: what
// is refused is made of the words everybody picks, of walks on the keyboard, of
// counting and of repeating, and of nothing else. Letters written as digits,
// case, accents and punctuation do not disguise them.
func CommonPassword(s string) bool {
	spelled := name.Normal(s)
	for _, form := range []string{spelled, name.Normal(undisguise(s)), name.Normal(undisguiseWithL(s)), name.Normal(undisguiseAlone(s))} {
		if predictable(strings.ReplaceAll(form, " ", "")) {
			return true
		}
	}
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) == "" // marks only
}

// minOwn is how many characters have to remain once all that is common is taken
// away: fewer are tried in no time behind a known word.
const minOwn = 4

// predictable reports whether s, in capitals without marks, is common words,
// walks and repeats with fewer than minOwn characters of its own. It takes the
// longest common piece at each place, and never one across a character kept.
func predictable(s string) bool {
	own, digitsOwn := 0, 0
	for i := 0; i < len(s); {
		if n := commonAt(s, i); n > 0 {
			i += n
			continue
		}
		if s[i] >= '0' && s[i] <= '9' {
			digitsOwn++
		} else {
			own++
		}
		i++
	}
	// A date or a department beside a word adds nothing: digits count for half.
	return own+digitsOwn/2 < minOwn
}

// commonAt is the length of the longest common piece of s at i: a word, a walk
// of four keys at least, a repeat of what stands just before.
func commonAt(s string, i int) int {
	best := 0
	for n := min(longestWord(), len(s)-i); n >= 3; n-- {
		if commonWords()[s[i:i+n]] {
			best = n
			break
		}
	}
	return max(best, walkAt(s, i), repeatAt(s, i))
}

// walks are rows and columns of keyboards, the alphabet and counting, both ways.
var walks = func() (all []string) {
	for _, w := range []string{"AZERTYUIOP", "QSDFGHJKLM", "WXCVBN", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM", "QWERTZUIOP",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "01234567890123456789", "147258369", "159357", "1QAZ2WSX3EDC4RFV5TGB6YHN", "1AZ2ZE3ER4RT5TY",
		"AQWZSXEDCRFVTGBYHN", "QAZWSXEDCRFVTGBYHNUJM", "1A2Z3E4R5T6Y7U8I9O", "1Q2W3E4R5T6Y7U8I9O", "A1Z2E3R4T5Y6", "Q1W2E3R4T5Y6"} {
		all = append(all, w, reversed(w))
	}
	return all
}()

func reversed(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

func walkAt(s string, i int) (best int) {
	for _, w := range walks {
		n := best
		for i+n < len(s) && n < len(w) && strings.Contains(w, s[i:i+n+1]) {
			n++
		}
		best = n
	}
	if best < 4 {
		return 0
	}
	return best
}

// repeatAt is the length of a piece at i that stands just before i already: the
// second half of « soleilsoleil », the rest of « aaaaaaaa ».
func repeatAt(s string, i int) int {
	for n := min(i, len(s)-i); n >= 1; n-- {
		if s[i-n:i] == s[i:i+n] {
			return n
		}
	}
	return 0
}

// undisguise reads the digits and marks that stand for letters.
var undisguise = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "9", "g",
	"@", "a", "$", "s", "€", "e", "!", "i", "|", "i", "+", "t", "£", "l", "&", "e").Replace

// undisguiseWithL reads 1 as the other letter it stands for.
func undisguiseWithL(s string) string {
	return undisguise(strings.NewReplacer("1", "l", "!", "l", "|", "l").Replace(s))
}

// undisguiseAlone reads digits that stand alone as letters, and counting as
// counting: « p4ssw0rd1234 ».
func undisguiseAlone(s string) string {
	return digitsAlone.ReplaceAllStringFunc(s, func(run string) string {
		if len(run) > 1 && onlyDigits(run) {
			return run
		}
		return undisguise(run)
	})
}

var digitsAlone = regexp.MustCompile(`[0-9]+|[^0-9]+`)

var commonWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq(listFile("common_words.txt")) {
		words[w] = true
	}
	for year := 1930; year <= 2035; year++ {
		words[string([]byte{byte('0' + year/1000), byte('0' + year/100%10), byte('0' + year/10%10), byte('0' + year%10)})] = true
	}
	l := loadLists()
	for _, byYear := range l.given {
		for _, g := range byYear {
			for _, given := range g.list {
				if w := strings.ReplaceAll(name.Normal(given), " ", ""); len(w) > 3 {
					words[w] = true
				}
			}
		}
	}
	return words
})

var longestWord = sync.OnceValue(func() (longest int) {
	for w := range commonWords() {
		longest = max(longest, len(w))
	}
	return longest
})
