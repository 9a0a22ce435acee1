// Package serve turns handlers that return an error into handlers that answer
// with a page, whatever happens, and stands guard around all of them. It knows
// who is asking and nothing of what is asked.
package serve

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

// Handler answers a request, or says why it could not.
type Handler func(http.ResponseWriter, *http.Request) error

// Page serves h, and the page of its error when there is one.
func Page(h Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			Fail(w, r, err)
		}
	}
}

// Missing is the page of an address that leads nowhere.
func Missing(w http.ResponseWriter, r *http.Request) { Fail(w, r, problem.Missing("page")) }

// WrongMethod is the page of an address asked in a way it does not answer:
// often a form's address typed by hand.
func WrongMethod(w http.ResponseWriter, r *http.Request) {
	answer(w, r, refusal{status: http.StatusMethodNotAllowed, title: "Cette page ne s’ouvre pas ainsi",
		text: "Son adresse sert seulement à envoyer un formulaire. Repartez de la page précédente."})
}

// Fail answers with the page of err.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody is listening any more
	}
	if problem.KindOf(err) == problem.SignInFirst {
		keepUnsent(w, r)
		http.Redirect(w, r, door(r), http.StatusSeeOther)
		return
	}
	why := explain(err)
	if why.status == http.StatusInternalServerError {
		slog.ErrorContext(r.Context(), "request failed",
			"request", RequestID(r.Context()), "method", r.Method, "route", pattern(r), "err", err)
	}
	answer(w, r, why)
}

// door is where the people of an area sign in.
func door(r *http.Request) string {
	for _, area := range []string{"/pro", "/guichet", "/assistance", "/caisse", "/exploitation"} {
		if r.URL.Path == area || strings.HasPrefix(r.URL.Path, area+"/") {
			return area + "/connexion"
		}
	}
	return "/connexion"
}

// refusal is what a page of error says.
type refusal struct {
	status      int
	title, text string
	after       time.Duration
	ways        []ui.Link
}

func explain(err error) refusal {
	var p *problem.Problem
	errors.As(err, &p)
	switch problem.KindOf(err) {
	case problem.NotFound:
		return notFound()
	case problem.Forbidden:
		if reason := problem.Reason(err); !fr.Hidden(reason) {
			return refusal{status: http.StatusForbidden, title: "Cette action n’est pas possible", text: fr.Reason(reason)}
		}
		return notFound()
	case problem.Conflict:
		return refusal{status: http.StatusConflict, title: "La situation a changé",
			text: "Quelqu’un, peut-être vous dans un autre onglet, a changé quelque chose entre-temps. Rouvrez la page pour voir où vous en êtes."}
	case problem.Invalid:
		return invalid(p)
	case problem.TooMany:
		return refusal{status: http.StatusTooManyRequests, title: "Trop d’essais", after: p.After,
			text: "Pour protéger les espaces santé, les essais sont limités. Réessayez dans " + fr.Minutes(max(p.After, time.Minute)) + "."}
	case problem.Unavailable:
		return unavailable(p.After)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return unavailable(time.Minute)
	}
	return refusal{status: http.StatusInternalServerError, title: "Le service a eu un problème",
		text: "Ce n’est pas votre faute. Rien n’a été enregistré. Réessayez dans quelques minutes."}
}

func notFound() refusal {
	return refusal{status: http.StatusNotFound, title: "Page introuvable",
		text: "Cette page n’existe pas ou n’existe plus. Si vous avez tapé son adresse, relisez-la."}
}

func unavailable(after time.Duration) refusal {
	return refusal{status: http.StatusServiceUnavailable, title: "Le service est momentanément fermé", after: max(after, time.Minute),
		text: "Vos données sont à l’abri. Réessayez dans " + fr.Minutes(max(after, time.Minute)) + "."}
}

func invalid(p *problem.Problem) refusal {
	if p.Code == "form-too-large" {
		return refusal{status: http.StatusRequestEntityTooLarge, title: "Votre envoi est trop lourd",
			text: "Un fichier pèse " + fr.Number(limit.UploadBytes>>20) + "\u00a0Mo au plus. Envoyez moins de fichiers à la fois, ou des fichiers plus légers."}
	}
	return refusal{status: http.StatusUnprocessableEntity, title: "Nous n’avons pas pu lire votre réponse",
		text: "Le formulaire est arrivé abîmé. Revenez en arrière et envoyez-le de nouveau."}
}

// answer writes the page of a refusal. Each has at least two ways on.
func answer(w http.ResponseWriter, r *http.Request, why refusal) {
	if why.after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((why.after+time.Second-1)/time.Second)))
	}
	by, signedIn := Someone(r)
	if signedIn && why.status == http.StatusRequestEntityTooLarge {
		letPass(r)
	}
	page := ui.Page{Title: why.title, SignedIn: signedIn}
	if signedIn {
		page.Home = Home(by)
	}
	number := ""
	if why.status == http.StatusInternalServerError {
		number = RequestID(r.Context())
	}
	err := ui.Render(w, r, why.status, refusalPage(page, why, number, append(why.ways, ways(r)...)))
	if err != nil {
		slog.ErrorContext(r.Context(), "error page failed", "request", RequestID(r.Context()), "err", err)
		http.Error(w, "Le service a eu un problème. Réessayez dans quelques minutes.", http.StatusInternalServerError)
	}
}

// ways leads on from an error: home of who asks, then help.
func ways(r *http.Request) []ui.Link {
	home := ui.Link{Href: "/", Text: "Revenir à l’accueil"}
	if a, ok := Someone(r); ok {
		home = ui.Link{Href: Home(a), Text: "Revenir à mon accueil"}
	}
	return []ui.Link{home, {Href: "/aide", Text: "Obtenir de l’aide"}, {Href: "/plan-du-site", Text: "Voir le plan du site"}}
}

// Home is where somebody starts.
func Home(a access.Actor) string {
	if home := homes[a.Role]; home != "" {
		return home
	}
	return "/"
}

// homes is where each role starts (decisions.md §1).
var homes = map[access.Role]string{
	access.Patient:        "/accueil",
	access.Representative: "/accueil",
	access.Relative:       "/accueil",
	access.Professional:   "/pro",
	access.Helper:         "/guichet",
	access.Support:        "/assistance",
	access.Caisse:         "/caisse",
	access.Operator:       "/exploitation",
	access.Reviewer:       "/revue",
}

type actorKey struct{}

// WithActor is the request of a signed-in person.
func WithActor(ctx context.Context, a access.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// Actor is who sent r. Only routes behind a sign-in may ask; elsewhere it
// panics, which is a fault of the router.
func Actor(r *http.Request) access.Actor {
	a, ok := Someone(r)
	if !ok {
		panic("serve: nobody is signed in on " + pattern(r))
	}
	return a
}

// Someone is who sent r, where signing in is not required.
func Someone(r *http.Request) (access.Actor, bool) {
	a, ok := r.Context().Value(actorKey{}).(access.Actor)
	return a, ok
}

// pattern is the route that answers r, never its address: addresses hold
// opaque references, and logs hold none.
func pattern(r *http.Request) string {
	if c := chi.RouteContext(r.Context()); c != nil && c.RoutePattern() != "" {
		return c.RoutePattern()
	}
	return "-"
}
