package professional_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"espacesante/internal/dbtest"
	"espacesante/internal/psc"
	"espacesante/internal/psc/optest"
	"espacesante/internal/sample"
)

// carded is a house where professionals come by card, and the provider there.
func carded(t *testing.T) (*house, *optest.Provider) {
	t.Helper()
	op := optest.New(t)
	h := opened(t, psc.New(psc.Config{Issuer: op.URL, ClientID: optest.ClientID, Secret: optest.Secret, Base: "http://example.com"}))
	return h, op
}

// showsCard goes to the provider and brings back where it sends the browser.
func (v *visitor) showsCard() string {
	v.t.Helper()
	p := v.get("/pro/connexion/psc").is(http.StatusSeeOther)
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := c.Get(p.to)
	v.must(err)
	defer a.Body.Close()
	back, err := url.Parse(a.Header.Get("Location"))
	if err != nil || a.StatusCode != http.StatusFound {
		v.t.Fatal(a.Status, err)
	}
	return back.RequestURI()
}

// 6.3: a card of the directory opens the portal without a password of ours, and leads out on both sides.
func TestACardOpensThePortal(t *testing.T) {
	h, op := carded(t)
	pro := h.Professional(t, "60", "", sample.FINESS(1))
	op.NationalID, op.Profession = "8"+pro.RPPS, "60"
	v := h.visitor()
	v.get("/pro/connexion").is(200).says("Pro Santé Connect")
	back := v.showsCard()
	v.get(back).leads("/pro")
	v.get("/pro").is(200)
	v.get(back).is(http.StatusForbidden).says("Cette connexion ne sert plus") // replayed
	v.get("/pro/connexion/psc/fin").is(200).says("Fermer aussi Pro Santé Connect")
}

// An RPPS that the directory does not know, one no longer in practice, another profession, a weak proof, somebody
// else's browser: a page that says so, and nobody comes in.
func TestACardThatDoesNotFitOpensNothing(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*house, *optest.Provider, *sample.Professional)
		says   string
	}{
		"unknown":                {func(_ *house, op *optest.Provider, _ *sample.Professional) { op.NationalID = "810100000032" }, "Nous ne vous trouvons pas"},
		"another kind of number": {func(_ *house, op *optest.Provider, p *sample.Professional) { op.NationalID = "0" + p.RPPS }, "Nous ne vous trouvons pas"},
		"retired": {func(h *house, _ *optest.Provider, p *sample.Professional) {
			_, err := dbtest.AsSuperuser(h.t, h.Pool).Exec(h.t.Context(), `UPDATE accounts SET active = false WHERE id = $1`, p.Account)
			h.must(err)
		}, "Nous ne vous trouvons pas"},
		"another profession": {func(_ *house, op *optest.Provider, _ *sample.Professional) { op.Profession = "10" }, "Votre profession a changé"},
		"a weak proof":       {func(_ *house, op *optest.Provider, _ *sample.Professional) { op.ACR = "mot-de-passe" }, "ne suffit pas"},
		"another's key":      {func(_ *house, op *optest.Provider, _ *sample.Professional) { op.Stranger = true }, "n’est pas valable"},
	} {
		t.Run(name, func(t *testing.T) {
			h, op := carded(t)
			pro := h.Professional(t, "60", "", sample.FINESS(1))
			op.NationalID, op.Profession = "8"+pro.RPPS, "60"
			c.change(h, op, pro)
			v := h.visitor()
			v.get(v.showsCard()).is(http.StatusForbidden).says(c.says)
			v.get("/pro").leads("/pro/connexion")
		})
	}
	h, op := carded(t)
	pro := h.Professional(t, "60", "", sample.FINESS(1))
	op.NationalID, op.Profession = "8"+pro.RPPS, "60"
	stolen := h.visitor().showsCard()
	other := h.visitor()
	other.get(stolen).is(http.StatusForbidden).says("Cette connexion ne sert plus")
	other.get("/pro").leads("/pro/connexion")
	h.visitor().get(psc.CallbackPath + "?error=access_denied&state=x").is(http.StatusForbidden)
	op.Close()
	if p := h.visitor(); !strings.Contains(p.get("/pro/connexion").body, "Numéro RPPS") {
		t.Error("the other way in is gone")
	}
}

// Without configuration there is no button and no address.
func TestWithoutCardsThereIsNoWayByCard(t *testing.T) {
	h := open(t)
	v := h.visitor()
	if p := v.get("/pro/connexion").is(200); strings.Contains(p.body, "Pro Santé Connect") {
		t.Error("a button that leads nowhere")
	}
	v.get("/pro/connexion/psc").is(404)
}
