package psc_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"espacesante/internal/psc"
	"espacesante/internal/psc/optest"
)

// wire is not http.DefaultTransport: each test server that closes ends the idle connections of that one, with the answer just come.
var wire = http.DefaultTransport.(*http.Transport).Clone()

const nurse = "810100000032" // 8 and an RPPS number

type visit struct {
	*optest.Provider
	*psc.Service
	t *testing.T
}

func open(t *testing.T) *visit {
	t.Helper()
	t.Parallel()
	p := optest.New(t)
	p.NationalID, p.Profession, p.FINESS = nurse, "60", "090000191"
	return &visit{p, psc.New(psc.Config{Issuer: p.URL, ClientID: optest.ClientID, Secret: optest.Secret, Base: "http://ici.test"}), t}
}

// goes shows the card there, and gives what the browser brings back.
func (v *visit) goes() (psc.Asked, url.Values) { return v.shows(false) }

// shows is goes, the card asked for again or not.
func (v *visit) shows(again bool) (psc.Asked, url.Values) {
	v.t.Helper()
	address, asked, err := v.Ask(v.t.Context(), again)
	if err != nil {
		v.t.Fatal(err)
	}
	c := http.Client{Transport: wire, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := c.Get(address)
	if err != nil {
		v.t.Fatal(err)
	}
	defer a.Body.Close()
	back, err := url.Parse(a.Header.Get("Location"))
	if err != nil || a.StatusCode != http.StatusFound || back.Path != psc.CallbackPath {
		v.t.Fatal(a.Status, back, err)
	}
	return asked, back.Query()
}

// 6.3: code, PKCE, nonce and level are asked and checked; RPPS, profession and place come from the answer.
func TestWhoShowsACardIsKnown(t *testing.T) {
	v := open(t)
	asked, back := v.goes()
	who, err := v.Answer(t.Context(), asked, back)
	if err != nil || who.NationalID != nurse || len(who.Professions) != 1 || who.Professions[0] != "60" || len(who.Structures) != 1 || who.Structures[0] != (psc.Structure{FINESS: "090000191"}) {
		t.Errorf("%+v, %v", who, err)
	}
	if out := v.Leave(t.Context()); !strings.HasPrefix(out, v.URL+"/logout?client_id=espacesante&post_logout_redirect_uri=http") || strings.Contains(out, "token") {
		t.Errorf("leaving leads to %s", out)
	}
}

// Each lie of a token is refused, for its own reason.
func TestATokenThatLiesIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		lie  func(*visit)
		want error
	}{
		"another issuer":   {func(v *visit) { v.Token = func(c map[string]any) { c["iss"] = "https://ailleurs.test" } }, psc.ErrToken},
		"another audience": {func(v *visit) { v.Token = func(c map[string]any) { c["aud"] = "autre" } }, psc.ErrToken},
		"over":             {func(v *visit) { v.Token = func(c map[string]any) { c["exp"] = time.Now().Add(-time.Hour).Unix() } }, psc.ErrToken},
		"another nonce":    {func(v *visit) { v.Token = func(c map[string]any) { c["nonce"] = "autre" } }, psc.ErrToken},
		"no nonce":         {func(v *visit) { v.Token = func(c map[string]any) { delete(c, "nonce") } }, psc.ErrToken},
		"another's key":    {func(v *visit) { v.Stranger = true }, psc.ErrToken},
		"a weak level":     {func(v *visit) { v.ACR = "password" }, psc.ErrLevel},
		"no level":         {func(v *visit) { v.Token = func(c map[string]any) { delete(c, "acr") } }, psc.ErrLevel},
		"of somebody else": {func(v *visit) { v.Info = func(c map[string]any) { c["sub"] = "f:autre" } }, psc.ErrToken},
		"without a number": {func(v *visit) { v.Info = func(c map[string]any) { delete(c, "SubjectNameID") } }, psc.ErrNobody},
	} {
		t.Run(name, func(t *testing.T) {
			v := open(t)
			c.lie(v)
			asked, back := v.goes()
			if who, err := v.Answer(t.Context(), asked, back); !errors.Is(err, c.want) || who.NationalID != "" {
				t.Errorf("%+v, %v", who, err)
			}
		})
	}
}

// A state that is not ours, or too old, goes no further; a code serves once, with its verifier.
func TestAnAnswerServesTheSignInThatAsked(t *testing.T) {
	v := open(t)
	asked, back := v.goes()
	for name, c := range map[string]struct {
		asked psc.Asked
		back  url.Values
		want  error
	}{
		"nothing asked":  {psc.Asked{}, back, psc.ErrStale},
		"empty state":    {psc.Asked{At: time.Now()}, url.Values{"code": {"x"}}, psc.ErrStale},
		"another state":  {asked, url.Values{"code": {back.Get("code")}, "state": {"autre"}}, psc.ErrStale},
		"too old":        {psc.Asked{State: asked.State, Nonce: asked.Nonce, Verifier: asked.Verifier, At: time.Now().Add(-time.Hour)}, back, psc.ErrStale},
		"given up":       {asked, url.Values{"error": {"access_denied"}, "state": {asked.State}}, psc.ErrRefused},
		"no code":        {asked, url.Values{"state": {asked.State}}, psc.ErrRefused},
		"code of nobody": {asked, url.Values{"code": {"autre"}, "state": {asked.State}}, psc.ErrToken},
	} {
		if _, err := v.Answer(t.Context(), c.asked, c.back); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	stolen := asked
	stolen.Verifier = "un-autre-navigateur-qui-n-a-pas-le-bon-verificateur"
	if _, err := v.Answer(t.Context(), stolen, back); !errors.Is(err, psc.ErrToken) {
		t.Errorf("without the verifier: %v", err)
	}
	asked, back = v.goes()
	if _, err := v.Answer(t.Context(), asked, back); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Answer(t.Context(), asked, back); !errors.Is(err, psc.ErrToken) {
		t.Errorf("a code twice: %v", err)
	}
}

// Where the card is asked for again, a session that was open there is no answer.
func TestACardShownAgainIsSeenNow(t *testing.T) {
	v := open(t)
	asked, back := v.shows(true)
	if who, err := v.Answer(t.Context(), asked, back); err != nil || who.NationalID != nurse {
		t.Errorf("shown now: %+v, %v", who, err)
	}
	v.Lazy = true
	asked, back = v.shows(true)
	if who, err := v.Answer(t.Context(), asked, back); !errors.Is(err, psc.ErrOld) || who.NationalID != "" {
		t.Errorf("not shown again: %+v, %v", who, err)
	}
	asked, back = v.goes()
	if _, err := v.Answer(t.Context(), asked, back); err != nil {
		t.Errorf("a sign-in asks for no more than a session there: %v", err)
	}
}

// The program starts without it, and finds it when it comes back.
func TestAProviderThatIsDownIsSaid(t *testing.T) {
	t.Parallel()
	s := psc.New(psc.Config{Issuer: "http://127.0.0.1:1", ClientID: "x", Base: "http://ici.test"})
	if _, _, err := s.Ask(t.Context(), false); !errors.Is(err, psc.ErrDown) {
		t.Error(err)
	}
	if s.Leave(t.Context()) != "" {
		t.Error("leads somewhere")
	}
}

// 6.3: a card may be for one place, named by FINESS or by SIRET; what is of another kind, or not whole, names none.
func TestACardNamesThePlaceItIsFor(t *testing.T) {
	for named, want := range map[string]psc.Structure{"1090000191": {FINESS: "090000191"}, "319000000000015": {SIRET: "19000000000015"}, "": {},
		"4810100000032": {}, "109": {}, "090000191": {}} {
		t.Run(named, func(t *testing.T) {
			v := open(t)
			v.Info = func(c map[string]any) { c["SubjectOrganizationID"] = named }
			asked, back := v.goes()
			if who, err := v.Answer(t.Context(), asked, back); err != nil || who.Structure != want {
				t.Errorf("%+v, %v", who.Structure, err)
			}
		})
	}
}
