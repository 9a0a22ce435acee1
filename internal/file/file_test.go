package file_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	"espacesante/internal/cda"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/file"
	"espacesante/internal/limit"
)

func pngOf(w, h int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func jpegOf(w, h int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// hugePNG claims a size without having it.
func hugePNG(w, h uint32) []byte {
	b := pngOf(1, 1)
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	// The checksum of the head must be right for the size to be read.
	binary.BigEndian.PutUint32(b[29:], crc(b[12:29]))
	return b
}

func crc(data []byte) uint32 {
	c := ^uint32(0)
	for _, x := range data {
		c ^= uint32(x)
		for range 8 {
			c = c>>1 ^ 0xedb88320*(c&1)
		}
	}
	return ^c
}

func heic(w, h uint32) []byte {
	b := append([]byte{0, 0, 0, 24}, "ftypheic\x00\x00\x00\x00mif1heic"...)
	b = append(b, "\x00\x00\x00\x14ispe\x00\x00\x00\x00"...)
	b = binary.BigEndian.AppendUint32(b, w)
	return binary.BigEndian.AppendUint32(b, h)
}

func zipOf() []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("a.txt")
	if err != nil {
		panic(err)
	}
	if _, err := w.Write([]byte("a")); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// packed puts words in a compressed object stream, where no plain search finds them.
func packed(words, dict string) []byte {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	if _, err := w.Write([]byte(words)); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return cdatest.PDFOf("<< /Type /Catalog >>",
		fmt.Sprintf("<< %s /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", dict, z.Len(), z.String()))
}

const page = "<< /Type /Catalog /Pages 2 0 R %s >>"

func TestWhatARecordHoldsIsKnownByItsBytes(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want file.Kind
	}{
		"ordonnance.pdf":    {cdatest.PDF("a"), file.PDF},
		"sans ending":       {cdatest.PDF("a"), file.PDF},
		"scan du 12.03":     {jpegOf(3, 2), file.JPEG},
		"PHOTO.JPEG":        {jpegOf(3, 2), file.JPEG},
		"a.png":             {pngOf(3, 2), file.PNG},
		"IMG_0001.HEIC":     {heic(4032, 3024), file.HEIC},
		"notes.txt":         {[]byte("Tension : 13/8\r\nà revoir"), file.TXT},
		"liste.txt":         {[]byte("a,b,c\n1,2,3\n4,5,6\n"), file.TXT},
		"latin.txt":         {[]byte("fi\xe8vre"), file.TXT},
		"lettre.rtf":        {[]byte(`{\rtf1 Bonjour}`), file.RTF},
		"cr.xml":            {cdatest.Level3(cdatest.Options{}), file.CDA},
		"cr-autonome.xml":   {cdatest.SelfPresenting(cdatest.Options{}), file.CDA},
		"formulaire.pdf":    {cdatest.PDFOf(fmt.Sprintf(page, "/AcroForm << /Fields [] /XFA 9 0 R >>")), file.PDF},
		"lien.pdf":          {cdatest.PDFOf(fmt.Sprintf(page, "/OpenAction << /S /GoTo >> /URI (https://exemple.fr)")), file.PDF},
		"sur le format.pdf": {cdatest.PDFOf(fmt.Sprintf(page, "/Title (on dit /Encrypt puis)")), file.PDF},
		"sans annexe.pdf":   {cdatest.PDFOf(fmt.Sprintf(page, "/Names << /EmbeddedFiles << /Names [ ] >> >>")), file.PDF},
		"abime.pdf":         {[]byte("%PDF-1.4\nrien d'autre"), file.PDF},
		"rangé.pdf":         {packed("<< /Type /Page >>", "/Type /ObjStm"), file.PDF},
	} {
		got, err := file.Inspect(c.data, name)
		if err != nil || got != c.want {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

func TestWhatMayNotEnterIsRefusedByName(t *testing.T) {
	js := "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
	for name, c := range map[string]struct {
		data []byte
		file string
		want string
	}{
		"empty":                              {nil, "a.pdf", file.Empty},
		"too big":                            {append([]byte("%PDF-1.7\n"), make([]byte, limit.UploadBytes)...), "a.pdf", file.TooBig},
		"PNG named PDF":                      {pngOf(2, 2), "a.pdf", file.Mismatch},
		"PDF named EXE":                      {cdatest.PDF("a"), "a.exe", file.Mismatch},
		"PDF named HTML":                     {cdatest.PDF("a"), "a.html", file.Mismatch},
		"GIF":                                {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "a.gif", file.OtherImage},
		"HTML named PDF":                     {[]byte("<html><script>1</script>"), "a.pdf", file.Web},
		"HTML named text":                    {[]byte("<!doctype html><p>"), "a.txt", file.Web},
		"SVG":                                {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`), "a.svg", file.Web},
		"XHTML":                              {[]byte(`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>`), "a.xml", file.Web},
		"ZIP":                                {zipOf(), "a.zip", file.Archive},
		"ZIP named PDF":                      {zipOf(), "a.pdf", file.Archive},
		"program":                            {append([]byte("MZ\x90\x00\x03"), make([]byte, 200)...), "a.exe", file.Executable},
		"ELF":                                {append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 200)...), "a", file.Executable},
		"script":                             {[]byte("#!/bin/sh\nrm -rf /\n"), "a.txt", file.Executable},
		"words of no kind":                   {[]byte("bonjour"), "a.docx", file.Office},
		"noise":                              {[]byte{1, 2, 3, 0, 255}, "a.dcm", file.UnknownType},
		"noise named PDF":                    {[]byte{1, 2, 3, 0, 255}, "a.pdf", file.Damaged},
		"header further on":                  {[]byte("ab%PDF-1.7"), "a.pdf", file.Damaged},
		"text with zeros":                    {[]byte("a\x00b"), "a.txt", file.Damaged},
		"huge PNG":                           {hugePNG(20_000, 20_000), "a.png", file.TooManyPixels},
		"huge HEIC":                          {heic(40_000, 30_000), "a.heic", file.TooManyPixels},
		"HEIC of no size":                    {heic(0, 0), "a.heic", file.Damaged},
		"PNG of no content":                  {pngOf(2, 2)[:20], "a.png", file.Damaged},
		"TIFF of no content":                 {[]byte("II*\x00\x08\x00\x00\x00"), "a.tif", file.Damaged},
		"RTF object":                         {[]byte(`{\rtf1 {\object\objemb{\*\objdata 0105}}}`), "a.rtf", file.ActiveRTF},
		"RTF template":                       {[]byte(`{\rtf1 {\*\template http://example.invalid/a.dot}}`), "a.rtf", file.ActiveRTF},
		"JavaScript":                         {cdatest.PDFOf(fmt.Sprintf(page, js)), "a.pdf", file.ActivePDF},
		"JavaScript, disguised":              {cdatest.PDFOf(fmt.Sprintf(page, strings.ReplaceAll(js, "/JavaScript", "/J#61v#61Script"))), "a.pdf", file.ActivePDF},
		"JavaScript, packed":                 {packed("<< /S/JavaScript/JS(x) >>", "/Type /ObjStm"), "a.pdf", file.ActivePDF},
		"JavaScript, packed and disguised":   {packed("<< /S/JavaScript/JS(x) >>", "/Type /Obj#53tm"), "a.pdf", file.ActivePDF},
		"JavaScript, packed behind a string": {packed("<< /S/JavaScript/JS(x) >>", "/Type /ObjStm /X (1 0 obj << >> stream\nendstream \\) % )"), "a.pdf", file.ActivePDF},
		"JavaScript, packed without a type":  {packed("<< /S/JavaScript/JS(x) >>", ""), "a.pdf", file.ActivePDF},
		"packed otherwise":                   {packed("", "/Type /ObjStm /DecodeParms << /Predictor 12 >>"), "a.pdf", file.ActivePDF},
		"packed in a way told elsewhere":     {bytes.Replace(packed("", "/Type /ObjStm"), []byte("/FlateDecode"), []byte("5 0 R /X /LZW"), 1), "a.pdf", file.ActivePDF},
		"rendition":                          {cdatest.PDFOf(fmt.Sprintf(page, "/AA << /O << /S /Rendition /JS (x) >> >>")), "a.pdf", file.ActivePDF},
		"launch":                             {cdatest.PDFOf(fmt.Sprintf(page, "/OpenAction << /S /Launch /F (cmd.exe) >>")), "a.pdf", file.ActivePDF},
		"attachment":                         {cdatest.PDFOf(fmt.Sprintf(page, "/Names << /EmbeddedFiles << /Names [(a) << /F (a) /EF << /F 3 0 R >> >>] >> >>")), "a.pdf", file.PDFAttachment},
		"attachment of an annotation":        {cdatest.PDFOf(fmt.Sprintf(page, "/X << /Subtype /FileAttachment /FS << /F (a) /EF << /F 3 0 R >> >> >>")), "a.pdf", file.PDFAttachment},
		"locked":                             {bytes.Replace(cdatest.PDF("a"), []byte("/Root"), []byte("/Encrypt 9 0 R /Root"), 1), "a.pdf", file.EncryptedPDF},
	} {
		t.Run(name, func(t *testing.T) {
			kind, err := file.Inspect(c.data, c.file)
			var e *file.Error
			if !errors.As(err, &e) || e.Code != c.want || kind != "" {
				t.Errorf("got %q, %v, want %s", kind, err, c.want)
			}
		})
	}
}

func TestAClinicalDocumentIsRefusedInItsOwnWords(t *testing.T) {
	bad := bytes.Replace(cdatest.Level3(cdatest.Options{}), []byte("<ClinicalDocument"), []byte("<!DOCTYPE a><ClinicalDocument"), 1)
	for code, data := range map[string][]byte{cda.Doctype: bad, cda.WrongRoot: []byte(`<?xml version="1.0"?><facture/>`)} {
		_, err := file.Inspect(data, "a.xml")
		var e *cda.Error
		if !errors.As(err, &e) || e.Code != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
}

// Object streams that would fill the memory are given up, not read.
func TestABombInsideAPDFIsRefusedQuickly(t *testing.T) {
	bomb := packed(strings.Repeat(" ", 40<<20), "/Type /ObjStm")
	start := time.Now()
	_, err := file.Inspect(bomb, "a.pdf")
	var e *file.Error
	if !errors.As(err, &e) || e.Code != file.ActivePDF || time.Since(start) > patience {
		t.Errorf("got %v after %v", err, time.Since(start))
	}
}

func TestAHostilePDFIsSearchedInBoundedTime(t *testing.T) {
	for name, part := range map[string]string{
		"dictionaries in dictionaries": "obj<<", "strings": "obj<<(", "streams": "obj<<>>stream\n", "names": "/#4a", "slashes": "/",
		"locks": "/Encrypt ",
	} {
		data := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte(part), (4<<20)/len(part))...)
		start := time.Now()
		_, err := file.Inspect(data, "a.pdf")
		if took := time.Since(start); took > patience {
			t.Errorf("%s: %v after %v", name, err, took)
		}
	}
}

func TestNamesAreCleaned(t *testing.T) {
	long := strings.Repeat("é", 300)
	for in, want := range map[string]string{
		"":                               "document",
		"../../etc/passwd":               "passwd",
		`C:\Users\léa\Mon CR.pdf`:        "Mon CR.pdf",
		"a\x00b\r\nc.pdf":                "abc.pdf",
		"compte\u202efdp.exe":            "comptefdp.exe",
		"e\u0301te\u0301.pdf":            "été.pdf",
		"  . caché.pdf ":                 "caché.pdf",
		`quoi ? "ceci" <là>|*.pdf`:       "quoi - -ceci- -là---.pdf",
		"CON.pdf":                        "_CON.pdf",
		"\xff\xfe.pdf":                   "pdf",
		"...":                            "document",
		"a\u00a0\u2003b\u200b\ufeff.pdf": "a b.pdf",
		long + ".pdf":                    long[:146*2] + ".pdf",
	} {
		got := file.CleanName(in)
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		if file.CleanName(got) != got {
			t.Errorf("%q is not clean twice: %q", got, file.CleanName(got))
		}
	}
	for in, want := range map[string]string{"photo": "photo.jpg", "photo.JPEG": "photo.JPEG", "scan.pdf": "scan.jpg", "le 12.03": "le 12.03.jpg"} {
		if got := file.JPEG.Named(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func FuzzInspect(f *testing.F) {
	for _, seed := range [][]byte{
		cdatest.PDF("a"), packed("a", "/Type /ObjStm"), pngOf(1, 1), jpegOf(1, 1), heic(1, 1), []byte(`{\rtf1}`),
		cdatest.Level1(cdatest.Options{}), zipOf(),
	} {
		f.Add(seed, "a.pdf")
	}
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		kind, err := file.Inspect(data, name)
		var e *file.Error
		var c *cda.Error
		if err != nil && (kind != "" || !errors.As(err, &e) && !errors.As(err, &c)) {
			t.Fatalf("%q %v", kind, err)
		}
		if err == nil && kind.MediaType() == "" {
			t.Fatalf("unknown kind %q", kind)
		}
		if n := file.CleanName(name); n == "" || len([]rune(n)) > file.NameMax+1 || strings.ContainsAny(n, "/\\\r\n\x00") {
			t.Fatalf("name %q", n)
		}
	})
}
