// Package static serves the style sheet, the script and the pictures under
// names that change with their content, packed once when the program starts.
// It knows nothing of pages: they ask it for an address.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
)

//go:embed all:dist
var dist embed.FS

// Prefix is where the files are served.
const Prefix = "/static/"

// types are the kinds of files we make; the machine's own table is not asked.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".png":   "image/png",
	".woff2": "font/woff2",
}

// asset is one file, ready to leave in three forms.
type asset struct {
	kind, tag       string
	raw, gzip, zstd []byte
}

// Set is a folder of files under their hashed addresses.
type Set struct {
	byURL map[string]*asset
	urls  map[string]string
}

var embedded = sync.OnceValues(func() (*Set, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	return Load(files)
})

// Check says what is missing of what pages need. The program asks before it
// listens: without a style sheet it would serve a naked service.
func Check() error {
	set, err := embedded()
	if err != nil {
		return err
	}
	for _, name := range []string{"app.css", "app.js", "mark.svg"} {
		if set.urls[name] == "" {
			return fmt.Errorf("static: %s is not in the program: run `make assets` (npm ci, then node build.mjs in web/assets) and build again", name)
		}
	}
	return nil
}

// URL is the address of a file by its plain name. A file that is not there
// keeps its plain name, and answers 404.
func URL(name string) string {
	set, err := embedded()
	if err != nil {
		return Prefix + name
	}
	return set.URL(name)
}

// URL is the same for a folder read with Load.
func (s *Set) URL(name string) string {
	if url := s.urls[name]; url != "" {
		return url
	}
	return Prefix + name
}

// Handler serves every embedded file.
func Handler() http.Handler {
	set, err := embedded()
	if err != nil {
		return http.NotFoundHandler()
	}
	return set
}

// Load reads a folder. Style sheets come last, because they name other files,
// and their url("name") becomes the address under which name is served.
func Load(files fs.FS) (*Set, error) {
	s := &Set{byURL: map[string]*asset{}, urls: map[string]string{}}
	var sheets []string
	names, err := fs.Glob(files, "*.*")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		switch kind := types[path.Ext(name)]; {
		case strings.HasPrefix(name, "."):
		case kind == "":
			return nil, fmt.Errorf("static: %s: no type is known for such a file", name)
		case path.Ext(name) == ".css":
			sheets = append(sheets, name)
		default:
			err = errors.Join(err, s.add(files, name, nil))
		}
	}
	for _, name := range sheets {
		err = errors.Join(err, s.add(files, name, s.addressed))
	}
	return s, err
}

func (s *Set) add(files fs.FS, name string, rewrite func([]byte) []byte) error {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	if rewrite != nil {
		raw = rewrite(raw)
	}
	sum := sha256.Sum256(raw)
	tag := hex.EncodeToString(sum[:6])
	ext := path.Ext(name)
	a := &asset{kind: types[ext], tag: `"` + tag + `"`, raw: raw}
	if ext == ".css" || ext == ".js" || ext == ".svg" {
		if a.gzip, a.zstd, err = pack(raw); err != nil {
			return err
		}
	}
	url := Prefix + strings.TrimSuffix(name, ext) + "." + tag + ext
	s.byURL[url], s.urls[name] = a, url
	return nil
}

// addressed gives the files named in a style sheet their real addresses.
func (s *Set) addressed(css []byte) []byte {
	for name, url := range s.urls {
		css = bytes.ReplaceAll(css, []byte(`url("`+name+`")`), []byte(`url("`+url+`")`))
		css = bytes.ReplaceAll(css, []byte(`url(`+name+`)`), []byte(`url("`+url+`")`))
	}
	return css
}

func pack(raw []byte) (gz, zst []byte, err error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, nil, err
	}
	if _, err = w.Write(raw); err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, nil, err
	}
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		return nil, nil, err
	}
	return b.Bytes(), enc.EncodeAll(raw, nil), enc.Close()
}

// ServeHTTP serves one file. An address names one content for ever, so it may
// be kept for ever.
func (s *Set) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := s.byURL[r.URL.Path]
	if a == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	body, tag := a.raw, a.tag
	if a.gzip != nil {
		h.Set("Vary", "Accept-Encoding")
		accepted := r.Header.Get("Accept-Encoding")
		switch {
		case accepts(accepted, "zstd"):
			h.Set("Content-Encoding", "zstd")
			body, tag = a.zstd, strings.TrimSuffix(a.tag, `"`)+`-zstd"`
		case accepts(accepted, "gzip"):
			h.Set("Content-Encoding", "gzip")
			body, tag = a.gzip, strings.TrimSuffix(a.tag, `"`)+`-gzip"`
		}
	}
	h.Set("ETag", tag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// accepts reads an Accept-Encoding list; « q=0 » is a refusal.
func accepts(header, coding string) bool {
	for item := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(item, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		q, found := strings.CutPrefix(strings.ReplaceAll(strings.TrimSpace(params), " ", ""), "q=")
		if !found {
			return true
		}
		weight, err := strconv.ParseFloat(q, 64)
		return err == nil && weight > 0
	}
	return false
}
