package cda_test

import (
	"errors"
	"testing"

	"espacesante/internal/cda"
	"espacesante/internal/cda/cdatest"
)

// FuzzParse holds that any bytes give a document or an *Error, and that what is read can be walked.
func FuzzParse(f *testing.F) {
	for _, seed := range [][]byte{
		cdatest.Level1(cdatest.Options{}), cdatest.Level3(cdatest.Options{}), cdatest.SelfPresenting(cdatest.Options{}), nil,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := cda.Parse(data)
		var e *cda.Error
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("not an *Error: %v", err)
		}
		if err == nil && (d.Patient.INS.Extension == "" || d.Level < 1 || d.At.IsZero()) {
			t.Fatalf("half a document: level %d", d.Level)
		}
		_ = d.Text()
	})
}
