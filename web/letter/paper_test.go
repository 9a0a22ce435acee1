package letter

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// paperText is what a sheet says, in the order it is drawn, on one line.
func paperText(s *sheet) string {
	var out []string
	for _, k := range s.strokes {
		if k.text != "" {
			words, err := charmap.Windows1252.NewDecoder().String(k.text)
			if err != nil {
				panic(err) // Windows-1252 decodes anything
			}
			out = append(out, words)
		}
	}
	return strings.NewReplacer("\u00a0", " ", " ,", ",", " .", ".").Replace(strings.Join(out, " "))
}

func TestOnlyTheAddressIsInTheWindow(t *testing.T) {
	full := []string{"Aux représentants légaux de MARIE-ANTOINETTE", "Chez M. et Mme BERTRAND DE LA TOUR", "Résidence des Trois-Fontaines, entrée C",
		"1234 boulevard du Maréchal-de-Lattre-de-Tassigny", "BP 12345 SAINT-REMY", "13538 SAINT-REMY-DE-PROVENCE CEDEX"}
	for name, m := range every() {
		for _, to := range [][]string{home, full, append(full, "RÉUNION")} {
			inside := 0
			for _, k := range compose(m, to).strokes {
				top, bottomEdge := k.y, k.y+k.h
				if k.text != "" {
					top, bottomEdge = k.y-k.h, k.y+k.h*0.3 // from the baseline: capitals and descenders
				}
				if k.x+k.w < quietLeft || k.x > quietRight || bottomEdge < quietTop || top > quietBottom {
					continue
				}
				inside++
				if k.text == "" || k.x < windowLeft || k.x+k.w > windowRight+0.01 || top < windowTop || bottomEdge > windowBottom {
					t.Errorf("%s: %q at x %.1f–%.1f, y %.1f–%.1f", name, k.text, k.x, k.x+k.w, top, bottomEdge)
				}
			}
			if want := min(len(to), addressLines); inside != want {
				t.Errorf("%s: %d lines in the window, want %d", name, inside, want)
			}
		}
	}
}

func TestEveryLetterFitsOnePageAndItsMargins(t *testing.T) {
	for name, m := range every() {
		for side, s := range map[string]*sheet{"front": compose(m, home), "back": composeBack(m)} {
			if s.size < 13.5 {
				t.Errorf("%s, %s, is set at %.1f points", name, side, s.size)
			}
			for _, k := range s.strokes {
				if k.text != "" && (k.x < left || k.x+k.w > right+0.01 || k.y > bottom) {
					t.Errorf("%s, %s: %q reaches x %.1f, y %.1f", name, side, k.text, k.x+k.w, k.y)
				}
			}
		}
	}
	if s := compose(invitation(), home); s.size != bodySize {
		t.Errorf("the invitation is set at %.1f points, want 14", s.size)
	}
	long := invitation()
	long.Service.Address = "mon-espace-sante.prestataire-de-demonstration.departement.example"
	long.Service.Hours = strings.Repeat("du lundi au vendredi, de 8 h 30 à 17 h 30, ", 4)
	if s := compose(long, home); s.size >= bodySize || s.size < smallest {
		t.Errorf("a long service is set at %.1f points", s.size)
	}
}

func TestTheCodeIsReadFromAfar(t *testing.T) {
	for _, k := range compose(invitation(), home).strokes {
		if k.text == "K7QF-2M9T-XW4H" {
			if k.font != mono || k.size < 22 {
				t.Errorf("font %v at %.0f points", k.font, k.size)
			}
			return
		}
	}
	t.Error("no code on the letter")
}

// decisions.md §2: activating and opposing stand side by side with the same
// visual weight.
func TestTheTwoDoorsAreEqualBoxes(t *testing.T) {
	for name, m := range every() {
		var boxes []stroke
		for _, k := range compose(m, home).strokes {
			if k.text == "" && k.width == 0.3 && k.points == nil {
				boxes = append(boxes, k)
			}
		}
		_, choosing := find(m)
		if !choosing && len(boxes) == 0 {
			continue
		}
		if len(boxes) != 2 || boxes[0].w != boxes[1].w || boxes[0].h != boxes[1].h || boxes[0].y != boxes[1].y || boxes[0].colour != boxes[1].colour {
			t.Errorf("%s: %+v", name, boxes)
		}
	}
}

func find(m Message) (doors, bool) {
	for _, b := range m.words().body {
		if d, ok := b.(doors); ok {
			return d, true
		}
	}
	return doors{}, false
}

func batch(n int) []Post {
	posts := make([]Post, n)
	for i := range posts {
		m := invitation()
		m.Code = "K7QF2M9T" + strconv.Itoa(1000+i)
		posts[i] = Post{[]string{"M. Paul MARTIN " + strconv.Itoa(i), "12 rue des Tanneurs", "09000 FOIX"}, m}
	}
	return posts
}

func TestAReprintIsTheSameFileByteForByte(t *testing.T) {
	var first, again, other bytes.Buffer
	if err := WriteLetters(&first, batch(3)...); err != nil {
		t.Fatal(err)
	}
	if err := WriteLetters(&again, batch(3)...); err != nil {
		t.Fatal(err)
	}
	if err := WriteLetters(&other, batch(4)...); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) || bytes.Equal(first.Bytes(), other.Bytes()) {
		t.Error("two prints of the same letters differ, or different letters do not")
	}
	if bytes.Contains(first.Bytes(), []byte("MARTIN")) {
		t.Error("the file's own description names a person")
	}
}

func TestWhatCannotBePrintedIsRefused(t *testing.T) {
	undated := invitation()
	undated.Date = time.Time{}
	for name, posts := range map[string][]Post{
		"nothing":        nil,
		"no address":     {{nil, invitation()}},
		"no date":        {{home, undated}},
		"a sign-in link": {{home, every()["first sign-in"]}},
	} {
		if err := WriteLetters(io.Discard, posts...); err == nil {
			t.Errorf("%s was printed", name)
		}
	}
}

func TestReceiptsNameThePersonOnlyWhenTold(t *testing.T) {
	for name, m := range every() {
		r, ok := m.(Receipted)
		if !ok {
			continue
		}
		with, without := paperText(composeReceipt(r, "Paul Martin")), paperText(composeReceipt(r, ""))
		if !strings.Contains(with, "Paul Martin") || strings.Contains(without, "Personne") || strings.Contains(without, "Élise") {
			t.Errorf("%s: %s\n%s", name, with, without)
		}
		if name == "slip" { // a code, not a receipt: it has no number
			continue
		}
		if !strings.Contains(without, "2027-000123") || !strings.Contains(without, "vendredi 12 mars 2027 à 14 h 05") {
			t.Errorf("%s: no number or date: %s", name, without)
		}
		var pdf bytes.Buffer
		if err := WriteReceipt(&pdf, r, "Paul Martin"); err != nil || !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNamesBeyondWindows1252LoseTheirSignsNotTheirLetters(t *testing.T) {
	for in, want := range map[string]string{
		"Noël Lefœvre – l’été « à 3 € »": "Noël Lefœvre – l’été « à 3 € »",
		"Łukasz Őrsi Đorđe Ğül Ștefan":   "Lukasz Orsi Dorde Gül Stefan",
		"Nguyễn Thị Ánh":                 "Nguyen Thi Ánh",
		"e\u0301te\u0301":                "été",
		"Мария 😀":                        "????? ?",
	} {
		got, err := charmap.Windows1252.NewDecoder().String(latin(in))
		if err != nil || got != want {
			t.Errorf("%q is printed %q, %v", in, got, err)
		}
	}
}

type bbox struct {
	Pages []page4 `xml:"body>doc>page"`
}

// page4 is an A4 page as poppler reads it.
type page4 struct {
	Width  float64 `xml:"width,attr"`
	Height float64 `xml:"height,attr"`
	Words  []struct {
		X0   float64 `xml:"xMin,attr"`
		Y0   float64 `xml:"yMin,attr"`
		X1   float64 `xml:"xMax,attr"`
		Y1   float64 `xml:"yMax,attr"`
		Text string  `xml:",chardata"`
	} `xml:"word"`
}

func (p page4) text() string {
	var all []string
	for _, w := range p.Words {
		all = append(all, w.Text)
	}
	return plainSpaces(strings.Join(all, " "))
}

// The window once more, on the rendered pages, by poppler.
func TestTheRenderedPagesShowTheAddressInTheWindow(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("poppler-utils is not installed")
	}
	path := filepath.Join(t.TempDir(), "letters.pdf")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := WriteLetters(f, Post{home, invitation()}, Post{home, Reminder(invitation())}, Post{home, AutoOpened{head(), deadline}}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), tool, "-bbox", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	var doc bbox
	if err := xml.Unmarshal(out, &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Pages) != 6 {
		t.Fatalf("%d pages for three sheets", len(doc.Pages))
	}
	const mm = 25.4 / 72
	for i, p := range doc.Pages {
		if i%2 == 1 { // the back: no address, no code
			if whole := p.text(); !strings.Contains(whole, "En mots simples") || strings.Contains(whole, home[0]) || strings.Contains(whole, "K7QF") {
				t.Errorf("page %d: %s", i+1, whole)
			}
			continue
		}
		var window, all []string
		for _, w := range p.Words {
			all = append(all, w.Text)
			x0, x1, y0, y1 := w.X0*mm, w.X1*mm, w.Y0*mm, w.Y1*mm
			if x1 < quietLeft || x0 > quietRight || y1 < quietTop || y0 > quietBottom {
				continue
			}
			window = append(window, w.Text)
			// poppler's boxes hold the font's whole height, above capitals too.
			if x0 < windowLeft-0.5 || x1 > windowRight+0.5 || y0 < windowTop-1 || y1 > windowBottom+0.5 {
				t.Errorf("page %d: %s at x %.1f–%.1f, y %.1f–%.1f", i+1, w.Text, x0, x1, y0, y1)
			}
		}
		if got, want := strings.Join(window, " "), strings.Join(home, " "); got != want {
			t.Errorf("page %d: the window shows %q, want %q", i+1, got, want)
		}
		whole := strings.Join(all, " ")
		if p.Width*mm < 209.5 || p.Width*mm > 210.5 || p.Height*mm < 296.5 || p.Height*mm > 297.5 {
			t.Errorf("page %d is %.1f × %.1f mm", i+1, p.Width*mm, p.Height*mm)
		}
		if i < 4 && !strings.Contains(whole, "K7QF-2M9T-XW4H") {
			t.Errorf("page %d: the code cannot be read back: %s", i+1, whole)
		}
		for _, want := range []string{"espace-sante.example/activation", "espace-sante.example/opposition", "espace santé", "R-4F7K-22"} {
			if !strings.Contains(plainSpaces(whole), want) {
				t.Errorf("page %d: %q is missing", i+1, want)
			}
		}
	}
}

// letters ≥ 250 a second, and at least half of what fpdf does with the same
// marks (performance.md).
func BenchmarkLetters(b *testing.B) {
	posts := batch(PerFile)
	for b.Loop() {
		if err := WriteLetters(io.Discard, posts...); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*PerFile)/b.Elapsed().Seconds(), "letters/s")
}

// BenchmarkBareFpdf sets a letter's amount of text with fpdf's own paragraphs.
func BenchmarkBareFpdf(b *testing.B) {
	body := strings.Repeat(latin(string(Invitation{}.words().body[0].(para))), 6)
	for b.Loop() {
		pdf := newPDF()
		for range PerFile {
			pdf.AddPage()
			pdf.SetFont("Helvetica", "", 14)
			pdf.SetXY(left, 100)
			pdf.MultiCell(right-left, 6.4, body, "", "L", false)
		}
		if err := pdf.Output(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*PerFile)/b.Elapsed().Seconds(), "letters/s")
}
