package app

import (
	"net/http"
	"strings"
	"testing"

	"espacesante/internal/identity"
)

// CPAM-05, decisions.md §4: at the counter, without anybody there, a parent's
// access to a child ends at once; nothing is sent to anybody, and it is given back.
func TestTheCaissePartsAParentFromAChild(t *testing.T) {
	t.Parallel()
	h := openHome(t, leo())
	h.atOffice()
	mother := h.client().signsIn(h.mother)
	h.opened(mother, h.mother)
	father := h.client().signsIn(h.father)
	enters := func() bool {
		a := father.post("/proches/" + h.kid.patient.String() + "/entrer")
		father.post("/proches/revenir")
		return a.status == http.StatusSeeOther && a.path == "/accueil"
	}
	if !enters() {
		t.Fatal("the father does not come in at first")
	}
	caisse := h.client()
	caisse.comesIn("/caisse", h.staffs("support", "caisse")[1])
	file := caisse.post("/caisse/sans-la-personne", proof(h.kid, "nom", h.kid.family)...).path
	if a := caisse.get(file); a.status != http.StatusOK || strings.Contains(string(a.body), "Leo") || strings.Contains(string(a.body), "LEO") {
		t.Errorf("a file without the person shows the child: %d", a.status)
	}
	for name, typed := range map[string]string{"a grandmother": h.grandmother.ins, "nobody": "2850978006999" + identity.NIRKey("2850978006999")} {
		if a := caisse.post(file+"/proteger", "nir", typed, "raison", "violence", "lu", "oui", "cle", name); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s is parted from the child: %d", name, a.status)
		}
	}
	caisse.fills(file+"/proteger", "nir", h.father.ins, "raison", "violence", "lu", "oui")
	if enters() {
		t.Error("the father still comes in")
	}
	caisse.fills(file+"/proteger", "nir", h.father.ins, "raison", "restore", "lu", "oui")
	if !enters() {
		t.Error("given back, the father does not come in")
	}
}
