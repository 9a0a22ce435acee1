package fr

import (
	"testing"

	"espacesante/internal/reimbursement"
)

func TestAmountsAreWrittenAsInFrance(t *testing.T) {
	for c, want := range map[reimbursement.Cents]string{0: "0,00\u00a0€", 5: "0,05\u00a0€", 1950: "19,50\u00a0€", 123456: "1\u00a0234,56\u00a0€", -250: "−2,50\u00a0€"} {
		if got := Euros(c); got != want {
			t.Errorf("%d: %q, want %q", c, got, want)
		}
	}
	for _, k := range reimbursement.Kinds() {
		if CareKind(k) == "" {
			t.Errorf("%s has no words", k)
		}
	}
}
