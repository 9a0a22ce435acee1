package cda_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"espacesante/internal/cda"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/limit"
)

func parse(t *testing.T, data []byte) cda.Document {
	t.Helper()
	d, err := cda.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func refused(t *testing.T, data []byte, code string) {
	t.Helper()
	_, err := cda.Parse(data)
	var e *cda.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestTheHeaderIsRead(t *testing.T) {
	o := cdatest.Options{
		TypeCode: "11502-2", Title: "Bilan  <urgent> & complet", Version: 2, Replaces: "1.2.250.1.999.1.7.1",
		Template: "1.2.250.1.213.1.1.1.55",
		Date:     time.Date(2026, 7, 1, 8, 5, 0, 0, time.FixedZone("été", 7200)), Confidentiality: "R",
	}
	d := parse(t, cdatest.Level3(o))
	if d.Type.Code != "11502-2" || d.Class != "10" || d.Title != "Bilan <urgent> & complet" || d.Confidentiality != "R" {
		t.Errorf("type %v class %q title %q confidentiality %q", d.Type, d.Class, d.Title, d.Confidentiality)
	}
	if want := time.Date(2026, 7, 1, 6, 5, 0, 0, time.UTC); d.At != want || d.From != want || !d.To.IsZero() {
		t.Errorf("at %v from %v to %v, want %v", d.At, d.From, d.To, want)
	}
	if d.Version != 2 || d.ID.Root != "1.2.250.1.999.1.7.2" || len(d.Replaces) != 1 || d.Replaces[0].Root != "1.2.250.1.999.1.7.1" {
		t.Errorf("version %d id %v replaces %v", d.Version, d.ID, d.Replaces)
	}
	if d.Format != "urn:ihe:lab:xd-lab:2008" || d.FacilityType != "SA07" || d.PracticeSetting != "AMBULATOIRE" {
		t.Errorf("format %q facility %q setting %q", d.Format, d.FacilityType, d.PracticeSetting)
	}
	if len(d.Authors) != 1 || d.Authors[0].RPPS() != "10000000017" || d.Authors[0].Family != "FICTIF" ||
		d.Authors[0].Specialty.Code != "G15_10/SM54" || d.Authors[0].OrganisationID.Extension != "1780000014" {
		t.Errorf("authors %+v", d.Authors)
	}
}

func TestThePatientIsFoundByOIDNotByOrder(t *testing.T) {
	d := parse(t, cdatest.Level3(cdatest.Options{UsualName: "Martin", GivenList: "Léa Marie"}))
	p := d.Patient
	if p.INS.Root != cda.INSNIRTest || p.INS.Extension != cdatest.NIR("2850678006084") || len(p.IDs) != 2 {
		t.Errorf("INS %v of %v", p.INS, p.IDs)
	}
	if p.BirthFamily != "EXEMPLE" || p.UsualFamily != "Martin" || p.FirstGiven != "LÉA" || p.GivenNames != "Léa Marie" {
		t.Errorf("names %q %q %q %q", p.BirthFamily, p.UsualFamily, p.FirstGiven, p.GivenNames)
	}
	if p.Sex != "F" || p.BirthDate != "19850614" || p.BirthCOG != "78006" {
		t.Errorf("sex %q birth %q at %q", p.Sex, p.BirthDate, p.BirthCOG)
	}
}

func TestALevelOneDocumentGivesItsFile(t *testing.T) {
	pdf := cdatest.PDF("Bonjour")
	d := parse(t, cdatest.Level1(cdatest.Options{Body: pdf}))
	if d.Level != 1 || d.Body == nil || d.Body.Type != "application/pdf" || !bytes.Equal(d.Body.Bytes, pdf) {
		t.Fatalf("level %d", d.Level)
	}
	if d.Format != "urn:ihe:iti:xds-sd:pdf:2008" || len(d.Body.SHA256) != 64 {
		t.Errorf("format %q sum %q", d.Format, d.Body.SHA256)
	}
	refused(t, cdatest.Level1(cdatest.Options{Media: "text/html", Body: []byte("<b>")}), cda.BodyType)
	refused(t, cdatest.Level1(cdatest.Options{Body: []byte{}}), cda.NoBody)
	refused(t, bytes.Replace(cdatest.Level1(cdatest.Options{}), []byte(`"B64">JVBE`), []byte(`"B64">J*BE`), 1), cda.BadBase64)
}

func TestALevelThreeDocumentReads(t *testing.T) {
	d := parse(t, cdatest.Level3(cdatest.Options{}))
	if d.Level != 3 || d.SectionCount != 2 || d.EntryCount != 1 || len(d.Sections) != 2 {
		t.Fatalf("level %d, %d sections, %d entries", d.Level, d.SectionCount, d.EntryCount)
	}
	motif, measures := d.Sections[0], d.Sections[1]
	if motif.Title != "Motif" || len(motif.Blocks) != 2 || motif.Blocks[1].Kind != cda.List || len(motif.Blocks[1].Items) != 2 {
		t.Fatalf("%+v", motif)
	}
	in := motif.Blocks[0].Inlines
	if len(in) != 5 || in[0].Text != "Toux depuis " || in[1].Text != "trois semaines" || !in[1].Strong ||
		in[2].Text != "." || !in[3].Break || in[4].Text != "Pas de fièvre." {
		t.Errorf("%+v", in)
	}
	table := measures.Blocks[0]
	if table.Kind != cda.Table || table.Caption != "Mesures du jour" || len(table.Head) != 1 || len(table.Rows) != 2 ||
		!table.Head[0].Cells[0].Header || table.Rows[1].Cells[1].Blocks[0].Inlines[0].Text != "37,1 °C" {
		t.Errorf("%+v", table)
	}
	want := "Motif\nToux depuis trois semaines.\nPas de fièvre.\nTabac : non\nAllergie : aucune connue\nMesures\n" +
		"Mesures du jour\nMesure\nValeur\nPoids\n62 kg\nTempérature\n37,1 °C\n"
	if d.Text() != want {
		t.Errorf("got %q", d.Text())
	}
}

func TestImagesOfTheTextAreFound(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	d := parse(t, cdatest.Level3(cdatest.Options{Image: b.Bytes()}))
	ref := d.Sections[2].Blocks[0].Inlines[0].Media
	if m, ok := d.MediaByID(ref); !ok || m.Type != "image/png" || !bytes.Equal(m.Bytes, b.Bytes()) {
		t.Errorf("reference %q: %v", ref, ok)
	}
	if _, ok := d.MediaByID(""); ok {
		t.Error("no reference is no image")
	}
}

func TestASelfPresentingDocumentIsReadNotRun(t *testing.T) {
	d := parse(t, cdatest.SelfPresenting(cdatest.Options{Title: "Autoprésentable"}))
	if !d.SelfPresenting || d.Title != "Autoprésentable" || d.SectionCount != 2 || strings.Contains(d.Text(), "location") {
		t.Errorf("%v %q %d", d.SelfPresenting, d.Title, d.SectionCount)
	}
	one := bytes.TrimPrefix(cdatest.Level3(cdatest.Options{}), []byte(`<?xml version="1.0" encoding="UTF-8"?>`))
	refused(t, fmt.Appendf(nil, `<s:stylesheet xmlns:s="http://www.w3.org/1999/XSL/Transform">%s%s</s:stylesheet>`, one, one), cda.SeveralDocs)
	refused(t, []byte(`<s:stylesheet xmlns:s="http://www.w3.org/1999/XSL/Transform"/>`), cda.WrongRoot)
}

func TestMarkupOfTheNarrativeBecomesWordsOnly(t *testing.T) {
	d := parse(t, cdatest.Level3(cdatest.Options{Section: `<script>steal()</script><linkHtml href="javascript:x()">lien</linkHtml>
<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="x" onerror="y()">z</h:img><paragraph onclick="w()">&lt;b&gt; ` + "\u202e" + `fin</paragraph>
<table><tr><td colspan="9999999999">a</td></tr></table>`}))
	whole := fmt.Sprintf("%+v", d.Sections)
	for _, bad := range []string{"steal", "javascript", "onerror", "y()", "w()", "\u202e"} {
		if strings.Contains(whole, bad) {
			t.Errorf("%q is kept", bad)
		}
	}
	first := d.Sections[0].Blocks
	if first[0].Inlines[0].Text != "lien" || first[1].Inlines[0].Text != "<b> fin" || first[2].Rows[0].Cells[0].ColSpan > 100 {
		t.Errorf("%+v", first)
	}
}

func TestHostileFilesAreRefusedByName(t *testing.T) {
	whole := string(cdatest.Level3(cdatest.Options{}))
	change := func(old, new string) []byte {
		t.Helper()
		if !strings.Contains(whole, old) {
			t.Fatalf("nothing to change: %q", old)
		}
		return []byte(strings.Replace(whole, old, new, 1))
	}
	from, to := strings.Index(whole, "<recordTarget>"), strings.Index(whole, "</recordTarget>")+len("</recordTarget>")
	target := whole[from:to]
	ins := `<id root="1.2.250.1.213.1.4.10" extension="` + cdatest.NIR("2850678006084") + `"/>`
	for name, c := range map[string]struct {
		data []byte
		code string
	}{
		"nothing":           {nil, cda.Empty},
		"spaces":            {[]byte(" \n"), cda.Empty},
		"too big":           {make([]byte, limit.UploadBytes+1), cda.TooBig},
		"UTF-16":            {append([]byte{0xff, 0xfe}, "<\x00a\x00"...), cda.Encoding},
		"UTF-16 unmarked":   {[]byte("<\x00C\x00l\x00"), cda.Encoding},
		"UTF-32 declared":   {change("UTF-8", "UTF-32"), cda.Encoding},
		"bad UTF-8":         {change("consultation", "consultatio\xe9"), cda.Encoding},
		"DOCTYPE":           {change("<ClinicalDocument", `<!DOCTYPE x [<!ENTITY a "b">]><ClinicalDocument`), cda.Doctype},
		"DOCTYPE, external": {change("<ClinicalDocument", `<!DOCTYPE x SYSTEM "file:///etc/passwd"><ClinicalDocument`), cda.Doctype},
		"cut":               {[]byte(whole[:len(whole)/2]), cda.Truncated},
		"not closed":        {change("</title>", "</titre>"), cda.Malformed},
		"unknown entity":    {change("<title>", "<title>&xxe;"), cda.Malformed},
		"two roots":         {[]byte(whole + "<a/>"), cda.Malformed},
		"deep":              {[]byte(strings.Replace(whole, "<paragraph>", strings.Repeat("<content>", 200), 1)), cda.TooDeep},
		"many":              {change("<paragraph>", "<paragraph>"+strings.Repeat("<br/>", 500_001)), cda.TooMany},
		"many CDATA":        {change("<paragraph>", "<paragraph>"+strings.Repeat("<![CDATA[a]]>", 500_001)), cda.TooMany},
		"long tag":          {change("<paragraph>", "<paragraph "+strings.Repeat(`a="" `, 20_000)+">"), cda.TooMany},
		"XHTML":             {[]byte(`<html xmlns="http://www.w3.org/1999/xhtml"/>`), cda.WrongRoot},
		"no namespace":      {change(`xmlns="urn:hl7-org:v3"`, ""), cda.WrongRoot},
		"words":             {[]byte("bonjour"), cda.WrongRoot},
		"no patient":        {change(target, ""), cda.NoPatient},
		"two patients":      {change(target, target+target), cda.TwoPatients},
		"two INS":           {change(ins, ins+`<id root="1.2.250.1.213.1.4.10" extension="185067800608475"/>`), cda.TwoPatients},
		"no INS":            {change(ins, ""), cda.MissingINS},
		"null INS":          {change(ins, `<id root="1.2.250.1.213.1.4.10" nullFlavor="UNK"/>`), cda.MissingINS},
		"no id":             {change(`<id root="1.2.250.1.999.1.7.1"/>`, `<id nullFlavor="UNK"/>`), cda.MissingID},
		"no type":           {change(`code="11488-4"`, `nullFlavor="UNK"`), cda.MissingType},
		"a date of year 1":  {change(`<effectiveTime value="20260302093000+0000"/>`, `<effectiveTime value="00010101"/>`), cda.MissingDate},
		"a date of 9999":    {change(`<effectiveTime value="20260302093000+0000"/>`, `<effectiveTime value="99991231"/>`), cda.MissingDate},
		"no date":           {change(`<effectiveTime value="20260302093000+0000"/>`, ""), cda.MissingDate},
		"confidentiality":   {change(`<confidentialityCode code="N"`, `<confidentialityCode code="X"`), cda.Confidentiality},
		"no body":           {change(whole[strings.Index(whole, "<component><structuredBody>"):strings.LastIndex(whole, "</ClinicalDocument>")], ""), cda.NoBody},
		"empty body":        {[]byte(whole[:strings.Index(whole, "<structuredBody>")] + "<structuredBody/></component></ClinicalDocument>"), cda.NoBody},
	} {
		t.Run(name, func(t *testing.T) { refused(t, c.data, c.code) })
	}
}

func TestWesternEncodingsAreReadAsDeclared(t *testing.T) {
	latin := strings.Replace(string(cdatest.Level3(cdatest.Options{})), "UTF-8", "ISO-8859-1", 1)
	var b []byte
	for _, r := range latin {
		b = append(b, byte(r))
	}
	if d := parse(t, b); d.Patient.FirstGiven != "LÉA" {
		t.Errorf("got %q", d.Patient.FirstGiven)
	}
}

// A document's date in Paris, without a zone, is Paris's.
func TestTimesWithoutAZoneAreOfParis(t *testing.T) {
	whole := cdatest.Level3(cdatest.Options{})
	d := parse(t, bytes.Replace(whole, []byte(`<effectiveTime value="20260302093000+0000"/>`), []byte(`<effectiveTime value="202607021030"/>`), 1))
	if want := time.Date(2026, 7, 2, 8, 30, 0, 0, time.UTC); d.At != want {
		t.Errorf("got %v, want %v", d.At, want)
	}
}

func TestADocumentDoesNotPrint(t *testing.T) {
	d := parse(t, cdatest.Level3(cdatest.Options{}))
	for _, s := range []string{fmt.Sprint(d), fmt.Sprintf("%v", d.Patient), d.LogValue().String(), fmt.Sprintf("%+v", &d)} {
		if strings.Contains(s, "EXEMPLE") {
			t.Errorf("printed %q", s)
		}
	}
}

func TestRPPSIsReadFromThePSIdNat(t *testing.T) {
	for ext, want := range map[string]string{
		"810000000017": "10000000017", "10000000017": "10000000017",
		"578435954900010/1.2.250.1.176.1": "", "401234567890009": "", "": "", "8100000000": "",
	} {
		if got := (cda.Author{ID: cda.ID{Root: "1.2.250.1.71.4.2.1", Extension: ext}}).RPPS(); got != want {
			t.Errorf("%q: got %q, want %q", ext, got, want)
		}
	}
}
