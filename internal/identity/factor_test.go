package identity

import (
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/pquerna/otp/totp"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// halfway is a sign-in whose password was right.
func (d *door) halfway(t testing.TB, identifier string) Challenge {
	t.Helper()
	c, err := d.SignIn(t.Context(), "patient", identifier, ownPassword)
	fatal(t, err)
	return c
}

func (d *door) told(t testing.TB, p id.Patient, kind string) int {
	t.Helper()
	return count(t, d.pool, `SELECT count(*) FROM notices WHERE patient_id = $1 AND kind = $2`, p, kind)
}

// ASVS 6.3.7, decisions.md §5: an authenticator takes the place of the code sent;
// removed, codes are sent again. Each change is told.
func TestAPatientUsesAnAuthenticatorInsteadOfACode(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	key, err := NewAuthenticator("Essai", "paul")
	fatal(t, err)
	if err := d.AddAuthenticator(t.Context(), by, key, "000000"); problem.CodeOf(err) != "one-time-wrong" {
		t.Fatalf("kept before its first code is right: %v", err)
	}
	code, err := totp.GenerateCode(key.Secret, time.Now())
	fatal(t, err)
	fatal(t, d.AddAuthenticator(t.Context(), by, key, code))
	c := d.halfway(t, "paul@example.org")
	if c.Factor != ByTOTP || !c.Code.IsZero() {
		t.Fatalf("%+v", c)
	}
	if _, err := d.Confirm(t.Context(), c, code); problem.CodeOf(err) != "one-time-wrong" {
		t.Errorf("the code of the page that set it up serves again: %v", err)
	}
	if _, err := d.SendCode(t.Context(), c); problem.KindOf(err) != problem.NotFound {
		t.Errorf("a code is sent all the same: %v", err)
	}
	next, err := totp.GenerateCode(key.Secret, time.Now().Add(30*time.Second))
	fatal(t, err)
	if _, err := d.Confirm(t.Context(), c, next); err != nil {
		t.Errorf("the next one: %v", err)
	}
	fatal(t, d.RemoveAuthenticator(t.Context(), by))
	if c := d.halfway(t, "paul@example.org"); c.Factor != ByCode || c.Code.IsZero() {
		t.Errorf("removed, and no code: %+v", c)
	}
	if n := d.told(t, by.Patient, "M11f"); n != 2 {
		t.Errorf("%d told", n)
	}
}

// decisions.md §5, ASVS 6.5.1, 6.5.2: ten printed codes, each serves once; drawn again,
// those before are dead; no table holds them.
func TestEachPaperCodeServesOnce(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	old, err := d.MakePaperCodes(t.Context(), by)
	fatal(t, err)
	codes, err := d.MakePaperCodes(t.Context(), by)
	fatal(t, err)
	if len(codes) != limit.PaperCodes {
		t.Fatalf("%d codes", len(codes))
	}
	half := d.halfway(t, "paul@example.org")
	for _, dead := range []string{old[0], "AAAA-AAAA", "", codes[0][:4]} {
		if _, err := d.ConfirmPaper(t.Context(), half, dead); problem.CodeOf(err) != "paper-wrong" {
			t.Errorf("%q: %v", dead, err)
		}
	}
	for i, code := range codes[:3] {
		got, err := d.ConfirmPaper(t.Context(), half, strings.ToLower(code))
		if err != nil || got.Account != by.Account {
			t.Fatalf("%d: %v", i, err)
		}
		if f, _ := d.Factors(t.Context(), by); f.PaperLeft != limit.PaperCodes-1-i {
			t.Errorf("%d left", f.PaperLeft)
		}
		if _, err := d.ConfirmPaper(t.Context(), half, code); problem.CodeOf(err) != "paper-wrong" {
			t.Errorf("%d serves twice: %v", i, err)
		}
	}
	fatal(t, d.RemovePaperCodes(t.Context(), by))
	if c := d.halfway(t, "paul@example.org"); len(c.Others) != 0 {
		t.Errorf("removed, and offered: %v", c.Others)
	}
	if _, err := d.ConfirmPaper(t.Context(), half, codes[5]); problem.CodeOf(err) != "paper-wrong" {
		t.Errorf("removed, and taken: %v", err)
	}
	var everything string
	fatal(t, d.super.QueryRow(t.Context(), `SELECT string_agg(p::text, ' ') FROM paper_codes p`).Scan(&everything))
	for _, code := range codes {
		if strings.Contains(everything, strings.ReplaceAll(code, "-", "")) {
			t.Error("a code stands in the table")
		}
	}
}

// ours is the site as an authenticator knows it.
var ours = virtualwebauthn.RelyingParty{Name: "Essai", ID: "espace.example", Origin: "https://espace.example"}

// padded is a key pair whose two coordinates fill their 32 bytes. The virtual
// authenticator writes shorter ones as they come (one pair in 128), which RFC
// 9053, 7.1.1 forbids and no device does: the server rightly refuses them.
func padded() virtualwebauthn.Credential {
	const whole = 77 // bytes of an ES256 public key in CBOR
	for {
		if key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(key.Key.AttestationData()) == whole {
			return key
		}
	}
}

// makes is an authenticator that makes a passkey for somebody.
func (d *door) makes(t testing.TB, by access.Actor) (virtualwebauthn.Authenticator, virtualwebauthn.Credential) {
	t.Helper()
	device, key := virtualwebauthn.NewAuthenticator(), padded()
	asked, err := d.BeginPasskey(t.Context(), by)
	fatal(t, err)
	options, err := virtualwebauthn.ParseAttestationOptions(`{"publicKey":` + asked.Options + `}`)
	fatal(t, err)
	fatal(t, d.AddPasskey(t.Context(), by, asked, "Mon téléphone", virtualwebauthn.CreateAttestationResponse(ours, device, key, *options)))
	device.AddCredential(key)
	return device, key
}

func answers(t testing.TB, rp virtualwebauthn.RelyingParty, device virtualwebauthn.Authenticator, key virtualwebauthn.Credential, asked Ceremony) string {
	t.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(`{"publicKey":` + asked.Options + `}`)
	fatal(t, err)
	return virtualwebauthn.CreateAssertionResponse(rp, device, key, *options)
}

// ASVS 6.3.3, 6.6.2, #76: a passkey of ours answers here; of somebody else, to an
// imitation of the site, to an older question, it opens nothing.
func TestAPasskeyAnswersHereAndNowhereElse(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.At("https://espace.example", "Essai")
	by, _ := d.patient(t, parentINS, "paul@example.org")
	her, _ := d.patient(t, childINS, "lea@example.org")
	device, key := d.makes(t, by)
	foreign, foreignKey := d.makes(t, her)
	c := d.halfway(t, "paul@example.org")
	if !c.Code.IsZero() || len(c.Others) != 1 || c.Others[0] != ByPasskey {
		t.Fatalf("%+v", c)
	}
	before, err := d.AskPasskey(t.Context(), c)
	fatal(t, err)
	asked, err := d.AskPasskey(t.Context(), c)
	fatal(t, err)
	imitation := virtualwebauthn.RelyingParty{Name: "Essai", ID: "espace.example", Origin: "https://espace-sante.example"}
	for what, said := range map[string]string{
		"an older question": answers(t, ours, device, key, before), "an imitation": answers(t, imitation, device, key, asked),
		"somebody else's": answers(t, ours, foreign, foreignKey, asked), "nothing": "", "anything": "{}",
	} {
		if _, err := d.ConfirmPasskey(t.Context(), c, asked, said); problem.CodeOf(err) != "passkey-wrong" {
			t.Errorf("%s: %v", what, err)
		}
	}
	got, err := d.ConfirmPasskey(t.Context(), c, asked, answers(t, ours, device, key, asked))
	if err != nil || got.Account != by.Account {
		t.Fatalf("ours: %v", err)
	}
	// With scripts off a code can still be asked for: no page leads nowhere.
	c, err = d.SendCode(t.Context(), c)
	fatal(t, err)
	if _, err := d.Confirm(t.Context(), c, d.digits(c.Code)); err != nil {
		t.Errorf("by a code: %v", err)
	}
	f, err := d.Factors(t.Context(), by)
	if err != nil || len(f.Passkeys) != 1 || f.Passkeys[0].Name != "Mon téléphone" || f.Passkeys[0].UsedAt == nil {
		t.Fatalf("%+v, %v", f.Passkeys, err)
	}
	fatal(t, d.RemovePasskey(t.Context(), by, f.Passkeys[0].ID))
	c = d.halfway(t, "paul@example.org")
	if _, err := d.AskPasskey(t.Context(), c); problem.KindOf(err) != problem.NotFound || c.Code.IsZero() {
		t.Errorf("removed: %v, %+v", err, c)
	}
	if err := d.RemovePasskey(t.Context(), by, f.Passkeys[0].ID); problem.KindOf(err) != problem.NotFound {
		t.Errorf("removed twice: %v", err)
	}
	if n := d.told(t, by.Patient, "M11f"); n != 2 {
		t.Errorf("%d told", n)
	}
}

// ASVS 7.5.1: how one signs in changes under the password only, and that cannot
// be guessed.
// ASVS 6.5: a key whose counter goes back was copied; the one that goes on still answers.
func TestAPasskeyThatWasCopiedOpensNothing(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.At("https://espace.example", "Essai")
	by, _ := d.patient(t, parentINS, "paul@example.org")
	device, key := d.makes(t, by)
	for _, c := range []struct {
		counter uint32
		code    string
	}{{7, ""}, {5, "passkey-wrong"}, {7, "passkey-wrong"}, {8, ""}} {
		key.Counter = c.counter
		half := d.halfway(t, "paul@example.org")
		asked, err := d.AskPasskey(t.Context(), half)
		fatal(t, err)
		if _, err := d.ConfirmPasskey(t.Context(), half, asked, answers(t, ours, device, key, asked)); problem.CodeOf(err) != c.code && (c.code != "" || err != nil) {
			t.Errorf("at %d: %v", c.counter, err)
		}
	}
}

func TestThePasswordIsAskedAgainAndCannotBeGuessed(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	fatal(t, d.ConfirmPassword(t.Context(), by, ownPassword))
	for range limit.GuessesAtOnce {
		if err := d.ConfirmPassword(t.Context(), by, "tournevis-gruyère-8"); problem.CodeOf(err) != "password-wrong" {
			t.Fatal(err)
		}
	}
	if err := d.ConfirmPassword(t.Context(), by, ownPassword); problem.KindOf(err) != problem.TooMany {
		t.Errorf("%v", err)
	}
	if _, err := d.comesIn(t, "paul@example.org", ownPassword); err != nil {
		t.Errorf("and signing in waits too: %v", err)
	}
}

// ASVS 6.4.3: a new password, chosen with a code sent to the address, leaves the
// second factor where it is: who reads the mail only does not come in.
func TestANewPasswordLeavesTheSecondFactor(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	key, err := NewAuthenticator("Essai", "paul")
	fatal(t, err)
	fatal(t, d.Furnish(t.Context(), by.Account, d.hashOf(t, by.Account), key.Secret))
	const other = "casserole-brouillard-9"
	hash, err := d.HashPassword(t.Context(), other)
	fatal(t, err)
	fatal(t, d.SetPassword(t.Context(), Reset{Account: by.Account, Patient: by.Patient, At: d.pool.Now()}, hash))
	c, err := d.SignIn(t.Context(), "patient", "paul@example.org", other)
	if err != nil || c.Factor != ByTOTP || !c.Code.IsZero() {
		t.Errorf("%+v, %v", c, err)
	}
}
