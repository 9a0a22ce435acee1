package professional_test

import (
	"strings"
	"testing"

	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// Issue 6 point 6: words are looked for inside the open record, by POST; they stand in no address, and find nothing of what is hidden (#65, #84).
func TestWordsAreFoundInsideTheOpenRecord(t *testing.T) {
	h := open(t)
	gp, pro := h.Professional(t, "10", "SM54", sample.FINESS(1)), h.Professional(t, "10", "SM04", sample.FINESS(2))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	h.gave(gp.Actor, p, record.Upload{Type: biology, Title: "Électrophorèse des protéines"})
	h.gave(gp.Actor, p, record.Upload{Type: biology, Title: "Électrophorèse cachée", Masked: true})
	h.agreed(p, pro)
	at := space(p) + "/recherche"
	v := h.signedIn(pro)
	v.get(at).leads(space(p) + "/identite") // nothing is open
	v.post(at, "mots", "electro").leads(space(p) + "/identite")
	v.opens(p)
	v.get(space(p)).is(200).says("Mots du texte")
	v.get(at).is(200).says("Mots du texte")
	found := v.post(at, "mots", "ELECTRO protéine").is(200).says("1 document trouvé", "Électrophorèse des protéines").silent("cachée")
	if strings.Contains(strings.ToLower(found.header.Get("Location")+link(t, found, space(p)+"/documents/")), "electro") {
		t.Error("the words stand in an address")
	}
	v.post(at, "mots", "cachee").is(200).says("Aucun document à lire ici ne contient tous ces mots")
	v.post(at).is(422).says("Mots du texte")
	v.post(at, "mots", strings.Repeat("a", 5000)).is(422)
	h.signedIn(gp).opens(p).post(at, "mots", "electro").is(200).says("2 documents trouvés")
	h.must(h.Consents.Block(t.Context(), p.Actor, p.Patient, pro.Account))
	v.post(at, "mots", "electro").is(404).says(nobodyWords)
}
