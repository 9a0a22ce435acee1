package patient

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/mandate"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// helperRoutes adds the pages about mandates given to helpers (HLP-06).
func (s *Site) helperRoutes(r chi.Router) {
	r.Get("/acces/aidants", serve.Page(s.helpers))
	r.Get("/acces/aidants/{mandate}", serve.Page(s.mandate))
	r.Post("/acces/aidants/{mandate}/terminer", serve.Page(s.endMandate))
	r.Post("/acces/aidants/{mandate}/montrer", serve.Page(s.showHelper))
}

func (s *Site) helpers(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Mandates.Of(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	page, err := s.accessPart(r, "Les aidants")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, helpersPage(page, all, s.Now()))
}

func (s *Site) mandateOf(r *http.Request) (mandate.Mandate, error) {
	wanted, err := id.Parse[id.Mandate](chi.URLParam(r, "mandate"))
	if err != nil {
		return mandate.Mandate{}, problem.Missing("mandate")
	}
	all, err := s.Mandates.Of(r.Context(), serve.Actor(r), serve.Space(r))
	for _, m := range all {
		if m.ID == wanted {
			return m, err
		}
	}
	if err == nil {
		err = problem.Missing("mandate")
	}
	return mandate.Mandate{}, err
}

func (s *Site) mandate(w http.ResponseWriter, r *http.Request) error {
	m, err := s.mandateOf(r)
	if err != nil {
		return err
	}
	return s.mandateWith(w, r, http.StatusOK, m, form.Empty())
}

// mandateWith is the page of a mandate: what was agreed to, word for word, and
// while it lives the documents that the person may show.
func (s *Site) mandateWith(w http.ResponseWriter, r *http.Request, status int, m mandate.Mandate, f *form.Form) error {
	page, err := s.accessPart(r, "Mandat d’un aidant")
	if err != nil {
		return err
	}
	page.Back, page.Form = ui.Link{Href: "/acces/aidants", Text: "Retour aux aidants"}, f
	var options []ui.Option
	if m.Live(s.Now()) && slices.Contains(m.Tasks, access.TaskShow) {
		list, err := s.Records.List(r.Context(), serve.Actor(r), "", serve.Space(r), record.Filter{})
		if err != nil {
			return err
		}
		for _, d := range list.Documents {
			options = append(options, ui.Option{Value: d.ID.String(), Label: d.Title, Hint: fr.Date(d.CaredOn)})
		}
	}
	return ui.Render(w, r, status, mandatePage(page, f, m, options, s.Now()))
}

func (s *Site) endMandate(w http.ResponseWriter, r *http.Request) error {
	if _, err := form.Read(r); err != nil {
		return err
	}
	m, err := s.mandateOf(r)
	if err == nil && m.Live(s.Now()) {
		err = s.Mandates.End(r.Context(), serve.Actor(r), serve.Space(r), m.ID)
	}
	if err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Le mandat est terminé. L’aidant ne peut plus agir pour vous, dès maintenant."})
	http.Redirect(w, r, "/acces/aidants", http.StatusSeeOther)
	return nil
}

// showHelper shows one document to the helper beside, from the person's own
// screen, until the session at the desk ends.
func (s *Site) showHelper(w http.ResponseWriter, r *http.Request) error {
	m, err := s.mandateOf(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	doc, err := id.Parse[id.Document](f.Typed("document"))
	if err != nil {
		f.Fail("document", "choose")
		return s.mandateWith(w, r, http.StatusUnprocessableEntity, m, f)
	}
	err = s.Records.Unveil(r.Context(), serve.Actor(r), serve.Space(r), doc, m.ID)
	said := ui.Flash{Text: "L’aidant peut lire ce document jusqu’à la fin du rendez-vous."}
	if problem.Reason(err) == access.NoMandate {
		said, err = ui.Flash{Warn: true, Text: "Aucun rendez-vous n’est en cours avec cet aidant. Rien n’a été montré."}, nil
	}
	if err != nil {
		return err
	}
	s.Sessions.Flash(r, said)
	http.Redirect(w, r, "/acces/aidants/"+m.ID.String(), http.StatusSeeOther)
	return nil
}

// mandateState says in words whether a mandate holds, and who ended it.
func mandateState(m mandate.Mandate, now time.Time) string {
	switch {
	case m.Live(now):
		return "En cours, jusqu’au " + fr.LastDay(m.EndsAt)
	case m.EndedBy == "person":
		return "Terminé par vous, le " + fr.Moment(*m.EndedAt)
	case m.EndedBy == "support":
		return "Terminé à votre demande, par téléphone, le " + fr.Moment(*m.EndedAt)
	case m.EndedBy == "helper":
		return "Terminé par l’aidant, le " + fr.Moment(*m.EndedAt)
	case m.EndedBy == "replaced":
		return "Remplacé par un autre, le " + fr.Moment(*m.EndedAt)
	}
	return "Arrivé à sa fin, le " + fr.LastDay(m.EndsAt)
}

func mandateTasks(m mandate.Mandate) string {
	var all []string
	for _, t := range m.Tasks {
		all = append(all, letter.TaskName(letter.Task(t)))
	}
	return fr.Upper(strings.Join(all, ", "))
}

// mandateHash is printed on the paper that was signed: the same text gives the
// same one.
func mandateHash(m mandate.Mandate) string {
	sum := sha256.Sum256([]byte(m.Words.Text))
	return hex.EncodeToString(sum[:])
}
