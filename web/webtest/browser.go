package webtest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Browser is one Chromium, closed with the test that started it.
type Browser struct {
	ctx context.Context
}

// quiet keeps Chromium from calling home.
var quiet = []string{"disable-background-networking", "disable-component-update", "disable-sync", "disable-quic",
	"no-first-run", "disable-default-apps", "disable-extensions"}

// Start starts Chromium for t and its subtests.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := chromium()
	if path == "" {
		t.Fatal("Chromium is missing: apt-get install chromium, or set CHROME_PATH")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(60*time.Second))
	for _, flag := range quiet {
		opts = append(opts, chromedp.Flag(flag, true))
	}
	allocated, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(allocated)
	t.Cleanup(closeTab)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal("Chromium does not start:", err)
	}
	return &Browser{ctx: ctx}
}

func chromium() string {
	for _, path := range []string{os.Getenv("CHROME_PATH"), "/usr/bin/chromium", "/usr/bin/chromium-browser",
		"/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"} {
		if _, err := os.Stat(path); path != "" && err == nil {
			return path
		}
	}
	return ""
}

// Tab is one page as a person sees it. Every method fails its test when what it
// asks does not happen.
type Tab struct {
	t   testing.TB
	ctx context.Context
}

// Look is how a tab shows pages.
type Look struct {
	Width      int  // CSS pixels, 1280 when 0
	ScriptsOff bool // pages run no script
	Dark       bool
	Patience   time.Duration // how long the tab lives, five minutes when 0
}

// Tab opens a tab with cookies of its own.
func (b *Browser) Tab(t testing.TB, look Look) *Tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	lives := look.Patience
	if lives == 0 {
		lives = patience
	}
	ctx, cancel := context.WithTimeout(ctx, lives)
	t.Cleanup(cancel)
	tab := &Tab{t: t, ctx: ctx}
	width := look.Width
	if width == 0 {
		width = 1280
	}
	tab.Do("resize", chromedp.EmulateViewport(int64(width), 900))
	if look.ScriptsOff {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		tab.must("turn scripts off", err)
	}
	if look.Dark {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
		tab.must("turn the lights off", err)
	}
	return tab
}

// Context is the tab's, for what the methods below do not do.
func (tab *Tab) Context() context.Context { return tab.ctx }

// Go opens an address.
func (tab *Tab) Go(url string) {
	tab.t.Helper()
	tab.Do("open "+url, chromedp.Navigate(url))
}

// Fill types in the field of that name, in place of what it held.
func (tab *Tab) Fill(field, text string) {
	tab.t.Helper()
	sel := fmt.Sprintf("[name=%q]", field)
	quoted, _ := json.Marshal(sel)
	found, err := chromedp.Run(tab.ctx, chromedp.Evaluate[bool](fmt.Sprintf(
		`(() => { const e = document.querySelector(%s); if (e) e.value = ""; return Boolean(e); })()`, quoted)))
	tab.must("empty "+field, err)
	if !found {
		tab.t.Fatalf("no field %s on %s:\n%s", field, tab.URL(), tab.Words())
	}
	tab.Do("fill "+field, chromedp.SendKeys(sel, text))
}

// Choose picks an answer: a radio button or a box of that name and value.
func (tab *Tab) Choose(field, value string) {
	tab.t.Helper()
	tab.Do("choose "+field, chromedp.Click(fmt.Sprintf("[name=%q][value=%q]", field, value)))
}

// Pick chooses in a list.
func (tab *Tab) Pick(field, value string) {
	tab.t.Helper()
	tab.Do("pick "+field, chromedp.SetValue(fmt.Sprintf("select[name=%q]", field), value))
}

// Attach puts a file in a field.
func (tab *Tab) Attach(field, path string) {
	tab.t.Helper()
	tab.Do("attach "+path, chromedp.SetUploadFiles(fmt.Sprintf("[name=%q]", field), []string{path}))
}

// Press presses the button or follows the link whose words begin with text,
// and waits for the page that answers.
func (tab *Tab) Press(text string) {
	tab.t.Helper()
	quoted, _ := json.Marshal(text)
	found, err := chromedp.Run(tab.ctx, chromedp.Evaluate[bool](fmt.Sprintf(`(() => {
		const said = (e) => e.textContent.replace(/[\s\u00a0]+/g, " ").trim();
		const want = %s.replace(/\u00a0/g, " ");
		const all = [...document.querySelectorAll("main button, main a, header button, header a, nav a, section a, section button, footer a")];
		const it = all.find((e) => said(e) === want) ?? all.find((e) => said(e).startsWith(want));
		document.querySelectorAll("[data-pressed]").forEach((e) => e.removeAttribute("data-pressed"));
		it?.setAttribute("data-pressed", "");
		return Boolean(it);
	})()`, quoted)))
	tab.must("look for « "+text+" »", err)
	if !found {
		tab.t.Fatalf("no button or link says « %s » on %s:\n%s", text, tab.URL(), tab.Words())
	}
	if _, err := chromedp.RunResponse(tab.ctx, chromedp.Click("[data-pressed]")); err != nil {
		tab.t.Fatalf("press « %s »: %v", text, err)
	}
}

// See fails unless the page says text, spaces apart.
func (tab *Tab) See(text string) {
	tab.t.Helper()
	if words := tab.Words(); !strings.Contains(words, spaced(text)) {
		tab.t.Fatalf("« %s » is not on %s:\n%s", text, tab.URL(), words)
	}
}

// Miss fails if the page says text.
func (tab *Tab) Miss(text string) {
	tab.t.Helper()
	if strings.Contains(tab.Words(), spaced(text)) {
		tab.t.Fatalf("« %s » is on %s", text, tab.URL())
	}
}

// Words is the text of the page, spaces made equal.
func (tab *Tab) Words() string {
	tab.t.Helper()
	s, err := chromedp.Run(tab.ctx, chromedp.Evaluate[string](`document.body.innerText`))
	tab.must("read the page", err)
	return spaced(s)
}

// URL is the address of the page.
func (tab *Tab) URL() string {
	tab.t.Helper()
	s, err := chromedp.Run(tab.ctx, chromedp.Location())
	tab.must("read the address", err)
	return s
}

// Title is the title of the page.
func (tab *Tab) Title() string {
	tab.t.Helper()
	s, err := chromedp.Run(tab.ctx, chromedp.Title())
	tab.must("read the title", err)
	return s
}

// HTML is the markup of the page as it is now.
func (tab *Tab) HTML() string {
	tab.t.Helper()
	s, err := chromedp.Run(tab.ctx, chromedp.Evaluate[string](`"<!DOCTYPE html>" + document.documentElement.outerHTML`))
	tab.must("read the markup", err)
	return s
}

// Shot writes a picture of the whole page to build/shots/NAME.png.
func (tab *Tab) Shot(name string) {
	tab.t.Helper()
	png, err := chromedp.Run(tab.ctx, chromedp.FullScreenshot(100))
	tab.must("picture", err)
	dir := filepath.Join(assets(), "..", "..", "build", "shots")
	tab.must("picture", os.MkdirAll(dir, 0o755))
	tab.must("picture", os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644))
}

// Fits fails when the page is wider than the tab.
func (tab *Tab) Fits() {
	tab.t.Helper()
	over, err := chromedp.Run(tab.ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
	tab.must("measure", err)
	if over > 0 {
		tab.t.Errorf("%s: %d pixels too wide", tab.URL(), over)
	}
}

// Do does what the other methods do not, and fails when it cannot.
func (tab *Tab) Do(what string, steps ...chromedp.Action[chromedp.Void]) {
	tab.t.Helper()
	tab.must(what, chromedp.Do(tab.ctx, steps...))
}

func (tab *Tab) must(what string, err error) {
	tab.t.Helper()
	if err != nil {
		tab.t.Fatalf("%s: %v", what, err)
	}
}

func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }
