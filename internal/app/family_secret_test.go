package app

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"espacesante/internal/cda/cdatest"
)

// R.1111-50, #23, #24, #70, #71, scenario 27, ux.md §5.7: what a representative
// sees, receives, counts and searches is the same to the byte before and after a
// secret deposit.
func TestASecretDepositChangesNotAByteForTheParents(t *testing.T) {
	t.Parallel()
	h := openHome(t, leo())
	doctor := h.client().worksAs(h.hires(drSmith)[0])
	mother := h.client().signsIn(h.mother)
	h.opened(mother, h.mother)
	base := "/pro/patients/" + h.kid.patient.String()
	h.post(doctor, http.StatusSeeOther, "/pro/patients", "ins", h.kid.ins)
	doctor.get(base + "/identite") // seen first, like by anybody
	if to := h.post(doctor, http.StatusSeeOther, base+"/ouvrir/accord", "accord", "oral", "informe", "oui"); to != base {
		t.Fatal("the doctor is led to", to)
	}
	deposit := func(key, secret string) {
		if a := doctor.sends(base+"/deposer", "lettre.pdf", cdatest.PDF("Lettre"), "cle", key, "type", "11488-4", "informe", "oui", "titre", "Lettre "+key,
			"secret", secret, "date-jour", "3", "date-mois", "5", "date-annee", "2026"); a.path != base+"/depose" {
			t.Fatal(a.status, a.path, string(a.body))
		}
	}
	deposit("connue", "non")
	h.reads(h.mother.email, "document", nil)
	h.post(mother, http.StatusSeeOther, h.in())
	pages := append(inside, "/documents?categorie=&annee=2026", "/documents?visibilite=visible", "/historique?qui=professionals", "/proches")
	see := func() map[string]string {
		seen := map[string]string{}
		for _, path := range pages {
			a := mother.get(path)
			seen[path] = fmt.Sprint(a.status) + steady(a.body)
		}
		return seen
	}
	h.quiet() // what is told of the first document has left, to both
	see()     // what a first look itself leaves is there in both
	before, sent := see(), h.outbox(h.mother.email)+h.outbox(h.father.email)
	deposit("secrete", "cacher")
	after := see()
	page := string(doctor.get(base + "?periode=toutes").body) // a look of his own, with a line of its own
	if !strings.Contains(page, "Lettre secrete") {
		t.Fatal("the secret document was not kept")
	}
	for _, path := range pages {
		if before[path] != after[path] {
			t.Errorf("%s changed:\n%s", path, firstDifference(before[path], after[path]))
		}
	}
	h.quiet()
	if now := h.outbox(h.mother.email) + h.outbox(h.father.email); now != sent {
		t.Errorf("%d messages since", now-sent)
	}
}

// steady is a page without what differs between two readings of the same thing:
// how long the session lasts yet, and a key drawn for each form.
func steady(body []byte) string {
	for _, changes := range []string{`data-ends-in="\d+"`, `\d{1,2}\x{00a0}h(?:\x{00a0}\d\d)?`, `name="cle" value="[^"]*"`} {
		body = regexp.MustCompile(changes).ReplaceAll(body, nil)
	}
	return string(body)
}

func firstDifference(a, b string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return a[max(0, i-80):min(len(a), i+80)] + "\n—\n" + b[max(0, i-80):min(len(b), i+80)]
		}
	}
	return fmt.Sprintf("%d bytes, then %d", len(a), len(b))
}
