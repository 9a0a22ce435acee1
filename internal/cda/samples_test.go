package cda

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sample is a line of the index of real documents, kept outside the project.
type sample struct {
	file, expect string
	want         map[string]any
}

func samples(t *testing.T, folder string) (root string, out []sample) {
	t.Helper()
	root = os.Getenv("CDA_SAMPLES")
	if root == "" {
		t.Skip("CDA_SAMPLES is not set: the real documents are not part of the project")
	}
	f, err := os.Open(filepath.Join(root, "INDEX.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(rows[0], name) }
	for _, r := range rows[1:] {
		if !strings.HasPrefix(r[at("file")], folder+"/") {
			continue
		}
		s := sample{file: r[at("file")], expect: r[at("expect")]}
		if j := r[at("expected_metadata")]; j != "" {
			if err := json.Unmarshal([]byte(j), &s.want); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		t.Fatalf("no line of %s/ in the index", folder)
	}
	return root, out
}

// said is a parsed document in the words of the index.
func said(d Document) map[string]any {
	p := d.Patient
	m := map[string]any{
		"type_code": d.Type.Code, "type_system_oid": d.Type.System, "class_code": d.Class, "title": d.Title,
		"doc_id": d.ID.String(), "set_id": d.SetID.String(), "version": fmt.Sprint(d.Version),
		"effective_time": d.At.Format(time.RFC3339), "confidentiality": d.Confidentiality, "language": d.Language,
		"ins_root": p.INS.Root, "ins": p.INS.Extension, "birth_family": p.BirthFamily, "usual_family": p.UsualFamily,
		"birth_first_given": p.FirstGiven, "birth_given_list": p.GivenNames, "sex": p.Sex, "birth_date": p.BirthDate,
		"birth_cog": p.BirthCOG, "custodian": d.Custodian.Root + "=" + d.Custodian.Extension,
		"facility_type": d.FacilityType, "practice_setting": d.PracticeSetting, "level": float64(d.Level),
		"wrapped_in_xsl_stylesheet": d.SelfPresenting,
	}
	var authors []any
	for _, a := range d.Authors {
		authors = append(authors, map[string]any{
			"id": a.ID.Extension, "id_root": a.ID.Root, "family": a.Family, "given": a.Given, "speciality": a.Specialty.Code,
		})
	}
	m["authors"] = authors
	m["format_code"] = d.Format
	if len(d.Replaces) > 0 {
		var ids []any
		for _, r := range d.Replaces {
			ids = append(ids, r.String())
		}
		m["replaces"] = ids
	}
	if d.Body != nil {
		m["body_media_type"], m["body_bytes"], m["body_sha256"] = d.Body.Type, float64(len(d.Body.Bytes)), d.Body.SHA256
		return m
	}
	m["sections"], m["entries"] = float64(d.SectionCount), float64(d.EntryCount)
	if len(d.Media) > 0 {
		var types []string
		for _, x := range d.Media {
			types = append(types, x.Type)
		}
		slices.Sort(types)
		m["embedded_count"], m["embedded_media"] = float64(len(d.Media)), strings.Join(slices.Compact(types), " ")
	}
	return m
}

// wanted puts the index's fields that other packages check (keys of INS and RPPS) aside, and its time in UTC.
func wanted(t *testing.T, w map[string]any) map[string]any {
	t.Helper()
	delete(w, "ins_key_valid")
	if list, ok := w["authors"].([]any); ok {
		for _, a := range list {
			delete(a.(map[string]any), "rpps_luhn_valid")
		}
	}
	at, ok := instant(w["effective_time"].(string))
	if !ok {
		t.Fatalf("effective time %v", w["effective_time"])
	}
	w["effective_time"] = at.Format(time.RFC3339)
	return w
}

func TestEveryRealDocumentSaysWhatTheIndexSays(t *testing.T) {
	root, all := samples(t, "cda")
	if len(all) != 26 {
		t.Errorf("%d documents, there are 26", len(all))
	}
	for _, s := range all {
		t.Run(filepath.Base(s.file), func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(root, s.file))
			if err != nil {
				t.Fatal(err)
			}
			d, err := Parse(data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(wanted(t, s.want), said(d)); diff != "" {
				t.Error(diff)
			}
			if d.Level > 1 && len(d.Text()) < 40 {
				t.Errorf("a level %d document reads %q", d.Level, d.Text())
			}
		})
	}
}

func TestMutatedDocumentsMeetTheirFate(t *testing.T) {
	root, all := samples(t, "cda-derived")
	codes := map[string]string{
		"d01": Truncated, "d02": Doctype, "d03": Doctype, "d04": Encoding, "d06": Encoding, "d07": MissingINS,
		"d08": BadBase64, "d09": WrongRoot, "d11": TwoPatients,
	}
	for _, s := range all {
		name := filepath.Base(s.file)
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(root, s.file))
			if err != nil {
				t.Fatal(err)
			}
			d, err := Parse(data)
			want := codes[name[:3]]
			if want == "" && err != nil {
				t.Fatal(err)
			}
			var e *Error
			if want != "" && (!errors.As(err, &e) || e.Code != want) {
				t.Fatalf("got %v, want %s", err, want)
			}
			if want != "" {
				if s.expect == "accept" {
					t.Errorf("the index says accept, we refuse with %s", want)
				}
				return
			}
			if s.expect == "reject" {
				t.Error("the index says reject")
			}
			if s.want != nil {
				if diff := cmp.Diff(wanted(t, s.want), said(d)); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// Nothing of d10's markup survives in the tree the page is made from.
func TestScriptInTheNarrativeIsOnlyWords(t *testing.T) {
	root, _ := samples(t, "cda-derived")
	data, err := os.ReadFile(filepath.Join(root, "cda-derived", "d10_script_in_narrative.xml"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	whole := fmt.Sprintf("%+v", d.Sections)
	if strings.Contains(whole, "javascript:") || strings.Contains(whole, "alert(2)") {
		t.Error("a link's address or an event attribute is kept")
	}
	if !strings.Contains(whole, "lien") {
		t.Error("the link's text is lost")
	}
}
