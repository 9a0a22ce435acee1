package static_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/klauspost/compress/zstd"

	"espacesante/web/static"
)

func folder() fstest.MapFS {
	return fstest.MapFS{
		".keep":      {Data: nil},
		"app.css":    {Data: []byte(`a{background:url("x.woff2")}` + strings.Repeat("b{color:red}", 200))},
		"app.js":     {Data: []byte("1")},
		"x.woff2":    {Data: []byte("font")},
		"mark.svg":   {Data: []byte("<svg/>")},
		"reading.js": {Data: []byte("2")},
	}
}

func get(h http.Handler, url string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", url, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// sheet finds the address of the style sheet by following the embedded names.
func sheet(t *testing.T, s *static.Set) string {
	t.Helper()
	url := s.URL("app.css")
	if !strings.HasPrefix(url, "/static/app.") || !strings.HasSuffix(url, ".css") || url == "/static/app.css" {
		t.Fatal("not a hashed address:", url)
	}
	return url
}

func TestAFileIsServedForEverUnderTheNameOfItsContent(t *testing.T) {
	s, err := static.Load(folder())
	if err != nil {
		t.Fatal(err)
	}
	url := sheet(t, s)
	w := get(s, url)
	if w.Code != 200 || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Fatal(w.Code, w.Header())
	}
	if w.Header().Get("Content-Type") != "text/css; charset=utf-8" || w.Header().Get("Vary") != "Accept-Encoding" {
		t.Fatal(w.Header())
	}
	if again := get(s, url, "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Fatal("the tag was not recognised:", again.Code)
	}
	other := folder()
	other["app.css"] = &fstest.MapFile{Data: []byte("c{}")}
	if o, err := static.Load(other); err != nil || sheet(t, o) == url {
		t.Fatal("another content kept the same address", err)
	}
	if w := get(s, "/static/app.css"); w.Code != 404 {
		t.Fatal("a plain name was served:", w.Code)
	}
}

func TestAStyleSheetNamesTheHashedFont(t *testing.T) {
	s, err := static.Load(folder())
	if err != nil {
		t.Fatal(err)
	}
	if body := get(s, sheet(t, s)).Body.String(); !strings.Contains(body, `url("`+s.URL("x.woff2")+`")`) {
		t.Fatal(body[:60])
	}
}

func TestEachReaderGetsTheFormItAccepts(t *testing.T) {
	s, err := static.Load(folder())
	if err != nil {
		t.Fatal(err)
	}
	url := sheet(t, s)
	plain := get(s, url).Body.String()
	for _, c := range []struct{ accept, coding string }{
		{"gzip, deflate, br, zstd", "zstd"}, {"gzip", "gzip"}, {"br", ""}, {"", ""},
		{"gzip;q=0", ""}, {"zstd;q=0, gzip;q=0.5", "gzip"}, {"notgzip", ""},
	} {
		w := get(s, url, "Accept-Encoding", c.accept)
		if got := w.Header().Get("Content-Encoding"); got != c.coding {
			t.Fatalf("%q: got %q, want %q", c.accept, got, c.coding)
		}
		var body io.Reader = w.Body
		switch c.coding {
		case "gzip":
			body, err = gzip.NewReader(w.Body)
		case "zstd":
			body, err = zstd.NewReader(w.Body)
		}
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(body); err != nil || string(b) != plain {
			t.Fatalf("%q: another content (%v)", c.accept, err)
		}
	}
}

func TestAFileOfAnUnknownKindIsRefusedAtStart(t *testing.T) {
	files := folder()
	files["notes.exe"] = &fstest.MapFile{}
	if _, err := static.Load(files); err == nil {
		t.Fatal("served something without a type")
	}
}

// The first visit to any page is at most 70 KB compressed (ux.md §4.5).
func TestAFirstVisitIsLight(t *testing.T) {
	if err := static.Check(); err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, name := range []string{"app.css", "app.js", "mark.svg"} {
		total += get(static.Handler(), static.URL(name), "Accept-Encoding", "gzip").Body.Len()
	}
	if total > 50*1024 {
		t.Fatalf("%d bytes before any page, 50 KB at most so that 20 remain for the page", total)
	}
}
