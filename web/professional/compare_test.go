package professional_test

import (
	"html"
	"strings"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/id"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// Issue 6 point 6: two results side by side, what both measure in one table, each opened and each a line (#32).
func TestTwoResultsAreReadSideBySide(t *testing.T) {
	h := open(t)
	gp := h.Professional(t, "10", "SM54", sample.FINESS(1))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	v := h.signedIn(gp).opens(p)
	for i, value := range []string{"1,95", "3,40"} {
		o := h.clinical(p)
		o.SetID, o.Title, o.TypeCode, o.Date = "1.2.250.1.999.7."+value[:1], "Bilan thyroïdien", biology, sample.Start.AddDate(0, 0, -30*i-2)
		file := strings.Replace(string(cdatest.Level3(o)), "</text>", `<table><thead><tr><th>Analyse</th><th>Résultat</th><th>Repères</th></tr></thead><tbody>
			<tr><td>TSH</td><td>`+value+` mUI/l</td><td>0,27 à 4,20</td></tr><tr><td>Propre à `+value+`</td><td>7</td></tr></tbody></table></text>`, 1)
		h.gave(gp.Actor, p, record.Upload{File: []byte(file), Name: "doc.xml"})
	}
	h.gave(gp.Actor, p, record.Upload{Type: "11488-4", Title: "Consultation seule de son type"})
	list := v.get(space(p)+"?type="+biology).is(200).says("2 documents", "Comparer les deux derniers")
	two := v.get(html.UnescapeString(link(t, list, space(p)+"/comparer?"))).is(200)
	two.says("Les résultats que les deux donnent", "TSH", "1,95 mUI/l", "3,40 mUI/l", "0,27 à 4,20", "10 mars 2027", "8 février 2027")
	if n := strings.Count(two.words(), "Propre à 1,95"); n != 1 {
		t.Errorf("what one alone measures is told %d times", n)
	}
	doc := v.get(link(t, list, space(p)+"/documents/")).is(200).says("Comparer avec un autre")
	choose := v.get(link(t, doc, space(p)+"/comparer?un=")).is(200).says("Quel document mettre à côté ?", "Bilan thyroïdien, 8 février 2027")
	if strings.Contains(choose.words(), "Consultation seule") {
		t.Error("another type is offered")
	}
	alone := v.get(link(t, v.get(space(p)+"?type=11488-4"), space(p)+"/documents/")).is(200).silent("Comparer avec un autre")
	v.get(space(p) + "/comparer?un=" + alone.path[strings.LastIndex(alone.path, "/")+1:]).is(200).says("Aucun autre document de ce type")
	v.get(space(p) + "/comparer").is(404)
	before := h.reads(gp)
	v.get(html.UnescapeString(link(t, list, space(p)+"/comparer?")))
	if n := h.reads(gp) - before; n != 2 {
		t.Errorf("comparing two leaves %d lines", n)
	}
}

// reads counts the documents that by opened: lines of his own log.
func (h *house) reads(by *sample.Professional) (n int) {
	h.t.Helper()
	all, _, err := h.Care.MyAccesses(h.t.Context(), by.Actor, id.Line{})
	h.must(err)
	for _, a := range all {
		if a.Act == access.ReadDocument {
			n++
		}
	}
	return n
}

// Two files that are pictures of pages turn one without the other.
func TestEachOfTheTwoTurnsItsOwnPages(t *testing.T) {
	h := open(t)
	gp := h.Professional(t, "10", "SM54", sample.FINESS(1))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	one := h.gave(gp.Actor, p, record.Upload{Type: biology, Title: "Un", File: cdatest.PDF("Un"), Name: "un.pdf"})
	two := h.gave(gp.Actor, p, record.Upload{Type: biology, Title: "Deux", File: cdatest.PDF("Deux"), Name: "deux.pdf"})
	v := h.signedIn(gp).opens(p)
	got := v.get(space(p) + "/comparer?un=" + one.String() + "&deux=" + two.String() + "&page1=7&page2=-1").is(200).silent("Les résultats que les deux donnent")
	for _, doc := range []string{one.String(), two.String()} {
		if !strings.Contains(got.body, space(p)+"/documents/"+doc+"/image/1") {
			t.Error("a picture is missing")
		}
	}
}
