package webtest

import (
	"fmt"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Media makes the page believe in a device: "print" or "", and features such as
// prefers-color-scheme, dark.
func (tab *Tab) Media(media string, features ...string) {
	tab.t.Helper()
	asked := emulation.SetEmulatedMediaParams{Media: media}
	for i := 0; i+1 < len(features); i += 2 {
		asked.Features = append(asked.Features, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	_, err := chromedp.Call(tab.ctx, emulation.SetEmulatedMedia, asked)
	tab.must("change the device", err)
}

// stops lists what the Tab key should reach, in the order of the page: of
// buttons that share a name, one.
const stops = `(() => {
	window.stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")].filter((e) => {
		if (e.disabled || e.hidden || !e.checkVisibility({visibilityProperty: true})) return false;
		if (e.closest("details:not([open])") && e.tagName !== "SUMMARY") return false;
		if (e.type !== "radio") return true;
		const group = [...document.querySelectorAll("input[type=radio]")].filter((r) => r.name === e.name && r.form === e.form);
		return e === (group.find((r) => r.checked) ?? group[0]);
	});
	const start = document.createElement("span");
	start.tabIndex = -1;
	document.body.prepend(start);
	start.focus();
	return window.stops.length;
})()`

// here says which stop has the focus, and what is wrong with how it shows: a
// ring at least 2 pixels wide, nothing above it (WCAG 2.4.7, 2.4.11).
const here = `(() => {
	const e = document.activeElement;
	const rings = (s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== "none";
	const near = [[e, null], [e.nextElementSibling, "::before"], [e.closest("label"), null]];
	const seen = near.some(([n, part]) => n && rings(getComputedStyle(n, part)));
	const box = e.getBoundingClientRect();
	const inside = box.bottom > 0 && box.top < innerHeight;
	const top = document.elementFromPoint(Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1), Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1));
	const bare = !top || e === top || e.contains(top) || top.contains(e) || (top.closest("label")?.control === e);
	const faults = [];
	if (e !== document.body && !seen) faults.push("no ring");
	if (e !== document.body && !(inside && bare)) faults.push("hidden by " + top?.className);
	return {At: window.stops.indexOf(e), Name: e.outerHTML.slice(0, 120), Wrong: faults.join(", ")};
})()`

// Walks goes through the page with the Tab key: every control is reached, in
// the order of the page, is seen to be reached, and lets go.
func (tab *Tab) Walks() {
	tab.t.Helper()
	var count int
	tab.Ask(stops, &count)
	next := 0
	for range count + 8 { // scrolling boxes and players may stop the key too
		tab.Do("press Tab", chromedp.KeyEvent(kb.Tab))
		var at struct {
			At          int
			Name, Wrong string
		}
		tab.Ask(here, &at)
		if at.Wrong != "" {
			tab.t.Errorf("%s: focus: %s: %s", tab.URL(), at.Wrong, at.Name)
		}
		if at.At < 0 {
			continue
		}
		if at.At != next {
			tab.t.Errorf("%s: the Tab key goes to stop %d, not %d: %s", tab.URL(), at.At, next, at.Name)
		}
		if next = at.At + 1; next == count {
			break
		}
	}
	if next != count {
		tab.t.Errorf("%s: the Tab key stops at %d of %d", tab.URL(), next, count)
	}
}

// clipped lists texts that their box cuts.
const clipped = `[...document.querySelectorAll("body *")].filter((e) => {
	const s = getComputedStyle(e);
	return e.innerText?.trim() && e.checkVisibility() && !e.closest(".govuk-visually-hidden, .govuk-skip-link, svg") && s.clip === "auto" &&
		(/hidden|clip/.test(s.overflowY) && e.scrollHeight > e.clientHeight + 2 || /hidden|clip/.test(s.overflowX) && e.scrollWidth > e.clientWidth + 2);
}).map((e) => e.outerHTML.slice(0, 160))`

// Spaced spaces the text out as WCAG 1.4.12 asks: nothing is cut, nothing leaves
// the page.
func (tab *Tab) Spaced() {
	tab.t.Helper()
	tab.under("text spacing", `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`)
}

// Doubled shows the text twice as large (1.4.4).
func (tab *Tab) Doubled() {
	tab.t.Helper()
	tab.under("text at 200 %", `html { font-size: 200% !important }`)
}

// under looks at the page under one more rule, and takes it away.
func (tab *Tab) under(what, rule string) {
	tab.t.Helper()
	var none int
	tab.Ask(fmt.Sprintf(`(() => { const s = new CSSStyleSheet(); s.replaceSync(%q); document.adoptedStyleSheets = [s]; return 0 })()`, rule), &none)
	tab.list(what+": cut", clipped)
	tab.list(what, `document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] : [innerWidth + " px: too wide: " +
		[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 &&
			!e.closest(".govuk-visually-hidden")).slice(0, 3).map((e) => (e.className?.baseVal ?? e.className) + " " + e.tagName + " " + e.innerText?.slice(0, 30)).join(" | ")]`)
	tab.Ask(`(() => { document.adoptedStyleSheets = []; return 0 })()`, &none)
}

// Touches fails for a main button lower than 44 pixels, and any control lower
// than 24 (2.5.8 is axe's too, where controls stand apart).
func (tab *Tab) Touches() {
	tab.t.Helper()
	tab.list("too small to touch", `[...document.querySelectorAll("main .govuk-button:not(.es-button--small), main button, main input:not([type=hidden]), main select, main textarea, main summary")]
		.filter((e) => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().height < (e.matches(".govuk-button:not(.es-button--small)") ? 44 : 24))
		.map((e) => e.getBoundingClientRect().height + " px: " + e.outerHTML.slice(0, 120))`)
}

// Rests fails when something moves though the person asked for rest.
func (tab *Tab) Rests() {
	tab.t.Helper()
	tab.Media("", "prefers-reduced-motion", "reduce")
	tab.list("moves", `[...document.getAnimations().map((a) => "an animation runs"), ...[...document.querySelectorAll("body *")]
		.filter((e) => getComputedStyle(e).transitionDuration.split(",").some((d) => parseFloat(d) > 0.01)).map((e) => e.outerHTML.slice(0, 120))]`)
}

// Forces takes the page's colours away: controls keep an edge, the focus shows.
func (tab *Tab) Forces() {
	tab.t.Helper()
	tab.Media("", "forced-colors", "active")
	tab.list("forced colours: no edge", `[...document.querySelectorAll("main .govuk-button, main input.govuk-input, main select, main textarea")]
		.filter((e) => e.checkVisibility() && !(parseFloat(getComputedStyle(e).borderTopWidth) > 0 || parseFloat(getComputedStyle(e).outlineWidth) > 0 && getComputedStyle(e).outlineStyle !== "none"))
		.map((e) => e.outerHTML.slice(0, 120))`)
}

// Prints shows the page on paper: no menu, no tool, dark words on nothing, in
// both themes.
func (tab *Tab) Prints() {
	tab.t.Helper()
	for _, theme := range []string{"light", "dark"} {
		tab.Media("print", "prefers-color-scheme", theme)
		tab.list("on paper, "+theme, `(() => {
			const wrong = [...document.querySelectorAll(".es-tabs, .es-tools, .govuk-back-link, .es-session, main .govuk-button")]
				.filter((e) => e.checkVisibility()).map((e) => "still there: " + e.outerHTML.slice(0, 100));
			for (const a of document.querySelectorAll("a[href]")) {
				const after = getComputedStyle(a, "::after").content;
				if (/attr\(|\//.test(after) && a.checkVisibility()) wrong.push("the address of a link is written: " + after);
			}
			const h1 = document.querySelector("h1");
			if (!h1.checkVisibility()) wrong.push("no title");
			for (const e of [h1, ...document.querySelectorAll("main p, main dd, main td")]) {
				const [r, g, b] = getComputedStyle(e).color.match(/[0-9.]+/g).map(Number);
				if (0.2126 * r + 0.7152 * g + 0.0722 * b > 140) { wrong.push("pale words: " + e.outerHTML.slice(0, 100)); break; }
			}
			return wrong;
		})()`)
	}
	tab.Media("")
}

// patience is how long a tab lives when its look does not say.
const patience = 5 * time.Minute
