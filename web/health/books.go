package health

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// book is one of the three, as its pages go through it.
type book struct {
	kind              profile.Kind
	name              string                             // of the tab
	title             string                             // of its pages
	removes, contests string                             // titles of the pages that end a line, or say that it is not exact
	at                func(Reader, *http.Request) string // where the list is that the line of an address stands in
	says              func(profile.Line, Reader) ui.Pair // the line in a pair, before something is done to it
}

var (
	facts = book{profile.Facts, "profil", profileTitle, "Retirer du profil", "Ce n’est pas exact, dans le profil", func(who Reader, r *http.Request) string {
		return who.Profile + "/" + chi.URLParam(r, "rubrique")
	}, func(l profile.Line, _ Reader) ui.Pair {
		s := profile.Section(l.Topic)
		return ui.Pair{Name: sections[s].title, Value: headline(s, l)}
	}}
	injections = book{profile.Vaccinations, "vaccinations", vaccinesTitle, "Retirer une vaccination", "Ce n’est pas exact, dans les vaccinations", func(who Reader, _ *http.Request) string { return who.Vaccines },
		func(l profile.Line, _ Reader) ui.Pair {
			return ui.Pair{Name: l.Get("nom"), Value: partly(l.Get("quand"))}
		}}
	readings = book{profile.Measures, "mesures", measuresTitle, "Retirer une mesure", "Ce n’est pas exact, dans les mesures", func(who Reader, r *http.Request) string {
		return who.Measures + "/" + chi.URLParam(r, "mesure")
	}, func(l profile.Line, _ Reader) ui.Pair {
		p := profile.PointOf(l)
		return ui.Pair{Name: measures[p.Measure].title, Value: valued(p)}
	}}
)

var notYours = problem.Refuse(access.NotAuthor)

// shows opens a line with its history, the version that stands first.
func (s *Site) shows(w http.ResponseWriter, r *http.Request, b book, fn func(Reader, []profile.Line) error) error {
	entry, err := entryOf(r)
	if err != nil {
		return err
	}
	who, ok, err := s.Open(w, r, b.title, b.name)
	if err != nil || !ok {
		return err
	}
	versions, err := s.Profiles.History(r.Context(), who.By, who.Mode, who.Patient, b.kind, entry)
	if err != nil {
		return err
	}
	return fn(who, versions)
}

// standing is shows for what may still be done: not to a line that is over.
func (s *Site) standing(w http.ResponseWriter, r *http.Request, b book, fn func(Reader, profile.Line) error) error {
	return s.shows(w, r, b, func(who Reader, versions []profile.Line) error {
		if versions[0].EndedAt != nil {
			return problem.Missing("entry")
		}
		who.Page.Back = ui.Link{Href: b.at(who, r), Text: "Retour à la liste"}
		return fn(who, versions[0])
	})
}

func (s *Site) askRemove(b book) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.standing(w, r, b, func(who Reader, l profile.Line) error {
			if !l.MayChange {
				return notYours
			}
			who.Page.Title = b.removes
			return ui.Render(w, r, http.StatusOK, removePage(who, b.says(l, who), r.URL.Path, b.at(who, r)))
		})
	}
}

func (s *Site) remove(b book) serve.Handler {
	return s.acts(b, "C’est retiré.", func(r *http.Request, who Reader, entry id.Entry) error {
		return s.Profiles.Remove(r.Context(), who.By, who.Patient, b.kind, entry)
	})
}

func (s *Site) uncontest(b book) serve.Handler {
	return s.acts(b, "La contestation est retirée.", func(r *http.Request, who Reader, entry id.Entry) error {
		return s.Profiles.Uncontest(r.Context(), who.By, who.Patient, b.kind, entry)
	})
}

// acts does something to a line and leads back to its list.
func (s *Site) acts(b book, said string, fn func(*http.Request, Reader, id.Entry) error) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		entry, err := entryOf(r)
		if err != nil {
			return err
		}
		who, ok, err := s.Open(w, r, b.title, b.name)
		if err != nil || !ok {
			return err
		}
		if err := fn(r, who, entry); err != nil {
			return err
		}
		return s.done(w, r, said, b.at(who, r))
	}
}

func (s *Site) askContest(b book) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.contestPage(w, r, b, form.Empty(), http.StatusOK)
	}
}

func (s *Site) contestPage(w http.ResponseWriter, r *http.Request, b book, f *form.Form, status int) error {
	return s.standing(w, r, b, func(who Reader, l profile.Line) error {
		if !l.MayContest {
			return notYours
		}
		who.Page.Title = b.contests
		who.Page.Form, who.Page.Names = f, map[string]string{"raison": "Ce qui n’est pas exact"}
		return ui.Render(w, r, status, contestPage(who, b.says(l, who), f, wrote(l, who), r.URL.Path))
	})
}

func (s *Site) contest(b book) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := form.Read(r)
		if err != nil {
			return err
		}
		why := f.Long("raison", 1000)
		entry, err := entryOf(r)
		if err != nil {
			return err
		}
		who, ok, err := s.Open(w, r, b.title, b.name)
		if err != nil || !ok {
			return err
		}
		if f.OK() {
			err = s.Profiles.Contest(r.Context(), who.By, who.Patient, b.kind, entry, why)
			if err = f.Take(err); err != nil {
				return err
			}
		}
		if !f.OK() {
			return s.contestPage(w, r, b, f, http.StatusUnprocessableEntity)
		}
		return s.done(w, r, "Votre désaccord est écrit à côté de cette information. Son auteur le verra.", b.at(who, r))
	}
}
