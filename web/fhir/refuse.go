package fhir

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	r4 "espacesante/internal/fhir"
	"espacesante/internal/problem"
	"espacesante/web/fr"
	"espacesante/web/serve"
)

// refused is a request that was understood and cannot be answered: its status and its outcome.
type refused struct {
	status  int
	outcome r4.OperationOutcome
}

func (r *refused) Error() string { return "fhir: refused " + strconv.Itoa(r.status) }

// wrong refuses a resource for one of its elements (422).
func wrong(kind r4.IssueType, code, words, at string) error {
	return &refused{http.StatusUnprocessableEntity, r4.Refused(kind, code, words, at)}
}

// nobody is the one answer for nobody of that number, no space, opposed, blocked, and what may not be known of.
func nobody() *refused {
	return &refused{http.StatusNotFound, r4.Refused(r4.IssueNotFound, "nobody-found",
		"Aucun espace santé ne peut recevoir ce document pour cette personne. Rien n’a été gardé.", "DocumentReference.subject")}
}

// elements are the elements that answer the questions of the page.
var elements = map[string]string{"fichier": "DocumentReference.content.attachment", "type": "DocumentReference.type",
	"titre": "DocumentReference.content.attachment.title", "date": "DocumentReference.context.period",
	"informe": "DocumentReference.extension('" + informedURL + "')", "secret": "DocumentReference.extension('" + secretURL + "')"}

// fail answers with the outcome of err.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return
	}
	out := outcome(err)
	if out.status == http.StatusUnauthorized && s.Certified != nil {
		out = &refused{http.StatusUnauthorized, r4.Refused(r4.IssueLogin, "certificate", "Ce certificat n’est celui d’aucune structure déclarée ici.")}
	}
	var p *problem.Problem
	if errors.As(err, &p) && p.After > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((p.After+time.Second-1)/time.Second)))
	}
	switch out.status {
	case http.StatusUnauthorized:
		if s.Certified == nil {
			w.Header().Set("WWW-Authenticate", `Bearer realm="espacesante", error="invalid_token"`)
		}
	case http.StatusInternalServerError:
		slog.ErrorContext(r.Context(), "request failed", "request", serve.RequestID(r.Context()), "err", err)
	}
	answer(w, out.status, out.outcome)
}

func outcome(err error) *refused {
	var own *refused
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &long):
		return &refused{http.StatusRequestEntityTooLarge, r4.Refused(r4.IssueTooLong, "file-too-big", "Le fichier est trop lourd. La limite est 25\u00a0Mo.")}
	case errors.Is(err, errMedia):
		return &refused{http.StatusUnsupportedMediaType, r4.Refused(r4.IssueNotSupported, "media", "Envoyez du JSON\u00a0: "+r4.MediaType+".")}
	case errors.Is(err, errAccept):
		return &refused{http.StatusNotAcceptable, r4.Refused(r4.IssueNotSupported, "accept", "La réponse est en JSON\u00a0: "+r4.MediaType+".")}
	}
	return ofProblem(err)
}

func ofProblem(err error) *refused {
	var p *problem.Problem
	errors.As(err, &p)
	switch problem.KindOf(err) {
	case problem.SignInFirst:
		return &refused{http.StatusUnauthorized, r4.Refused(r4.IssueLogin, "token", "Le jeton manque, n’est plus valable ou ne désigne aucun professionnel.")}
	case problem.NotFound:
		return nobody()
	case problem.Forbidden:
		if reason := problem.Reason(err); !fr.Hidden(reason) {
			return &refused{http.StatusForbidden, r4.Refused(r4.IssueForbidden, string(reason), fr.Reason(reason))}
		}
		return nobody()
	case problem.Conflict:
		return &refused{http.StatusConflict, r4.Refused(r4.IssueConflict, p.Code,
			"Cet identifiant a déjà servi pour un autre fichier, ou pour un document retiré.", "DocumentReference.masterIdentifier")}
	case problem.Invalid:
		return invalid(p, err)
	case problem.TooMany:
		return &refused{http.StatusTooManyRequests, r4.Refused(r4.IssueThrottled, p.Code, "Trop de demandes. Réessayez plus tard.")}
	case problem.Unavailable:
		return &refused{http.StatusServiceUnavailable, r4.Refused(r4.IssueTransient, p.Code, "Le service ne répond pas pour l’instant. Rien n’a été gardé.")}
	}
	return &refused{http.StatusInternalServerError, r4.Refused(r4.IssueException, "", "Le service a eu un problème. Rien n’a été gardé.")}
}

// invalid tells each thing that is wrong, where it stands in the resource.
func invalid(p *problem.Problem, err error) *refused {
	if p.Code == "nobody-found" || p.Fields[""] == "nobody-found" {
		return nobody()
	}
	status, out := http.StatusUnprocessableEntity, r4.OperationOutcome{ResourceType: "OperationOutcome"}
	for _, field := range slices.Sorted(maps.Keys(p.Fields)) {
		code, kind := p.Fields[field], r4.IssueValue
		words := fr.Wrong(code)
		if said := fr.Refused(err); said != "" && field == "fichier" {
			words = said
		}
		switch code {
		case "required", "choose", "agree":
			kind = r4.IssueRequired
		case "cda-duplicate":
			status, kind = http.StatusConflict, r4.IssueDuplicate
		}
		out = out.And(kind, code, words, elements[field])
	}
	if len(out.Issue) == 0 {
		out = out.And(r4.IssueInvalid, p.Code, fr.Wrong(p.Code))
	}
	return &refused{status, out}
}
