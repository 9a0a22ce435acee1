package webtest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// Outline is what a page says of its own structure.
type Outline struct {
	Title string
	Lang  string
	Dir   string
	Tops  int   // how many h1
	Steps []int // levels of headings, in order
}

// Outline reads the structure of the page.
func (tab *Tab) Outline() Outline {
	tab.t.Helper()
	var o Outline
	tab.Ask(`({Title: document.title, Lang: document.documentElement.lang, Dir: document.documentElement.dir,
		Tops: document.querySelectorAll("h1").length,
		Steps: [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((h) => Number(h.tagName[1]))})`, &o)
	return o
}

// Wrong says what is wrong with the headings: one of the first level, none
// skipped on the way down.
func (o Outline) Wrong() string {
	if o.Tops != 1 {
		return fmt.Sprintf("%d headings of the first level", o.Tops)
	}
	for i, level := range o.Steps {
		if i > 0 && level > o.Steps[i-1]+1 {
			return fmt.Sprintf("headings go from level %d to %d", o.Steps[i-1], level)
		}
	}
	return ""
}

// Main is the text of the content as it is shown, without the buttons that only
// scripts bring, and what stands in for them without.
func (tab *Tab) Main() string {
	tab.t.Helper()
	var s string
	tab.Ask(`(() => {
		const added = [...document.querySelectorAll("main [data-shows], main [data-print], main [data-live], main [data-narrows], main [data-passkey-place], main noscript")];
		const was = added.map((e) => e.hidden);
		added.forEach((e) => (e.hidden = true));
		const said = document.querySelector("main").innerText;
		added.forEach((e, i) => (e.hidden = was[i]));
		return said;
	})()`, &s)
	return spaced(s)
}

// Ask evaluates an expression in the page and reads its answer into out.
func (tab *Tab) Ask(expression string, out any) {
	tab.t.Helper()
	s, err := chromedp.Run(tab.ctx, chromedp.Evaluate[string](`JSON.stringify(`+expression+`)`))
	tab.must("ask the page", err)
	tab.must("read its answer", json.Unmarshal([]byte(s), out))
}

// Resize makes the tab that wide.
func (tab *Tab) Resize(width int) {
	tab.t.Helper()
	tab.Do("resize", chromedp.EmulateViewport(int64(width), 900))
}

// list is a JavaScript that gives a list of sentences about what is wrong.
func (tab *Tab) list(what, js string) {
	tab.t.Helper()
	var wrong []string
	tab.Ask(js, &wrong)
	for _, w := range wrong {
		tab.t.Errorf("%s: %s: %s", tab.URL(), what, strings.Join(strings.Fields(w), " "))
	}
}
