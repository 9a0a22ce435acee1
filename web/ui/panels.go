package ui

import (
	"strings"

	"github.com/a-h/templ"
)

// Done is what a person reads after an act: what happened, what happens next.
type Done struct {
	Title string // « Votre espace santé est activé. »
	Text  string
}

// Receipt is what one keeps of an act: a number to quote, the day, what it says.
type Receipt struct {
	Number string
	Lines  []Pair
}

// Pair is a name and what it says.
type Pair struct {
	Name  string
	Value string
	More  templ.Component // in place of Value when there is more than words
	// Change leads to where the answer can be changed; ChangeOf says which one to
	// a screen reader. Empty when it cannot be changed.
	Change   string
	ChangeOf string
}

// Note is the tone of a quiet message.
type Note string

// The tones.
const (
	Plain Note = ""
	Alert Note = "es-callout--alert"
)

// Seer is someone in the list of who may see a document.
type Seer struct {
	Who  string
	Note string // « qui l’a déposé »
	No   bool   // someone who never does
}

// after is what follows the name.
func (s Seer) after() string {
	if s.Note == "" {
		return ""
	}
	return ", " + s.Note
}

// lowered writes a name in the middle of a sentence.
func lowered(s string) string {
	for i := range s {
		if i > 0 {
			return strings.ToLower(s[:i]) + s[i:]
		}
	}
	return strings.ToLower(s)
}
