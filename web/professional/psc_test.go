package professional_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"espacesante/internal/dbtest"
	"espacesante/internal/problem"
	"espacesante/internal/psc"
	"espacesante/internal/psc/optest"
	"espacesante/internal/sample"
)

// wire is not http.DefaultTransport: each test server that closes ends the idle connections of that one, with the answer just come.
var wire = http.DefaultTransport.(*http.Transport).Clone()

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
	c := http.Client{Transport: wire, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
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
	v.post("/deconnexion").leads("/pro/connexion/psc/fin")
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

// 6.3, ASVS 6.4: who comes by card alone has no password to type. The card shown again a short while ago lets him choose
// one, with an application; neither a session left open there, nor another's card, nor an old showing does.
func TestWhoComesByCardChoosesAWayWithoutIt(t *testing.T) {
	h, op := carded(t)
	pro, other := h.Professional(t, "60", "", sample.FINESS(1)), h.Professional(t, "60", "", sample.FINESS(2))
	op.NationalID, op.Profession = "8"+pro.RPPS, "60"
	const here = "/mes-cles/sans-carte"
	v := h.visitor()
	v.get(v.showsCard()).leads("/pro")
	v.get("/mes-cles").is(200).says("Vous entrez par carte").silent("Ajouter une clé d’accès")
	v.get("/mes-cles/ajouter").leads("/mes-cles/mot-de-passe")
	v.get("/mes-cles/mot-de-passe").leads(here)
	v.get(here).is(200).says("Choisissez un mot de passe")
	v.get(here + "/application").leads(here)
	h.Wait(6 * time.Minute)
	v.post(here, "mot-de-passe", password).is(200).says("Montrez de nouveau votre carte")
	op.Lazy = true
	v.get(v.showsCard()).is(http.StatusForbidden).says("Votre carte n’a pas été montrée de nouveau")
	op.Lazy, op.NationalID = false, "8"+other.RPPS
	v.get(v.showsCard()).is(http.StatusForbidden).says("Ce n’est pas votre carte")
	v.get(here).is(200).says("Montrez de nouveau votre carte")
	op.NationalID = "8" + pro.RPPS
	v.get(v.showsCard()).leads(here)
	v.post(here, "mot-de-passe", "court").is(http.StatusUnprocessableEntity)
	v.post(here, "mot-de-passe", password).leads(here + "/application")
	made := strings.ReplaceAll(key.FindString(v.get(here+"/application").is(200).words()), " ", "")
	v.post(here+"/application", "code", "000000").is(http.StatusUnprocessableEntity)
	code, err := totp.GenerateCode(made, time.Now())
	h.must(err)
	v.post(here+"/application", "code", code).leads("/mes-cles")
	v.get("/mes-cles").is(200).says("Vous pouvez maintenant entrer aussi sans votre carte", "Ajouter une clé d’accès")
	v.get(here).leads("/mes-cles")
	v.get("/mes-cles/mot-de-passe").is(200).says("Votre mot de passe")
	without := h.visitor()
	without.post("/pro/connexion", "identifiant", pro.RPPS, "mot-de-passe", password).leads("/pro/connexion/code")
	code, err = totp.GenerateCode(made, time.Now())
	h.must(err)
	without.post("/pro/connexion/code", "code", code).leads("/pro")
	if err := h.People.FirstByCard(t.Context(), pro.Actor, "another hash", made); problem.KindOf(err) != problem.NotFound {
		t.Errorf("a password chosen is chosen again: %v", err)
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
