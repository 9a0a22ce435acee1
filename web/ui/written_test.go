package ui_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"espacesante/web/ui"
)

// Rows written by hand escape what people wrote, wherever it stands.
func TestRowsWrittenByHandEscapeWhatTheySay(t *testing.T) {
	const hostile = `"><script>alert('x')</script>&`
	docs := drawn(t, ui.Documents("2 documents", []ui.Document{{Href: "javascript:alert(1)", Title: hostile, Kind: hostile, New: true, Day: hostile, Author: hostile,
		Seen: ui.Masked, Own: true, Act: ui.Link{Href: `/x"y`, Text: hostile}, Tick: hostile, Ticked: true}, {Href: "/documents/1", Title: "Simple"}}))
	entries := drawn(t, ui.Entries(ui.Entry{Href: "javascript:alert(1)", Text: hostile, Day: hostile, ISO: hostile, Note: hostile, More: ui.BadgeOf(ui.Urgent, hostile), Current: true}))
	for _, html := range []string{docs, entries} {
		for _, wrong := range []string{"<script", "javascript:", `x"y`, "')", "&;"} {
			if strings.Contains(html, wrong) {
				t.Errorf("%s is written as it came:\n%s", wrong, html)
			}
		}
	}
	for _, there := range []string{`id="choix-1"`, ` checked`, `class="es-new"`, "es-vis--masked", "es-vis--mine", "Masqué", `>Simple</a>`} {
		if !strings.Contains(docs, there) {
			t.Errorf("no %s in\n%s", there, docs)
		}
	}
	if !strings.Contains(entries, `class="is-open"`) || !strings.Contains(entries, `aria-current="true"`) || !strings.Contains(entries, "es-vis--alert") {
		t.Error(entries)
	}
}

// One list drawn after another holds nothing of it, and a part that fails fails the list.
func TestRowsWrittenByHandStandAlone(t *testing.T) {
	long := strings.Repeat("Ordonnance ", 5000)
	drawn(t, ui.Documents("1 document", []ui.Document{{Href: "/documents/1", Title: long}}))
	if html := drawn(t, ui.Documents("1 document", []ui.Document{{Href: "/documents/2", Title: "Analyse"}})); strings.Contains(html, "Ordonnance") || strings.Contains(html, "es-vis-set") {
		t.Error(html)
	}
	wrong := errors.New("wrong")
	failing := templ.ComponentFunc(func(context.Context, io.Writer) error { return wrong })
	if err := ui.Entries(ui.Entry{Href: "/x", More: failing}).Render(context.Background(), io.Discard); !errors.Is(err, wrong) {
		t.Error(err)
	}
}
