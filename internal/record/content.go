package record

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"strings"

	"espacesante/internal/access"
	"espacesante/internal/cda"
	"espacesante/internal/file"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/vault"
)

// Kind is how a document is shown.
type Kind string

// The kinds of content.
const (
	ShownPDF   Kind = "pdf"   // Content.PDF
	ShownImage Kind = "image" // Content.Image
	ShownText  Kind = "text"  // Content.Text
	ShownCDA   Kind = "cda"   // Content.Sections, with Content.Media
	ShownNot   Kind = "none"  // to be downloaded
)

// Content is a document opened: what can be shown of it, and the very bytes
// that were deposited.
type Content struct {
	Document
	Kind      Kind
	PDF       []byte
	Image     []byte
	ImageType string // media type of Image
	Text      string
	Sections  []cda.Section
	Media     []cda.Media // images and files inside a structured document
	Original  []byte      // byte for byte, for download
	MediaType string      // of Original
}

// Medium finds the image or file that the text of a structured document refers to.
func (c Content) Medium(id string) (cda.Media, bool) {
	return cda.Document{Media: c.Media}.MediaByID(id)
}

// Download is the name to give the original: the one it came under, ending as
// its bytes do.
func (c Content) Download() string { return kinds[c.Format].Named(c.FileName) }

var kinds = map[Format]file.Kind{PDF: file.PDF, JPEG: file.JPEG, PNG: file.PNG, TIFF: file.TIFF, HEIC: file.HEIC, TXT: file.TXT,
	RTF: file.RTF, CDA1: file.CDA, CDA3: file.CDA}

// opening is a document let out of a transaction, still sealed.
type opening struct {
	closed
	row row
}

// Open gives the content of one document. Its line is committed before any
// byte of it is decrypted (invariant 1); each opening is a line (#32).
func (s *Service) Open(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, doc id.Document) (Content, error) {
	var o opening
	req := gate.Request{By: by, Act: access.ReadDocument, Mode: mode, Patient: patient, Reads: true}
	err := s.one(ctx, req, doc, func(tx *gate.Tx, r row) (err error) {
		o.row = r
		d := r.document(tx)
		if err := atHomeWith(ctx, tx, patient, &d); err != nil {
			return err
		}
		o.closed, err = closeUp(ctx, tx, patient, []Document{d})
		return err
	})
	if err != nil {
		return Content{}, err
	}
	return s.reveal(ctx, o)
}

// reveal decrypts an opening whose line is committed.
func (s *Service) reveal(ctx context.Context, o opening) (Content, error) {
	docs, err := o.open(s.vault)
	if err != nil {
		return Content{}, err
	}
	original, err := s.unseal(ctx, o)
	if err != nil {
		return Content{}, fmt.Errorf("record: content of %s: %w", o.row.ID, err)
	}
	c := Content{Document: docs[0], Original: original, MediaType: kinds[o.row.Format].MediaType()}
	c.show()
	return c, nil
}

// unseal reads the file of an opening whole, and knows its bytes again.
func (s *Service) unseal(ctx context.Context, o opening) (plain []byte, err error) {
	space, err := s.vault.Space(o.patient, o.key)
	if err != nil {
		return nil, err
	}
	f, err := s.blobs.Get(ctx, o.row.Blob)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r, err := space.Reader(f, aboutFile(o.row.ID))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", vault.ErrSealed, err)
	}
	var b bytes.Buffer
	b.Grow(int(min(o.row.Size, limit.UploadBytes)))
	if _, err := io.Copy(&b, r); err != nil {
		return nil, fmt.Errorf("%w: %w", vault.ErrSealed, err)
	}
	if subtle.ConstantTimeCompare(s.proof(sha256.Sum256(b.Bytes())), o.row.SHA256) != 1 {
		return nil, errors.New("not the bytes that were deposited")
	}
	return b.Bytes(), nil
}

// show decides how the original can be shown.
func (c *Content) show() {
	c.Kind = ShownNot
	switch c.Format {
	case PDF:
		c.Kind, c.PDF = ShownPDF, c.Original
	case JPEG, PNG, TIFF, HEIC:
		c.Kind, c.Image, c.ImageType = ShownImage, c.Original, c.MediaType
	case TXT, RTF:
		c.showText(kinds[c.Format], c.Original)
	case CDA1, CDA3:
		d, err := cda.Parse(c.Original) // it was read at its deposit, by this version or an older one
		if err != nil {
			return
		}
		if d.Body == nil {
			c.Kind, c.Sections, c.Media = ShownCDA, d.Sections, d.Media
			return
		}
		c.showBody(*d.Body)
	}
}

// showBody shows the file inside a level 1 document: what it is, whatever the
// document says of it.
func (c *Content) showBody(m cda.Media) {
	kind, err := file.Inspect(m.Bytes, "")
	switch {
	case strings.HasPrefix(m.Type, "text/plain"):
		c.showText(file.TXT, m.Bytes)
	case err != nil: // active, damaged, something else: never shown, only given back
	case kind == file.PDF:
		c.Kind, c.PDF = ShownPDF, m.Bytes
	case kind.Image():
		c.Kind, c.Image, c.ImageType = ShownImage, m.Bytes, kind.MediaType()
	case kind == file.RTF:
		c.showText(kind, m.Bytes)
	}
}

// showText shows the words of a text, whatever else its file holds.
func (c *Content) showText(kind file.Kind, data []byte) {
	if text, err := file.Text(kind, data); err == nil {
		c.Kind, c.Text = ShownText, text
	}
}
