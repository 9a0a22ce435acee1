package public_test

import (
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"strings"
	"testing"
)

// #106, #136: a site first, and a phone can keep it among its applications: the manifest names it,
// its icons exist in the sizes told, one of them may be cut round.
func TestAPhoneCanInstallTheService(t *testing.T) {
	h := infoSite()
	w := get(h, "/manifest.webmanifest")
	if kind := w.Header().Get("Content-Type"); w.Code != 200 || kind != "application/manifest+json" {
		t.Fatal(w.Code, kind)
	}
	var m struct {
		Name, Display string
		Start         string `json:"start_url"`
		Icons         []struct{ Src, Sizes, Type, Purpose string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	if m.Name != "Espace santé" || m.Display != "standalone" || m.Start != "/" {
		t.Errorf("got %+v", m)
	}
	sizes := map[string]bool{}
	for _, icon := range m.Icons {
		file := get(h, icon.Src)
		if file.Code != 200 || file.Header().Get("Content-Type") != icon.Type {
			t.Errorf("%s: status %d, %s", icon.Src, file.Code, file.Header().Get("Content-Type"))
		}
		sizes[icon.Sizes+" "+icon.Purpose] = true
		if icon.Type != "image/png" {
			continue
		}
		picture, err := png.DecodeConfig(file.Body)
		if err != nil || fmt.Sprintf("%dx%d", picture.Width, picture.Height) != icon.Sizes {
			t.Errorf("%s is %dx%d, not %s: %v", icon.Src, picture.Width, picture.Height, icon.Sizes, err)
		}
	}
	for _, want := range []string{"192x192 any", "512x512 any", "512x512 maskable"} {
		if !sizes[want] {
			t.Errorf("no icon %s", want)
		}
	}
	page := get(h, "/").Body.String()
	for _, want := range []string{`rel="manifest"`, `rel="apple-touch-icon"`, `name="theme-color"`} {
		if !strings.Contains(page, want) {
			t.Errorf("pages do not say %s", want)
		}
	}
}

// Nothing of a page is kept on the device: no worker, no storage.
func TestNothingIsKeptOnTheDevice(t *testing.T) {
	b, err := os.ReadFile("../assets/app.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, never := range []string{"serviceWorker", "caches", "localStorage", "sessionStorage", "indexedDB"} {
		if strings.Contains(string(b), never) {
			t.Errorf("scripts use %s", never)
		}
	}
	for _, path := range append(everyPage(t), "/nulle-part") {
		if path = strings.ReplaceAll(path, "{langue}", "ar"); get(infoSite(), path).Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept", path)
		}
	}
}
