package health

import "espacesante/internal/vaccine"

// NameOf is a row of the calendar of vaccinations in plain words, for other
// pages than the calendar's own.
func NameOf(s vaccine.Step) string { return stepNamed(s) }
