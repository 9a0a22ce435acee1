package patient

import (
	"strconv"

	"espacesante/web/ui"
)

// ticking gives each row the box that chooses it, ticked when the address says
// all of them.
func (s shown) ticking() []ui.Document {
	for i, d := range s.Documents {
		s.rows[i].Tick, s.rows[i].Ticked = d.ID.String(), s.all
	}
	return s.rows
}

// tickAll is the same page with every box ticked, or none: without a script.
func (s shown) tickAll(base string) ui.Link {
	q := s.query()
	if s.Page > 1 {
		q.Set("page", strconv.Itoa(s.Page))
	}
	if s.all {
		return ui.Link{Href: base + "?" + q.Encode(), Text: "Tout décocher"}
	}
	q.Set(tickedAll, "tout")
	return ui.Link{Href: base + "?" + q.Encode(), Text: "Tout cocher"}
}

// tickedAll is the word of an address for every box of the page.
const tickedAll = "cocher"
