package patient

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// sayRoutes adds the pages where a person decides who sees what (PAT-11).
func (s *Site) sayRoutes(r chi.Router) {
	r.Get("/acces/tout-masquer", serve.Page(s.maskAll))
	r.Post("/acces/tout-masquer", serve.Page(s.setMaskAll))
	r.Get("/acces/autres", serve.Page(s.others))
	r.Get("/acces/professionnels/chercher", serve.Page(s.seek))
	r.Post("/acces/professionnels/chercher", serve.Page(s.sought))
	r.Get("/acces/professionnels/{account}", serve.Page(s.oneProfessional))
	r.Post("/acces/professionnels/{account}/ajouter", serve.Page(s.addToTeam))
	r.Post("/acces/professionnels/{account}/retirer", serve.Page(s.withdraw))
	r.Post("/acces/changements/{change}/annuler", serve.Page(s.undo))
}

// undoable is the way to take back the change just made; none when nothing
// changed.
func (s *Site) undoable(r *http.Request) (ui.Post, error) {
	all, err := s.Consents.Lately(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil || len(all) == 0 {
		return ui.Post{}, err
	}
	return ui.Post{Action: undoAt(all[0]), Text: "Annuler"}, nil
}

func undoAt(c consent.Change) string { return "/acces/changements/" + c.ID.String() + "/annuler" }

// done goes on to a page that says what has just changed, and takes it back.
func (s *Site) done(w http.ResponseWriter, r *http.Request, said, to string) error {
	back, err := s.undoable(r)
	if err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: said, Undo: back})
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (s *Site) undo(w http.ResponseWriter, r *http.Request) error {
	change, err := id.Parse[id.Change](chi.URLParam(r, "change"))
	if err != nil {
		return problem.Missing("change")
	}
	said := ui.Flash{Text: "C’est annulé. Tout est comme avant."}
	err = s.Consents.Undo(r.Context(), serve.Actor(r), serve.Space(r), change)
	if problem.CodeOf(err) == "undo-over" {
		said, err = ui.Flash{Warn: true, Text: "Ce changement date de plus de 10\u00a0minutes, ou un autre l’a suivi. Changez-le sur sa page."}, nil
	}
	if err != nil {
		return err
	}
	s.Sessions.Flash(r, said)
	http.Redirect(w, r, "/acces", http.StatusSeeOther)
	return nil
}

// lately is what was changed in the last ten minutes: settings and people, then
// documents masked or shown.
func (s *Site) lately(r *http.Request) (all []recent, err error) {
	by := serve.Actor(r)
	changes, err := s.Consents.Lately(r.Context(), by, serve.Space(r))
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		all = append(all, recent{fr.Upper(changeSaid(c)), fr.Hour(c.Until()), undoAt(c)})
	}
	past, err := s.Records.History(r.Context(), by, "", serve.Space(r), accesslog.Query{What: accesslog.Documents, Since: s.Now().Add(-consent.Undoable), Quiet: true})
	if problem.Reason(err) != "" {
		return all, nil
	}
	return append(all, masksOf(past.Events)...), err
}

// recent is one change on screen.
type recent struct{ Said, Until, Undo string }

// masksOf are the documents masked or shown lately, each once, as it stands;
// those of one step are one change, taken back together.
func masksOf(events []record.Event) (all []recent) {
	met, steps := map[string]bool{}, map[step][]record.Event{}
	var order []step
	for _, e := range events {
		if e.Document == nil || e.Reason != "" || met[e.Target] || !stillSo(e) {
			continue
		}
		met[e.Target] = true
		one := step{e.Act, e.At}
		if steps[one] == nil {
			order = append(order, one)
		}
		steps[one] = append(steps[one], e)
	}
	for _, one := range order {
		all = append(all, one.recent(steps[one]))
	}
	return all
}

// step is what one press changed.
type step struct {
	act access.Act
	at  time.Time
}

// stillSo reports whether what a line tells is still so.
func stillSo(e record.Event) bool {
	return e.Act == access.MaskDocument && e.Document.Can(access.UnmaskDocument) || e.Act == access.UnmaskDocument && e.Document.Can(access.MaskDocument)
}

func (s step) recent(events []record.Event) recent {
	word, said, back := "masqué", "Document masqué", "montrer"
	if s.act == access.UnmaskDocument {
		word, said, back = "montré de nouveau", "Document montré de nouveau", "masquer"
	}
	until := fr.Hour(s.at.Add(consent.Undoable))
	if len(events) == 1 {
		return recent{said + "\u00a0: " + events[0].Document.Title, until, "/documents/" + events[0].Target + "/" + back}
	}
	docs := make([]id.Document, len(events))
	for i, e := range events {
		docs[i] = e.Document.ID
	}
	return recent{fr.Upper(howMany(len(docs), word)), until, undoTogetherAt(back, docs)}
}

// changeSaid is a change in a few words.
func changeSaid(c consent.Change) string {
	who := changedWhom(c)
	if c.Kind == consent.OfWithdraw && c.Target == nil {
		who = "une équipe de soins"
	}
	switch c.Kind {
	case consent.OfSharing:
		return "le partage a changé"
	case consent.OfEmergency:
		return "l’accès en urgence a changé"
	case consent.OfMaskAll:
		return "«\u00a0Tout masquer\u00a0» a changé"
	case consent.OfBlock:
		return who + "\u00a0: bloqué"
	case consent.OfUnblock:
		return who + "\u00a0: n’est plus bloqué"
	case consent.OfTeam:
		return who + "\u00a0: ajouté à votre équipe de soins"
	}
	return who + "\u00a0: accord retiré"
}

func changedWhom(c consent.Change) string {
	return named(consent.Professional{Title: c.Title, GivenName: c.GivenName, Name: c.Name})
}

func (s *Site) maskAll(w http.ResponseWriter, r *http.Request) error {
	return s.maskAllWith(w, r, http.StatusOK, nil)
}

func (s *Site) maskAllWith(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	by := serve.Actor(r)
	set, err := s.Consents.Settings(r.Context(), by, serve.Space(r))
	if err != nil {
		return err
	}
	what := record.If{Mask: record.Hiding}
	if set.MaskAll {
		what.Mask = record.ShowingAll
	}
	a, got, err := s.foresee(r, nil, what)
	if err != nil {
		return err
	}
	list, err := s.Records.List(r.Context(), by, "", serve.Space(r), record.Filter{Visibility: record.OnlyVisible})
	if err != nil {
		return err
	}
	page, err := s.accessPart(r, "Tout masquer")
	if err != nil {
		return err
	}
	if f == nil {
		f = form.Empty()
	}
	page.Form = f
	return ui.Render(w, r, status, maskAllPage(page, f, set, a.effectOf(got[0], got[1], false), list.Total))
}

func (s *Site) setMaskAll(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	answer := f.Choice("tout", "oui", "non")
	if !f.OK() {
		return s.maskAllWith(w, r, http.StatusUnprocessableEntity, f)
	}
	if err := s.Consents.SetMaskAll(r.Context(), serve.Actor(r), serve.Space(r), answer == "oui"); err != nil {
		return err
	}
	said := "Vos documents sont montrés de nouveau, sauf ceux que vous aviez masqués un par un."
	if answer == "oui" {
		said = "Tous vos documents sont masqués, et ceux qui viendront aussi."
		a, got, err := s.foresee(r, nil)
		if err != nil {
			return err
		}
		said += " " + a.sentence(got[0])
	}
	return s.done(w, r, said, "/acces")
}

// others says what those who are no professionals may see: relatives,
// representatives, helpers, agents, services (PAT-11).
func (s *Site) others(w http.ResponseWriter, r *http.Request) error {
	page, err := s.accessPart(r, "Proches, aidants et services")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, othersPage(page, serve.Elsewhere(r)))
}
