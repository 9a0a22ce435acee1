package id

import "math/big"

// Alphabet is the 30 letters and digits that are not taken for one another:
// no 0 or O, 1, I or L, and no U, read as V.
const Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// Unambiguous writes n characters of that alphabet from a number of 32 bytes:
// each is as likely as the others.
func Unambiguous(b []byte, n int) string {
	number, base, digit := new(big.Int).SetBytes(b), big.NewInt(int64(len(Alphabet))), new(big.Int)
	out := make([]byte, n)
	for i := range out {
		number.DivMod(number, base, digit)
		out[i] = Alphabet[digit.Int64()]
	}
	return string(out)
}
