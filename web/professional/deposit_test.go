package professional_test

import (
	"strings"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/id"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// L.1111-15: depositing is a duty and needs no right to read; what was typed stays, what is wrong is named.
func TestDepositingNeedsNoOpenSpace(t *testing.T) {
	h := open(t)
	pro := h.Professional(t, "60", "", sample.FINESS(1))
	p := h.Patient(t, access.Activated)
	v := h.signedIn(pro)
	v.get(space(p) + "/deposer").leads(space(p) + "/identite")
	v.meets(p).get(space(p)+"/deposer").is(200).says("Type de document", "J’ai informé la personne de ce dépôt")
	wrong := v.upload(space(p)+"/deposer", "note.pdf", cdatest.PDF("note"), "cle", "k", "titre", "Suivi de plaie").is(422)
	wrong.says("3 réponses sont à revoir Type : choisissez une réponse. Date des soins : tapez le jour, le mois et l’année. Information de la personne : cochez la case pour continuer.",
		"Choisissez une réponse.", "Tapez le jour, le mois et l’année.", "Cochez la case pour continuer.")
	if !strings.Contains(wrong.body, `value="Suivi de plaie"`) || !strings.Contains(wrong.body, "<title>Erreur") {
		t.Error("what was typed is lost, or the title does not say that something is wrong")
	}
	filled := []string{"cle", "k", "type", biology, "titre", "Suivi de plaie", "date-jour", "10", "date-mois", "3", "date-annee", "2027", "informe", "oui"}
	v.upload(space(p)+"/deposer", "note.exe", []byte("MZ\x90\x00 a program"), filled...).is(422).says("Ce fichier est un programme")
	v.upload(space(p)+"/deposer", "note.pdf", nil, filled...).is(422)
	v.upload(space(p)+"/deposer", "note.pdf", cdatest.PDF("note"), filled...).leads(space(p) + "/depose")
	v.get(space(p)+"/depose").is(200).says("Le document est déposé", "La personne le voit dès maintenant")
	if n := h.documents(p); n != 1 {
		t.Fatalf("%d documents, want 1", n)
	}
	v.get(space(p)).leads(space(p) + "/identite") // nothing was opened by depositing
}

// issue 6 point 8: the long list of types is searched without a script, by a word that stays out of the address.
func TestATypeIsFoundByAWordWithoutAScript(t *testing.T) {
	h := open(t)
	p := h.Patient(t, access.Activated)
	v := h.signedIn(h.Professional(t, "10", "SM54", sample.FINESS(1))).meets(p)
	got := v.post(space(p)+"/deposer/type", "mot", "imagerie compte").is(200)
	found := strings.Index(got.body, `label="Trouvés"`)
	if found < 0 || !strings.Contains(got.body[found:found+900], "imagerie") || strings.Index(got.body, "Les plus courants") < found {
		t.Error("what was found does not come first")
	}
	v.post(space(p)+"/deposer/type", "mot", "zzzz").is(200).says("0 type trouvé")
	v.post(space(p)+"/deposer/type", "mot", " ").is(422)
}

// issue 6 point 8: a new version replaces the old one, from the page, by its author alone.
func TestANewVersionIsDepositedFromItsPage(t *testing.T) {
	h := open(t)
	gp, author := h.Professional(t, "10", "SM54", sample.FINESS(1)), h.Professional(t, "60", "", sample.FINESS(2))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	doc := h.gave(author.Actor, p, record.Upload{Type: biology, Title: "Bilan"})
	v, d := h.signedIn(author).meets(p), h.signedIn(gp).opens(p)
	here := space(p) + "/documents/" + doc.String() + "/remplacer"
	d.get(here).is(404)
	asked := v.get(here).is(200).says("L’ancienne version reste")
	if !strings.Contains(asked.body, doc.String()) {
		t.Error("the page does not say which document it replaces")
	}
	v.upload(space(p)+"/deposer", "b.pdf", cdatest.PDF("b"), "cle", "k", "remplace", doc.String(), "type", biology, "titre", "Bilan corrigé", "date-jour", "10",
		"date-mois", "3", "date-annee", "2027", "informe", "oui").leads(space(p) + "/depose")
	v.get(space(p) + "/depose").is(200).says("La nouvelle version est déposée")
	d.get(space(p)).is(200).says("Bilan corrigé")
	if n := h.documents(p); n != 1 {
		t.Errorf("she sees %d documents", n)
	}
}

// decisions.md §7: a clinical document about somebody else is refused, the trait named.
func TestADocumentAboutSomebodyElseIsRefusedWithTheTraitNamed(t *testing.T) {
	h := open(t)
	p := h.Patient(t, access.Activated)
	v := h.signedIn(h.Professional(t, "10", "SM54", sample.FINESS(1))).meets(p)
	for says, change := range map[string]func(*cdatest.Options){
		"Le nom de naissance du document n’est pas celui de la personne.":   func(o *cdatest.Options) { o.BirthName = "AUTRE" },
		"Le premier prénom du document n’est pas celui de la personne.":     func(o *cdatest.Options) { o.FirstGiven = "Zoé" },
		"La date de naissance du document n’est pas celle de la personne.":  func(o *cdatest.Options) { o.BirthDate = o.BirthDate.AddDate(0, 0, 1) },
		"Le sexe du document n’est pas celui de la personne.":               func(o *cdatest.Options) { o.Sex = "M" },
		"L’INS du document n’est pas celle de la personne.":                 func(o *cdatest.Options) { o.INS = cdatest.NIR("2850678006999") },
		"Le type du document n’est pas dans la liste officielle. Corrigez-": func(o *cdatest.Options) { o.TypeCode = "0-0" },
	} {
		o := h.clinical(p)
		change(&o)
		v.upload(space(p)+"/deposer", "doc.xml", cdatest.Level3(o), "cle", "k", "informe", "oui").is(422).says(says)
	}
	if n := h.documents(p); n != 0 {
		t.Fatalf("%d documents were kept", n)
	}
	o := h.clinical(p)
	v.upload(space(p)+"/deposer", "doc.xml", cdatest.Level3(o), "cle", "k1", "informe", "oui").leads(space(p) + "/depose")
	v.upload(space(p)+"/deposer", "doc.xml", cdatest.Level3(o), "cle", "k2", "informe", "oui").is(422).says("Ce document est déjà dans l’espace santé")
	v.upload(space(p)+"/deposer", "doc.xml", []byte("<ClinicalDocument"), "cle", "k3", "informe", "oui").is(422)
}

// R.1111-50: a minor's secrecy is asked with nothing ticked; « ne pas enregistrer » keeps nothing at all.
func TestAMinorsSecrecyIsAsked(t *testing.T) {
	h := open(t)
	p := h.Someone(t, sample.Someone{State: access.Activated, Birth: sample.Child})
	v := h.signedIn(h.Professional(t, "10", "SM54", sample.FINESS(1))).meets(p)
	asked := v.get(space(p) + "/deposer").is(200).says("Le mineur demande-t-il le secret vis-à-vis de ses représentants ?")
	if strings.Contains(asked.body, " checked") {
		t.Error("an answer is ticked in advance")
	}
	send := func(fields ...string) page {
		return v.upload(space(p)+"/deposer", "a.pdf", cdatest.PDF("a"), append([]string{"cle", "k", "type", biology, "date-jour", "10",
			"date-mois", "3", "date-annee", "2027", "informe", "oui"}, fields...)...)
	}
	send().is(422).says("Choisissez une réponse.")
	send("secret", "rien").leads(space(p) + "/depose")
	v.get(space(p) + "/depose").is(200).says("Rien n’a été enregistré")
	if n := h.count(t, p); n != 0 {
		t.Fatalf("%d rows were kept of what was not to be recorded", n)
	}
	send("secret", "cacher").leads(space(p) + "/depose")
	if n := h.count(t, p); n != 1 {
		t.Fatal(n)
	}
}

func (h *house) count(t *testing.T, p *sample.Patient) (n int) {
	t.Helper()
	pool := superuser(t, h)
	h.must(pool.QueryRow(t.Context(), `SELECT count(*) FROM documents WHERE patient_id = $1`, p.Patient).Scan(&n))
	return n
}

// R.1111-53: « pas encore la personne » is absent from her space until it is told.
func TestADocumentWaitsUntilThePersonIsTold(t *testing.T) {
	h := open(t)
	gp := h.Professional(t, "10", "SM54", sample.FINESS(1))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	v := h.signedIn(gp).opens(p)
	v.upload(space(p)+"/deposer", "a.pdf", cdatest.PDF("a"), "cle", "k", "type", biology, "date-jour", "10", "date-mois", "3", "date-annee", "2027",
		"informe", "oui", "attendre", "oui").leads(space(p) + "/depose")
	v.get(space(p) + "/depose").is(200).says("au plus tard dans un mois")
	if n := h.documents(p); n != 0 {
		t.Fatal("the person sees what is not announced")
	}
	doc := link(t, v.get(space(p)).is(200).says("Après l’annonce"), space(p)+"/documents/")
	v.get(doc).is(200).says("La personne est informée : lui montrer", "au plus tard le 12 avril 2027")
	v.post(doc + "/annoncer").leads(space(p))
	v.get(space(p)).is(200).says("maintenant visible de la personne").silent("Après l’annonce")
	if n := h.documents(p); n != 1 {
		t.Fatal("the person does not see what was announced")
	}
}

// #66: its author alone takes a document back, also without the space being open.
func TestOnlyItsAuthorWithdraws(t *testing.T) {
	h := open(t)
	gp, author := h.Professional(t, "10", "SM54", sample.FINESS(1)), h.Professional(t, "60", "", sample.FINESS(2))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	doc := h.gave(author.Actor, p, record.Upload{Type: biology, Title: "Bilan"})
	d := h.signedIn(gp).opens(p)
	here := space(p) + "/documents/" + doc.String()
	d.get(here).is(200).silent("Retirer ce document")
	d.get(here + "/retirer").is(404)
	d.post(here+"/retirer", "raison", "wrong-file").is(403).says("Seul son auteur peut le faire.")

	v := h.signedIn(author)
	v.get(here + "/retirer").leads(space(p) + "/identite")
	v.meets(p).get(here+"/retirer").is(200).says("Personne ne pourra plus l’ouvrir", "retiré par son auteur")
	v.post(here + "/retirer").is(422).says("Choisissez une réponse.")
	v.post(here+"/retirer", "raison", "other").is(422).says("Précision")
	v.post(here+"/retirer", "raison", "wrong-file", "precision", "Doublon").leads("/pro")
	v.get("/pro").is(200).says("Le document est retiré.")
	d.get(here).is(404)
	d.get(space(p)).is(200).silent("Bilan")
	v.post(space(p)+"/documents/"+id.New[id.Document]().String()+"/retirer", "raison", "mistaken").is(404)
}
