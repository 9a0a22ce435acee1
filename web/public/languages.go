package public

import (
	"embed"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/problem"
	"espacesante/web/ui"
)

// Each language is one text file that a translator can correct: headings (##),
// points (-), a lead (>), a warning (!) and the ways on (@).
//
//go:embed langues/*.txt
var translations embed.FS

// Language is one in which the choice is explained.
type Language struct {
	Code string // BCP 47
	Name string // in itself
	Dir  string // « rtl » where it is written so
}

// Languages lists them, French first.
var Languages = []Language{
	{"fr", "Français", ""}, {"en", "English", ""}, {"es", "Español", ""}, {"pt", "Português", ""},
	{"ar", "العربية", "rtl"}, {"tr", "Türkçe", ""}, {"ro", "Română", ""}, {"uk", "Українська", ""},
}

// translated is what a page in a language says.
type translated struct {
	Title, Lead, Warning string
	Parts                []part
}

// part is one heading and what follows it.
type part struct {
	Title string
	Lines []said
}

// said is a paragraph, a list of points, or a way on.
type said struct {
	Kind   string // empty for a paragraph; points; activation, opposition, desks, check, phone
	Text   string
	Points []string
}

// read takes a file apart.
func read(code string) (t translated, err error) {
	b, err := translations.ReadFile("langues/" + code + ".txt")
	if err != nil {
		return t, problem.Missing("language")
	}
	for line := range strings.Lines(string(b)) {
		mark, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case mark == "#":
			t.Title = text
		case mark == ">":
			t.Lead = text
		case mark == "!":
			t.Warning = text
		case mark == "##":
			t.Parts = append(t.Parts, part{Title: text})
		case mark == "-":
			t.point(text)
		case strings.HasPrefix(mark, "@"):
			t.add(said{Kind: mark[1:], Text: text})
		default:
			t.add(said{Text: strings.TrimSpace(line)})
		}
	}
	return t, nil
}

func (t *translated) add(s said) {
	last := &t.Parts[len(t.Parts)-1]
	last.Lines = append(last.Lines, s)
}

func (t *translated) point(text string) {
	last := &t.Parts[len(t.Parts)-1]
	if n := len(last.Lines); n > 0 && last.Lines[n-1].Kind == "points" {
		last.Lines[n-1].Points = append(last.Lines[n-1].Points, text)
		return
	}
	t.add(said{Kind: "points", Points: []string{text}})
}

func (s *Site) languages(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, languagesPage(s.page(r, "")))
}

func (s *Site) inLanguage(w http.ResponseWriter, r *http.Request) error {
	for _, l := range Languages {
		if l.Code != chi.URLParam(r, "langue") {
			continue
		}
		t, err := read(l.Code)
		if err != nil {
			return err
		}
		p := s.page(r, "")
		p.Back = ui.Link{Href: "/langues", Text: "Langues"}
		p.Title = t.Title
		if l.Code != "fr" {
			p.Lang, p.Dir = l.Code, l.Dir
		}
		return ui.Render(w, r, http.StatusOK, languagePage(p, t))
	}
	return problem.Missing("language")
}
