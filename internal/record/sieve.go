package record

import (
	"bytes"
	"hash/fnv"
	"unicode/utf8"
)

// A sieve says of a document which beginnings of words it may hold: a Bloom
// filter, some four times smaller than the words. A search opens the sieves of
// all documents and the words of those alone that pass: among 5,000, few. It is
// sealed as the words are, and holds nothing that they do not: who steals the
// database reads neither, and no word leaves the same trace in two documents.
type sieve []byte

// steps are the lengths of the beginnings that a sieve holds, in letters.
var steps = [...]int{1, 2, 3, 4, 6}

// The bits of a sieve: eight for each beginning and four marks let one document
// in forty pass that does not hold it. Beyond sieveMost beginnings (a long text)
// there is none, and the words are opened.
const (
	sieveBits  = 8
	sieveMarks = 4
	sieveMost  = 8000
)

// sift is the sieve of words as folded wrote them.
func sift(words []byte) sieve {
	held := map[string]bool{}
	for w := range bytes.FieldsSeq(words) {
		for _, n := range steps {
			if start, whole := beginning(string(w), n); whole {
				held[start] = true
			}
		}
	}
	if len(held) == 0 || len(held) > sieveMost {
		return nil
	}
	s := make(sieve, (len(held)*sieveBits+7)/8)
	for start := range held {
		at, step := hashed(start)
		for range sieveMarks {
			bit := at % uint32(8*len(s))
			s[bit/8] |= 1 << (bit % 8)
			at += step
		}
	}
	return s
}

// passes reports whether a document may hold words that begin so.
func (s sieve) passes(terms []string) bool {
	for _, t := range terms {
		for _, n := range steps {
			if start, whole := beginning(t, n); whole && !s.holds(start) {
				return false
			}
		}
	}
	return true
}

func (s sieve) holds(start string) bool {
	at, step := hashed(start)
	for range sieveMarks {
		bit := at % uint32(8*len(s))
		if s[bit/8]&(1<<(bit%8)) == 0 {
			return false
		}
		at += step
	}
	return true
}

// beginning is the first letters of a word; false when it is shorter.
func beginning(word string, letters int) (string, bool) {
	n := 0
	for range letters {
		if n == len(word) {
			return "", false
		}
		_, size := utf8.DecodeRuneInString(word[n:])
		n += size
	}
	return word[:n], true
}

func hashed(start string) (at, step uint32) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(start)) // it never fails
	sum := h.Sum64()
	return uint32(sum >> 32), uint32(sum) | 1
}
