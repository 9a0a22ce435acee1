package fhir_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/dbtest"
	r4 "espacesante/internal/fhir"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
	"espacesante/web/fhir"
)

// way is the way in over one world; the token of a professional is the RPPS.
type way struct {
	*sample.World
	t    *testing.T
	site http.Handler
	by   *sample.Professional
	log  *bytes.Buffer
}

func open(t *testing.T) *way {
	t.Helper()
	t.Parallel()
	w := sample.New(t)
	log := &bytes.Buffer{}
	s := &fhir.Site{People: w.People, Records: w.Records, BaseURL: "https://x.example", Verify: func(_ context.Context, token string) (fhir.Bearer, error) {
		if token == "bad" {
			return fhir.Bearer{}, problem.SignIn()
		}
		rpps, finess, _ := strings.Cut(token, "@")
		return fhir.Bearer{RPPS: rpps, FINESS: finess}, nil
	}}
	return &way{w, t, s.Handler(slog.New(slog.NewTextHandler(log, nil))), w.Professional(t, "10", "SM54", sample.FINESS(1)), log}
}

type m = map[string]any

// about is a document about somebody, as software sends it; change says what is different.
func about(p *sample.Patient, change m) m {
	d := m{"resourceType": "DocumentReference", "status": "current",
		"masterIdentifier": m{"system": r4.SystemURI, "value": "urn:uuid:1"},
		"type":             m{"coding": []m{{"system": r4.SystemLOINC, "code": "11502-2"}}},
		"subject":          m{"identifier": m{"system": "urn:oid:" + p.Person.OID, "value": p.Person.INS.Reveal()}},
		"context":          m{"period": m{"start": "2027-03-10T08:00:00+01:00"}},
		"extension":        []m{{"url": "urn:espacesante:patient-informe", "valueBoolean": true}},
		"content":          []m{{"attachment": m{"contentType": "application/pdf", "title": "Bilan", "data": cdatest.PDF("Bilan")}}}}
	maps.Copy(d, change)
	return d
}

func attached(a m) m { return m{"content": []m{{"attachment": a}}} }

type answered struct {
	*httptest.ResponseRecorder
	issue r4.Issue
}

func (w *way) send(path, token string, resource any, headers ...string) answered {
	w.t.Helper()
	body, err := json.Marshal(resource)
	if raw, ok := resource.([]byte); ok {
		body = raw
	}
	if err != nil {
		w.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", path, bytes.NewReader(body))
	r.Header.Set("Content-Type", r4.MediaType)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a := answered{ResponseRecorder: httptest.NewRecorder()}
	w.site.ServeHTTP(a.ResponseRecorder, r)
	var o r4.OperationOutcome
	if json.Unmarshal(a.Body.Bytes(), &o) == nil && o.ResourceType == "OperationOutcome" && len(o.Issue) > 0 {
		a.issue = o.Issue[0]
	}
	if a.Header().Get("Set-Cookie") != "" {
		w.t.Error("a cookie is given")
	}
	return a
}

func (w *way) deposit(resource any, headers ...string) answered {
	w.t.Helper()
	return w.send("/api/fhir/DocumentReference", w.by.RPPS, resource, headers...)
}

func (w *way) count(sql string, args ...any) (n int) {
	w.t.Helper()
	if err := dbtest.AsSuperuser(w.t, w.Pool).QueryRow(w.t.Context(), sql, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *way) documents(p *sample.Patient) []record.Document {
	w.t.Helper()
	l, err := w.Records.List(w.t.Context(), p.Actor, access.Normal, p.Patient, record.Filter{})
	if err != nil {
		w.t.Fatal(err)
	}
	return l.Documents
}

// issue 6 point 8, R.1111-47: software deposits as the page does, needs no right to read, and the person sees it.
func TestSoftwareDepositsAsThePageDoes(t *testing.T) {
	w := open(t)
	p := w.Patient(t, access.Activated)
	a := w.deposit(about(p, nil))
	if a.Code != http.StatusCreated || !strings.HasPrefix(a.Header().Get("Location"), "https://x.example/api/fhir/DocumentReference/") ||
		!strings.HasPrefix(a.Header().Get("Content-Type"), r4.MediaType) || strings.Contains(a.Body.String(), "Bilan") {
		t.Fatalf("%d %q %s", a.Code, a.Header().Get("Location"), a.Body)
	}
	got := w.documents(p)
	if len(got) != 1 || got[0].Title != "Bilan" || got[0].Author.Account != w.by.Account || got[0].CaredOn.Day() != 10 {
		t.Fatalf("%+v", got)
	}
	if n := w.count(`SELECT count(*) FROM access_log WHERE act = 'document.deposit' AND reason = '' AND actor = $1`, w.by.Account); n != 1 {
		t.Errorf("%d lines", n)
	}
	for _, never := range []string{p.Person.INS.Reveal(), "Bilan", w.by.RPPS, "urn:uuid:1"} {
		if strings.Contains(w.log.String(), never) {
			t.Errorf("the log holds %q", never)
		}
	}
	clinical := cdatest.Level3(cdatest.Options{INS: p.Person.INS.Reveal(), INSRoot: p.Person.OID, BirthName: p.Person.BirthName, FirstGiven: p.Person.Given(),
		GivenList: p.Person.BirthGivenNames, Sex: string(p.Person.Sex), BirthDate: p.Person.BirthDate})
	change := attached(m{"contentType": "text/xml", "data": clinical})
	change["masterIdentifier"] = m{"value": "urn:oid:1.2.3"}
	if a := w.deposit(about(p, change)); a.Code != http.StatusCreated {
		t.Errorf("a CDA: %d %s", a.Code, a.Body)
	}
}

// The same masterIdentifier is one document, however often and at once it is sent; with another file it is a conflict.
func TestADepositSentAgainIsTheSame(t *testing.T) {
	w := open(t)
	p := w.Patient(t, access.Activated)
	var all sync.WaitGroup
	places := make([]string, 8)
	for i := range places {
		all.Go(func() { places[i] = w.deposit(about(p, nil)).Header().Get("Location") })
	}
	all.Wait()
	for _, place := range places {
		if place == "" || place != places[0] {
			t.Fatalf("%q", places)
		}
	}
	if n := len(w.documents(p)); n != 1 {
		t.Errorf("%d documents", n)
	}
	if a := w.deposit(about(p, attached(m{"contentType": "application/pdf", "data": cdatest.PDF("autre")}))); a.Code != 409 || a.issue.Code != r4.IssueConflict {
		t.Errorf("%d %s", a.Code, a.Body)
	}
}

// Each refusal has its status and its outcome, and keeps nothing.
func TestEachRefusalHasItsOutcome(t *testing.T) {
	w := open(t)
	p := w.Patient(t, access.Activated)
	child := w.Someone(t, sample.Someone{Birth: sample.Child})
	sum := sha1.Sum([]byte("other"))
	for name, c := range map[string]struct {
		resource any
		status   int
		kind     r4.IssueType
	}{
		"not JSON":            {[]byte("{"), 422, r4.IssueStructure},
		"another resource":    {m{"resourceType": "Observation"}, 422, r4.IssueInvalid},
		"no identifier":       {about(p, m{"masterIdentifier": nil}), 422, r4.IssueRequired},
		"superseded":          {about(p, m{"status": "superseded"}), 422, r4.IssueValue},
		"no type":             {about(p, m{"type": nil}), 422, r4.IssueRequired},
		"unknown type":        {about(p, m{"type": m{"coding": []m{{"code": "0-0"}}}}), 422, r4.IssueValue},
		"a patient's type":    {about(p, m{"type": m{"coding": []m{{"code": "DOCPAT03"}}}}), 422, r4.IssueValue},
		"no subject":          {about(p, m{"subject": nil}), 422, r4.IssueRequired},
		"no number":           {about(p, m{"subject": m{"identifier": m{"system": "urn:x", "value": "1"}}}), 422, r4.IssueRequired},
		"a wrong number":      {about(p, m{"subject": m{"identifier": m{"system": "urn:oid:1.2.250.1.213.1.4.8", "value": "12"}}}), 422, r4.IssueValue},
		"subject elsewhere":   {about(p, m{"subject": m{"reference": "Patient/1"}}), 422, r4.IssueValue},
		"not informed":        {about(p, m{"extension": nil}), 422, r4.IssueRequired},
		"no date":             {about(p, m{"context": nil}), 422, r4.IssueRequired},
		"in a year":           {about(p, m{"context": m{"period": m{"start": "2028-05-01"}}}), 422, r4.IssueValue},
		"a minor, unasked":    {about(child, nil), 422, r4.IssueRequired},
		"a label of others":   {about(p, m{"securityLabel": []m{{"coding": []m{{"code": "MASQUE_PT"}}}}}), 422, r4.IssueNotSupported},
		"no file":             {about(p, m{"content": []m{}}), 422, r4.IssueNotSupported},
		"a file elsewhere":    {about(p, attached(m{"contentType": "application/pdf", "url": "https://evil.example/a.pdf"})), 422, r4.IssueValue},
		"a kind of others":    {about(p, attached(m{"contentType": "video/mp4", "data": []byte("a")})), 422, r4.IssueNotSupported},
		"a file that lies":    {about(p, attached(m{"contentType": "image/png", "data": cdatest.PDF("a")})), 422, r4.IssueValue},
		"an active file":      {about(p, attached(m{"contentType": "application/pdf", "data": []byte("%PDF-1.7\n1 0 obj<</S/JavaScript/JS(x)>>endobj")})), 422, r4.IssueValue},
		"another hash":        {about(p, attached(m{"contentType": "application/pdf", "data": cdatest.PDF("a"), "hash": sum[:]})), 422, r4.IssueValue},
		"another size":        {about(p, attached(m{"contentType": "application/pdf", "data": cdatest.PDF("a"), "size": 7})), 422, r4.IssueValue},
		"replaces a stranger": {about(p, m{"relatesTo": []m{{"code": "replaces", "target": m{"reference": "DocumentReference/aaaaaaaaaaaaaaaaaaaaaaaaba"}}}}), 404, r4.IssueNotFound},
		"replaces nothing":    {about(p, m{"relatesTo": []m{{"code": "replaces", "target": m{"reference": "DocumentReference/aaaaaaaaaaaaaaaaaaaaaaaaaa"}}}}), 422, r4.IssueValue},
		"appends":             {about(p, m{"relatesTo": []m{{"code": "appends", "target": m{"reference": "x"}}}}), 422, r4.IssueNotSupported},
		"another author": {about(p, m{"author": []m{{"reference": "#a"}}, "contained": []m{{"resourceType": "Practitioner", "id": "a",
			"identifier": []m{{"system": r4.SystemRPPS, "value": "10101201234"}}}}}), 422, r4.IssueForbidden},
		"another birth date": {about(p, m{"subject": m{"reference": "#p"}, "contained": []m{{"resourceType": "Patient", "id": "p", "birthDate": "1950-01-01",
			"identifier": []m{{"system": "urn:oid:" + p.Person.OID, "value": p.Person.INS.Reveal()}}}}}), 422, r4.IssueValue},
	} {
		a := w.deposit(c.resource)
		if a.Code != c.status || a.issue.Code != c.kind || a.issue.Severity != "error" || a.issue.Details == nil || a.issue.Details.Text == "" {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	if n := w.count(`SELECT count(*) FROM documents`); n != 0 {
		t.Errorf("%d kept", n)
	}
}

// decisions.md §3: unknown, opposed and blocked are one answer, byte for byte; a closed space says that it is.
func TestNobodyLearnsWhoOpposedOrBlocked(t *testing.T) {
	w := open(t)
	opposed, blocking, closed := w.Patient(t, access.Opposed), w.Patient(t, access.Activated), w.Patient(t, access.ClosedArchived)
	if err := w.Consents.Block(t.Context(), blocking.Actor, blocking.Patient, w.by.Account); err != nil {
		t.Fatal(err)
	}
	stranger := about(opposed, m{"subject": m{"identifier": m{"system": "urn:oid:1.2.250.1.213.1.4.10", "value": cdatest.NIR("2850678006999")}}})
	want := w.deposit(stranger)
	if want.Code != 404 || want.issue.Code != r4.IssueNotFound {
		t.Fatalf("%d %s", want.Code, want.Body)
	}
	for name, p := range map[string]*sample.Patient{"opposed": opposed, "blocked": blocking} {
		if got := w.deposit(about(p, nil)); got.Code != want.Code || got.Body.String() != want.Body.String() {
			t.Errorf("%s: %d %s", name, got.Code, got.Body)
		}
	}
	if a := w.deposit(about(closed, nil)); a.Code != 409 || a.issue.Code != r4.IssueRule {
		t.Errorf("closed: %d %s", a.Code, a.Body)
	}
	if n := w.count(`SELECT count(*) FROM documents`); n != 0 {
		t.Errorf("%d kept", n)
	}
}

// Whoever is not known is told so before anything is read; what is not JSON is not taken; too much is cut.
func TestOnlyAKnownProfessionalIsHeard(t *testing.T) {
	w := open(t)
	p := w.Patient(t, access.Activated)
	for name, token := range map[string]string{"no token": "", "a bad one": "bad", "nobody's number": "10101201234", "a place of others": w.by.RPPS + "@" + sample.FINESS(9)} {
		if a := w.send("/api/fhir/DocumentReference", token, about(p, nil)); a.Code != 401 || a.issue.Code != r4.IssueLogin || a.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	for name, c := range map[string]struct {
		headers []string
		status  int
	}{"XML": {[]string{"Content-Type", "application/fhir+xml"}, 415}, "a form": {[]string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		"wants XML": {[]string{"Accept", "application/fhir+xml"}, 406}, "wants anything": {[]string{"Accept", "text/html, */*;q=0.1"}, 201}} {
		if a := w.deposit(about(p, nil), c.headers...); a.Code != c.status {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	if a := w.deposit(bytes.Repeat([]byte(" "), limit.UploadBytes/3*4+2<<20)); a.Code != 413 || a.issue.Code != r4.IssueTooLong {
		t.Errorf("%d %s", a.Code, a.Body)
	}
	for path, status := range map[string]int{"/api/fhir/Patient": 404, "/api/fhir/metadata": 405} {
		if a := w.send(path, w.by.RPPS, m{}); a.Code != status || a.issue.Code == "" {
			t.Errorf("%s: %d", path, a.Code)
		}
	}
	r := httptest.NewRecorder()
	w.site.ServeHTTP(r, httptest.NewRequest("GET", "/api/fhir/metadata", nil))
	if r.Code != 200 || !strings.Contains(r.Body.String(), `"CapabilityStatement"`) {
		t.Errorf("%d %s", r.Code, r.Body)
	}
}

// R.1111-49, R.1111-50, R.1111-53: the labels of the profile say who may see it; a version replaces.
func TestLabelsAndReplacementAreThoseOfThePage(t *testing.T) {
	w := open(t)
	p := w.Patient(t, access.Activated)
	label := func(codes ...string) m {
		var all []m
		for _, c := range codes {
			all = append(all, m{"coding": []m{{"system": r4.SystemSight, "code": c}}})
		}
		return m{"securityLabel": all}
	}
	first := w.deposit(about(p, label("MASQUE_PS", "N"))).Header().Get("Location")
	if got := w.documents(p); len(got) != 1 || !got[0].Masked {
		t.Fatalf("%+v", got)
	}
	next := about(p, m{"masterIdentifier": m{"value": "2"}, "relatesTo": []m{{"code": "replaces", "target": m{"reference": first}}}})
	if a := w.deposit(next); a.Code != 201 {
		t.Fatalf("%d %s", a.Code, a.Body)
	}
	if got := w.documents(p); len(got) != 1 || got[0].Version != 2 || !got[0].Masked {
		t.Errorf("%+v", got)
	}
	waits := about(p, label("INVISIBLE_PATIENT"))
	waits["masterIdentifier"] = m{"value": "3"}
	if a := w.deposit(waits); a.Code != 201 || len(w.documents(p)) != 1 {
		t.Errorf("%d %s", a.Code, a.Body)
	}
	child := w.Someone(t, sample.Someone{Birth: sample.Child})
	if a := w.deposit(about(child, label("INVISIBLE_REPRESENTANTS_LEGAUX"))); a.Code != 201 {
		t.Errorf("%d %s", a.Code, a.Body)
	}
	if n := w.count(`SELECT count(*) FROM documents WHERE hidden_from_representatives AND patient_id = $1`, child.Patient); n != 1 {
		t.Error("the minor's secret is not kept")
	}
}

// The profile's transaction: a submission set, the document, its file, its person.
func TestABundleCarriesTheFileBesideTheDocument(t *testing.T) {
	w := open(t)
	p := w.Patient(t, access.Activated)
	doc := about(p, attached(m{"contentType": "application/pdf", "url": "urn:uuid:b", "title": "Bilan"}))
	doc["subject"] = m{"reference": "Patient/p"}
	who := m{"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1985-06-14", "name": []m{{"use": "official", "family": p.Person.BirthName}},
		"identifier": []m{{"system": "urn:oid:" + p.Person.OID, "value": p.Person.INS.Reveal()}}}
	list := m{"resourceType": "List", "status": "current", "mode": "working"}
	file := m{"resourceType": "Binary", "contentType": "application/pdf", "data": cdatest.PDF("Bilan")}
	entries := []m{{"fullUrl": "urn:uuid:l", "resource": list}, {"fullUrl": "urn:uuid:d", "resource": doc}, {"fullUrl": "urn:uuid:b", "resource": file},
		{"fullUrl": "urn:uuid:p", "resource": who}}
	a := w.send("/api/fhir", w.by.RPPS, m{"resourceType": "Bundle", "type": "transaction", "entry": entries})
	var out r4.Bundle
	if err := json.Unmarshal(a.Body.Bytes(), &out); a.Code != 200 || err != nil || out.Type != "transaction-response" || len(out.Entry) != 4 ||
		out.Entry[1].Response.Status != "201 Created" || out.Entry[1].Response.Location == "" {
		t.Fatalf("%d %s", a.Code, a.Body)
	}
	if len(w.documents(p)) != 1 {
		t.Error("it was not kept")
	}
	for name, b := range map[string]m{"two documents": {"resourceType": "Bundle", "type": "transaction", "entry": append(entries, entries[1])},
		"none": {"resourceType": "Bundle", "type": "transaction"}, "a batch": {"resourceType": "Bundle", "type": "batch", "entry": entries},
		"something else": {"resourceType": "Bundle", "type": "transaction", "entry": append(entries, m{"resource": m{"resourceType": "Consent"}})},
		"no file":        {"resourceType": "Bundle", "type": "transaction", "entry": entries[:2]}} {
		if a := w.send("/api/fhir/", w.by.RPPS, b); a.Code != 422 || a.issue.Code == "" {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
}

// issue 6, evidence: every readable file of the samples enters by this way too, but those that say whose they are.
func TestRealFilesEnterByTheWayOfSoftware(t *testing.T) {
	root := os.Getenv("CDA_SAMPLES")
	if root == "" {
		t.Skip("CDA_SAMPLES is not set: the real files are not part of the project")
	}
	w := open(t)
	p := w.Patient(t, access.Activated)
	kinds := map[string]string{".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".tiff": "image/tiff"}
	found, err := filepath.Glob(filepath.Join(root, "files-good", "*"))
	if err != nil || len(found) == 0 {
		t.Fatal(len(found), err)
	}
	sent := 0
	for _, path := range found {
		media, ours := kinds[filepath.Ext(path)]
		if !ours {
			continue
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(f)
		if err != nil || f.Close() != nil {
			t.Fatal(err)
		}
		change := attached(m{"contentType": media, "data": data})
		change["masterIdentifier"] = m{"value": filepath.Base(path)}
		if a := w.deposit(about(p, change)); a.Code != 201 {
			t.Errorf("%s: %d %s", filepath.Base(path), a.Code, a.Body)
		}
		sent++
	}
	if n := len(w.documents(p)); n != sent || sent < 5 {
		t.Errorf("%d of %d kept", n, sent)
	}
}
