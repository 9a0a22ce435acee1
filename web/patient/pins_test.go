package patient

import (
	"testing"

	"espacesante/internal/id"
	"espacesante/internal/record"
)

// PAT-04, PAT-05: a document that is pinned stands once on a page, on top; every
// other one stands where it did.
func TestAPinnedDocumentStandsOnce(t *testing.T) {
	a, b, c := record.Document{ID: id.New[id.Document]()}, record.Document{ID: id.New[id.Document](), Pinned: true}, record.Document{ID: id.New[id.Document]()}
	list := record.Listing{Documents: []record.Document{a, b, c}, Pins: []record.Document{b}, Total: 3}
	docs := pinsFirst(list)
	if len(docs) != 3 || docs[0].ID != b.ID || docs[1].ID != a.ID || docs[2].ID != c.ID {
		t.Errorf("%d documents on the list", len(docs))
	}
	h := homeOf(list)
	if len(h.pins) != 1 || len(h.latest) != 2 || !h.pins[0].Pinned {
		t.Errorf("home: %d pinned, %d latest", len(h.pins), len(h.latest))
	}
	list.Pins = nil // another page, or a list that is narrowed
	if docs := pinsFirst(list); len(docs) != 3 || docs[0].ID != a.ID {
		t.Error("without pins on top the order changes")
	}
}
