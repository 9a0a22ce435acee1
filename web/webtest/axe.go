package webtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"

	"github.com/chromedp/chromedp"
)

var axe = sync.OnceValues(func() (string, error) {
	b, err := os.ReadFile(filepath.Join(assets(), "node_modules", "axe-core", "axe.min.js"))
	return string(b), err
})

// Violation is one thing axe finds wrong.
type Violation struct {
	ID    string   `json:"id"`
	Help  string   `json:"help"`
	Where []string `json:"where"`
}

// run asks for WCAG 2.0 to 2.2, A and AA, and the best practices.
const run = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
	.then((r) => JSON.stringify(r.violations.map((v) => ({
		id: v.id, help: v.help,
		where: v.nodes.map((n) => n.target.join(" ") + ": " + n.failureSummary.replace(/\s+/g, " ")),
	}))))`

// Axe fails for every violation axe finds on the page. The tab must run scripts.
func (tab *Tab) Axe() {
	tab.t.Helper()
	for _, v := range tab.Violations() {
		for _, where := range v.Where {
			tab.t.Errorf("%s: %s (%s): %s", tab.URL(), v.ID, v.Help, where)
		}
	}
}

// Violations is what axe finds wrong on the page.
func (tab *Tab) Violations() []Violation {
	tab.t.Helper()
	source, err := axe()
	if err != nil {
		tab.t.Fatal("axe-core is missing (run `npm ci` in web/assets):", err)
	}
	_, err = chromedp.Run(tab.ctx, chromedp.Evaluate[int](source+"; 0"))
	tab.must("load axe", err)
	found, err := chromedp.Run(tab.ctx, chromedp.Evaluate[string](run, chromedp.EvalAwaitPromise))
	tab.must("run axe", err)
	var all []Violation
	tab.must("read axe's answer", json.Unmarshal([]byte(found), &all))
	return all
}
