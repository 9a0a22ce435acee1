package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"espacesante/internal/access"
	"espacesante/internal/identity"
)

// worker is somebody of the staff whom a test knows how to sign in.
type worker struct{ role, email, secret string }

// staffs imports one person of each role and furnishes them with a password
// and an authenticator.
func (h *house) staffs(roles ...string) (all []worker) {
	h.t.Helper()
	hash, err := h.people.HashPassword(h.t.Context(), workPassword)
	if err != nil {
		h.t.Fatal(err)
	}
	for i, role := range roles {
		w := worker{role, fmt.Sprintf("%s%d@exemple.test", role, i), fmt.Sprintf("JBSWY3DPEHPK3PY%c", 'A'+i)}
		csv := fmt.Sprintf("kind,name,given_name,email,structure,structure_city,manager\n%s,CASTEL,Ana,%s,France services Foix,Foix,%t\n", role, w.email, role == "helper" && i == 0)
		if _, err := identity.ImportStaff(h.t.Context(), h.pool, h.vault, strings.NewReader(csv), strict); err != nil {
			h.t.Fatal(err)
		}
		account, _, err := h.people.Find(h.t.Context(), "staff", w.email)
		if err == nil {
			err = h.people.Furnish(h.t.Context(), account, hash, w.secret)
		}
		if err != nil {
			h.t.Fatal(err)
		}
		all = append(all, w)
	}
	return all
}

// comesIn signs somebody of the staff in at a door; it gives where that leads.
func (c *client) comesIn(area string, w worker) string {
	c.h.t.Helper()
	if a := c.post(area+"/connexion", "identifiant", w.email, "mot-de-passe", workPassword); a.status != http.StatusSeeOther {
		c.h.t.Fatal(a.status, string(a.body))
	}
	code, err := totp.GenerateCode(w.secret, time.Now())
	if err != nil {
		c.h.t.Fatal(err)
	}
	a := c.post(area+"/connexion/code", "code", code)
	if a.status != http.StatusSeeOther {
		c.h.t.Fatal(a.status, string(a.body))
	}
	return a.path
}

// homesOf are where the roles of the staff work.
var homesOf = map[string]string{"helper": "/guichet", "support": "/assistance", "caisse": "/caisse", "operator": "/exploitation", "reviewer": "/revue"}

// Everybody of the staff comes in by any of the four doors, and lands where their own work is (decisions.md §7).
func TestTheStaffSignsInWithPasswordAndApplication(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for i, w := range h.staffs(identity.StaffKinds...) {
		door := []string{"/guichet", "/assistance", "/caisse", "/exploitation"}[i%4]
		c := h.client()
		if a := c.get(door + "/connexion/code"); a.path != door+"/connexion" {
			t.Errorf("%s: the code is asked before the password: %d %s", door, a.status, a.path)
		}
		if to := c.comesIn(door, w); to != homesOf[w.role] {
			t.Errorf("%s comes in by %s and lands at %s", w.role, door, to)
		}
		if a := c.get(door + "/connexion"); a.path != homesOf[w.role] {
			t.Errorf("%s, signed in, is asked again: %d %s", w.role, a.status, a.path)
		}
	}
}

// A patient or a professional is nobody at the doors of the staff; every failure says the same, and what was typed stays.
func TestOnlyTheStaffComesInByItsDoors(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	doctor := h.hires(drSmith)[0]
	w := h.staffs(string(access.Helper))[0]
	c := h.client()
	var said []string
	for _, typed := range []string{w.email, doctor.rpps, "personne@exemple.test"} {
		password := workPassword
		if typed == w.email {
			password = "un autre mot de passe"
		}
		a := c.post("/guichet/connexion", "identifiant", typed, "mot-de-passe", password)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), typed) {
			t.Errorf("%s: %d, what was typed kept: %t", typed, a.status, strings.Contains(string(a.body), typed))
		}
		said = append(said, strings.ReplaceAll(steady(a.body), typed, ""))
	}
	if said[0] != said[1] || said[1] != said[2] {
		t.Error("two failures can be told apart")
	}
}
