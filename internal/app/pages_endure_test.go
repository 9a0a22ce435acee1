package app

import (
	"os"
	"strings"
)

// endures looks at the page in every way that takes longer (ux.md §4.2): both
// themes and three widths, by keyboard, with large and spaced text, at rest, in
// forced colours, on paper. Pictures stay in build/shots/pages for people.
func (in *inspection) endures(name string) {
	in.t.Helper()
	in.full.Walks()
	in.full.Touches()
	in.full.Media("", "prefers-color-scheme", "dark")
	in.full.Axe()
	in.full.Rests()
	in.full.Forces()
	in.full.Prints()
	for _, width := range []int{320, 768, 1280} {
		in.full.Resize(width)
		in.full.Fits()
		in.full.Spaced()
	}
	in.full.Doubled()
	picture := "page" + strings.NewReplacer("/", "-", "{", "", "}", "", "?", "-", "=", "-", "&", "-").Replace(name)
	var wrong bool
	if in.full.Ask(`Boolean(document.querySelector(".govuk-error-summary"))`, &wrong); wrong {
		picture += "-erreur" // beside that of the page before an answer
	}
	in.full.Shot(picture + "-1280")
	if os.Getenv("SHOTS") != "" {
		in.full.Resize(768)
		in.full.Shot(picture + "-768")
		in.full.Media("", "forced-colors", "active")
		in.full.Shot(picture + "-contraste")
		in.full.Media("print")
		in.full.Shot(picture + "-papier")
		in.full.Media("")
	}
	in.full.Resize(360)
	in.full.Shot(picture + "-360")
	in.full.Resize(1280)
}
