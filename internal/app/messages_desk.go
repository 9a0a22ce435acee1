package app

import (
	"espacesante/internal/mandate"
	"espacesante/web/letter"
)

// helped is M13: what was done at a desk, and until when it may go on.
func helped(h letter.Head, t told) letter.Message {
	did := mandate.ReadTold(t.Target)
	m := letter.MandateSummary{Head: h, At: t.QueuedAt, Structure: "un espace France services", Until: did.Until}
	for _, task := range did.Done {
		m.Done = append(m.Done, letter.Task(task))
	}
	return m
}
