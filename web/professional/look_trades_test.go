package professional_test

import (
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/internal/sample"
	"espacesante/web/webtest"
)

// ux.md §1.7–1.12, issue 6 evidence: each profession goes from its sign-in to what matters to it, reads one document, and comes back by keyboard, in
// one browser.
func TestEachProfessionInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("make test-all: six professions in Chromium")
	}
	h := open(t)
	s := httptest.NewServer(h.site)
	defer s.Close()
	b := webtest.Start(t)
	gp := h.Professional(t, "10", "SM54", sample.FINESS(1))
	p := h.Someone(t, sample.Someone{TreatingDoctor: gp, BirthName: "TESTARD"})
	for i, u := range []record.Upload{{Type: "57833-6", Title: "Ordonnance"}, {Type: "78513-9", Title: "Bilan visuel"}, {Type: "11488-4", Title: "Consultation"},
		{Type: biology, Title: "Bilan sanguin"}, {Type: "34112-3", Title: "Séjour"}} {
		u.CaredOn = sample.Start.AddDate(0, -i, -2).Truncate(24 * time.Hour)
		h.gave(gp.Actor, p, u)
	}
	for section, answers := range map[profile.Section]map[string]string{profile.Allergies: {"nom": "Pénicilline", "gravite": "severe"},
		profile.Contacts: {"nom": "Claire Exemple", "lien": "sibling", "telephone": "+33639980012"}, profile.Treatments: {"nom": "Ramipril 5 mg"}} {
		_, err := h.Profiles.Add(t.Context(), p.Actor, p.Patient, section, profile.Draft{Key: string(section), Answers: answers})
		h.must(err)
	}
	hash, err := h.People.HashPassword(t.Context(), password)
	h.must(err)
	for i, c := range []struct {
		name, profession, specialty, lands, reads string
		misses                                    string
	}{
		{"mt", "", "", "5 documents", "Consultation", "D’abord"},
		{"specialiste", "10", "SM38", "D’abord, pour votre spécialité", "Bilan visuel", ""},
		{"infirmier", "60", "", "D’abord, pour les soins infirmiers", "Ordonnance", ""},
		{"pharmacien", "21", "", "D’abord, pour une pharmacie", "Bilan sanguin", ""},
		{"opticien", "28", "", "D’abord, pour l’optique", "Bilan visuel", "Séjour"},
		{"urgentiste", "10", "SM59", "D’abord, en urgence", "Séjour", ""},
	} {
		pro := gp
		if c.profession != "" {
			pro = h.Professional(t, c.profession, c.specialty, sample.FINESS(i+1))
			h.must(h.People.Furnish(t.Context(), pro.Account, hash, secret))
		} else {
			h.must(h.People.Furnish(t.Context(), pro.Account, hash, secret))
		}
		look := webtest.Look{Width: []int{1280, 360}[i%2]}
		w := &walk{house: h, tab: b.Tab(t, look), url: s.URL, name: strconv.Itoa(look.Width)}
		w.enters(pro)
		w.comesIn(p, c.name)
		w.sees("dossier-"+c.name, c.lands)
		if c.misses != "" {
			w.tab.Miss(c.misses)
		}
		w.tab.Press(c.reads)
		w.sees("lit-"+c.name, "Date des soins")
		w.tab.Press("Retour aux documents")
		w.sees("revient-"+c.name, c.lands)
	}
}

// comesIn finds somebody by number and opens, each in his way.
func (w *walk) comesIn(p *sample.Patient, how string) {
	w.t.Helper()
	w.tab.Go(w.url + "/pro/patients")
	w.tab.Fill("ins", p.Person.INS.Reveal())
	w.tab.Press("Trouver cette personne")
	switch how {
	case "mt":
		w.tab.Press("Oui, ouvrir son espace santé")
	case "urgentiste":
		w.tab.Press("Oui, et c’est une urgence")
		w.tab.Choose("exprimer", "oui")
		w.tab.Choose("danger", "oui")
		w.tab.Fill("raison", "Malaise, sans connaissance, aucun proche.")
		w.tab.Press("Ouvrir pour 60\u00a0minutes")
	default:
		w.tab.Press("Oui, ouvrir son espace santé")
		w.tab.Choose("motif", "accord")
		w.tab.Press("Continuer")
		w.tab.Choose("accord", "oral")
		w.tab.Press("Enregistrer l’accord et ouvrir")
	}
}
