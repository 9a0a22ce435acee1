package operator

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/codes"
	"espacesante/internal/habilitation"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// Matrix is the page of the versions of the habilitations (OPS-03): one operator
// proposes, another publishes.
type Matrix struct {
	Matrices *habilitation.Service
	Sessions *serve.Sessions
	Now      clock.Clock
}

// Routes adds the page to r.
func (s *Matrix) Routes(r chi.Router) {
	r.Use(serve.Only(access.Operator))
	r.Get("/exploitation/matrice", serve.Page(s.show))
	r.With(serve.AllowBody(limit.UploadBytes+serve.FormBytes)).Post("/exploitation/matrice", serve.Page(s.propose))
	r.Post("/exploitation/matrice/{version}/publier", serve.Page(s.publish))
	r.Post("/exploitation/matrice/{version}/ecarter", serve.Page(s.drop))
}

func (s *Matrix) show(w http.ResponseWriter, r *http.Request) error {
	return s.page(w, r, form.Empty(), http.StatusOK)
}

func (s *Matrix) page(w http.ResponseWriter, r *http.Request, f *form.Form, status int) error {
	waits, err := s.Matrices.Waits(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	all, err := s.Matrices.Published(r.Context())
	if err != nil {
		return err
	}
	current, err := s.Matrices.InForce(r.Context())
	if err != nil {
		return err
	}
	p := frame(s.Sessions, r, "Habilitations", "/exploitation/matrice")
	p.Form = f
	return ui.Render(w, r, status, matrixPage(p, f, waits, all, current.Version, s.Now()))
}

func (s *Matrix) propose(w http.ResponseWriter, r *http.Request) error {
	f, err := form.ReadFiles(r, 1, limit.UploadBytes)
	if err != nil {
		return err
	}
	var table []byte
	if files := f.Files("tableau"); len(files) == 1 {
		table = files[0].Bytes
	} else {
		f.Fail("tableau", "file-missing")
	}
	d := habilitation.Draft{TextOn: f.Day("texte"), From: f.Day("effet"), Table: bytes.NewReader(table)}
	if f.OK() {
		_, err = s.Matrices.Propose(r.Context(), serve.Actor(r), d)
		if err = f.Take(wordedCell(f, err)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.page(w, r, f, http.StatusUnprocessableEntity)
	}
	return s.done(w, r, "La version est proposée. Une autre personne doit la publier.")
}

// wordedCell says which line of the file is wrong.
func wordedCell(f *form.Form, err error) error {
	var cell *access.CellError
	switch {
	case errors.As(err, &cell):
		f.Fail("tableau", "said", "Ligne "+strconv.Itoa(cell.Line+1)+"\u00a0: "+cellWords[cell.What])
	case errors.Is(err, access.ErrNoTable):
		f.Fail("tableau", "said", "Ce fichier n’est pas un tableau d’habilitations. Partez de la version téléchargée.")
	default:
		return err
	}
	return nil
}

var cellWords = map[string]string{
	"profession": "ce code de profession n’est pas sur la liste.",
	"type":       "ce type de document n’est pas sur la liste.",
	"read":       "la réponse doit être Y ou N.",
	"source":     "la source manque.",
	"confidence": "la confiance doit être high, medium ou low.",
	"twice":      "cette profession et ce type ont déjà une réponse plus haut.",
}

func (s *Matrix) publish(w http.ResponseWriter, r *http.Request) error {
	return s.settle(w, r, s.Matrices.Publish, "La version est publiée. Elle s’appliquera au jour prévu.")
}

func (s *Matrix) drop(w http.ResponseWriter, r *http.Request) error {
	return s.settle(w, r, s.Matrices.Drop, "La proposition est écartée.")
}

func (s *Matrix) settle(w http.ResponseWriter, r *http.Request, do func(ctx context.Context, by access.Actor, number int) error, said string) error {
	number, err := strconv.Atoi(chi.URLParam(r, "version"))
	if err != nil {
		return problem.Missing("matrix")
	}
	if err := do(r.Context(), serve.Actor(r), number); err != nil {
		return err
	}
	return s.done(w, r, said)
}

func (s *Matrix) done(w http.ResponseWriter, r *http.Request, said string) error {
	s.Sessions.Flash(r, ui.Flash{Text: said})
	http.Redirect(w, r, "/exploitation/matrice", http.StatusSeeOther)
	return nil
}

// touched is what one profession gains and loses by a version.
type touched struct {
	profession   string
	gains, loses []string
}

// byProfession gathers changes, in the order of the list of professions.
func byProfession(all []access.Change) (by []touched) {
	at := map[string]int{}
	for _, c := range all {
		i, there := at[c.Profession]
		if !there {
			p, _ := codes.Profession(c.Profession)
			i, at[c.Profession] = len(by), len(by)
			by = append(by, touched{profession: p.Label})
		}
		if c.Gains {
			by[i].gains = append(by[i].gains, fr.DocumentKind(c.Type))
		} else {
			by[i].loses = append(by[i].loses, fr.DocumentKind(c.Type))
		}
	}
	return by
}

// from says from when a version decides, or will.
func from(v habilitation.Version, now time.Time) string {
	switch {
	case v.Number == 1:
		return "Avec le service"
	case v.InForceAt.After(now):
		return "Le " + fr.LongDate(v.InForceAt) + ", à minuit"
	}
	return "Depuis le " + fr.LongDate(v.InForceAt)
}
