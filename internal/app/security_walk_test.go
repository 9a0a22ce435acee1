package app

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/pquerna/otp/totp"
)

var (
	spelled     = regexp.MustCompile(`(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}`)
	paperCodes  = regexp.MustCompile(`[2-9A-HJ-NP-TV-Z]{4}-[2-9A-HJ-NP-TV-Z]{4}`)
	passkeyAsks = regexp.MustCompile(`data-options="([^"]+)"`)
)

// key is a passkey in a pocket, at the address of a house.
type key struct {
	rp     virtualwebauthn.RelyingParty
	device virtualwebauthn.Authenticator
	own    virtualwebauthn.Credential
}

func (h *house) key() *key {
	return &key{virtualwebauthn.RelyingParty{Name: h.cfg.ServiceName, ID: "localhost", Origin: h.cfg.BaseURL},
		virtualwebauthn.NewAuthenticator(), padded()}
}

// padded is a key pair whose two coordinates fill their 32 bytes: the virtual
// authenticator writes shorter ones as they come (one pair in 128), which no
// device does and the server rightly refuses.
func padded() virtualwebauthn.Credential {
	const whole = 77 // bytes of an ES256 public key in CBOR
	for {
		if pair := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(pair.Key.AttestationData()) == whole {
			return pair
		}
	}
}

// answers what a page asks of it.
func (k *key) answers(t testing.TB, page []byte) string {
	t.Helper()
	m := passkeyAsks.FindSubmatch(page)
	if m == nil {
		t.Fatal("the page asks no passkey")
	}
	options := `{"publicKey":` + html.UnescapeString(string(m[1])) + `}`
	var made struct {
		PublicKey struct{ User json.RawMessage }
	}
	if err := json.Unmarshal([]byte(options), &made); err != nil {
		t.Fatal(err)
	}
	if made.PublicKey.User != nil {
		asked, err := virtualwebauthn.ParseAttestationOptions(options)
		if err != nil {
			t.Fatal(err)
		}
		k.device.AddCredential(k.own)
		return virtualwebauthn.CreateAttestationResponse(k.rp, k.device, k.own, *asked)
	}
	asked, err := virtualwebauthn.ParseAssertionOptions(options)
	if err != nil {
		t.Fatal(err)
	}
	return virtualwebauthn.CreateAssertionResponse(k.rp, k.device, k.own, *asked)
}

// protecting is PAT-18: devices, ways of signing in, contact, and each second
// step of a sign-in.
func (in *inspection) protecting(c *client, me somebody) {
	in.sees(c, "/securite", "/securite/appareils", "/securite/connexion", "/securite/mot-de-passe")
	in.answers(c, wrong, "/securite/mot-de-passe", "mot-de-passe", "un autre mot de passe")
	in.answers(c, moves, "/securite/mot-de-passe", "mot-de-passe", goodPassword)
	in.sees(c, "/securite/codes")
	in.answers(c, moves, "/securite/codes")
	in.sees(c, "/securite/codes/imprimer") // once
	pocket := in.key()
	in.sees(c, "/securite/cles")
	in.answers(c, wrong, "/securite/cles", "nom", "", "reponse", "{}")
	in.answers(c, moves, "/securite/cles", "nom", "mon téléphone", "reponse", pocket.answers(in.t, c.get("/securite/cles").body))
	in.sees(c, "/securite/connexion") // with a key and codes
	in.sees(c, regexp.MustCompile(`/securite/cles/[a-z2-7]{26}/retirer`).FindString(string(c.get("/securite/connexion").body)))
	in.second(me)
	in.sees(c, "/securite/application")
	in.answers(c, wrong, "/securite/application", "code", "12")
	secret := strings.ReplaceAll(spelled.FindString(string(c.get("/securite/application").body)), " ", "")
	code, err := totp.GenerateCode(secret, time.Now())
	if err != nil {
		in.t.Fatal(err)
	}
	in.answers(c, moves, "/securite/application", "code", code)
	in.sees(c, "/securite/connexion", "/securite/application/retirer", "/securite/codes/retirer")
	in.answers(in.halfway(me), wrong, "/connexion/code", "code", "1")
	in.answers(c, moves, "/securite/application/retirer")
	in.answers(c, moves, "/securite/codes/retirer")
	in.answers(c, moves, regexp.MustCompile(`/securite/cles/[a-z2-7]{26}/retirer`).FindString(string(c.get("/securite/connexion").body)))
	in.sees(c, "/parametres/contact")
	in.answers(c, wrong, "/parametres/contact", "moyen", "courriel", "courriel", me.email)
	in.answers(c, moves, "/parametres/contact", "moyen", "courriel", "courriel", "neuf."+me.email)
	in.sees(c, "/parametres/contact/code")
	in.answers(c, wrong, "/parametres/contact/code", "code", "1")
	in.answers(c, moves, "/parametres/contact/code", "code", in.reads("neuf."+me.email, "code", sixDigits))
	in.sees(c, "/parametres/contact", "/securite") // on its way
	stop := in.reads(me.email, "va changer", paperCodes)
	in.answers(in.client(), wrong, "/arreter-un-changement", "identifiant", me.email, "code", "AAAA-AAAA")
	in.answers(in.client(), moves, "/arreter-un-changement", "identifiant", me.email, "code", stop)
}

// working is what who works here sees of their own devices.
func (in *inspection) working(pro *client) {
	in.sees(pro, "/mes-appareils")
	page := string(pro.get("/securite").body)
	if !strings.Contains(page, "/mes-appareils") {
		in.t.Error("nothing leads to the devices of who works here")
	}
}

// halfway is a browser whose password was right.
func (in *inspection) halfway(me somebody) *client {
	c := in.client()
	in.answers(c, moves, "/connexion", "identifiant", me.email, "mot-de-passe", goodPassword)
	return c
}

// second is each second step of a sign-in of who has a passkey and paper codes.
func (in *inspection) second(me somebody) {
	c := in.halfway(me)
	in.sees(c, "/connexion/code", "/connexion/code-imprime")
	in.answers(c, wrong, "/connexion/code-imprime", "code", "AAAA-AAAA")
	in.answers(c, wrong, "/connexion/cle", "reponse", "{}")
	in.answers(c, moves, "/connexion/envoyer")
	in.sees(c, "/connexion/code")
	in.reads(me.email, "code", sixDigits)
}

// ASVS 7.5.2, 7.4.1: who works here sees their sessions too, ends one from
// another, or all; each end is in the log.
func TestWhoWorksHereEndsASession(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	doctor := h.hires(drSmith)[0]
	office := h.client().worksAs(doctor)
	home := h.client()
	home.post("/pro/connexion", "identifiant", doctor.rpps, "mot-de-passe", workPassword)
	code, err := totp.GenerateCode(doctor.secret, time.Now().Add(30*time.Second)) // a step serves once
	if err != nil {
		t.Fatal(err)
	}
	if a := home.post("/pro/connexion/code", "code", code); a.status != moves {
		t.Fatal(a.status, string(a.body))
	}
	end := regexp.MustCompile(`/mes-appareils/[a-z2-7]{26}/deconnecter`).FindAllString(string(home.get("/mes-appareils").body), -1)
	if len(end) != 1 {
		t.Fatal("the other session is not shown:", end)
	}
	if a := home.post(end[0]); a.status != moves {
		t.Fatal(a.status)
	}
	if a := office.get("/pro"); a.path != "/pro/connexion" {
		t.Error("ended, and still in:", a.status, a.path)
	}
	if a := home.get("/pro"); a.status != 200 {
		t.Error("the one that ended it is out:", a.status, a.path)
	}
	if a := home.post("/mes-appareils/deconnecter"); a.path != "/pro" {
		t.Error(a.status, a.path)
	}
	if a := home.get("/pro"); a.path != "/pro/connexion" {
		t.Error("all ended, and still in:", a.status, a.path)
	}
	if a := home.get("/mes-appareils"); a.status != moves {
		t.Error("shown to nobody:", a.status)
	}
}
