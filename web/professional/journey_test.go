package professional_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

const (
	biology = "11502-2" // CR d'examens biologiques
	birth   = "15508-5" // CR d'accouchement: closed to opticians
)

const nobodyWords = "Aucun espace santé ne peut être ouvert avec ces informations."

// gave deposits a document as by did.
func (h *house) gave(by access.Actor, p *sample.Patient, u record.Upload) id.Document {
	h.t.Helper()
	if u.File == nil {
		u.File, u.Name = cdatest.PDF("Compte rendu"), "compte-rendu.pdf"
	}
	if u.CaredOn.IsZero() {
		u.CaredOn = sample.Start.AddDate(0, 0, -2).Truncate(24 * time.Hour)
	}
	u.Informed, u.Secret = true, record.NotSecret
	doc, err := h.Records.Deposit(h.t.Context(), by, p.Patient, u)
	h.must(err)
	return doc
}

func (h *house) agreed(p *sample.Patient, by *sample.Professional) {
	h.t.Helper()
	h.must(h.Consents.RecordTeamConsent(h.t.Context(), by.Actor, p.Patient, consent.Oral, true))
}

// #13, R.1111-46: in, find, say why, read, deposit a clinical document, close.
func TestASpecialistFindsReadsAndDeposits(t *testing.T) {
	h := open(t)
	gp, pro := h.Professional(t, "10", "SM54", sample.FINESS(1)), h.Professional(t, "10", "SM05", sample.FINESS(2))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp, BirthName: "TESTARD"})
	h.gave(gp.Actor, p, record.Upload{Type: biology, Title: "Bilan de mars"})

	v := h.signedIn(pro)
	v.get("/pro").is(200).says("Vous n’avez encore ouvert aucun espace santé", "Cabinet des Tilleuls")
	v.get("/pro/patients").is(200).says("Trouver une personne")
	ins := p.Person.INS.Reveal()
	v.post("/pro/patients", "ins", ins[:1]+" "+ins[1:3]+" "+ins[3:]).leads(space(p) + "/identite")
	v.get(space(p)+"/identite").is(200).says("Est-ce bien cette personne ?", "TESTARD", "LÉA MARIE", "14 juin 1985 (41 ans)", "Féminin")
	v.get(space(p)).leads(space(p) + "/identite")

	v.get(space(p)+"/ouvrir").is(200).says("Pourquoi ouvrir cet espace santé ?", "Elle m’a donné son accord pour aujourd’hui")
	v.post(space(p) + "/ouvrir").is(422).says("Choisissez une réponse.")
	v.post(space(p)+"/ouvrir", "motif", "connu").is(403).says("Il faut l’accord de la personne")
	v.post(space(p)+"/ouvrir", "motif", "accord").leads(space(p) + "/ouvrir/accord")
	v.get(space(p)+"/ouvrir/accord").is(200).says("À dire à la personne", "L’accord finit ce soir à minuit.")
	v.post(space(p) + "/ouvrir/accord").is(422).says("Choisissez une réponse.")
	v.post(space(p)+"/ouvrir/accord", "accord", "oral").leads(space(p))

	list := v.get(space(p)).is(200)
	list.says("TESTARD LÉA", "Femme, née le 14 juin 1985 (41 ans)", "Motif : accord donné aujourd’hui. Ouvert à 14 h 05, jusqu’à 14 h 35.", "Bilan de mars",
		"1 document", "Cet espace santé peut être incomplet")
	if title, _, _ := strings.Cut(list.body, "</title>"); strings.Contains(title, "TESTARD") {
		t.Error("a name stands in a title")
	}
	doc := link(t, list, space(p)+"/documents/")
	v.get(doc).is(200).says("Bilan de mars", "Compte rendu d’examens biologiques", "Télécharger")
	if got := v.get(doc + "/telecharger").is(200); !bytes.Equal([]byte(got.body), cdatest.PDF("Compte rendu")) ||
		!strings.Contains(got.header.Get("Content-Security-Policy"), "sandbox") {
		t.Error("the original is not given back as it was, as a file", got.header)
	}

	v.get(space(p)+"/deposer").is(200).says("J’ai informé la personne de ce dépôt", "Pas encore la personne").silent("secret vis-à-vis")
	file := cdatest.Level3(h.clinical(p))
	v.upload(space(p)+"/deposer", "doc.xml", file, "cle", "k1").is(422).says("Cochez la case pour continuer.")
	v.upload(space(p)+"/deposer", "doc.xml", file, "cle", "k1", "informe", "oui").leads(space(p) + "/depose")
	v.upload(space(p)+"/deposer", "doc.xml", file, "cle", "k1", "informe", "oui").leads(space(p) + "/depose") // a button pressed twice
	v.get(space(p) + "/depose").is(200).says("Le document est déposé")
	list = v.get(space(p)).is(200).says("2 documents")

	v.get("/pro").is(200).says("TESTARD LÉA", "14 juin 1985")
	v.post(space(p) + "/fermer").leads("/pro")
	v.get("/pro").is(200).says("L’espace santé est refermé")
	v.get(space(p)).leads(space(p) + "/identite")
}

// clinical says that a document is about p.
func (h *house) clinical(p *sample.Patient) cdatest.Options {
	who := p.Person
	return cdatest.Options{INS: who.INS.Reveal(), INSRoot: who.OID, BirthName: who.BirthName, FirstGiven: who.Given(),
		Sex: string(who.Sex), BirthDate: who.BirthDate}
}

// link finds the first address of a page that begins so.
func link(t *testing.T, p page, prefix string) string {
	t.Helper()
	_, rest, ok := strings.Cut(p.body, `href="`+prefix)
	if !ok {
		t.Fatalf("no link to %s:\n%s", prefix, p.main())
	}
	end, _, _ := strings.Cut(rest, `"`)
	return prefix + end
}

// #3.7: by all four traits, whatever their case and accents; three find nobody.
func TestAPersonIsFoundByAllFourTraitsExactly(t *testing.T) {
	h := open(t)
	v := h.signedIn(h.Professional(t, "10", "SM54", sample.FINESS(1)))
	p := h.Someone(t, sample.Someone{BirthName: "D'EXEMPLE MARTIN"})
	traits := []string{"nom", "d’exemple-martin", "prenom", "lea", "naissance-jour", "14", "naissance-mois", "juin", "naissance-annee", "1985", "sexe", "F"}
	v.get("/pro/patients/sans-numero").is(200)
	v.post("/pro/patients/sans-numero", traits...).leads(space(p) + "/identite")
	v.post("/pro/patients/sans-numero", traits[:10]...).is(422).says("Choisissez une réponse.").silent(nobodyWords)
	other := append([]string{}, traits...)
	other[11] = "M"
	v.post("/pro/patients/sans-numero", other...).is(422).says(nobodyWords)
}

// decisions.md §3: never opened, opposed, blocked, unknown: the same page to the byte.
func TestThereIsOneAnswerToASearchThatLeadsNowhere(t *testing.T) {
	h := open(t)
	pro := h.Professional(t, "10", "SM54", sample.FINESS(1))
	v := h.signedIn(pro)
	blocking := h.Patient(t, access.Activated)
	h.must(h.Consents.Block(t.Context(), blocking.Actor, blocking.Patient, pro.Account))
	var asked, stood []string
	for _, p := range []*sample.Patient{blocking, h.Patient(t, access.Opposed), h.Patient(t, access.Eligible), h.Patient(t, access.Invited), h.Patient(t, access.Suspended)} {
		ins := p.Person.INS.Reveal()
		found := v.post("/pro/patients", "ins", ins).is(422).says(nobodyWords)
		asked = append(asked, strings.ReplaceAll(found.same(), ins, ""))
		for _, way := range []string{"/identite", "", "/ouvrir", "/deposer", "/documents/" + id.New[id.Document]().String()} {
			p := v.get(space(p) + way)
			if way == "" || way == "/deposer" || way == "/ouvrir" || strings.HasPrefix(way, "/documents") {
				p.leads(strings.TrimSuffix(p.path, way) + "/identite") // as for anybody whose card was not shown
				continue
			}
			stood = append(stood, p.is(404).same())
		}
	}
	stranger := cdatest.NIR("2850678006999")
	asked = append(asked, strings.ReplaceAll(v.post("/pro/patients", "ins", stranger).is(422).same(), stranger, ""))
	stood = append(stood, v.get("/pro/patients/"+id.New[id.Patient]().String()+"/identite").is(404).same(), v.get("/pro/patients/nobody/identite").is(404).same())
	for _, all := range [][]string{asked, stood} {
		for _, page := range all[1:] {
			if page != all[0] {
				t.Errorf("two answers can be told apart:\n%s\n\n%s", all[0], page)
			}
		}
	}
}

// decisions.md §2: a closed space says « fermé » and since when, nothing else.
func TestAClosedSpaceSaysSinceWhenAndNothingElse(t *testing.T) {
	h := open(t)
	v := h.signedIn(h.Professional(t, "10", "SM54", sample.FINESS(1)))
	p := h.Someone(t, sample.Someone{State: access.ClosedArchived, BirthName: "TESTARD"})
	v.post("/pro/patients", "ins", p.Person.INS.Reveal()).is(200).says("Cet espace santé est fermé", "12 mars 2027").silent("TESTARD")
	v.get(space(p)+"/identite").is(404).says("Cet espace santé est fermé", "12 mars 2027").silent("TESTARD")
}

// G5: a block ends what was open, deposit included, with the words of a space that is not there.
func TestABlockEndsEverythingAtOnce(t *testing.T) {
	h := open(t)
	gp := h.Professional(t, "10", "SM54", sample.FINESS(1))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	doc := h.gave(gp.Actor, p, record.Upload{Type: biology})
	v := h.signedIn(gp).opens(p)
	v.get(space(p) + "/documents/" + doc.String()).is(200)
	h.must(h.Consents.Block(t.Context(), p.Actor, p.Patient, gp.Account))
	v.upload(space(p)+"/deposer", "a.pdf", cdatest.PDF("a"), "cle", "k", "type", biology, "date-jour", "1", "date-mois", "3", "date-annee", "2027",
		"informe", "oui").is(404).says(nobodyWords)
	v.meetsNobody(p)
	if n := h.documents(p); n != 1 {
		t.Errorf("%d documents after a refused deposit, want 1", n)
	}
}

func (v *visitor) meetsNobody(p *sample.Patient) {
	v.t.Helper()
	v.get(space(p) + "/identite").is(404).says(nobodyWords)
}

func (h *house) documents(p *sample.Patient) int {
	h.t.Helper()
	list, err := h.Records.List(h.t.Context(), p.Actor, "", p.Patient, record.Filter{})
	h.must(err)
	return list.Total
}

// R.1111-46: an agreement withdrawn closes what it had opened, at the next request.
func TestAWithdrawnAgreementClosesTheSpace(t *testing.T) {
	h := open(t)
	pro := h.Professional(t, "10", "SM05", sample.FINESS(2))
	p := h.Patient(t, access.Activated)
	h.agreed(p, pro)
	v := h.signedIn(pro).opens(p)
	v.get(space(p)).is(200).says("Motif : équipe de soins")
	h.must(h.Consents.WithdrawConsent(t.Context(), p.Actor, p.Patient, pro.Account))
	v.get(space(p)).is(403).says("Cet espace santé n’est pas ouvert pour vous")
	v.get(space(p)).leads(space(p) + "/identite")
}

// D3, D4 (#31, #63, #65): what a profession may not see and what is masked are absent without a trace;
// masked, closed to the profession, another's and missing are one page.
func TestWhatMayNotBeSeenIsNowhere(t *testing.T) {
	h := open(t)
	gp, optician := h.Professional(t, "10", "SM54", sample.FINESS(1)), h.Professional(t, "28", "", sample.FINESS(2))
	author := h.Professional(t, "10", "SM05", sample.FINESS(3))
	p, other := h.Someone(t, sample.Someone{TreatingDoctor: gp}), h.Patient(t, access.Activated)
	shown := h.gave(author.Actor, p, record.Upload{Type: "78513-9", Title: "Bilan visuel"})
	hidden := h.gave(author.Actor, p, record.Upload{Type: birth, Title: "Accouchement"})
	masked := h.gave(author.Actor, p, record.Upload{Type: "78513-9", Title: "Secret", Masked: true})
	foreign := h.gave(author.Actor, other, record.Upload{Type: "78513-9", Title: "Ailleurs"})
	h.agreed(p, optician)

	v := h.signedIn(optician).opens(p)
	v.get(space(p)).is(200).says("1 document", "Bilan visuel", "Votre profession ouvre").silent("Accouchement", "Secret", "Naissance", "Masqué")
	v.get(space(p) + "/documents/" + shown.String()).is(200)
	want := v.get(space(p) + "/documents/" + id.New[id.Document]().String()).is(404).same()
	for _, doc := range []string{hidden.String(), masked.String(), foreign.String(), "xyz"} {
		for _, way := range []string{"", "/telecharger", "/image/1", "/retirer"} {
			if got := v.get(space(p) + "/documents/" + doc + way).is(404).same(); got != want {
				t.Errorf("%s%s can be told from a missing document", doc, way)
			}
		}
	}

	d := h.signedIn(gp).opens(p)
	d.get(space(p)).is(200).says("3 documents", "Masqué par la personne. N’en parlez qu’avec elle.", "Motif : médecin traitant")
	d.get(space(p)+"/documents/"+masked.String()).is(200).says("Masqué par la personne", "N’en parlez qu’avec elle.")
}

// R.1111-32: the person's code opens, once, for its quarter of an hour; « personne pour le moment » leaves it alone.
func TestThePersonsCodeOpens(t *testing.T) {
	h := open(t)
	pro := h.Professional(t, "60", "", sample.FINESS(2))
	p := h.Patient(t, access.Activated)
	h.must(h.Consents.SetSharing(t.Context(), p.Actor, p.Patient, false))
	v := h.signedIn(pro).meets(p)
	v.get(space(p)+"/ouvrir").is(200).says("Elle me montre un code", "Seul son code l’ouvre").silent("Mon équipe de soins")
	v.get(space(p) + "/ouvrir/code").is(200)
	v.post(space(p)+"/ouvrir/code", "code", "ABCDEF").is(422).says("Ce code n’est pas celui que la personne voit.")
	code, err := h.Consents.IssueCode(t.Context(), p.Actor, p.Patient)
	h.must(err)
	v.post(space(p)+"/ouvrir/code", "code", strings.ToLower(code.Show())).leads(space(p))
	v.get(space(p)).is(200).says("Motif : code montré par la personne")
	h.Wait(16 * time.Minute)
	v.get(space(p)).is(403)
}

// R.1111-46: the initial agreement of a team is recorded once, with how and the information given.
func TestATeamsAgreementIsRecordedOnce(t *testing.T) {
	h := open(t)
	pro := h.Professional(t, "60", "", sample.FINESS(2))
	p := h.Patient(t, access.Activated)
	v := h.signedIn(pro).meets(p)
	v.post(space(p)+"/ouvrir", "motif", "equipe").leads(space(p) + "/ouvrir/equipe")
	v.get(space(p) + "/ouvrir/equipe").is(200).says("À dire à la personne")
	v.post(space(p)+"/ouvrir/equipe", "accord", "oral").is(422).says("Cochez la case pour continuer.")
	v.post(space(p)+"/ouvrir/equipe", "accord", "oral", "informe", "oui").leads(space(p))
	v.post(space(p) + "/fermer").leads("/pro")
	v.meets(p).get(space(p) + "/ouvrir").is(200).says("Son accord pour votre équipe de soins est enregistré.")
}

// ANS DMPi TD3.1: two years at first, the filter shown, and taken away in one link.
func TestTheFirstLookGoesTwoYearsBack(t *testing.T) {
	h := open(t)
	gp := h.Professional(t, "10", "SM54", sample.FINESS(1))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	h.gave(gp.Actor, p, record.Upload{Type: biology, Title: "Bilan récent"})
	h.gave(gp.Actor, p, record.Upload{Type: biology, Title: "Bilan ancien", CaredOn: time.Date(2019, 5, 2, 0, 0, 0, 0, time.UTC)})
	v := h.signedIn(gp).opens(p)
	first := v.get(space(p)).is(200).says("Bilan récent", "2 dernières années", "Voir toutes les dates").silent("Bilan ancien")
	all := link(t, first, space(p)+"?")
	v.get(all).is(200).says("Bilan récent", "Bilan ancien", "2 documents").silent("Voir toutes les dates")
	v.get(space(p) + "?periode=tout&categorie=nowhere").is(200).says("Aucun document à lire ici")
	v.get(space(p) + "?periode=tout&auteur=" + gp.Account.String()).is(200).says("2 documents")
}
