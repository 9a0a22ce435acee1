package app

import (
	"bytes"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// proves answers the two questions of an activation, or those of an opposition.
func (c *client) proves(s somebody, code, path string) reply {
	born := strings.Split(s.birth, "-")
	if path == "/activation/identite" {
		c.post("/activation/code", "code", code)
	}
	return c.post(path, "code", code, "nir", s.ins, "naissance-jour", born[2], "naissance-mois", born[1], "naissance-annee", born[0])
}

// Whoever comes next to a computer of a library finds neither a number typed
// before nor a code that was accepted.
func TestAJourneyLeftOnASharedComputerIsForgotten(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	code := h.code(me)
	c := h.client()
	if a := c.proves(me, code, "/activation/identite"); a.path != "/activation/contact" {
		t.Fatal(a.status, a.path)
	}
	for range 3 { // going on, slowly
		if a := c.get("/activation/contact"); a.status != http.StatusOK {
			t.Fatal(a.status, a.path)
		}
		h.moves(19 * time.Minute)
	}
	h.moves(2 * time.Minute)
	if a := c.get("/activation/contact"); a.path != "/activation/code" {
		t.Errorf("the code accepted is still there: %d %s", a.status, a.path)
	}
	c.post("/activation/code", "code", code)
	if a := c.get("/activation/identite"); a.status != http.StatusOK || bytes.Contains(a.body, []byte(me.ins)) {
		t.Errorf("the number is still there: %d", a.status)
	}
}

// « Je m’oppose » pressed several times: one opposition, and each press leads
// to its receipt.
func TestAnOppositionPressedTwiceLeadsToItsReceipt(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	c := h.client()
	if a := c.proves(me, h.code(me), "/opposition/identite"); a.path != "/opposition/confirmer" {
		t.Fatal(a.status, a.path)
	}
	var all sync.WaitGroup
	presses := make([]reply, 4)
	for i := range presses {
		all.Go(func() { presses[i] = c.post("/opposition/confirmer") })
	}
	all.Wait()
	first := 0
	for _, a := range presses {
		if a.path == "/opposition/enregistree" {
			first++
		}
		if a.status != http.StatusSeeOther || !strings.HasPrefix(a.path, "/opposition/") {
			t.Errorf("a press is answered %d %s", a.status, a.path)
		}
	}
	if a := c.get("/opposition/confirmer"); first == 0 || a.path != "/opposition/enregistree" {
		t.Errorf("%d presses were told of the receipt, then %d %s", first, a.status, a.path)
	}
}
