package webtest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"espacesante/web/webtest"
)

// Judges that never condemn are no judges: each is shown a planted fault.
func TestAxeFindsAPlantedFault(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<!doctype html><html lang="fr"><head><title>t</title></head><body><main><h1>A</h1><img src="x.png"></main></body></html>`)
	}))
	defer s.Close()
	tab := webtest.Start(t).Tab(t, webtest.Look{})
	tab.Go(s.URL)
	for _, v := range tab.Violations() {
		if v.ID == "image-alt" {
			return
		}
	}
	t.Fatal("an image without words was not found")
}

type recorder struct {
	testing.TB
	faults []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

func TestHTMLFindsAPlantedFault(t *testing.T) {
	r := &recorder{TB: t}
	webtest.HTML(r, "planted", `<!DOCTYPE html><html lang="fr"><head><title>t</title></head><body><p><div id="a" id="a"></div></body></html>`)
	if len(r.faults) == 0 {
		t.Fatal("a broken page passed")
	}
}
