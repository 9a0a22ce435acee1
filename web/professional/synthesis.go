package professional

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/synthesis"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// synthesisRoutes adds the yearly synthesis of the médecin traitant (ux.md
// GP-07, L.1111-15). Whoever else comes is refused by the policy.
func (s *Site) synthesisRoutes(r chi.Router) {
	r.Get("/synthese", s.about(s.synthesis))
	r.Post("/synthese", s.about(s.beginSynthesis))
	r.Get("/synthese/partie/{n}", s.about(s.synthesisPart))
	r.Post("/synthese/partie/{n}", s.about(s.saveSynthesisPart))
	r.Get("/synthese/apercu", s.about(s.previewSynthesis))
	r.Post("/synthese/apercu", s.about(s.depositSynthesis))
	r.Get("/synthese/abandonner", s.about(s.askDropSynthesis))
	r.Post("/synthese/abandonner", s.about(s.dropSynthesis))
}

const synthesisTitle = "Synthèse annuelle"

// writing reads the draft, and the page that shows it. No page is a person who
// must be opened first.
func (s *Site) writing(w http.ResponseWriter, r *http.Request, ref id.Patient, title string) (synthesis.Draft, opened, *ui.Page, error) {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return synthesis.Draft{}, o, nil, nil
	}
	d, err := s.Writing.Draft(r.Context(), serve.Actor(r), o.Mode, ref)
	if err != nil {
		return d, o, nil, err
	}
	page := s.inside(r, title, ref, o)
	page.Back = ui.Link{Href: base(ref) + "/synthese", Text: "Retour à la synthèse"}
	return d, o, &page, nil
}

// synthesis shows where the draft is, part by part.
func (s *Site) synthesis(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	d, _, page, err := s.writing(w, r, ref, synthesisTitle)
	if err != nil || page == nil {
		return err
	}
	page.Back = ui.Link{Href: base(ref), Text: "Retour aux documents"}
	return ui.Render(w, r, http.StatusOK, synthesisPage(*page, d, base(ref)+"/synthese"))
}

// beginSynthesis fills a draft from the profile; a second press finds the same.
func (s *Site) beginSynthesis(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	if err := s.Writing.Begin(r.Context(), serve.Actor(r), o.Mode, ref, wording); err != nil {
		return err
	}
	http.Redirect(w, r, base(ref)+"/synthese", http.StatusSeeOther)
	return nil
}

// shownPart is one part on its page.
type shownPart struct {
	synthesis.Text
	part      synthesis.Part
	n         int
	draft     id.Synthesis
	elsewhere string // what another tab saved meanwhile
	action    string
}

func partOf(r *http.Request) (synthesis.Part, int, error) {
	n, err := strconv.Atoi(chi.URLParam(r, "n"))
	all := synthesis.Parts()
	if err != nil || n < 1 || n > len(all) {
		return "", 0, problem.Missing("part")
	}
	return all[n-1], n, nil
}

func (s *Site) synthesisPart(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.partPage(w, r, ref, nil, http.StatusOK)
}

// partPage asks for a part: as it was saved, or as it was typed when that could
// not be saved.
func (s *Site) partPage(w http.ResponseWriter, r *http.Request, ref id.Patient, f *form.Form, status int) error {
	p, n, err := partOf(r)
	if err != nil {
		return err
	}
	d, _, page, err := s.writing(w, r, ref, synthesisTitle+", partie "+strconv.Itoa(n)+" sur "+strconv.Itoa(len(synthesis.Parts())))
	if err != nil || page == nil {
		return err
	}
	if !d.There() && f == nil {
		http.Redirect(w, r, base(ref)+"/synthese", http.StatusSeeOther)
		return nil
	}
	shown := shownPart{Text: d.Text(p), part: p, n: n, draft: d.ID, action: base(ref) + "/synthese/partie/" + strconv.Itoa(n)}
	if f == nil {
		f = form.Filled(map[string]string{"texte": shown.Words})
	} else if f.Typed("texte") != shown.Words && d.There() {
		shown.elsewhere = shown.Words
	}
	page.Form, page.Names = f, map[string]string{"texte": synthesisParts[p].title}
	return ui.Render(w, r, status, synthesisPartPage(*page, f, shown))
}

// saveSynthesisPart keeps a part and leads to the next one.
func (s *Site) saveSynthesisPart(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	p, n, err := partOf(r)
	if err != nil {
		return err
	}
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	words := f.Long("texte", limit.SynthesisCharacters)
	draft, _ := id.Parse[id.Synthesis](f.Typed("brouillon")) // what is none of ours is over
	edition, _ := strconv.Atoi(f.Typed("edition"))
	if f.OK() {
		if err := f.Take(s.Writing.Save(r.Context(), serve.Actor(r), o.Mode, ref, draft, p, words, edition)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.partPage(w, r, ref, f, http.StatusUnprocessableEntity)
	}
	next := base(ref) + "/synthese"
	if n < len(synthesis.Parts()) && f.Typed("suite") != "liste" {
		next += "/partie/" + strconv.Itoa(n+1)
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// previewSynthesis shows the document as it will be read, and asks what every
// deposit asks.
func (s *Site) previewSynthesis(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.previewPage(w, r, ref, form.Empty(), http.StatusOK)
}

func (s *Site) previewPage(w http.ResponseWriter, r *http.Request, ref id.Patient, f *form.Form, status int) error {
	d, o, page, err := s.writing(w, r, ref, "Aperçu de la synthèse annuelle")
	if err != nil || page == nil {
		return err
	}
	if !d.There() {
		http.Redirect(w, r, base(ref)+"/synthese", http.StatusSeeOther)
		return nil
	}
	d, sections, err := s.Writing.Preview(r.Context(), serve.Actor(r), o.Mode, ref, d.ID, wording)
	if problem.KindOf(err) == problem.Conflict { // deposited or given up meanwhile
		http.Redirect(w, r, base(ref)+"/synthese", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	page.Form, page.Names = f, map[string]string{"apercu": "Synthèse", "informe": "Information de la personne", "secret": "Secret demandé par le mineur"}
	return ui.Render(w, r, status, synthesisPreviewPage(*page, f, d, sections, base(ref)+"/synthese/apercu", o.Adult))
}

// depositSynthesis deposits what was previewed; sent twice it is one document.
func (s *Site) depositSynthesis(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	sign := synthesis.Signing{}
	sign.Draft, _ = id.Parse[id.Synthesis](f.Typed("brouillon"))
	sign.Edition, _ = strconv.Atoi(f.Typed("edition"))
	if !o.Adult {
		switch f.Choice("secret", "non", "rien", "cacher") {
		case "rien": // nothing is kept, the draft neither
			return s.droppedSynthesis(w, r, ref, o, sign.Draft, "Rien n’a été enregistré, à la demande du mineur.")
		case "non":
			sign.Secret = record.NotSecret
		case "cacher":
			sign.Secret = record.Secret
		}
	}
	if sign.Informed = f.Checked("informe"); !sign.Informed {
		f.Fail("informe", "agree")
	}
	var doc id.Document
	if f.OK() {
		doc, err = s.Writing.Deposit(r.Context(), serve.Actor(r), o.Mode, ref, wording, sign)
		if problem.KindOf(err) == problem.Conflict {
			http.Redirect(w, r, base(ref)+"/synthese", http.StatusSeeOther)
			return nil
		}
		if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.previewPage(w, r, ref, f, http.StatusUnprocessableEntity)
	}
	s.Sessions.Flash(r, ui.Flash{Text: "La synthèse est déposée. La personne en est informée et peut la lire."})
	http.Redirect(w, r, base(ref)+"/documents/"+doc.String(), http.StatusSeeOther)
	return nil
}

// askDropSynthesis stops before a draft is given up.
func (s *Site) askDropSynthesis(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	d, _, page, err := s.writing(w, r, ref, "Abandonner la synthèse annuelle")
	if err != nil || page == nil {
		return err
	}
	if !d.There() {
		http.Redirect(w, r, base(ref)+"/synthese", http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, synthesisDropPage(*page, d, base(ref)+"/synthese"))
}

func (s *Site) dropSynthesis(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	o, ok := s.opening(w, r, ref)
	if !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	draft, _ := id.Parse[id.Synthesis](f.Typed("brouillon"))
	return s.droppedSynthesis(w, r, ref, o, draft, "Le brouillon est effacé.")
}

func (s *Site) droppedSynthesis(w http.ResponseWriter, r *http.Request, ref id.Patient, o opened, draft id.Synthesis, said string) error {
	if err := s.Writing.Drop(r.Context(), serve.Actor(r), o.Mode, ref, draft); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: said})
	http.Redirect(w, r, base(ref)+"/synthese", http.StatusSeeOther)
	return nil
}
