// Package problem names the few ways a request can go wrong that the person in
// front of the screen can do something about. Any other error is a fault of
// ours and shows as such.
package problem

import (
	"errors"
	"time"

	"espacesante/internal/access"
)

// Kind says what went wrong. The web maps each to one page and one status.
type Kind int

const (
	Fault       Kind = iota // anything not built by this package
	NotFound                // not there, or not to be known by who asks
	Forbidden               // refused, with a reason the person may read
	Conflict                // the situation has changed meanwhile
	Invalid                 // some fields are wrong
	SignInFirst             // nobody is signed in, or not for this
	TooMany                 // asked too often; After says when again
	Unavailable             // the service cannot answer now; After says when again
)

// Problem is an error with a kind and, when refused or invalid, the code of
// the sentence to show. It carries no sentence: words belong to the web.
type Problem struct {
	Kind   Kind
	Code   string
	Fields map[string]string // field name to code, when Invalid
	After  time.Duration     // when TooMany or Unavailable
}

func (p *Problem) Error() string { return "problem: " + p.Code }

// Reason reads why err is a refusal, nothing when it is not.
func Reason(err error) access.Reason {
	var p *Problem
	if errors.As(err, &p) && p.Kind == Forbidden {
		return access.Reason(p.Code)
	}
	return ""
}

// KindOf reads the kind of err, Fault when it has none.
func KindOf(err error) Kind {
	var p *Problem
	if errors.As(err, &p) {
		return p.Kind
	}
	return Fault
}

// CodeOf reads the code of err, nothing when it has none.
func CodeOf(err error) string {
	var p *Problem
	if errors.As(err, &p) {
		return p.Code
	}
	return ""
}

// After is when to come back, of an error that says so.
func After(err error) time.Duration {
	var p *Problem
	if errors.As(err, &p) {
		return p.After
	}
	return 0
}

// Missing says that there is no such thing, or none for who asks.
func Missing(what string) error { return &Problem{Kind: NotFound, Code: what} }

// Refuse turns a reason into an error, and no reason into none.
func Refuse(why access.Reason) error {
	if why == "" {
		return nil
	}
	return &Problem{Kind: Forbidden, Code: string(why)}
}

// Clash says that the situation has changed since the page was shown.
func Clash(code string) error { return &Problem{Kind: Conflict, Code: code} }

// Field says that one field is wrong.
func Field(name, code string) error {
	return &Problem{Kind: Invalid, Code: code, Fields: map[string]string{name: code}}
}

// SignIn says that the page wants somebody signed in.
func SignIn() error { return &Problem{Kind: SignInFirst, Code: "sign-in"} }

// Often says that something was asked too often, and when it may be again.
func Often(code string, after time.Duration) error {
	return &Problem{Kind: TooMany, Code: code, After: after}
}

// Busy says that the service cannot answer now.
func Busy(code string, after time.Duration) error {
	return &Problem{Kind: Unavailable, Code: code, After: after}
}
