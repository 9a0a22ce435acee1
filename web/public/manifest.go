package public

import (
	"encoding/json"
	"net/http"

	"espacesante/web/static"
	"espacesante/web/ui"
)

// manifest lets a phone keep the service among its applications. There is no
// service worker: nothing of a page is ever kept on the device.
func (s *Site) manifest(w http.ResponseWriter, r *http.Request) error {
	type icon struct {
		Source  string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
	}
	name := ui.ServiceOf(r.Context()).Name
	w.Header().Set("Content-Type", "application/manifest+json")
	return json.NewEncoder(w).Encode(map[string]any{
		"id": "/", "start_url": "/", "scope": "/", "lang": "fr", "dir": "ltr", "display": "standalone",
		"name": name, "short_name": name, "background_color": "#f7f4ee", "theme_color": "#0f4c55",
		"icons": []icon{
			{static.URL("icon-192.png"), "192x192", "image/png", "any"},
			{static.URL("icon-512.png"), "512x512", "image/png", "any"},
			{static.URL("icon-512.png"), "512x512", "image/png", "maskable"},
			{static.URL("mark.svg"), "any", "image/svg+xml", "any"},
		},
	})
}
