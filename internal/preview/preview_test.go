package preview

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"espacesante/internal/cda/cdatest"
)

func poppler(t *testing.T) {
	t.Helper()
	if !Available() {
		t.Skip("poppler-utils is not installed: pages of PDF cannot be drawn here")
	}
}

// Issue 3 point 10: when all places are taken nobody waits for ever, a file in
// the hand.
func TestNobodyWaitsForEverForAPlace(t *testing.T) {
	was := waitTime
	waitTime = 20 * time.Millisecond
	defer func() { waitTime = was }()
	for _, places := range []chan struct{}{children, decoding} {
		for range cap(places) {
			places <- struct{}{}
		}
		defer func() {
			for range cap(places) {
				<-places
			}
		}()
	}
	if Available() {
		if _, err := Pages(t.Context(), cdatest.PDF("x")); !errors.Is(err, ErrBusy) {
			t.Errorf("pages: %v", err)
		}
	}
	if _, err := Image(t.Context(), nil, 100); !errors.Is(err, ErrBusy) {
		t.Errorf("image: %v", err)
	}
}

func TestPagesAreCountedAndDrawn(t *testing.T) {
	poppler(t)
	pdf := cdatest.PDF("Bonjour", "Tension 13/8")
	if n, err := Pages(t.Context(), pdf); n != 1 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
	page, err := Page(t.Context(), pdf, 1, 600)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != 600 || b.Dy() != 849 {
		t.Errorf("drawn %v", b)
	}
	dark := 0
	for y := range 849 {
		for x := range 600 {
			if r, _, _, _ := img.At(x, y).RGBA(); r < 0x4000 {
				dark++
			}
		}
	}
	if dark < 100 {
		t.Errorf("%d dark pixels: nothing is written on the page", dark)
	}
	text, err := Text(t.Context(), pdf)
	if err != nil || !strings.Contains(text, "Tension 13/8") {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestWhatCannotBeDrawnSaysSo(t *testing.T) {
	poppler(t)
	pdf := cdatest.PDF("Bonjour")
	for name, draw := range map[string]func() error{
		"page 0":      func() error { _, err := Page(t.Context(), pdf, 0, 600); return err },
		"page 2 of 1": func() error { _, err := Page(t.Context(), pdf, 2, 600); return err },
		"not a PDF":   func() error { _, err := Pages(t.Context(), []byte("bonjour")); return err },
		"nothing":     func() error { _, err := Page(t.Context(), nil, 1, 600); return err },
	} {
		if err := draw(); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// page is a PDF of one page of this size and content, with one more object for the page to use.
func page(box, content, resources, object string) []byte {
	return cdatest.PDFOf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << %s >> >>", box, resources),
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content), object)
}

func stream(dict, body string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(body), body)
}

func TestHostilePDFsTakeNeitherTimeNorMemory(t *testing.T) {
	poppler(t)
	if infoTime+drawTime > 10*time.Second {
		t.Errorf("a page may take %v", infoTime+drawTime)
	}
	defer func(d time.Duration) { drawTime = d }(drawTime)
	drawTime = 2 * time.Second
	const a4 = "0 0 595 842"
	for name, pdf := range map[string][]byte{
		"pages in a loop":       cdatest.PDFOf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"),
		"a page of a kilometre": page("0 0 1000000 1000000", "0 0 m 9 9 l S", "", "<< >>"),
		"a thread of a page":    page("0 0 2 1000000", "0 0 m 9 9 l S", "", "<< >>"),
		"a form in itself": page(a4, "/X Do", "/XObject << /X 5 0 R >>",
			stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>", "/X Do /X Do /X Do")),
		"an image of 10 Gpixel": page(a4, "600 0 0 600 0 0 cm /X Do", "/XObject << /X 5 0 R >>",
			stream("/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace /DeviceRGB", "a")),
		"a predictor of 536 million colours": page(a4, "600 0 0 600 0 0 cm /X Do", "/XObject << /X 5 0 R >>",
			stream("/Type /XObject /Subtype /Image /Width 9 /Height 9 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /LZWDecode /DecodeParms << /Predictor 15 /Colors 536870913 >>", "\x80\x0b\x60\x50")),
		"a program without end": page(a4, strings.Repeat("q 1 0 0 1 0 0 cm 0 0 595 842 re f\n", 200_000), "", "<< >>"),
	} {
		t.Run(name, func(t *testing.T) { survive(t, pdf) })
	}
}

// survive draws a file's first page and only asks for an end, quickly, without our memory growing.
func survive(t *testing.T, pdf []byte) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	out, err := Page(t.Context(), pdf, 1, 800)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	t.Logf("%d bytes, %v in %v", len(out), err, took)
	if took > infoTime+drawTime+15*time.Second || err != nil && !errors.Is(err, ErrUnreadable) {
		t.Errorf("took %v: %v", took, err)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 2*pageBytes {
		t.Errorf("took %d bytes of ours", grown)
	}
}

func TestRealFilesAreDrawnOrLeftAlone(t *testing.T) {
	poppler(t)
	root := os.Getenv("CDA_SAMPLES")
	if root == "" {
		t.Skip("CDA_SAMPLES is not set: the real files are not part of the project")
	}
	found, err := filepath.Glob(filepath.Join(root, "files-*", "*.pdf"))
	if err != nil || len(found) < 20 {
		t.Fatalf("%d files, %v", len(found), err)
	}
	for _, name := range found {
		pdf, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			survive(t, pdf)
			if _, err := Pages(t.Context(), pdf); strings.Contains(name, "files-good") && err != nil {
				t.Error(err)
			}
		})
	}
}

// The child's bounds are there: no environment of ours, no file, little time and memory, nobody's rights.
func TestAChildIsConfined(t *testing.T) {
	t.Setenv("SECRET", "42")
	small := bound{5 * time.Second, 4096}
	out, err := run(t.Context(), small, nil, "sh", "-c", "ulimit -t; ulimit -f; env")
	if err != nil {
		t.Fatal(err)
	}
	got := string(out)
	if !strings.HasPrefix(got, "8\n0\n") || strings.Contains(got, "SECRET") {
		t.Errorf("got %q", got)
	}
	if runtime.GOOS != "linux" {
		return
	}
	out, err = run(t.Context(), small, nil, "sh", "-c", "ulimit -v; id -u; tail -n +3 /proc/net/dev")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if lines[0] != "1048576" || lines[1] == "0" {
		t.Errorf("memory %s KiB, user %s", lines[0], lines[1])
	}
	if alone() && len(lines) > 3 {
		t.Errorf("networks %v", lines[2:])
	}
}

func TestAChildThatWritesWithoutEndIsStopped(t *testing.T) {
	start := time.Now()
	if _, err := run(t.Context(), bound{10 * time.Second, 1 << 20}, nil, "yes"); !errors.Is(err, ErrUnreadable) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(start); took > 9*time.Second {
		t.Errorf("stopped after %v", took)
	}
}

func TestAChildDiesWithItsRequest(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := run(ctx, bound{10 * time.Second, 4096}, nil, "sleep", "30")
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 20*time.Second {
		t.Errorf("got %v after %v", err, time.Since(start))
	}
}

func TestManyAtOnceWaitTheirTurn(t *testing.T) {
	poppler(t)
	pdf := cdatest.PDF("Bonjour")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := Page(t.Context(), pdf, 1, 200); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}
