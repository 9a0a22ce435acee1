package identity

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRPPSAsPeopleTypeIt(t *testing.T) {
	for typed, code := range map[string]string{
		"99900000012": "luhn", "99900000011": "", "999 0000 0011": "", "9990000001": "length", "999000000113": "length",
		"": "length", "9990000001A": "format", "９９９０００００１１": "format",
	} {
		n, err := ParseRPPS(typed)
		var wrong *NumberError
		if errors.As(err, &wrong); (err == nil) != (code == "") || wrong != nil && wrong.Code != code {
			t.Errorf("%q: %v, want %q", typed, err, code)
		}
		if err == nil && n != "99900000011" {
			t.Errorf("%q reads %s", typed, n)
		}
	}
}

func TestFINESSHasNineCharacters(t *testing.T) {
	for typed, ok := range map[string]bool{
		"990000001": false, "990000003": false, "990000002": true, "2A0000014": true, "2b 000 0020": true,
		"2C0000014": false, "2A000014": false, "99000000": false,
	} {
		if _, err := ParseFINESS(typed); (err == nil) != ok {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

func TestEveryDirectoryNumberPassesAndNoSingleMistakeDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := withLuhn(rapid.StringMatching(`[0-9]{10}`).Draw(t, "s"))
		if n, err := ParseRPPS(s); err != nil || string(n) != s {
			t.Fatalf("%s: %v", s, err)
		}
		if n, ok := ParseNationalID("8" + s); !ok || string(n) != s {
			t.Fatalf("8%s is not read", s)
		}
		wrong := []byte(s)
		wrong[rapid.IntRange(0, 10).Draw(t, "at")] = byte('0' + rapid.IntRange(0, 9).Draw(t, "typed"))
		if _, err := ParseRPPS(string(wrong)); err == nil && string(wrong) != s {
			t.Fatalf("%s passes for %s", wrong, s)
		}
	})
}

func TestDirectoryVectorsOfOthers(t *testing.T) {
	for _, v := range vectors(t, "ids/rpps_finess_vectors.csv") {
		in, want := v["input"], v["expect"]
		var err error
		switch v["kind"] {
		case "RPPS":
			_, err = ParseRPPS(in)
		case "FINESS":
			_, err = ParseFINESS(in)
		case "PS_IdNat":
			n, ok := ParseNationalID(in)
			if ok != (want == "valid") || ok && "8"+string(n) != in {
				t.Errorf("%s: %t, want %s", in, ok, want)
			}
			continue
		case "IDNST":
			_, err = ParseFINESS(in[1:])
		default: // SIREN, SIRET, the algorithm alone
			if (luhn(in) == 0) != (want == "valid") {
				t.Errorf("%s: %d, want %s", in, luhn(in), want)
			}
			continue
		}
		_, code, _ := strings.Cut(want, ":")
		var wrong *NumberError
		if errors.As(err, &wrong); (err == nil) != (want == "valid") || wrong != nil && wrong.Code != code {
			t.Errorf("%s: %v, want %s", in, err, want)
		}
	}
}
