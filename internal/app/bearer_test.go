package app

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"espacesante/internal/problem"
)

// issuer is an OpenID Connect issuer of our own: discovery, keys, tokens.
type issuer struct {
	*httptest.Server
	key *rsa.PrivateKey
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key}
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var said any = map[string]any{"issuer": i.URL, "jwks_uri": i.URL + "/keys", "authorization_endpoint": i.URL, "token_endpoint": i.URL,
			"id_token_signing_alg_values_supported": []string{"RS256"}}
		if r.URL.Path == "/keys" {
			said = jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"}}}
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(said)
	}))
	t.Cleanup(i.Close)
	return i
}

func signed(t *testing.T, alg jose.SignatureAlgorithm, key any, claims map[string]any) string {
	t.Helper()
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: key, KeyID: "1"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(s).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// issue 6 point 8: only a token of the configured issuer, for us, in time, names a professional.
func TestOnlyATokenOfTheIssuerForUsNamesAProfessional(t *testing.T) {
	i := newIssuer(t)
	b := &bearers{issuer: i.URL, audience: "https://x.example/api/fhir"}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	claims := func(change map[string]any) map[string]any {
		c := map[string]any{"iss": i.URL, "aud": b.audience, "sub": "s", "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(), "rpps": "10101201234"}
		for k, v := range change {
			c[k] = v
		}
		return c
	}
	for name, c := range map[string]map[string]any{"rpps": nil, "as Pro Santé Connect": {"rpps": nil, "SubjectNameID": "810101201234", "finess": "789900019"},
		"by its name": {"rpps": "", "preferred_username": "810101201234"}} {
		got, err := b.verify(t.Context(), signed(t, jose.RS256, i.key, claims(c)))
		if err != nil || got.RPPS != "10101201234" || c["finess"] != nil && got.FINESS != "789900019" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for name, token := range map[string]string{
		"nothing": "", "noise": "a.b.c",
		"another key":      signed(t, jose.RS256, other, claims(nil)),
		"a shared secret":  signed(t, jose.HS256, []byte("0123456789abcdef0123456789abcdef"), claims(nil)),
		"another audience": signed(t, jose.RS256, i.key, claims(map[string]any{"aud": "https://y.example"})),
		"another issuer":   signed(t, jose.RS256, i.key, claims(map[string]any{"iss": "https://y.example"})),
		"too late":         signed(t, jose.RS256, i.key, claims(map[string]any{"exp": time.Now().Add(-time.Minute).Unix()})),
		"nobody":           signed(t, jose.RS256, i.key, claims(map[string]any{"rpps": "abc"})),
	} {
		if got, err := b.verify(t.Context(), token); problem.KindOf(err) != problem.SignInFirst {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	i.Close()
	lost := &bearers{issuer: i.URL, audience: b.audience}
	if _, err := lost.verify(t.Context(), "a.b.c"); problem.KindOf(err) != problem.Unavailable {
		t.Errorf("without its issuer: %v", err)
	}
}
