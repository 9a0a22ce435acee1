package serve

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/klauspost/compress/gzhttp"

	"espacesante/internal/access"
	"espacesante/internal/problem"
	"espacesante/web/static"
	"espacesante/web/ui"
)

// FormBytes bounds the body of a request that sends no file.
const FormBytes = 256 << 10

// Stack is everything that stands around every page, in order.
func Stack(log *slog.Logger, service ui.Service, secure bool) []func(http.Handler) http.Handler {
	return []func(http.Handler) http.Handler{
		Numbered, AccessLog(log), Headers(secure), Pack, Frame(service), Recover, SameOrigin, LimitBody(FormBytes),
	}
}

type numberKey struct{}

// Numbered gives each request a number that its log lines and its error page
// share. A number sent from outside is not believed.
func Numbered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := rand.Text()[:12]
		number := s[:4] + "-" + s[4:8] + "-" + s[8:]
		w.Header().Set("X-Request-Id", number)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), numberKey{}, number)))
	})
}

// RequestID is the number of the request being answered.
func RequestID(ctx context.Context) string {
	s, _ := ctx.Value(numberKey{}).(string)
	return s
}

// AccessLog writes one line a request: the route's pattern, never the address.
func AccessLog(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			began := time.Now() // a duration of the machine, not a fact: the real clock
			ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
			defer func() {
				log.LogAttrs(r.Context(), slog.LevelInfo, "request",
					slog.String("request", RequestID(r.Context())), slog.String("method", method(r)),
					slog.String("route", pattern(r)), slog.Int("status", max(ww.Status(), 200)),
					slog.Int("bytes", ww.BytesWritten()), slog.Duration("took", time.Since(began)))
			}()
			next.ServeHTTP(ww, r)
		})
	}
}

// method keeps unknown methods, which may hold anything, out of the log.
func method(r *http.Request) string {
	switch r.Method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return r.Method
	}
	return "OTHER"
}

// policy lets a page load our own files and send forms to us, nothing else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Headers tells the browser what a page may do and that it may keep nothing.
// Over TLS it also asks to be reached by TLS only.
func Headers(secure bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Security-Policy", policy)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "no-referrer")
			h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			h.Set("Cache-Control", "no-store")
			if secure {
				h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
			}
			next.ServeHTTP(w, r)
		})
	}
}

// Pack compresses pages, with a random length added so that their size tells
// nobody on the way what is in them (BREACH). Files and downloads are left as
// they are.
func Pack(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.ContentTypes([]string{"text/html"}), gzhttp.MinSize(1400),
		gzhttp.RandomJitter(64, 0, false))
	if err != nil {
		panic(err) // the options above are constants
	}
	return wrap(next)
}

// Frame gives pages what surrounds all of them: the service, and how the person
// asked pages to look.
func Frame(service ui.Service) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, static.Prefix) {
				next.ServeHTTP(w, r)
				return
			}
			var d ui.Display
			if c, err := r.Cookie(ui.DisplayCookie); err == nil {
				d = ui.ParseDisplay(c.Value)
			}
			next.ServeHTTP(w, r.WithContext(ui.WithFrame(r.Context(), service, d, r.URL.Path)))
		})
	}
}

// Recover turns a panic into the page of a fault, and its cause into a log line.
func Recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler {
				panic(cause)
			}
			Fail(w, r, fmt.Errorf("serve: panic: %v\n%s", cause, debug.Stack()))
		}()
		next.ServeHTTP(w, r)
	})
}

// SameOrigin refuses a change asked from another site. The standard handler
// lets pass what carries neither Origin nor Sec-Fetch-Site, which no browser of
// ours sends: that is refused too.
func SameOrigin(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
		silent := r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == ""
		if err := cross.Check(r); err != nil || !safe && silent {
			answer(w, r, refusal{status: http.StatusForbidden, title: "Cette demande vient d’ailleurs",
				text: "Pour votre sécurité, un changement se fait seulement depuis nos pages. Rouvrez la page et recommencez."})
			return
		}
		next.ServeHTTP(w, r)
	})
}

type bodyKey struct{}

// LimitBody bounds what a request may send.
func LimitBody(most int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			whole := r.Body
			ctx := context.WithValue(r.Context(), bodyKey{}, whole)
			r = r.WithContext(ctx)
			r.Body = http.MaxBytesReader(w, whole, most)
			next.ServeHTTP(w, r)
		})
	}
}

// goesBy is how much of a body that is too long is let by before the answer.
const goesBy = 300 << 20

// letPass reads the rest of a body and keeps nothing of it: a browser that still
// sends when we hang up shows a broken connection, and not our sentence. It ends
// with what the server gives any request to arrive.
func letPass(r *http.Request) {
	if whole, ok := r.Context().Value(bodyKey{}).(io.ReadCloser); ok {
		_, _ = io.CopyN(io.Discard, whole, goesBy) // a body that ends sooner is none the worse
	}
}

// allow lets next receive more than LimitBody does.
func allow(next http.Handler, most int64, w http.ResponseWriter, r *http.Request) {
	if whole, ok := r.Context().Value(bodyKey{}).(io.ReadCloser); ok {
		r.Body = http.MaxBytesReader(w, whole, most)
	}
	next.ServeHTTP(w, r)
}

// Only lets through people of some roles, and sends others to sign in or to
// the page of a missing address.
func Only(roles ...access.Role) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a, signedIn := Someone(r)
			if !signedIn {
				Fail(w, r, problem.SignIn())
				return
			}
			for _, role := range roles {
				if a.Role == role {
					next.ServeHTTP(w, r)
					return
				}
			}
			Missing(w, r)
		})
	}
}
