package desk

import (
	"net/http"
	"strings"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/id"
	"espacesante/internal/mandate"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// written dates the text to sign, once: what is printed is what is kept. After
// midnight it is another text.
func (s *Site) written(r *http.Request, d draft) (draft, error) {
	if !d.At.IsZero() && clock.Day(d.At).Equal(clock.Day(s.Now())) {
		return d, nil
	}
	var err error
	if d.Helper, err = s.station(r, d.Practice).helper(); err != nil {
		return d, err
	}
	d.At = s.Now()
	s.Sessions.Keep(r, "draft", d)
	return d, nil
}

func (s *Site) paper(d draft) letter.MandatePaper {
	m := letter.MandatePaper{Head: letter.Head{Service: s.Letters, Date: d.At}, Person: fr.Person(d.Who.Called), Helper: d.Helper.Name,
		Structure: d.Helper.Structure, Until: d.Term.Ends(d.At), Curatelle: d.Protection == mandate.Curatelle}
	for _, t := range d.Tasks {
		m.Tasks = append(m.Tasks, letter.Task(t))
	}
	return m
}

func (s *Site) agreement(w http.ResponseWriter, r *http.Request, d draft) error {
	d, err := s.written(r, d)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, agreementPage(s.asks(d, "Accord", "/guichet/aide/identite", nil), form.Empty(), d, s.paper(d)))
}

func (s *Site) mandatePaper(w http.ResponseWriter, r *http.Request, d draft) error {
	d, err := s.written(r, d)
	if err != nil {
		return err
	}
	return pdf(w, "mandat.pdf", func() error { return letter.WriteMandate(w, s.paper(d)) })
}

// pdf answers with a paper to print: it is kept by no browser.
func pdf(w http.ResponseWriter, name string, write func() error) error {
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return write()
}

func (s *Site) takeAgreement(w http.ResponseWriter, r *http.Request, d draft) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	how := f.Choice("accord", "signature", "code")
	if how == "code" && d.Who.SentTo == "" {
		f.Fail("accord", "no-known-contact")
	}
	if how == "signature" {
		f.Agreed("signe")
	}
	fresh := !d.At.IsZero() && clock.Day(d.At).Equal(clock.Day(s.Now()))
	if d, err = s.written(r, d); err != nil {
		return err
	}
	if !f.OK() || !fresh {
		return ui.Render(w, r, http.StatusUnprocessableEntity, agreementPage(s.asks(d, "Accord", "/guichet/aide/identite", f), f, d, s.paper(d)))
	}
	if how == "signature" {
		return s.begin(w, r, d, mandate.Signed)
	}
	if d.Code, err = s.station(r, d.Practice).askCode(d.Who.Patient, mandate.ToAgree); err != nil {
		return err
	}
	s.Sessions.Keep(r, "draft", d)
	http.Redirect(w, r, "/guichet/aide/accord/code", http.StatusSeeOther)
	return nil
}

func (s *Site) agreementCode(w http.ResponseWriter, r *http.Request, d draft) error {
	return ui.Render(w, r, http.StatusOK, agreementCodePage(s.asks(d, "Code de l’accord", "/guichet/aide/accord", nil), form.Empty(), d))
}

func (s *Site) takeAgreementCode(w http.ResponseWriter, r *http.Request, d draft) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if code := f.OneTime("code", 6); f.OK() {
		if err := f.Take(s.station(r, d.Practice).useCode(mandate.ToAgree, d.Code, code)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, agreementCodePage(s.asks(d, "Code de l’accord", "/guichet/aide/accord", f), f, d))
	}
	return s.begin(w, r, d, mandate.Coded)
}

// begin records the mandate and begins the session under it.
func (s *Site) begin(w http.ResponseWriter, r *http.Request, d draft, how mandate.Agreement) error {
	behind := s.station(r, d.Practice)
	m, err := behind.open(mandate.Opening{Patient: d.Who.Patient, Tasks: d.Tasks, Term: d.Term, Protection: d.Protection, Shown: d.Shown,
		Proof: d.Proof, Agreement: how, Words: mandate.Words{Helper: d.Helper.Name, Structure: d.Helper.Structure, Text: s.paper(d).Text()}})
	if err != nil {
		return err
	}
	return s.enter(w, r, behind, m, d.Practice)
}

// enter begins a session: the token changes, and nothing that the helper's
// session held before stays in it.
func (s *Site) enter(w http.ResponseWriter, r *http.Request, behind station, m id.Mandate, practice bool) error {
	sit, err := behind.enter(m)
	if err != nil {
		return err
	}
	who, err := behind.helper()
	if err != nil {
		return err
	}
	inside, _ := serve.Recall[roomState](s.Sessions, r, roomKey)
	if err := s.Sessions.Enter(r, sit.Patient, access.Helper); err != nil {
		return err
	}
	if practice {
		s.Sessions.Keep(r, roomKey, inside)
	}
	return s.to(w, r, &meeting{Sitting: sit, Practice: practice, Helper: who}, "/guichet/session")
}

// taskWords are the tasks as pages list them.
func taskWords(all []access.Task) string {
	var words []string
	for _, t := range all {
		words = append(words, taskNames[t])
	}
	return fr.Upper(strings.Join(words, ", "))
}
