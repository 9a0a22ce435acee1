package app

import (
	"net/http"
	"regexp"
	"strings"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
	"espacesante/internal/identity"
)

// These are two persons of the walk at a desk: one invited, one activated with a document.
var (
	deskNewcomer = somebody{ins: "277076322083111", family: "BRUN", given: "ODILE", birth: "1977-07-14", vitale: "1234567891", email: "odile@exemple.test"}
	deskHolder   = somebody{ins: "277076322083212", family: "BLANC", given: "IRIS", birth: "1977-07-14", vitale: "1234567892", email: "iris@exemple.test"}
)

// keyed gives somebody the key of their number.
func keyed(s somebody) somebody {
	s.ins = s.ins[:13] + identity.NIRKey(s.ins[:13])
	return s
}

// atDesk walks HLP-01 to HLP-06 with a person who activates, then one who shows a document and closes.
func (in *inspection) atDesk() {
	in.t.Helper()
	newcomer, holder := in.invited(keyed(deskNewcomer)), in.invited(keyed(deskHolder))
	in.activated(holder)
	own := in.client().signsIn(holder)
	if a := own.sends("/documents/ajouter", "bilan.pdf", cdatest.PDF("Bilan"), "cle", "k", "type", codes.PatientTypes()[0].Code, "titre", "Mon bilan",
		"visibilite", "visible", "date-jour", "3", "date-mois", "5", "date-annee", "2026"); a.status != moves {
		in.t.Fatal(a.status, string(a.body))
	}
	in.sees(own, "/acces/aidants") // none given yet
	c := in.client()
	c.comesIn("/guichet", in.staffs("helper")[0])
	in.sees(c, "/guichet", "/guichet/mandats", "/guichet/journal", "/guichet/entrainement", "/guichet/structure") // nothing yet
	in.giving(c, newcomer)
	in.joining(c, newcomer)
	in.answers(c, wrong, "/guichet/fin")
	in.answers(c, moves, "/guichet/fin", "mandat", "garder")
	in.sees(c, "/guichet", "/guichet/mandats", "/guichet/journal", "/guichet/structure")
	end := regexp.MustCompile(`/guichet/mandats/[a-z2-7]{26}/terminer`).FindString(string(c.get("/guichet/mandats").body))
	in.sees(c, end)
	in.answers(c, moves, end)
	in.sees(c, "/guichet/mandats") // one is over
	c.sits("close add show recover", cardProof(holder)...)
	in.showing(c, own, holder)
	in.scanning(c)
	in.answers(c, moves, "/guichet/fin", "mandat", "terminer", "efface", "oui")
	in.training(c)
}

// giving is the mandate, in each of its steps and of its errors.
func (in *inspection) giving(c *client, s somebody) {
	aid := "/guichet/aide"
	in.answers(c, moves, aid)
	in.sees(c, aid+"/demarches")
	in.answers(c, wrong, aid+"/demarches")
	c.ticks("activate oppose close recover print")
	in.sees(c, aid+"/mentions")
	in.answers(c, wrong, aid+"/mentions")
	in.answers(c, moves, aid+"/mentions", "lu", "oui")
	in.sees(c, aid+"/protection")
	in.answers(c, wrong, aid+"/protection")
	in.answers(c, moves, aid+"/protection", "protection", "tutelle")
	in.sees(c, aid+"/tutelle")
	in.answers(c, moves, aid+"/protection", "protection", "curatelle")
	in.sees(c, aid+"/duree")
	in.answers(c, wrong, aid+"/duree", "duree", "toujours")
	in.answers(c, moves, aid+"/duree", "duree", "month")
	in.sees(c, aid+"/identite")
	in.answers(c, wrong, aid+"/identite", "nir", "1")
	if a := c.post(aid+"/identite", proof(s, "preuve", "carte", "serie", "1", "piece", "identity")...); a.status != wrong {
		in.t.Error(a.status)
	} else {
		in.judges(c, "", aid+"/identite", a)
	}
	in.answers(c, moves, aid+"/identite", cardProof(s)...)
	in.sees(c, aid+"/accord", aid+"/accord/mandat.pdf")
	in.answers(c, wrong, aid+"/accord")
	in.answers(c, moves, aid+"/accord", "accord", "code")
	in.sees(c, aid+"/accord/code")
	in.answers(c, wrong, aid+"/accord/code", "code", "1")
	in.answers(c, moves, aid+"/accord/code", "code", in.reads(s.email, "guichet", sixDigits))
}

// joining is the session of somebody who prints, then opposes, then activates.
func (in *inspection) joining(c *client, s somebody) {
	at := "/guichet/session"
	in.sees(c, at, at+"/imprimer", at+"/imprimer/mode-d-emploi.pdf", at+"/acces", at+"/opposer", at+"/fermer")
	in.answers(c, moves, at+"/imprimer/fiche")
	in.sees(c, at+"/imprimer", at+"/imprimer/fiche.pdf")
	in.answers(c, wrong, at+"/fermer")
	in.answers(c, wrong, at+"/opposer")
	in.answers(c, moves, at+"/opposer", "demande", "oui")
	in.sees(c, at+"/recu", at+"/recu/recu.pdf", at)
	in.sees(c, at+"/activer")
	in.answers(c, wrong, at+"/activer")
	in.answers(c, moves, at+"/activer", "moyen", "courriel", "courriel", s.email)
	in.sees(c, at+"/activer/code")
	in.answers(c, wrong, at+"/activer/code", "code", "1")
	in.answers(c, moves, at+"/activer/code", "code", in.reads(s.email, "Votre code", sixDigits))
	in.sees(c, at+"/activer/mot-de-passe")
	in.answers(c, wrong, at+"/activer/mot-de-passe", "mot-de-passe", "court")
	in.answers(c, moves, at+"/activer/mot-de-passe", "mot-de-passe", goodPassword)
	in.sees(c, at+"/activer/partage")
	in.answers(c, wrong, at+"/activer/partage")
	in.answers(c, moves, at+"/activer/partage", "partage", "oui", "urgence", "yes", "regles", "oui")
	in.sees(c, at, "/guichet/fin", "/guichet/fin/resume.pdf")
}

// scanning is a paper scanned at the desk, and the page that has its file erased.
func (in *inspection) scanning(c *client) {
	at := "/guichet/session/ajouter"
	in.sees(c, at)
	in.answers(c, wrong, at, "cle", "k")
	if a := c.sends(at, "scan.pdf", cdatest.PDF("Bilan"), "cle", "k", "type", codes.PatientTypes()[0].Code, "titre", "Bilan",
		"visibilite", "visible", "date-jour", "3", "date-mois", "5", "date-annee", "2026"); a.status != moves {
		in.t.Fatal(a.status, string(a.body))
	}
	in.sees(c, at+"/effacer", "/guichet/fin")
	in.answers(c, wrong, "/guichet/fin", "mandat", "terminer")
}

// showing is the curtain, the recovered password, and what the person sees of it.
func (in *inspection) showing(c, own *client, s somebody) {
	at := "/guichet/session"
	in.sees(c, at, at+"/documents")
	doc := regexp.MustCompile(`value="([a-z2-7]{26})"`).FindStringSubmatch(string(c.get(at + "/documents").body))[1]
	in.answers(c, moves, at+"/documents", "document", doc)
	in.sees(c, at+"/documents/code")
	in.answers(c, wrong, at+"/documents/code", "code", "1")
	in.answers(c, moves, at+"/documents/code", "code", in.reads(s.email, "guichet", sixDigits))
	in.sees(c, at+"/documents", at+"/documents/"+doc)
	if a := c.get(at + "/documents/" + doc + "/image/1"); a.status == http.StatusOK {
		in.met[in.route(at+"/documents/"+doc+"/image/1")] = true
	}
	in.answers(c, moves, at+"/documents/refermer", "document", doc)
	in.answers(c, moves, at+"/acces")
	in.sees(c, at+"/acces", at+"/acces/code")
	in.answers(c, wrong, at+"/acces/code", "code", "1")
	in.answers(c, moves, at+"/acces/code", "code", in.reads(s.email, "Votre code", sixDigits))
	in.sees(c, at+"/acces/mot-de-passe")
	in.answers(c, wrong, at+"/acces/mot-de-passe", "mot-de-passe", "court")
	given := regexp.MustCompile(`/acces/aidants/[a-z2-7]{26}`).FindString(string(own.get("/acces/aidants").body))
	in.sees(own, "/acces/aidants", given)
	in.answers(own, wrong, given+"/montrer")
	in.answers(own, moves, given+"/montrer", "document", doc)
	in.sees(own, given)
}

// training is the practice room, whose pages say so.
func (in *inspection) training(c *client) {
	in.answers(c, moves, "/guichet/entrainement")
	page := c.get("/guichet/aide/demarches")
	in.judges(c, "", "/guichet/aide/demarches", page)
	if !strings.Contains(string(page.body), "inventées") {
		in.t.Error("practice does not say so")
	}
	in.answers(c, moves, "/guichet/aide")
}
