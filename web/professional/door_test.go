package professional_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pquerna/otp/totp"

	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/sample"
)

func superuser(t *testing.T, h *house) *pgxpool.Pool { return dbtest.AsSuperuser(t, h.Pool) }

// decisions.md §3: unknown number, wrong password, no access yet: the same words.
func TestEveryFailedSignInSaysTheSame(t *testing.T) {
	h := open(t)
	pro, absent := h.Professional(t, "10", "SM54", sample.FINESS(1)), h.Professional(t, "10", "SM54", sample.FINESS(1))
	h.signedIn(pro)
	v := h.visitor()
	v.get("/pro/connexion").is(200).says("Numéro RPPS")
	v.post("/pro/connexion").is(422).says("Il manque une réponse.")
	var said []string
	for _, typed := range []string{pro.RPPS, absent.RPPS, "10000000000", "quelqu’un"} {
		p := v.post("/pro/connexion", "identifiant", typed, "mot-de-passe", "ce n’est pas celui-ci").is(422)
		said = append(said, strings.ReplaceAll(p.same(), typed, ""))
	}
	for _, s := range said[1:] {
		if s != said[0] {
			t.Error("two failures can be told apart")
		}
	}
	v.get("/pro/connexion/code").leads("/pro/connexion")
	v.get("/pro").leads("/pro/connexion")
	v.post("/pro/connexion", "identifiant", pro.RPPS, "mot-de-passe", password).leads("/pro/connexion/code")
	v.get("/pro/connexion/code").is(200).says("Quel code affiche votre application ?")
	v.post("/pro/connexion/code", "code", "000000").is(422).says("Ce code n’est pas le bon.")
}

// RPPS, several places: where one works today is asked first and decides which colleagues one has.
func TestWhoWorksInTwoPlacesSaysWhere(t *testing.T) {
	h := open(t)
	pro, colleague := h.Professional(t, "10", "SM54", sample.FINESS(1)), h.Professional(t, "60", "", sample.FINESS(2))
	h.alsoAt(t, pro.Account, sample.FINESS(2))
	p := h.Someone(t, sample.Someone{})
	h.agreed(p, colleague)
	hash, err := h.People.HashPassword(t.Context(), password)
	h.must(err)
	h.must(h.People.Furnish(t.Context(), pro.Account, hash, secret))
	v := h.visitor()
	v.post("/pro/connexion", "identifiant", pro.RPPS, "mot-de-passe", password).leads("/pro/connexion/code")
	code, err := totp.GenerateCode(secret, time.Now())
	h.must(err)
	v.post("/pro/connexion/code", "code", code).leads("/pro/structure")
	v.get("/pro").leads("/pro/structure")
	v.get("/pro/structure").is(200).says("Où exercez-vous aujourd’hui ?")
	v.post("/pro/structure", "lieu", "999999999").is(422).says("Choisissez une réponse.")
	v.post("/pro/structure", "lieu", sample.FINESS(1)).leads("/pro")
	v.meets(p).get(space(p) + "/ouvrir").is(200).says("Elle me montre un code")
	v.post("/pro/structure", "lieu", sample.FINESS(2)).leads("/pro")
	v.meets(p).get(space(p) + "/ouvrir").is(200).says("Son accord pour votre équipe de soins est enregistré.")
}

func (h *house) alsoAt(t *testing.T, a id.Account, finess string) {
	t.Helper()
	_, err := superuser(t, h).Exec(context.Background(), `INSERT INTO professional_structures (account_id, finess) VALUES ($1, $2)`, a, finess)
	h.must(err)
}

var key = regexp.MustCompile(`(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}`)

// decisions.md §7: a link of 24 hours, a code to the same address, a password, an application; then the link is dead.
func TestAFirstSignInGoesThroughTheLinkACodeAndAnApplication(t *testing.T) {
	h := open(t)
	token, link := h.imported(t)
	v := h.visitor()
	guess := token[:51] + map[bool]string{true: "b", false: "a"}[strings.HasSuffix(token, "a")]
	v.get("/premier-acces/" + guess).is(404).says("Ce lien ne sert plus")
	v.get("/premier-acces/abc").is(404).says("Ce lien ne sert plus")
	v.get("/premier-acces/code").is(404)
	v.get("/premier-acces/"+token).is(200).says("Votre premier accès", "d•••@example.org")
	v.post("/premier-acces/" + token).leads("/premier-acces/code")
	v.get("/premier-acces/application").leads("/premier-acces/code")
	v.get("/premier-acces/code").is(200).says("Quel est le code reçu ?")
	v.post("/premier-acces/code", "code", "000000").is(422).says("Ce code n’est pas le bon.")
	v.post("/premier-acces/code", "code", h.lastCode(t)).leads("/premier-acces/mot-de-passe")
	v.post("/premier-acces/mot-de-passe", "mot-de-passe", "court").is(422).says("Il manque")
	v.get("/premier-acces/mot-de-passe").is(200)
	v.post("/premier-acces/mot-de-passe", "mot-de-passe", password).leads("/premier-acces/application")
	shown := v.get("/premier-acces/application").is(200).says("Réglez votre application de codes")
	if !strings.Contains(shown.body, "<svg class=\"es-qr\"") || strings.Contains(shown.main(), "style=") {
		t.Error("the drawing is missing, or drawn with an inline style")
	}
	made := strings.ReplaceAll(key.FindString(shown.words()), " ", "")
	v.post("/premier-acces/application", "code", "000000").is(422).says("Ce code n’est pas le bon.")
	code, err := totp.GenerateCode(made, time.Now())
	h.must(err)
	v.post("/premier-acces/application", "code", code).leads("/premier-acces/fait")
	v.get("/premier-acces/fait").is(200).says("Votre accès est prêt", "Me connecter")
	h.visitor().get("/premier-acces/" + token).is(404).says("Ce lien ne sert plus")
	if err := h.People.FirstSignIn(t.Context(), link, "another hash", secret); err == nil {
		t.Error("a link served twice")
	}
	v.post("/pro/connexion", "identifiant", rpps, "mot-de-passe", password).leads("/pro/connexion/code")
	v.post("/pro/connexion/code", "code", code).leads("/pro")
}

const rpps = "99919000010"

// imported is a professional whose link is on its way.
func (h *house) imported(t *testing.T) (token string, link id.Link) {
	t.Helper()
	_, err := identity.ImportProfessionals(t.Context(), h.Pool, h.Vault, strings.NewReader(
		"rpps,name,given_name,title,profession,email\n"+rpps+",Diallo,Awa,Dr,10,diallo@example.org\n"), identity.Watch{})
	h.must(err)
	h.must(superuser(t, h).QueryRow(t.Context(), `SELECT id FROM sign_in_links`).Scan(&link))
	sent, err := h.People.LinkToSend(t.Context(), link)
	h.must(err)
	return sent.Token, link
}

// lastCode is the one-time code that is on its way.
func (h *house) lastCode(t *testing.T) string {
	t.Helper()
	var code id.Code
	h.must(superuser(t, h).QueryRow(t.Context(), `SELECT id FROM one_time_codes WHERE used_at IS NULL ORDER BY expires_at DESC LIMIT 1`).Scan(&code))
	sent, err := h.People.CodeToSend(t.Context(), code)
	h.must(err)
	return sent.Digits
}
