package serve

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/ui"
)

// Sessions is who is signed in, and what a journey has been told so far.
type Sessions struct {
	scs    *scs.SessionManager
	now    clock.Clock
	who    People
	stands func(context.Context, access.Actor, id.Patient) (bool, error) // of who is in a child's space
}

// People is what sessions ask of accounts.
type People interface {
	// Sits reads an account's rights afresh for each request.
	Sits(context.Context, identity.Sitting) (access.Actor, error)
	// Arrive keeps from which device somebody signs in. token is for a new one to keep.
	Arrive(context.Context, access.Actor) (device id.Device, token string, err error)
	// Seen keeps when a device was last used.
	Seen(context.Context, id.Account, id.Device) error
	// Gone keeps that somebody signed out of it.
	Gone(context.Context, id.Account, id.Device) error
}

// NewSessions keeps sessions in store: they hold no right. The cookie is
// `__Host-session` wherever the site is reached by TLS.
func NewSessions(store scs.CtxStore, secure bool, now clock.Clock, who People) *Sessions {
	m := scs.New()
	m.Store, m.Codec, m.HashTokenInStore, m.Lifetime = store, codec{}, true, limit.PatientAbsolute
	m.Cookie.Name, m.Cookie.Secure, m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Path = "session", secure, true, http.SameSiteLaxMode, "/"
	m.Cookie.Persist = false
	if secure {
		m.Cookie.Name = "__Host-session"
	}
	m.ErrorFunc = Fail
	return &Sessions{scs: m, now: now, who: who}
}

// signedIn is what a session keeps of a sign-in.
type signedIn struct {
	Account   id.Account
	Role      access.Role
	Structure string
	Device    id.Device
	Began     time.Time
	Seen      time.Time
	Young     bool        // a minor's own sign-in: shorter, and no known device
	Space     id.Patient  // somebody else's, entered; zero at home
	As        access.Role // what one is there
}

// Load gives requests their session, and keeps it after the answer.
func (s *Sessions) Load(next http.Handler) http.Handler {
	return s.fromWhere(s.scs.LoadAndSave(s.identify(next)))
}

// identify says who sends the request. A session left idle, or too old, or
// whose account may no longer sign in, is over.
func (s *Sessions) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in, ok := Recall[signedIn](s, r, "signed-in")
		if !ok {
			s.leftAlone(r)
			next.ServeHTTP(w, s.mayKeep(r))
			return
		}
		now := s.now()
		if now.After(in.end()) || now.Before(in.Began.Add(-time.Minute)) {
			s.forgetAll(r)
			s.Keep(r, "ended", true)
			s.ending(r, in)
			next.ServeHTTP(w, s.mayKeep(r))
			return
		}
		actor, err := s.who.Sits(r.Context(), identity.Sitting{Account: in.Account, Structure: in.Structure, Device: in.Device, Began: in.Began})
		switch {
		case problem.KindOf(err) == problem.SignInFirst:
			s.forgetAll(r)
			next.ServeHTTP(w, r)
			return
		case err != nil:
			Fail(w, r, err)
			return
		}
		s.giveToken(w, r)
		if now.Sub(in.Seen) > time.Minute {
			in.Seen = now
			s.Keep(r, "signed-in", in)
			if err := s.seen(r, in); err != nil {
				Fail(w, r, err)
				return
			}
		}
		if !in.Space.IsZero() {
			actor.Role = in.As
			if out, err := s.out(r, actor, in.Space); err != nil {
				Fail(w, r, err)
				return
			} else if out {
				http.Redirect(w, r, NoLonger, http.StatusSeeOther)
				return
			}
		}
		ctx := ui.WithEnd(withSpace(WithActor(r.Context(), actor), in.Space), in.end(), now)
		if space := Space(r.WithContext(ctx)); !space.IsZero() {
			ctx = form.OfSpace(ctx, space.String())
		}
		next.ServeHTTP(w, r.WithContext(s.waiting(ctx, r, in)))
	})
}

// leftAlone forgets what a journey before signing in was told, a number, a code
// that was accepted, once nobody has gone on with it for as long as a session
// may stay idle: the next person at a shared computer finds nothing.
func (s *Sessions) leftAlone(r *http.Request) {
	if len(s.scs.Keys(r.Context())) == 0 {
		return
	}
	now := s.now()
	seen, known := Recall[time.Time](s, r, "seen")
	switch {
	case known && now.Sub(seen) > limit.PatientIdle:
		s.forgetAll(r)
	case r.Method != http.MethodGet: // of a button pressed twice, the second must not undo what the first has kept
	case !known || now.Sub(seen) > time.Minute:
		s.Keep(r, "seen", now)
	}
}

// seen keeps when a device was last used; none is kept of a minor's.
func (s *Sessions) seen(r *http.Request, in signedIn) error {
	if in.Young {
		return nil
	}
	return s.who.Seen(r.Context(), in.Account, in.Device)
}

// end is when the session is over if nothing more is asked.
func (in signedIn) end() time.Time {
	idle, absolute := limits(in.Role, in.Young)
	quiet, most := in.Seen.Add(idle), in.Began.Add(absolute)
	if most.Before(quiet) {
		return most
	}
	return quiet
}

// Stay keeps the session from ending for want of action, and gives the request
// that tells its new end (RGAA 13.1).
func (s *Sessions) Stay(r *http.Request) (*http.Request, error) {
	in, ok := Recall[signedIn](s, r, "signed-in")
	if !ok {
		return r, problem.SignIn()
	}
	in.Seen = s.now()
	s.Keep(r, "signed-in", in)
	return r.WithContext(ui.WithEnd(r.Context(), in.end(), in.Seen)), nil
}

// Lasts is how long a session of somebody lasts idle, and at most.
func Lasts(by access.Actor) (idle, absolute time.Duration) { return limits(by.Role, by.Young) }

// limits are how long a session of a role lasts idle, and at most
// (decisions.md §5).
func limits(role access.Role, young bool) (idle, absolute time.Duration) {
	switch {
	case young:
		return limit.MinorIdle, limit.MinorAbsolute
	case role == access.Patient:
		return limit.PatientIdle, limit.PatientAbsolute
	case role == access.Professional:
		return limit.ProfessionalIdle, limit.ProfessionalAbsolute
	}
	return limit.DeskIdle, limit.DeskAbsolute
}

// SignIn begins the session of somebody who has just proved who they are, under
// a new token: one known before is worth nothing after.
func (s *Sessions) SignIn(r *http.Request, a access.Actor) error {
	var device id.Device
	var token string
	if !a.Young { // nothing of a minor's sign-in stays on a device, nobody is told of one (TEEN-06)
		var err error
		if device, token, err = s.who.Arrive(r.Context(), a); err != nil {
			return err
		}
	}
	if err := s.Renew(r); err != nil {
		return err
	}
	left, _ := Recall[unsent](s, r, "unsent")
	s.forgetAll(r)
	s.again(r, left, a)
	now := s.now()
	s.Keep(r, "signed-in", signedIn{Account: a.Account, Role: a.Role, Structure: a.Structure, Device: device, Young: a.Young, Began: now, Seen: now})
	if token != "" {
		s.Keep(r, "device-token", token)
	}
	return nil
}

// SignOut ends the session and everything it kept.
func (s *Sessions) SignOut(r *http.Request) error {
	if in, ok := Recall[signedIn](s, r, "signed-in"); ok && !in.Young {
		if err := s.who.Gone(r.Context(), in.Account, in.Device); err != nil {
			return err
		}
	}
	return s.scs.Destroy(r.Context())
}

// StartOver ends what the session was, under a new token, and leaves an empty
// one: for the page that comes after the last act.
func (s *Sessions) StartOver(r *http.Request) error {
	s.forgetAll(r)
	return s.scs.RenewToken(r.Context())
}

// Ended reports, once, that the person's session ended by itself.
func (s *Sessions) Ended(r *http.Request) bool {
	ended, _ := Recall[bool](s, r, "ended")
	s.Forget(r, "ended")
	return ended
}

func (s *Sessions) forgetAll(r *http.Request) {
	for _, key := range s.scs.Keys(r.Context()) {
		s.scs.Remove(r.Context(), key)
	}
}

// Keep remembers v under a name until Forget, on the server: nothing of it
// reaches the browser.
func (s *Sessions) Keep(r *http.Request, name string, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // a type of ours that JSON cannot write
	}
	s.scs.Put(r.Context(), name, b)
}

// Forget drops what Keep remembered.
func (s *Sessions) Forget(r *http.Request, name string) { s.scs.Remove(r.Context(), name) }

// Recall gives back what Keep remembered.
func Recall[T any](s *Sessions, r *http.Request, name string) (v T, ok bool) {
	b := s.scs.GetBytes(r.Context(), name)
	if b == nil {
		return v, false
	}
	return v, json.Unmarshal(b, &v) == nil
}

// Flash keeps one sentence for the next page.
func (s *Sessions) Flash(r *http.Request, f ui.Flash) { s.Keep(r, "flash", f) }

// TakeFlash gives it to that page, once.
func (s *Sessions) TakeFlash(r *http.Request) *ui.Flash {
	f, ok := Recall[ui.Flash](s, r, "flash")
	if !ok {
		return nil
	}
	s.Forget(r, "flash")
	return &f
}

// Back is where to go after signing in: a path of ours, or fallback.
func Back(to, fallback string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		return fallback
	}
	return to
}
