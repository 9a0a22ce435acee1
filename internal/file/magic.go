package file

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// others are endings that say something, and why such a file is refused.
var others = map[string]string{
	".gif": OtherImage, ".webp": OtherImage, ".bmp": OtherImage, ".avif": OtherImage, ".ico": OtherImage, ".psd": OtherImage,
	".doc": Office, ".docx": Office, ".docm": Office, ".odt": Office, ".xls": Office, ".xlsx": Office, ".xlsm": Office,
	".ods": Office, ".ppt": Office, ".pptx": Office, ".odp": Office, ".pages": Office, ".csv": Office,
	".zip": Archive, ".7z": Archive, ".rar": Archive, ".gz": Archive, ".tar": Archive, ".bz2": Archive, ".xz": Archive,
	".zst": Archive, ".jar": Archive, ".iso": Archive, ".cab": Archive,
	".exe": Executable, ".dll": Executable, ".elf": Executable, ".so": Executable, ".macho": Executable, ".bat": Executable,
	".cmd": Executable, ".com": Executable, ".scr": Executable, ".ps1": Executable, ".sh": Executable, ".js": Executable,
	".mjs": Executable, ".vbs": Executable, ".py": Executable, ".php": Executable, ".msi": Executable, ".apk": Executable,
	".lnk": Executable, ".hta": Executable, ".class": Executable, ".wasm": Executable, ".pl": Executable,
	".html": Web, ".htm": Web, ".xhtml": Web, ".svg": Web, ".mht": Web, ".mhtml": Web, ".xsl": Web, ".css": Web,
}

// known is true for an ending that says what a file is.
func known(ending string) bool {
	_, ours := endingOf(ending)
	return ours || others[ending] != ""
}

// magic tells a file by its first bytes: one of our kinds, or the ending of what it is otherwise, or nothing.
func magic(data []byte) (kind Kind, found string) {
	switch {
	case isPDF(data):
		return PDF, ".pdf"
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return JPEG, ".jpg"
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return PNG, ".png"
	case bytes.HasPrefix(data, []byte("II*\x00")), bytes.HasPrefix(data, []byte("MM\x00*")):
		return TIFF, ".tif" // net/http calls it application/octet-stream
	case isHEIC(data):
		return HEIC, ".heic"
	case bytes.HasPrefix(data, []byte(`{\rtf`)):
		return RTF, ".rtf"
	case isXML(data):
		return CDA, ".xml"
	}
	if strings.HasPrefix(http.DetectContentType(data), "text/html") {
		return "", ".html"
	}
	for _, program := range []string{"MZ", "\x7fELF", "#!", "\xca\xfe\xba\xbe", "\xcf\xfa\xed\xfe", "\xce\xfa\xed\xfe", "\x00asm"} {
		if bytes.HasPrefix(data, []byte(program)) {
			return "", ".exe"
		}
	}
	m := mimetype.Detect(data)
	if m.Is("text/plain") || m.Is("application/octet-stream") {
		return "", ""
	}
	text := false
	for p := m; p != nil; p = p.Parent() {
		text = text || p.Is("text/plain")
	}
	for ; m != nil; m = m.Parent() { // a format we know nothing of may be of a family we do: docx is a ZIP
		why := others[m.Extension()]
		if why == Web || why == Executable || why != "" && !text {
			return "", m.Extension()
		}
	}
	if text {
		return "", "" // JSON, CSV, subtitles: mimetype's names for what is only text
	}
	return "", ".bin"
}

// isPDF asks for a whole header, %PDF-1.7, at the very beginning: a header further on is another file's disguise.
func isPDF(data []byte) bool {
	data = bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), 1024)], []byte("\xef\xbb\xbf")), " \t\r\n")
	digit := func(i int) bool { return data[i] >= '0' && data[i] <= '9' }
	return len(data) >= 8 && bytes.HasPrefix(data, []byte("%PDF-")) && digit(5) && data[6] == '.' && digit(7)
}

// isHEIC reads the brands of the first box (ISO/IEC 14496-12, HEIF 23008-12).
func isHEIC(data []byte) bool {
	if len(data) < 12 || string(data[4:8]) != "ftyp" {
		return false
	}
	size := int(data[0])<<24 | int(data[1])<<16 | int(data[2])<<8 | int(data[3])
	box := data[8:max(12, min(size, len(data), 256))]
	for i := 0; i+4 <= len(box); i += 4 {
		switch string(box[i : i+4]) {
		case "heic", "heix", "heim", "heis", "hevc", "hevx":
			return true
		}
	}
	return false
}

// isXML is true for what says it is XML or opens with a clinical document; cda.Parse judges the rest.
func isXML(data []byte) bool {
	if bytes.HasPrefix(data, []byte("\xff\xfe<\x00")) || bytes.HasPrefix(data, []byte("\xfe\xff\x00<")) {
		return true // UTF-16, refused by name later
	}
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n")
	head := bytes.ToLower(data[:min(len(data), 2048)])
	return bytes.HasPrefix(head, []byte("<?xml")) && !bytes.Contains(head, []byte("<html")) && !bytes.Contains(head, []byte("<svg")) ||
		bytes.HasPrefix(head, []byte("<")) && bytes.Contains(head, []byte("clinicaldocument")) ||
		bytes.HasPrefix(head, []byte("<!doctype")) && !bytes.HasPrefix(head, []byte("<!doctype html"))
}
