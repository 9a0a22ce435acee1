package form_test

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/fr"
)

func sent(t testing.TB, values url.Values) *form.Form {
	t.Helper()
	r := httptest.NewRequest("POST", "/x?code=from-the-address", strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	f, err := form.Read(r)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func one(t testing.TB, field, value string) *form.Form {
	return sent(t, url.Values{field: {value}})
}

func TestAnswersAreTakenInEveryReasonableForm(t *testing.T) {
	for typed, want := range map[string]string{
		" k7qf-2m9t xw4h ": "K7QF2M9TXW4H", "K7QF.2M9T.XW4H": "K7QF2M9TXW4H", "k7qf\u00a02m9t–xw4h": "K7QF2M9TXW4H",
	} {
		f := one(t, "code", typed)
		if got := f.Code("code", 12); got != want || !f.OK() {
			t.Errorf("%q: %q %v", typed, got, f.Wrongs())
		}
	}
	for typed, want := range map[string]string{
		"1 85 05 78 006 084 91": "185057800608491", "2 84 05 2a 006 084 91": "284052A00608491",
	} {
		f := one(t, "nir", typed)
		if got := f.INS("nir"); got != want || !f.OK() {
			t.Errorf("%q: %q %v", typed, got, f.Wrongs())
		}
	}
	for typed, want := range map[string]string{
		"06 39 98 00 12": "+33639980012", "+33 (0)6 39 98 00 12": "+33639980012", "0032 470 12 34 56": "+32470123456",
	} {
		f := one(t, "mobile", typed)
		if got := f.Mobile("mobile"); got != want || !f.OK() {
			t.Errorf("%q: %q %v", typed, got, f.Wrongs())
		}
	}
}

func TestWhatIsWrongIsSaidExactly(t *testing.T) {
	for _, c := range []struct {
		typed string
		read  func(*form.Form)
		code  string
	}{
		{"", func(f *form.Form) { f.Text("x") }, "required"},
		{"K7QF2M9TXW", func(f *form.Form) { f.Code("x", 12) }, "code-short"},
		{"K7QF2M9TXW4HZ", func(f *form.Form) { f.Code("x", 12) }, "code-long"},
		{"K7QF2M9TXW4é", func(f *form.Form) { f.Code("x", 12) }, "code-shape"},
		{"1850578006084", func(f *form.Form) { f.INS("x") }, "ins-key-missing"},
		{"18505780060849", func(f *form.Form) { f.INS("x") }, "ins-short"},
		{"1850578006084912", func(f *form.Form) { f.INS("x") }, "ins-long"},
		{"18505A800608491", func(f *form.Form) { f.INS("x") }, "ins-shape"},
		{"12345a", func(f *form.Form) { f.Digits("x", 6) }, "digits-only"},
		{"12345", func(f *form.Form) { f.OneTime("x", 6) }, "digits-short"},
		{"paul.exemple.fr", func(f *form.Form) { f.Email("x") }, "email-at"},
		{"paul@exemple", func(f *form.Form) { f.Email("x") }, "email-shape"},
		{"Paul <paul@exemple.fr>", func(f *form.Form) { f.Email("x") }, "email-shape"},
		{"123", func(f *form.Form) { f.Mobile("x") }, "phone-shape"},
		{"01 23 45 67 89", func(f *form.Form) { f.Mobile("x") }, "phone-shape"}, // a landline receives no SMS
		{"peut-etre", func(f *form.Form) { f.Choice("x", "oui", "non") }, "choose"},
		{"", func(f *form.Form) { f.Agreed("x") }, "agree"},
		{"x", func(f *form.Form) { f.Number("x", 0, 300) }, "not-a-number"},
		{"NaN", func(f *form.Form) { f.Number("x", 0, 300) }, "number-range"},
		{"301", func(f *form.Form) { f.Number("x", 0, 300) }, "number-range"},
		{strings.Repeat("é", 301), func(f *form.Form) { f.Text("x") }, "too-long"},
		{"a\x00b", func(f *form.Form) { f.Text("x") }, "unreadable"},
		{"a\xff", func(f *form.Form) { f.Optional("x") }, "unreadable"},
		{"", func(f *form.Form) { f.Files("x") }, "file-missing"},
	} {
		f := one(t, "x", c.typed)
		c.read(f)
		if got := f.Wrong("x"); got.Code != c.code || f.OK() {
			t.Errorf("%q: %q, want %q", c.typed, got.Code, c.code)
		}
		if !fr.KnowsWrong(c.code) {
			t.Errorf("%q has no sentence", c.code)
		}
	}
}

func day(t testing.TB, d, m, y string) *form.Form {
	return sent(t, url.Values{"ne-jour": {d}, "ne-mois": {m}, "ne-annee": {y}})
}

func TestADateIsReadFromItsThreeParts(t *testing.T) {
	want := time.Date(1985, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range [][3]string{{"1", "3", "1985"}, {"01", "03", "1985"}, {" 1 ", "mars", "1985"}, {"1", "Mars", "1985"}} {
		if got := day(t, c[0], c[1], c[2]).Day("ne"); !got.Equal(want) {
			t.Errorf("%v: %v", c, got)
		}
	}
	for _, c := range []struct{ d, m, y, code, part string }{
		{"", "", "", "day-required", "jour"}, {"1", "", "1985", "day-part-mois", "mois"}, {"1", "3", "85", "day-year", "annee"},
		{"29", "2", "2027", "not-a-date", "jour"}, {"31", "juin", "1985", "not-a-date", "jour"}, {"1", "treize", "1985", "not-a-date", "jour"},
		{"1", "3", "19x5", "not-a-date", "jour"},
	} {
		f := day(t, c.d, c.m, c.y)
		f.Day("ne")
		if w := f.Wrong("ne"); w.Code != c.code || w.Part != c.part || !fr.KnowsWrong(c.code) {
			t.Errorf("%v: %+v", c, w)
		}
	}
	if f := day(t, "", "", ""); f.OK() {
		if _, ok := f.OptionalDay("ne"); ok || !f.OK() {
			t.Error("a date that may stay empty was asked for")
		}
	}
	f := day(t, "1", "3", "2027")
	f.Past("ne", time.Date(2027, 2, 28, 0, 0, 0, 0, time.UTC))
	if f.Wrong("ne").Code != "day-future" {
		t.Error(f.Wrong("ne"))
	}
}

// Every day that exists is read, whatever is typed nothing breaks.
func TestDaysOfEveryYear(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		at := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 100_000).Draw(rt, "day"))
		if got := day(t, at.Format("2"), at.Format("1"), at.Format("2006")).Day("ne"); !got.Equal(at) {
			rt.Fatal(at, got)
		}
		any := rapid.String()
		f := day(t, any.Draw(rt, "d"), any.Draw(rt, "m"), any.Draw(rt, "y"))
		if d := f.Day("ne"); f.OK() == d.IsZero() {
			rt.Fatal("neither a date nor a fault")
		}
	})
}

func TestSecretsAreNeverShownAgain(t *testing.T) {
	f := sent(t, url.Values{"mot-de-passe": {" avec espaces "}, "code": {"482913"}})
	if f.Secret("mot-de-passe") != " avec espaces " || f.OneTime("code", 6) != "482913" {
		t.Fatal("a secret was not read as it was typed")
	}
	if f.Typed("mot-de-passe") != "" || f.Typed("code") != "" {
		t.Fatal("a secret would be shown again")
	}
}

func TestFaultsComeInTheOrderOfTheQuestions(t *testing.T) {
	f := sent(t, url.Values{})
	f.Text("zebre")
	f.Day("abricot")
	err := f.Take(problem.Field("milieu", "ins-key"))
	if err != nil || f.OK() {
		t.Fatal(err)
	}
	f.Fail("zebre", "too-long") // the first thing said stays
	var order []string
	for _, w := range f.Wrongs() {
		order = append(order, w.Field+":"+w.Code)
	}
	if got := strings.Join(order, " "); got != "zebre:required abricot:day-required milieu:ins-key" {
		t.Fatal(got)
	}
	other := errors.New("x")
	if !errors.Is(f.Take(other), other) || f.Take(nil) != nil {
		t.Fatal("another error was swallowed")
	}
}

func TestNothingIsReadFromTheAddress(t *testing.T) {
	if f := sent(t, url.Values{}); f.Typed("code") != "" {
		t.Fatal(f.Typed("code"))
	}
}

func upload(t testing.TB, files map[string]string, size int64) (*form.Form, error) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	w.WriteField("titre", "Radio\r\ndu genou")
	for name, content := range files {
		p, err := w.CreateFormFile("document", name)
		if err != nil {
			t.Fatal(err)
		}
		p.Write([]byte(content))
	}
	w.Close()
	r := httptest.NewRequest("POST", "/x", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return form.ReadFiles(r, 2, size)
}

func TestFilesComeWithTheForm(t *testing.T) {
	f, err := upload(t, map[string]string{`C:\Mes documents\radio.pdf`: "content"}, 10)
	if err != nil {
		t.Fatal(err)
	}
	files := f.Files("document")
	if len(files) != 1 || string(files[0].Bytes) != "content" || files[0].Name != "radio.pdf" || !f.OK() {
		t.Fatal(files, f.Wrongs())
	}
	if f.Typed("titre") != "Radio\ndu genou" {
		t.Fatalf("%q", f.Typed("titre"))
	}
	for name, c := range map[string]struct {
		files map[string]string
		code  string
	}{
		"too big":  {map[string]string{"a.pdf": strings.Repeat("x", 11)}, "file-too-big"},
		"empty":    {map[string]string{"a.pdf": ""}, "file-empty"},
		"too many": {map[string]string{"a": "1", "b": "2", "c": "3"}, "too-many-files"},
	} {
		f, err := upload(t, c.files, 10)
		if err != nil || f.Wrong("document").Code != c.code || !fr.KnowsWrong(c.code) {
			t.Errorf("%s: %v %+v", name, err, f.Wrong("document"))
		}
	}
}

func TestABrokenBodyIsAProblemWithAName(t *testing.T) {
	for kind, body := range map[string]string{
		"multipart/form-data; boundary=x":             "--x\r\nbroken",
		"multipart/form-data":                         "",
		"application/x-www-form-urlencoded":           "a=%zz",
		"application/x-www-form-urlencoded; a=%00%00": "%00=1",
	} {
		r := httptest.NewRequest("POST", "/x", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		if _, err := form.Read(r); problem.KindOf(err) != problem.Invalid {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
