// Package reading shows documents to whoever may read them, the same way to the
// holder of a space and to a professional. It is given what the service let
// through and asks for no right of its own.
package reading

import (
	"strings"

	"espacesante/internal/access"
	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

// Audience is for whom a list is drawn: some badges are for the holder only.
type Audience bool

// The audiences.
const (
	ForHolder       Audience = true
	ForProfessional Audience = false
)

// Rows draws documents as rows of a list whose pages stand under base.
func Rows(docs []record.Document, base string, to Audience) []ui.Document {
	rows := make([]ui.Document, len(docs))
	for i, d := range docs {
		rows[i] = ui.Document{Href: base + d.ID.String(), Title: d.Title, Kind: fr.DocumentKind(d.Type),
			Day: fr.Date(d.CaredOn), Author: Author(d), Seen: Seen(d, to), Own: Own(d, to), New: d.New, Pinned: d.Pinned}
	}
	return rows
}

// Results draws what a search found, like Rows.
func Results(hits []record.Hit, base string, to Audience) []ui.Result {
	all := make([]ui.Result, len(hits))
	for i, h := range hits {
		all[i] = ui.Result{Href: base + h.ID.String(), Title: runs(h.Title), Extract: runs(h.Extract),
			Meta: strings.Join([]string{fr.DocumentKind(h.Type), fr.Date(h.CaredOn), Author(h.Document)}, ", ")}
		if seen := Seen(h.Document, to); seen != "" && seen != ui.Visible {
			all[i].Seen = []ui.Seen{seen}
		}
	}
	return all
}

func runs(pieces []record.Piece) []ui.Run {
	all := make([]ui.Run, len(pieces))
	for i, p := range pieces {
		all[i] = ui.Run(p)
	}
	return all
}

// Seen is the badge of a document. A professional sees a mask only where the
// document was let through: as its author or as the médecin traitant.
func Seen(d record.Document, to Audience) ui.Seen {
	switch {
	case d.Withdrawn():
		return ui.Withdrawn
	case d.Status == access.Deprecated:
		return ui.Replaced
	case d.Masked:
		return ui.Masked
	case d.HiddenFromPatientUntil != nil:
		return ui.Later
	case d.HiddenFromRepresentatives:
		return ui.Secret
	case to == ForHolder:
		return ui.Visible
	}
	return ""
}

// Own reports whether the holder added a document: a badge beside the one that
// says who may see it.
func Own(d record.Document, to Audience) bool {
	return to == ForHolder && d.Author.Kind == record.ByPatient
}

// Badges are all that the holder's page says of a document.
func Badges(d record.Document) []ui.Seen {
	if Own(d, ForHolder) {
		return []ui.Seen{Seen(d, ForHolder), ui.Mine}
	}
	return []ui.Seen{Seen(d, ForHolder)}
}

// Author is who wrote a document, as a list says it: « Dr Jeanne Diallo ».
func Author(d record.Document) string {
	if d.Author.Kind == record.ByPatient {
		return "Vous"
	}
	return Named(d.Author)
}

// Helped says with whose help the copy of a paper was brought; empty for any
// other document (HLP-03).
func Helped(d record.Document) string {
	if d.Helped == nil {
		return ""
	}
	return fr.WithHelp(d.Helped.Helper, d.Helped.Structure)
}

// Named is a professional's name, title first.
func Named(a record.Author) string {
	name := strings.TrimSpace(strings.Join([]string{a.Title, a.GivenName, a.Name}, " "))
	if name == "" {
		return "Un professionnel"
	}
	return name
}
