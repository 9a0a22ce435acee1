// Package preview draws what a record holds as plain pictures that a browser may show: pages of a PDF by poppler in a
// bounded child process, images decoded and encoded again. It stores nothing and never gives back the original.
package preview

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"regexp"
	"strconv"
	"strings"
)

// ErrUnavailable says that poppler is not installed: the original is offered for download, and `doctor` says so.
var ErrUnavailable = errors.New("preview: poppler is not installed")

// ErrUnreadable says that this file cannot be drawn within the bounds: damaged, locked, or made to exhaust. The
// original is offered for download.
var ErrUnreadable = errors.New("preview: cannot be drawn")

// ErrBusy says that too many files are being drawn: again in a moment, or the original for download.
var ErrBusy = errors.New("preview: busy")

const (
	maxWidth  = 2000 // of a picture asked for
	maxHeight = 6000 // of a page drawn: a receipt one metre long at 700 pixels
	textBytes = 4 << 20
	infoBytes = 64 << 10
	pageBytes = 32 << 20
)

var (
	pageCount = regexp.MustCompile(`(?m)^Pages:\s+(\d+)`)
	pageSize  = regexp.MustCompile(`(?m)^Page\s+\d+ size:\s+([\d.e+]+) x ([\d.e+]+) pts`)
	pageTurn  = regexp.MustCompile(`(?m)^Page\s+\d+ rot:\s+(\d+)`)
)

// Available says whether PDF pages can be drawn here.
func Available() bool {
	for _, p := range []string{"pdfinfo", "pdftoppm", "pdftotext"} {
		if program(p) == "" {
			return false
		}
	}
	return true
}

// Pages counts the pages of a PDF.
func Pages(ctx context.Context, pdf []byte) (int, error) {
	out, err := run(ctx, bound{infoTime, infoBytes}, pdf, "pdfinfo", "-")
	if err != nil {
		return 0, err
	}
	n, err := number(pageCount, out)
	if err != nil || n < 1 {
		return 0, ErrUnreadable
	}
	return n, nil
}

// Page draws page n of a PDF, from 1, as a PNG of this width in pixels. A page so long that it would be too high is
// drawn narrower.
func Page(ctx context.Context, pdf []byte, n, width int) ([]byte, error) {
	if n < 1 {
		return nil, ErrUnreadable
	}
	at := strconv.Itoa(n)
	info, err := run(ctx, bound{infoTime, infoBytes}, pdf, "pdfinfo", "-f", at, "-l", at, "-")
	if err != nil {
		return nil, err
	}
	w, h, err := fit(info, min(max(width, 16), maxWidth))
	if err != nil {
		return nil, err
	}
	out, err := run(ctx, bound{drawTime, pageBytes}, pdf, "pdftoppm", "-png", "-f", at, "-l", at, "-cropbox",
		"-scale-to-x", strconv.Itoa(w), "-scale-to-y", strconv.Itoa(h), "-")
	if err != nil {
		return nil, err
	}
	if c, err := png.DecodeConfig(bytes.NewReader(out)); err != nil || c.Width > maxWidth || c.Height > maxHeight {
		return nil, ErrUnreadable
	}
	return out, nil
}

// fit computes a page's picture from what pdfinfo says of it.
func fit(info []byte, width int) (w, h int, err error) {
	size := pageSize.FindSubmatch(info)
	if size == nil {
		return 0, 0, ErrUnreadable
	}
	pw, err1 := strconv.ParseFloat(string(size[1]), 64)
	ph, err2 := strconv.ParseFloat(string(size[2]), 64)
	if err1 != nil || err2 != nil || pw < 1 || ph < 1 {
		return 0, 0, ErrUnreadable
	}
	if turn, err := number(pageTurn, info); err == nil && turn%180 == 90 {
		pw, ph = ph, pw
	}
	height := float64(width) * ph / pw
	if height > maxHeight {
		return max(int(maxHeight*pw/ph), 1), maxHeight, nil
	}
	return width, max(int(height+0.5), 1), nil
}

// Text is what a PDF says, for the index of the space; nothing for a scan.
func Text(ctx context.Context, pdf []byte) (string, error) {
	out, err := run(ctx, bound{drawTime, textBytes}, pdf, "pdftotext", "-enc", "UTF-8", "-nopgbrk", "-q", "-", "-")
	if err != nil {
		return "", err
	}
	return strings.ToValidUTF8(string(out), ""), nil
}

func number(what *regexp.Regexp, in []byte) (int, error) {
	found := what.FindSubmatch(in)
	if found == nil {
		return 0, fmt.Errorf("no %s", what)
	}
	return strconv.Atoi(string(found[1]))
}
