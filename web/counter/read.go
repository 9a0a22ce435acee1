package counter

import (
	"errors"

	"espacesante/internal/identity"
	"espacesante/web/form"
)

// readINS judges the form of a number, its key included. Official test numbers
// have wrong keys: those are judged with the rest.
func readINS(f *form.Form, field string) identity.INS {
	typed := f.INS(field)
	if f.Wrong(field).Code != "" {
		return identity.INS{}
	}
	n, err := identity.ParseNIR(typed)
	var wrong *identity.NIRError
	if err != nil && (n.IsZero() || !errors.As(err, &wrong) || wrong.Code != "key") {
		f.Fail(field, "ins-key")
	}
	return n
}
