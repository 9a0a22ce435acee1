// Package file says what an uploaded file is, by its bytes, and refuses what may not enter a record: active, locked,
// oversized or disguised files. It changes nothing in a file, keeps nothing and draws nothing.
package file

import (
	"fmt"
	"path"
	"strings"

	"espacesante/internal/cda"
	"espacesante/internal/limit"
)

// Kind is a kind of file that a record may hold (decisions.md §5).
type Kind string

// The kinds, as written in the database.
const (
	PDF  Kind = "pdf"
	JPEG Kind = "jpeg"
	PNG  Kind = "png"
	TIFF Kind = "tiff"
	HEIC Kind = "heic"
	TXT  Kind = "txt"
	RTF  Kind = "rtf"
	CDA  Kind = "cda"
)

// facts of each kind: its media type and the endings its names have, the first being ours.
var facts = map[Kind]struct {
	media   string
	endings []string
}{
	PDF:  {"application/pdf", []string{".pdf"}},
	JPEG: {"image/jpeg", []string{".jpg", ".jpeg", ".jpe", ".jfif"}},
	PNG:  {"image/png", []string{".png"}},
	TIFF: {"image/tiff", []string{".tif", ".tiff"}},
	HEIC: {"image/heic", []string{".heic", ".heif"}},
	TXT:  {"text/plain", []string{".txt"}},
	RTF:  {"text/rtf", []string{".rtf"}},
	CDA:  {"application/xml", []string{".xml", ".cda"}},
}

// Kinds lists all kinds, those that most people have first.
func Kinds() []Kind { return []Kind{PDF, JPEG, PNG, HEIC, TIFF, TXT, RTF, CDA} }

// MediaType is what a kind is sent as.
func (k Kind) MediaType() string { return facts[k].media }

// Extension is the ending of a name, with its dot.
func (k Kind) Extension() string { return facts[k].endings[0] }

// Image is true for the kinds that are one picture.
func (k Kind) Image() bool { return k == JPEG || k == PNG || k == TIFF || k == HEIC }

// Error is why a file is refused. The sentences are in web/fr; Args are for them.
type Error struct {
	Code string
	Args []any
}

func (e *Error) Error() string { return "file: " + e.Code + fmt.Sprint(e.Args) }

// The reasons for which a file is refused. A clinical document is refused with a *cda.Error instead.
const (
	Empty         = "empty"
	TooBig        = "too-big"         // args: limit in Mo
	UnknownType   = "unknown-type"    // args: ending of the name, "" if none
	Mismatch      = "mismatch"        // args: ending of the name, ending that the content has
	OtherImage    = "other-image"     // args: GIF, WEBP…: an image to save as another kind
	Office        = "office"          // a word processor's file: to be saved as PDF
	Archive       = "archive"         // ZIP and the like
	Executable    = "executable"      // a program or script
	Web           = "web"             // HTML, SVG: what a browser would run
	EncryptedPDF  = "encrypted-pdf"   // nobody else could read it
	ActivePDF     = "active-pdf"      // JavaScript or a program to launch
	PDFAttachment = "pdf-attachment"  // files inside the PDF
	ActiveRTF     = "active-rtf"      // embedded objects, remote templates
	TooManyPixels = "too-many-pixels" // args: limit in millions
	Damaged       = "damaged"         // an image or text that cannot be read
	Reordered     = "reordered"       // text with marks that make it read other than it is written
)

// Codes lists every reason, for the test that each has a sentence.
func Codes() []string {
	return []string{
		Empty, TooBig, UnknownType, Mismatch, OtherImage, Office, Archive, Executable, Web, EncryptedPDF, ActivePDF,
		PDFAttachment, ActiveRTF, TooManyPixels, Damaged, Reordered,
	}
}

func refuse(code string, args ...any) (Kind, error) { return "", &Error{Code: code, Args: args} }

// Inspect says what a file is, or refuses it with an *Error or, for XML, a *cda.Error. The bytes decide; the name
// only has to agree with them. A PDF that is damaged but has the magic passes, as bytes to give back.
func Inspect(data []byte, name string) (Kind, error) {
	ending := strings.ToLower(path.Ext(CleanName(name)))
	switch {
	case len(data) == 0:
		return refuse(Empty)
	case len(data) > limit.UploadBytes:
		return refuse(TooBig, limit.UploadBytes>>20)
	}
	kind, found := magic(data)
	if kind == "" && found == "" && ending == ".txt" {
		kind, found = TXT, ".txt"
	}
	if kind == "" {
		return refuseOther(found, ending)
	}
	if !agrees(ending, kind) {
		return refuse(Mismatch, ending, kind.Extension())
	}
	return check(kind, data)
}

// check looks inside a file of a known kind for what may not enter.
func check(kind Kind, data []byte) (Kind, error) {
	var code string
	var args []any
	switch kind {
	case PDF:
		code = checkPDF(data)
	case JPEG, PNG, TIFF, HEIC:
		if code = checkImage(kind, data); code == TooManyPixels {
			args = []any{limit.ImagePixels / 1_000_000}
		}
	case RTF:
		code = checkRTF(data)
	case TXT:
		code = checkText(data)
	case CDA:
		if _, err := cda.Parse(data); err != nil {
			return "", err
		}
	}
	if code != "" {
		return refuse(code, args...)
	}
	return kind, nil
}

// agrees lets a name say another ending only when that ending says nothing: « scan du 12.03 ».
func agrees(ending string, kind Kind) bool {
	if ending == "" {
		return true
	}
	for _, e := range facts[kind].endings {
		if e == ending {
			return true
		}
	}
	return !known(ending)
}

// refuseOther finds the most useful reason for a file of no kind of ours.
func refuseOther(found, ending string) (Kind, error) {
	if found == "" {
		found = ending
	}
	_, ours := endingOf(ending)
	switch {
	case others[found] == OtherImage:
		return refuse(OtherImage, strings.ToUpper(strings.TrimPrefix(found, ".")))
	case others[found] != "":
		return refuse(others[found])
	case ours:
		return refuse(Damaged)
	}
	return refuse(UnknownType, ending)
}

func endingOf(ending string) (Kind, bool) {
	for k, f := range facts {
		for _, e := range f.endings {
			if e == ending {
				return k, true
			}
		}
	}
	return "", false
}
