package serve

import (
	"context"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/web/form"
)

// was is whose session just ended: the same person, signing in again, finds what
// they typed. It holds nothing else.
type was struct {
	Account id.Account
	Space   id.Patient
	At      time.Time
}

// unsent is a form that came after the end of a session. It stays in the session
// of that browser, sealed in the database and opened by no other cookie, and is
// shown to that account alone: whoever else signs in, or nobody for as long as a
// session may stay idle, and it is gone.
type unsent struct {
	Account      id.Account
	Space        id.Patient
	At           time.Time
	Action, Page string
	Typed        map[string][]string
}

const (
	unsentBytes = 64 << 10 // of all that was typed
	unsentPart  = 32 << 10 // of one field that comes beside a file
)

// neverKept are fields whose content is not kept for a moment: passwords, codes,
// the numbers by which persons are known. A test reads every page for others.
var neverKept = []string{"mot-de-passe", "code", "code-recu", "nir", "ins", "parent", "serie", "vitale", "identifiant", "rpps", "pin",
	form.SpaceField, "cle"}

type endedKey struct{}

// ending remembers whose session ends: of a holder or a professional, whose form
// is their own. A desk has somebody else beside it, and a minor leaves no trace.
func (s *Sessions) ending(r *http.Request, in signedIn) {
	if !in.Young && (in.Role == access.Patient || in.Role == access.Professional) {
		s.Keep(r, "was", was{in.Account, in.Space, s.now()})
	}
}

// mayKeep gives the refusal of r, should it come, what it needs to keep a form.
func (s *Sessions) mayKeep(r *http.Request) *http.Request {
	if _, ok := Recall[was](s, r, "was"); !ok || r.Method != http.MethodPost {
		return r
	}
	return r.WithContext(context.WithValue(r.Context(), endedKey{}, s))
}

// keepUnsent keeps what was typed in a form that is answered « sign in first ».
func keepUnsent(w http.ResponseWriter, r *http.Request) {
	s, ended := r.Context().Value(endedKey{}).(*Sessions)
	if !ended {
		return
	}
	who, ok := Recall[was](s, r, "was")
	if !ok || s.now().Sub(who.At) > limit.PatientIdle {
		return
	}
	s.Keep(r, "ended", true)
	typed := typedIn(w, r)
	page := standsAt(r)
	if len(typed) == 0 || page == "" {
		return
	}
	s.Keep(r, "unsent", unsent{who.Account, who.Space, s.now(), r.URL.Path, page, typed})
}

// typedIn is what a form holds that somebody typed or chose.
func typedIn(w http.ResponseWriter, r *http.Request) map[string][]string {
	all := map[string][]string{}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		readBeside(w, r, all)
	} else if r.ParseForm() == nil {
		for field, values := range r.PostForm {
			all[field] = values
		}
	}
	size, said := 0, false
	for field, values := range all {
		if slices.Contains(neverKept, field) {
			delete(all, field)
			continue
		}
		for _, v := range values {
			size += len(v)
			said = said || strings.TrimSpace(v) != ""
		}
	}
	if !said || size > unsentBytes {
		return nil
	}
	return all
}

// readBeside reads the fields that come with files; the files go by, unread.
func readBeside(w http.ResponseWriter, r *http.Request, all map[string][]string) {
	if whole, ok := r.Context().Value(bodyKey{}).(io.ReadCloser); ok {
		r.Body = http.MaxBytesReader(w, whole, limit.UploadBytes+FormBytes)
	}
	parts, err := r.MultipartReader()
	for err == nil {
		part, next := parts.NextPart()
		if err = next; err != nil || part.FileName() != "" || part.FormName() == "" || len(all) > 200 {
			continue
		}
		var value []byte
		if value, err = io.ReadAll(io.LimitReader(part, unsentPart)); err == nil {
			all[part.FormName()] = append(all[part.FormName()], string(value))
		}
	}
}

// standsAt is the page on which the form of r stands: at its own address, else
// at the nearest above it.
func standsAt(r *http.Request) string {
	c := chi.RouteContext(r.Context())
	if c == nil || c.Routes == nil {
		return ""
	}
	for p := r.URL.Path; p != "/" && p != "."; p = path.Dir(p) {
		if c.Routes.Match(chi.NewRouteContext(), http.MethodGet, p) {
			return p
		}
	}
	return ""
}

// again gives the session of a the form that a left in this browser; anybody
// else's was forgotten with all the rest.
func (s *Sessions) again(r *http.Request, left unsent, a access.Actor) {
	if left.Account == a.Account && !a.Young && s.now().Sub(left.At) <= limit.PatientIdle {
		left.At = s.now()
		s.Keep(r, "unsent", left)
	}
}

// waiting gives the pages of who is signed in the form that waits to be sent. It
// is over once that form is sent, or nobody went on with it.
func (s *Sessions) waiting(ctx context.Context, r *http.Request, in signedIn) context.Context {
	left, ok := Recall[unsent](s, r, "unsent")
	if !ok {
		return ctx
	}
	if s.now().Sub(left.At) > limit.PatientIdle || left.Account != in.Account || r.Method == http.MethodPost && r.URL.Path == left.Action {
		s.Forget(r, "unsent")
		return ctx
	}
	return form.WithUnsent(ctx, form.Unsent{Action: left.Action, Page: left.Page, Typed: left.Typed, Here: left.Space == in.Space})
}

// Over is what the page that signs in says of the session before: that it ended
// by itself, and that a form waits for who signs in again.
type Over struct{ Ended, Unsent bool }

// Over reports it; that the session ended, once.
func (s *Sessions) Over(r *http.Request) Over {
	_, waits := Recall[unsent](s, r, "unsent")
	return Over{s.Ended(r) || waits, waits}
}

// DropUnsent forgets it, as its author wishes.
func (s *Sessions) DropUnsent(r *http.Request) { s.Forget(r, "unsent") }

// Next is where to go after signing in: to the form that waits, else to fallback.
func (s *Sessions) Next(r *http.Request, fallback string) string {
	if left, ok := Recall[unsent](s, r, "unsent"); ok && left.Space.IsZero() {
		return left.Page
	}
	return fallback
}
