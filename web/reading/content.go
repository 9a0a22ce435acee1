package reading

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"espacesante/internal/preview"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/ui"
)

// width is how many pixels a page of a document is drawn over.
const width = 1100

// View shows what can be shown of a document, one page of it. base is the
// address of the document's page.
func View(ctx context.Context, c record.Content, base string, page int) templ.Component {
	return ViewOf(ctx, c, base, page, func(page int) string { return base + "?page=" + strconv.Itoa(page) })
}

// ViewOf is View on a page that shows more than one document: turned is its
// address with another page of this one.
func ViewOf(ctx context.Context, c record.Content, base string, page int, turned func(page int) string) templ.Component {
	at := place{base, turned}
	switch c.Kind {
	case record.ShownPDF:
		return pdf(ctx, c, at, page)
	case record.ShownImage:
		if !preview.Small(c.Image) {
			return notShown()
		}
		return frames(c, at, page)
	case record.ShownText:
		return textView(c)
	case record.ShownCDA:
		return paperView(c, base)
	}
	return notShown()
}

// place is where a document is shown: the address of its pictures, and that of
// its other pages.
type place struct {
	base   string
	turned func(page int) string
}

func pdf(ctx context.Context, c record.Content, at place, page int) templ.Component {
	pages, err := preview.Pages(ctx, c.PDF)
	if errors.Is(err, preview.ErrBusy) {
		return notNow()
	}
	if err != nil {
		if !errors.Is(err, preview.ErrUnavailable) && !errors.Is(err, preview.ErrUnreadable) {
			slog.WarnContext(ctx, "preview failed", "err", err)
		}
		return notShown()
	}
	page = min(max(page, 1), pages)
	return leaf(c, at, page, pages, "Page "+strconv.Itoa(page)+" du document. Téléchargez-le pour lire son texte.")
}

// frames shows one page of an image: most have one, a fax several.
func frames(c record.Content, at place, page int) templ.Component {
	pages := preview.Frames(c.Image)
	if pages == 1 {
		return leaf(c, at, 1, 1, "Image du document")
	}
	page = min(max(page, 1), pages)
	return leaf(c, at, page, pages, "Page "+strconv.Itoa(page)+" du document")
}

// leaf is one page of several, with its neighbours.
func leaf(c record.Content, at place, page, pages int, alt string) templ.Component {
	p := ui.Preview{Title: c.Title, Page: page, Pages: pages, Picture: at.base + "/image/" + strconv.Itoa(page), Alt: alt}
	if page > 1 {
		p.Prev = at.turned(page - 1)
	}
	if page < pages {
		p.Next = at.turned(page + 1)
	}
	return ui.Viewer(p)
}

// Page reads which page of a document was asked for.
func Page(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		return 1
	}
	return n
}

// Picture answers with a page of a document as an image of ours: drawn again,
// it carries nothing of the original but what is seen.
func Picture(w http.ResponseWriter, r *http.Request, c record.Content, page string) error {
	b, kind, err := picture(r.Context(), c, page)
	switch {
	case errors.Is(err, preview.ErrUnavailable), errors.Is(err, preview.ErrUnreadable):
		return problem.Missing("picture")
	case errors.Is(err, preview.ErrBusy):
		return problem.Busy("previews", 10*time.Second)
	case err != nil:
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, err = w.Write(b)
	return err
}

func picture(ctx context.Context, c record.Content, page string) ([]byte, string, error) {
	if m, ok := c.Medium(page); ok && c.Kind == record.ShownCDA {
		return image(ctx, m.Bytes, 1)
	}
	n, err := strconv.Atoi(page)
	switch {
	case err != nil || n < 1 || n > 10_000:
		return nil, "", preview.ErrUnreadable
	case c.Kind == record.ShownPDF:
		b, err := preview.Page(ctx, c.PDF, n, width)
		return b, "image/png", err
	case c.Kind == record.ShownImage:
		return image(ctx, c.Image, n)
	}
	return nil, "", preview.ErrUnreadable
}

func image(ctx context.Context, b []byte, n int) ([]byte, string, error) {
	p, err := preview.Frame(ctx, b, n, width)
	return p.Bytes, p.MediaType, err
}

// Download answers with the very bytes that were deposited, as a file that the
// browser keeps and never runs.
func Download(w http.ResponseWriter, r *http.Request, c record.Content) error {
	h := w.Header()
	h.Set("Content-Type", c.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": c.Download()}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	h.Set("Content-Length", strconv.Itoa(len(c.Original)))
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := bytes.NewReader(c.Original).WriteTo(w)
	return err
}
