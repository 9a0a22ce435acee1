// Package optest is an OpenID provider for tests: discovery, keys, tokens signed
// and information, over HTTP. It says what a test tells it to, lies included.
package optest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// ClientID and Secret are how the service under test is known.
const (
	ClientID = "espacesante"
	Secret   = "fictif"
)

// Provider is one such server.
type Provider struct {
	*httptest.Server
	key *ecdsa.PrivateKey

	mu    sync.Mutex
	codes map[string]url.Values // of one sign-in each

	NationalID string // who answers there
	Profession string
	FINESS     string
	ACR        string
	Token      func(claims map[string]any) // changes what the token says, before it is signed
	Info       func(claims map[string]any) // the same of the information
	Stranger   bool                        // signs with a key of somebody else
	Lazy       bool                        // asks for no card where a session of an hour is open
}

// New starts one.
func New(t testing.TB) *Provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{key: key, codes: map[string]url.Values{}, ACR: "eidas1"}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /auth", p.auth)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", p.userinfo)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token",
		"userinfo_endpoint": p.URL + "/userinfo", "jwks_uri": p.URL + "/keys", "end_session_endpoint": p.URL + "/logout",
		"id_token_signing_alg_values_supported": []string{"ES256"}})
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &p.key.PublicKey, KeyID: "k", Algorithm: "ES256", Use: "sig"}}})
}

// auth is the page where somebody shows their card: here they just did.
func (p *Provider) auth(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("response_type") != "code" || q.Get("client_id") != ClientID || q.Get("code_challenge_method") != "S256" ||
		q.Get("code_challenge") == "" || q.Get("state") == "" || q.Get("nonce") == "" {
		http.Error(w, "not a sign-in with PKCE", http.StatusBadRequest)
		return
	}
	code := base64.RawURLEncoding.EncodeToString(sum(q.Encode()))
	p.mu.Lock()
	p.codes[code] = q
	p.mu.Unlock()
	back := q.Get("redirect_uri") + "?" + url.Values{"code": {code}, "state": {q.Get("state")}}.Encode()
	http.Redirect(w, r, back, http.StatusFound)
}

func sum(s string) []byte { b := sha256.Sum256([]byte(s)); return b[:] }

// token gives tokens for a code, once, to who holds its verifier.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	p.mu.Lock()
	q, known := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	p.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	if id == "" {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	challenge := base64.RawURLEncoding.EncodeToString(sum(r.PostFormValue("code_verifier")))
	if !known || id != ClientID || secret != Secret || challenge != q.Get("code_challenge") {
		w.WriteHeader(http.StatusBadRequest)
		answer(w, map[string]string{"error": "invalid_grant"})
		return
	}
	now := time.Now()
	seen := now.Add(-time.Hour)
	if !p.Lazy && q.Get("prompt") == "login" && q.Get("max_age") == "0" {
		seen = now
	}
	claims := map[string]any{"auth_time": seen.Unix(), "iss": p.URL, "aud": ClientID, "sub": "f:" + p.NationalID, "nonce": q.Get("nonce"), "acr": p.ACR,
		"iat": now.Unix(), "exp": now.Add(time.Minute).Unix()}
	if p.Token != nil {
		p.Token(claims)
	}
	raw, err := p.sign(claims)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer(w, map[string]any{"access_token": "opaque", "token_type": "Bearer", "expires_in": 60, "id_token": raw})
}

func (p *Provider) sign(claims map[string]any) (string, error) {
	key := p.key
	if p.Stranger {
		var err error
		if key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			return "", err
		}
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: "k"}}, nil)
	if err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}

func (p *Provider) userinfo(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer opaque" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	claims := map[string]any{"sub": "f:" + p.NationalID, "SubjectNameID": p.NationalID, "SubjectRefPro": map[string]any{
		"exercices": []any{map[string]any{"codeProfession": p.Profession, "activities": []any{map[string]any{"numeroFinessSite": p.FINESS}}}}}}
	if p.Info != nil {
		p.Info(claims)
	}
	answer(w, claims)
}
