package professional_test

import (
	"strings"
	"testing"
	"time"

	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// Issue 6 point 6: the list or « mes patients », the card with its motive, the record: three pages from the sign-in.
func TestAKnownPatientIsThreePagesFromTheSignIn(t *testing.T) {
	h := open(t)
	gp := h.Professional(t, "10", "SM54", sample.FINESS(1))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp, BirthName: "TESTARD"})
	h.gave(gp.Actor, p, record.Upload{Type: biology, Title: "Bilan de mars"})
	h.signedIn(gp).opens(p)
	v := h.signedIn(gp) // another day: what he knows of him stays
	pages := 0
	sees := func(path string) page {
		pages++
		return v.get(path).is(200)
	}
	card := link(t, sees("/pro"), space(p))
	sees(card).says("Vous êtes son médecin traitant.", "Oui, ouvrir son espace santé")
	v.post(space(p)+"/ouvrir", "motif", "connu").leads(space(p))
	sees(space(p)).says("Essentiel", "Allergies", "Bilan de mars", "Motif : médecin traitant")
	if pages > 3 {
		t.Errorf("%d pages", pages)
	}
}

// ux.md NUR-01: put on from the card, taken off in one press, before anything is opened.
func TestTheListOfTheDayIsMadeFromTheCard(t *testing.T) {
	h := open(t)
	nurse := h.Professional(t, "60", "", sample.FINESS(1))
	p := h.Someone(t, sample.Someone{BirthName: "TESTARD"})
	v := h.signedIn(nurse)
	v.post(space(p) + "/jour").leads(space(p) + "/identite") // whose card was not shown
	v.meets(p)
	v.post(space(p) + "/jour").leads("/pro")
	v.post(space(p) + "/jour").leads("/pro")
	v.get("/pro").is(200).says("La personne est sur votre liste du jour", "Votre liste du jour, jusqu’à minuit", "TESTARD LÉA", "À voir", "Vous n’avez encore ouvert aucun espace santé")
	h.agreed(p, nurse)
	v.opens(p)
	v.get("/pro").is(200).says("Ouvert à 14 h 05")
	v.post(space(p) + "/jour/retirer").leads("/pro")
	v.get("/pro").is(200).says("La liste du jour est à jour.").silent("Votre liste du jour")
	h.must(h.Consents.Block(t.Context(), p.Actor, p.Patient, nurse.Account))
	v.post(space(p) + "/jour").is(404).says(nobodyWords)
}

// ux.md GP-04: what came since, episodes, other ways of laying out, « Nouveau », the two-year filter that new ones pass.
func TestARecordSaysWhatCameSince(t *testing.T) {
	h := open(t)
	gp, other := h.Professional(t, "10", "SM54", sample.FINESS(1)), h.Professional(t, "10", "SM04", sample.FINESS(2))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	h.gave(gp.Actor, p, record.Upload{Type: biology, Title: "Bilan un"})
	v := h.signedIn(gp).opens(p)
	v.get(space(p)).is(200).silent("Depuis votre visite", "Rien de nouveau", "Nouveau")
	v.post(space(p) + "/fermer").leads("/pro")
	h.Wait(24 * time.Hour)
	v = h.signedIn(gp).opens(p)
	v.get(space(p)).is(200).says("Rien de nouveau depuis votre visite du 12 mars 2027.")
	h.Wait(time.Hour)
	h.gave(other.Actor, p, record.Upload{Type: biology, Title: "Bilan deux"})
	h.gave(other.Actor, p, record.Upload{Type: biology, Title: "Bilan de 2019", CaredOn: time.Date(2019, 5, 2, 0, 0, 0, 0, time.UTC)})
	h.Wait(24 * time.Hour)
	v = h.signedIn(gp).opens(p)
	list := v.get(space(p)).is(200).says("Depuis votre visite du 13 mars 2027 : 2 nouveaux documents", "Bilan de 2019", "Nouveau", "2 documents",
		"Épisode : le 10 mars 2027, Cabinet des Tilleuls (2 documents)")
	if !strings.Contains(list.body, `href="#nouveautes"`) {
		t.Error("the keyboard is not led to what is new")
	}
	v.get(space(p)+"?vue=dates&periode=tout").is(200).says("Mars 2027", "Mai 2019").silent("Épisode :")
	v.get(space(p) + "?vue=categories&periode=tout&type=" + biology).is(200).says("3 documents").silent("Mai 2019")
	v.get(space(p) + "?vue=nothing").is(200).says("Épisode :")
	doc := link(t, list, space(p)+"/documents/")
	v.get(doc).is(200).says("Document plus ancien").silent("Lu par vous")
	h.Wait(time.Hour)
	v = h.signedIn(gp).opens(p)
	v.get(doc).is(200).says("Lu par vous", "dimanche 14 mars 2027")
}

// ux.md §1.7–1.12: each profession lands on what matters to it, then on the rest of what is open to it.
func TestEachProfessionLandsOnWhatMattersToIt(t *testing.T) {
	h := open(t)
	gp := h.Professional(t, "10", "SM54", sample.FINESS(1))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	h.gave(gp.Actor, p, record.Upload{Type: "57833-6", Title: "Ordonnance", CaredOn: time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC)})
	h.gave(gp.Actor, p, record.Upload{Type: "78513-9", Title: "Bilan visuel", CaredOn: time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC)})
	h.gave(gp.Actor, p, record.Upload{Type: "11488-4", Title: "Consultation"})
	const rest = "Autres documents ouverts à votre profession"
	for name, c := range map[string]struct {
		profession, specialty string
		says                  []string
		before, after         string
	}{
		"GP":  {"10", "SM54", nil, "Consultation", "Ordonnance"},
		"SPE": {"10", "SM38", []string{"D’abord, pour votre spécialité", rest}, "Bilan visuel", "Consultation"},
		"NUR": {"60", "", []string{"D’abord, pour les soins infirmiers", rest}, "Ordonnance", "Consultation"},
		"PHA": {"21", "", []string{"D’abord, pour une pharmacie", rest}, "Ordonnance", "Consultation"},
		"OPT": {"28", "", []string{"D’abord, pour l’optique", "Votre profession ouvre"}, "Ordonnance", "Bilan visuel"},
	} {
		pro := h.Professional(t, c.profession, c.specialty, sample.FINESS(5))
		h.must(h.Consents.DeclareConsent(t.Context(), pro.Actor, p.Patient, "oral"))
		got := h.signedIn(pro).opens(p).get(space(p)).is(200).says(c.says...)
		if name == "GP" {
			got.silent("D’abord")
		}
		if a, b := strings.Index(got.body, ">"+c.before+"<"), strings.Index(got.body, ">"+c.after+"<"); a < 0 || b < a {
			t.Errorf("%s: %q stands at %d, %q at %d", name, c.before, a, c.after, b)
		}
	}
	er := h.Professional(t, "10", "SM59", sample.FINESS(6))
	v := h.signedIn(er).meets(p)
	v.post(space(p)+"/ouvrir/urgence", "exprimer", "oui", "danger", "oui", "raison", "Malaise, sans connaissance, aucun proche.").leads(space(p))
	v.get(space(p)).is(200).says("D’abord, en urgence", "Ordonnance", rest, "puis il se referme")
}

// ux.md GP-04, ER-01, #3, #62, #113: what is read first stands first; nobody said is not nobody has; a profession without the profile is told so.
func TestTheEssentialsStandFirst(t *testing.T) {
	h := open(t)
	gp, optician := h.Professional(t, "10", "SM54", sample.FINESS(1)), h.Professional(t, "28", "", sample.FINESS(2))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp})
	for section, answers := range map[profile.Section]map[string]string{
		profile.Allergies:  {"nom": "Pénicilline", "gravite": "severe"},
		profile.Contacts:   {"nom": "Claire Exemple", "lien": "sibling", "telephone": "+33639980012"},
		profile.Conditions: {"nom": "Asthme de l’enfance", "etat": "past"},
	} {
		_, err := h.Profiles.Add(t.Context(), p.Actor, p.Patient, section, profile.Draft{Key: string(section), Answers: answers})
		h.must(err)
	}
	h.must(h.Profiles.NotConcerned(t.Context(), p.Actor, p.Patient, profile.Treatments))
	got := h.signedIn(gp).opens(p).get(space(p)).is(200)
	got.says("Allergies Pénicilline", "Traitements Rien, d’après la personne", "Maladies Rien d’indiqué", "À prévenir Claire Exemple, 06 39 98 00 12", "Directives anticipées Aucune")
	if strings.Index(got.body, "Pénicilline") > strings.Index(got.body, `id="documents"`) {
		t.Error("the essentials do not stand first")
	}
	h.agreed(p, optician)
	h.signedIn(optician).opens(p).get(space(p)).is(200).says("Le profil médical n’est pas ouvert à votre profession.").silent("Pénicilline", "Claire Exemple")
	er := h.Professional(t, "10", "SM59", sample.FINESS(6))
	v := h.signedIn(er).meets(p)
	v.post(space(p)+"/ouvrir/urgence", "exprimer", "oui", "danger", "oui", "raison", "Malaise, sans connaissance, aucun proche.").leads(space(p))
	v.get(space(p)).is(200).says("Allergies Pénicilline")
}
