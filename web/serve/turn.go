package serve

import (
	"context"
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// Renew gives the session a new token: one known before is worth nothing after.
// Every proof that is accepted, every change of person, of role or of place of
// work calls it, itself or through the functions below (ASVS 7.2.4).
func (s *Sessions) Renew(r *http.Request) error { return s.scs.RenewToken(r.Context()) }

// WorkAt changes the place of work of whoever is signed in, under a new token:
// what it opens is not what the one before did.
func (s *Sessions) WorkAt(r *http.Request, structure string) error {
	return s.turn(r, func(in *signedIn) { in.Structure = structure })
}

// Enter goes into the space of somebody else, a child, a person under a
// mandate, as a role, under a new token. Actor then has that role, and Space
// says whose space it is. What pages had kept for one's own is forgotten:
// nothing of one person shows in the space of another.
func (s *Sessions) Enter(r *http.Request, space id.Patient, as access.Role) error {
	return s.move(r, space, as)
}

// Leave comes back to oneself, under a new token.
func (s *Sessions) Leave(r *http.Request) error { return s.move(r, id.Patient{}, "") }

func (s *Sessions) move(r *http.Request, space id.Patient, as access.Role) error {
	in, ok := Recall[signedIn](s, r, "signed-in")
	if !ok {
		return problem.SignIn()
	}
	left, waits := Recall[unsent](s, r, "unsent")
	s.forgetAll(r)
	if waits { // shown in its own space alone
		s.Keep(r, "unsent", left)
	}
	s.Keep(r, "signed-in", in)
	return s.turn(r, func(in *signedIn) { in.Space, in.As = space, as })
}

// turn changes what the session says of who is signed in, under a new token.
func (s *Sessions) turn(r *http.Request, change func(*signedIn)) error {
	in, ok := Recall[signedIn](s, r, "signed-in")
	if !ok {
		return problem.SignIn()
	}
	if err := s.Renew(r); err != nil {
		return err
	}
	change(&in)
	s.Keep(r, "signed-in", in)
	return nil
}

type spaceKey struct{}

func withSpace(ctx context.Context, space id.Patient) context.Context {
	return context.WithValue(ctx, spaceKey{}, space)
}

// Space is whose space the pages of r are about: the one entered, else one's
// own; zero when the person has neither.
func Space(r *http.Request) id.Patient {
	if entered, _ := r.Context().Value(spaceKey{}).(id.Patient); !entered.IsZero() {
		return entered
	}
	a, _ := Someone(r)
	return a.Patient
}

// Elsewhere reports whether r is in the space of somebody else.
func Elsewhere(r *http.Request) bool {
	entered, _ := r.Context().Value(spaceKey{}).(id.Patient)
	return !entered.IsZero()
}

// Holder reports whether r is sent by the holder of a space, in it.
func Holder(r *http.Request) bool {
	a, ok := Someone(r)
	return ok && !a.Patient.IsZero() && !Elsewhere(r)
}

// Self is who sent r as themselves, wherever they are: for what they keep of
// their own, in the space of a child too.
func Self(r *http.Request) access.Actor {
	a := Actor(r)
	if a.Role == access.Representative {
		a.Role = access.Patient
	}
	return a
}

// NoLonger is where somebody is led who was in a space that is not shared with
// them any longer.
const NoLonger = "/proches/plus-partage"

// While has stands asked at every request of somebody who is in a child's space:
// a suspension, a majority, a closing end the visit at once, not the sign-in.
func (s *Sessions) While(stands func(context.Context, access.Actor, id.Patient) (bool, error)) {
	s.stands = stands
}

// out ends the visit of a representative who may not be there any longer.
func (s *Sessions) out(r *http.Request, by access.Actor, space id.Patient) (bool, error) {
	if s.stands == nil || by.Role != access.Representative {
		return false, nil
	}
	stands, err := s.stands(r.Context(), by, space)
	if err != nil || stands {
		return false, err
	}
	return true, s.Leave(r)
}
