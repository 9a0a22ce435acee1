package serve_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/web/serve"
)

// kept is a store of sessions in memory.
type kept struct {
	mu  sync.Mutex
	all map[string][]byte
}

func (k *kept) Find(string) ([]byte, bool, error)      { panic("without a context") }
func (k *kept) Commit(string, []byte, time.Time) error { panic("without a context") }
func (k *kept) Delete(string) error                    { panic("without a context") }

func (k *kept) FindCtx(_ context.Context, token string) ([]byte, bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	b, ok := k.all[token]
	return b, ok, nil
}

func (k *kept) CommitCtx(_ context.Context, token string, b []byte, _ time.Time) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.all[token] = b
	return nil
}

func (k *kept) DeleteCtx(_ context.Context, token string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.all, token)
	return nil
}

// people are one person, on one device.
type people struct{ who access.Actor }

func (p people) Sits(_ context.Context, in identity.Sitting) (access.Actor, error) {
	p.who.Structure = in.Structure
	return p.who, nil
}

func (p people) Arrive(context.Context, access.Actor) (id.Device, string, error) {
	return id.Device{1}, "aaaaaaaaaaaaaaaaaaaaaaaaaa", nil
}

func (p people) Gone(context.Context, id.Account, id.Device) error { return nil }

func (p people) Seen(context.Context, id.Account, id.Device) error { return nil }

// ASVS 7.2.4, 7.4.1: the token changes at sign-in and at every change of role,
// of person, of place of work, and when a proof is accepted; the one before is
// then worth nothing, and what was kept for one's own space stays there.
func TestEveryChangeOfPersonOrRoleHasANewToken(t *testing.T) {
	her, child := access.Actor{Account: id.New[id.Account](), Role: access.Patient, Patient: id.New[id.Patient](), Active: true}, id.New[id.Patient]()
	store := &kept{all: map[string][]byte{}}
	s := serve.NewSessions(store, false, time.Now, people{her})
	var do func(*http.Request) error
	h := s.Load(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := do(r); err != nil {
			t.Error(err)
		}
	}))
	token := ""
	send := func(with string, then func(*http.Request) error) string {
		r, w := httptest.NewRequest("POST", "/", nil), httptest.NewRecorder()
		if with != "" {
			r.AddCookie(&http.Cookie{Name: "session", Value: with})
		}
		do = then
		h.ServeHTTP(w, r)
		for _, c := range w.Result().Cookies() {
			if c.Name == "session" {
				return c.Value
			}
		}
		return with
	}
	token = send("", func(r *http.Request) error { s.Keep(r, "journey", "begun"); return nil })
	for _, step := range []struct {
		name string
		do   func(*http.Request) error
		want access.Role
		of   id.Patient
	}{
		{"signing in", func(r *http.Request) error { return s.SignIn(r, her) }, access.Patient, her.Patient},
		{"a place of work", func(r *http.Request) error { return s.WorkAt(r, "090000001") }, access.Patient, her.Patient},
		{"a proof", s.Renew, access.Patient, her.Patient},
		{"the space of a child", func(r *http.Request) error {
			s.Keep(r, "name", "hers")
			return s.Enter(r, child, access.Representative)
		}, access.Representative, child},
		{"home again", s.Leave, access.Patient, her.Patient},
		{"a mandate", func(r *http.Request) error { return s.Enter(r, child, access.Helper) }, access.Helper, child},
	} {
		before := token
		token = send(token, step.do)
		if token == before {
			t.Errorf("%s: the token stays", step.name)
		}
		send(before, func(r *http.Request) error {
			if _, in := serve.Someone(r); in {
				t.Errorf("%s: the token before still opens", step.name)
			}
			return nil
		})
		send(token, func(r *http.Request) error {
			by, in := serve.Someone(r)
			if !in || by.Role != step.want || serve.Space(r) != step.of || serve.Elsewhere(r) != (step.of == child) || by.Patient != her.Patient {
				t.Errorf("%s: %+v in %s", step.name, by, serve.Space(r))
			}
			if name, kept := serve.Recall[string](s, r, "name"); kept {
				t.Errorf("%s: %q shows in another space", step.name, name)
			}
			return nil
		})
	}
	before := token
	if token = send(token, s.StartOver); token == before {
		t.Error("starting over: the token stays")
	}
	for _, over := range []string{before, token} {
		send(over, func(r *http.Request) error {
			if by, in := serve.Someone(r); in {
				t.Errorf("started over, and in as %s", by.Role)
			}
			return nil
		})
	}
	token = send(token, func(r *http.Request) error { return s.SignIn(r, her) })
	last := token
	send(token, s.SignOut)
	send(last, func(r *http.Request) error {
		if _, in := serve.Someone(r); in {
			t.Error("signed out, and in")
		}
		return nil
	})
}
