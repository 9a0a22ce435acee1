package demo

import (
	"reflect"
	"testing"
	"time"

	"espacesante/internal/identity"
)

func TestPeopleAreTheSameEachTimeAndDoNotExist(t *testing.T) {
	all := People()
	if !reflect.DeepEqual(all, People()) {
		t.Error("sign-ins change between runs")
	}
	seen := map[string]string{}
	for _, p := range all {
		for _, key := range []string{p.INS, p.Identifier, p.Vitale} {
			if key != "" && seen[key] != "" {
				t.Errorf("%s and %s share %s", p.Name, seen[key], key)
			}
			seen[key] = p.Name
		}
		if p.Kind == "patient" {
			if _, warn, err := identity.ParseINS(p.INS, identity.OIDDemo); err != nil || warn != nil {
				t.Errorf("%s: %v, %v", p.Name, err, warn)
			}
		}
		if p.Password != "" {
			if code := identity.CheckPassword(p.Password); code != "" {
				t.Errorf("the password of %s is %s", p.Name, code)
			}
		}
		if p.Try == "" || p.Role == "" {
			t.Errorf("nothing to try as %s", p.Name)
		}
	}
}

func TestTheCodeShownIsTheAuthenticatorsOwn(t *testing.T) {
	s := &Site{People: []Person{{Kind: "professional", TOTPSecret: secret}}}
	groups, err := s.groups(time.Unix(59, 0))
	if err != nil {
		t.Fatal(err)
	}
	if got := groups[1].People[0]; got.Code != "996554" || got.Until != "1" {
		t.Errorf("got %s for %s s", got.Code, got.Until)
	}
}
