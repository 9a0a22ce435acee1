package professional

import (
	"net/http"

	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// askReport asks what is wrong in a colleague's document (ux.md GP-05). Its
// author answers in his list of requests.
func (s *Site) askReport(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.reportAgain(w, r, ref, http.StatusOK, form.Filled(map[string]string{"cle": id.New[id.Request]().String()}))
}

func (s *Site) reportAgain(w http.ResponseWriter, r *http.Request, ref id.Patient, status int, f *form.Form) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	doc, err := of(r)
	if err != nil {
		return err
	}
	d, err := s.Records.Read(r.Context(), serve.Actor(r), o.Mode, ref, doc)
	if err != nil {
		return err
	}
	if d.Mine || d.Author.Kind == record.ByPatient {
		return problem.Missing("document")
	}
	page := s.inside(r, "Signaler une erreur", ref, o)
	here := base(ref) + "/documents/" + doc.String()
	page.Form, page.Back, page.Names = f, ui.Link{Href: here, Text: "Retour au document"}, map[string]string{"demande": "L’erreur"}
	return ui.Render(w, r, status, reportPage(page, f, d, here+"/signaler"))
}

func (s *Site) report(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	doc, err := of(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	a := record.Appeal{Document: doc, Words: f.Long("demande", 500)}
	a.ID, _ = id.Parse[id.Request](f.Typed("cle")) // what we did not draw is refused
	if a.Words == "" {
		f.Fail("demande", "required")
	}
	if f.OK() {
		err := s.Records.Report(r.Context(), serve.Actor(r), o.Mode, ref, a)
		if problem.CodeOf(err) == "request-open" {
			f.Fail("demande", "request-open")
		} else if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.reportAgain(w, r, ref, http.StatusUnprocessableEntity, f)
	}
	s.Sessions.Flash(r, ui.Flash{Text: "L’auteur est prévenu. Sa réponse viendra dans vos demandes."})
	http.Redirect(w, r, base(ref)+"/documents/"+doc.String(), http.StatusSeeOther)
	return nil
}
