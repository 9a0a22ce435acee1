package desk

import (
	"errors"
	"net/http"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/mandate"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// draft is a mandate on its way, kept on the server.
type draft struct {
	Practice   bool
	Tasks      []access.Task
	Heard      bool // the notice was read aloud
	Protection mandate.Protection
	Term       mandate.Term
	Shown      mandate.Shown
	Proof      mandate.Proof
	Who        mandate.Who
	Helper     identity.Agent
	At         time.Time // of the text to sign
	Code       id.Code
}

// steps are the questions, in order.
var steps = []string{"Démarches", "Lecture", "Protection", "Durée", "Identité", "Accord"}

func asking(step int) ui.Asking { return ui.Asking{Steps: steps, Step: step, Of: "Étapes du mandat"} }

// next is the first question without an answer.
func (d draft) next() string {
	switch {
	case len(d.Tasks) == 0:
		return "/guichet/aide/demarches"
	case !d.Heard:
		return "/guichet/aide/mentions"
	case d.Protection == "":
		return "/guichet/aide/protection"
	case d.Term == "":
		return "/guichet/aide/duree"
	case d.Who.Patient.IsZero():
		return "/guichet/aide/identite"
	}
	return "/guichet/aide/accord"
}

func always(draft) bool        { return true }
func asked(d draft) bool       { return len(d.Tasks) > 0 }
func heard(d draft) bool       { return asked(d) && d.Heard }
func unprotected(d draft) bool { return heard(d) && d.Protection != "" }
func termed(d draft) bool      { return unprotected(d) && d.Term != "" }
func known(d draft) bool       { return termed(d) && !d.Who.Patient.IsZero() }
func coded(d draft) bool       { return known(d) && !d.Code.IsZero() }

// step gives the draft to the page of a step; one skipped leads back to the
// first without an answer, and an open session to its own page.
func (s *Site) step(ready func(draft) bool, h func(http.ResponseWriter, *http.Request, draft) error) http.HandlerFunc {
	return serve.Page(func(w http.ResponseWriter, r *http.Request) error {
		d, begun := serve.Recall[draft](s.Sessions, r, "draft")
		if _, open := serve.Recall[meeting](s.Sessions, r, "meeting"); open && !begun {
			http.Redirect(w, r, "/guichet/session", http.StatusSeeOther)
			return nil
		}
		if !ready(d) {
			http.Redirect(w, r, d.next(), http.StatusSeeOther)
			return nil
		}
		return h(w, r, d)
	})
}

func (s *Site) on(w http.ResponseWriter, r *http.Request, d draft) error {
	s.Sessions.Keep(r, "draft", d)
	http.Redirect(w, r, d.next(), http.StatusSeeOther)
	return nil
}

// start begins a mandate: nothing of the person before is left.
func (s *Site) start(w http.ResponseWriter, r *http.Request) error {
	if _, open := serve.Recall[meeting](s.Sessions, r, "meeting"); open {
		http.Redirect(w, r, "/guichet/session", http.StatusSeeOther)
		return nil
	}
	return s.on(w, r, draft{})
}

func (s *Site) asks(d draft, title, back string, f *form.Form) ui.Page {
	if d.Practice {
		title += " (entraînement)"
	}
	return ui.Page{Title: title, Zone: "Guichet", SignedIn: true, Home: "/guichet", Back: ui.Link{Href: back, Text: "Retour"}, Form: f, Names: aidNames}
}

func (s *Site) tasks(w http.ResponseWriter, r *http.Request, d draft) error {
	return ui.Render(w, r, http.StatusOK, tasksPage(s.asks(d, "Démarches", "/guichet", nil), form.Empty(), d))
}

func (s *Site) takeTasks(w http.ResponseWriter, r *http.Request, d draft) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	var allowed []string
	for _, t := range access.Tasks() {
		allowed = append(allowed, string(t))
	}
	ticked := f.Choices("demarches", allowed...)
	if f.OK() && len(ticked) == 0 {
		f.Fail("demarches", "choose")
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, tasksPage(s.asks(d, "Démarches", "/guichet", f), f, d))
	}
	d.Tasks, d.At, d.Code = nil, time.Time{}, id.Code{}
	for _, t := range ticked {
		d.Tasks = append(d.Tasks, access.Task(t))
	}
	return s.on(w, r, d)
}

func (s *Site) notice(w http.ResponseWriter, r *http.Request, d draft) error {
	return ui.Render(w, r, http.StatusOK, noticePage(s.asks(d, "Lecture", "/guichet/aide/demarches", nil), form.Empty()))
}

func (s *Site) takeNotice(w http.ResponseWriter, r *http.Request, d draft) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	f.Agreed("lu")
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, noticePage(s.asks(d, "Lecture", "/guichet/aide/demarches", f), f))
	}
	d.Heard = true
	return s.on(w, r, d)
}

func (s *Site) protection(w http.ResponseWriter, r *http.Request, d draft) error {
	return ui.Render(w, r, http.StatusOK, protectionPage(s.asks(d, "Protection", "/guichet/aide/mentions", nil), form.Empty()))
}

func (s *Site) takeProtection(w http.ResponseWriter, r *http.Request, d draft) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	answer := f.Choice("protection", "aucune", "curatelle", "tutelle", "autre")
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, protectionPage(s.asks(d, "Protection", "/guichet/aide/mentions", f), f))
	}
	switch answer {
	case "aucune":
		d.Protection = mandate.NoProtection
	case "curatelle":
		d.Protection = mandate.Curatelle
	default: // the measure decides who acts: the caisse looks at it
		d.Protection = ""
		s.Sessions.Keep(r, "draft", d)
		http.Redirect(w, r, "/guichet/aide/tutelle", http.StatusSeeOther)
		return nil
	}
	return s.on(w, r, d)
}

func (s *Site) tutelle(w http.ResponseWriter, r *http.Request, d draft) error {
	return ui.Render(w, r, http.StatusOK, tutellePage(s.asks(d, "Rendez-vous à la caisse", "/guichet/aide/protection", nil)))
}

func (s *Site) term(w http.ResponseWriter, r *http.Request, d draft) error {
	return ui.Render(w, r, http.StatusOK, termPage(s.asks(d, "Durée", "/guichet/aide/protection", nil), form.Empty(), s.Now()))
}

func (s *Site) takeTerm(w http.ResponseWriter, r *http.Request, d draft) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	var allowed []string
	for _, t := range mandate.Terms() {
		allowed = append(allowed, string(t))
	}
	term := f.Choice("duree", allowed...)
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, termPage(s.asks(d, "Durée", "/guichet/aide/protection", f), f, s.Now()))
	}
	d.Term, d.At, d.Code = mandate.Term(term), time.Time{}, id.Code{}
	return s.on(w, r, d)
}

func (s *Site) identity(w http.ResponseWriter, r *http.Request, d draft) error {
	return ui.Render(w, r, http.StatusOK, identityPage(s.asks(d, "Identité", "/guichet/aide/duree", nil), form.Empty(), d, false))
}

// takeIdentity judges what the person typed. Whatever is wrong, one answer, and
// nothing typed in the fields of a proof stays on the station.
func (s *Site) takeIdentity(w http.ResponseWriter, r *http.Request, d draft) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	with := f.Choice("preuve", "code", "carte")
	card := mandate.Card{INS: readINS(f), Birth: f.Past("naissance", s.Now())}
	var code enrolment.Code
	switch with {
	case "code":
		code = readCode(f)
	case "carte":
		card.Serial = f.Digits("serie", 0)
	}
	var kinds []string
	for _, k := range mandate.ShownKinds() {
		kinds = append(kinds, string(k))
	}
	shown := f.Choice("piece", kinds...)
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, identityPage(s.asks(d, "Identité", "/guichet/aide/duree", f), f, d, false))
	}
	behind := s.station(r, d.Practice)
	d.Shown, d.Proof = mandate.Shown(shown), mandate.ByCard
	if with == "code" {
		d.Proof = mandate.ByCode
		d.Who, err = behind.byCode(enrolment.Proof{Code: code, INS: card.INS, Birth: card.Birth})
	} else {
		d.Who, err = behind.byCard(card)
	}
	if problem.CodeOf(err) == mandate.NotProven || problem.Reason(err) != "" {
		return ui.Render(w, r, http.StatusUnprocessableEntity, identityPage(s.asks(d, "Identité", "/guichet/aide/duree", nil), form.Empty(), d, true))
	}
	if err != nil {
		return err
	}
	d.At = time.Time{}
	if err := s.Sessions.Renew(r); err != nil {
		return err
	}
	return s.on(w, r, d)
}

// readCode judges the form of an activation code, and nothing more.
func readCode(f *form.Form) enrolment.Code {
	typed := f.Code("code", enrolment.CodeLength)
	if f.Wrong("code").Code != "" {
		return enrolment.Code{}
	}
	code, wrong, _ := enrolment.ParseCode(typed)
	if wrong != "" {
		f.Fail("code", "code-alphabet")
	}
	return code
}

// readINS judges the form of a number, its key included; official test numbers
// have wrong keys, and are judged with the rest.
func readINS(f *form.Form) identity.INS {
	typed := f.INS("nir")
	if f.Wrong("nir").Code != "" {
		return identity.INS{}
	}
	n, err := identity.ParseNIR(typed)
	var wrong *identity.NIRError
	if err != nil && (!errors.As(err, &wrong) || wrong.Code != "key" || n.IsZero()) {
		f.Fail("nir", "ins-key")
	}
	return n
}
