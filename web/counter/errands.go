package counter

import (
	"net/http"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/support"
	"espacesante/web/form"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// finished is what was done last in a call or a visit, for the page after it.
type finished struct {
	Title  string
	Number string
	At     time.Time
	Path   string
	Slip   *slipMade
	Erase  bool
}

// slipMade says which code the paper of a slip bears: the code itself is derived
// again each time it is printed.
type slipMade struct {
	Of    enrolment.Invite
	Until time.Time
}

func (s *Site) errand(r *http.Request, a area) (before, errand, error) {
	e, known := errandOf(chi.URLParam(r, "errand"))
	if !known {
		return before{}, e, problem.Missing("errand")
	}
	b, err := s.live(r, a)
	if err == nil && !slices.Contains(e.kinds, b.Kind) {
		err = problem.Missing("errand")
	}
	if err == nil && b.Patient.IsZero() {
		err = problem.Refuse(access.NotIdentified)
	}
	return b, e, err
}

func (s *Site) askErrand(w http.ResponseWriter, r *http.Request, a area) error {
	b, e, err := s.errand(r, a)
	if err != nil {
		return err
	}
	if b.Standing != nil && !b.Standing.May[e.act] { // the situation has changed since the link was shown, or the level is too low
		return problem.Refuse(s.whyNot(b, e))
	}
	return ui.Render(w, r, http.StatusOK, errandPage(s.pageOf(r, b, e.title), b, e, form.Empty(), newKey()))
}

// whyNot says which of the two it is.
func (s *Site) whyNot(b before, e errand) access.Reason {
	if b.Kind == support.Call && b.Level < 2 {
		return access.NotIdentified
	}
	return access.WrongState
}

func (s *Site) runErrand(w http.ResponseWriter, r *http.Request, a area) error {
	b, e, err := s.errand(r, a)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	f.Agreed("lu")
	if !f.OK() {
		p := s.pageOf(r, b, e.title)
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, errandPage(p, b, e, f, newKey()))
	}
	return s.once(w, r, b, f, func() (finished, error) {
		if e.act == access.PrintCode {
			return s.print(r, b, e)
		}
		receipt, err := e.do(r.Context(), s.Enrolment, serve.Actor(r), b.Patient)
		return finished{Title: e.done, Number: receipt.Number, At: s.Now(), Path: e.path}, err
	})
}

// once runs an act of a form once, however often its button was pressed, and
// leads to the page that says what was done.
func (s *Site) once(w http.ResponseWriter, r *http.Request, b before, f *form.Form, act func() (finished, error)) error {
	brake := identity.Brake{What: "errand " + b.ID.String() + " " + f.Optional("cle"), Window: 24 * time.Hour, Most: 1}
	err := s.People.Throttle(r.Context(), brake)
	if problem.KindOf(err) == problem.TooMany { // pressed twice: the first press has done it
		http.Redirect(w, r, b.at(b.ID, "/fait"), http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	done, err := act()
	if err != nil {
		if e := s.People.GiveBack(r.Context(), brake); e != nil {
			return e
		}
		return err
	}
	s.Sessions.Keep(r, "done "+b.ID.String(), done)
	http.Redirect(w, r, b.at(b.ID, "/fait"), http.StatusSeeOther)
	return nil
}

// print makes the code of a slip.
func (s *Site) print(r *http.Request, b before, e errand) (finished, error) {
	slip, err := s.Enrolment.SlipFor(r.Context(), serve.Actor(r), b.Patient)
	return finished{Title: e.done, At: s.Now(), Path: e.path, Slip: &slipMade{slip.Invite, slip.Until}}, err
}

func (s *Site) done(w http.ResponseWriter, r *http.Request, a area) error {
	b, err := s.of(r, a)
	if err != nil {
		return err
	}
	last, ok := serve.Recall[finished](s.Sessions, r, "done "+b.ID.String())
	if !ok {
		http.Redirect(w, r, b.at(b.ID, ""), http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, donePage(s.pageOf(r, b, "C’est fait"), b, last))
}

// receipt prints what was done last, for the person to take away.
func (s *Site) receipt(w http.ResponseWriter, r *http.Request, a area) error {
	b, err := s.of(r, a)
	if err != nil {
		return err
	}
	last, ok := serve.Recall[finished](s.Sessions, r, "done "+b.ID.String())
	if !ok {
		return problem.Missing("receipt")
	}
	return writePaper(w, "recu.pdf", s.paper(b, last), b.who())
}

// paper is the receipt in the words of what was done.
func (s *Site) paper(b before, last finished) letter.Receipted {
	h := letter.Head{Service: s.Letters, Date: s.Now()}
	switch last.Path {
	case "opposition":
		return letter.Opposed{Head: h, Number: last.Number, At: last.At, Way: b.way}
	case "fermer", "effacer":
		return letter.Closed{Head: h, Number: last.Number, At: last.At, Way: b.way, ArchiveUntil: enrolment.ArchiveEnd(last.At),
			Erase: last.Path == "effacer", CancelUntil: enrolment.EraseOn(last.At), EraseBy: enrolment.EraseBy(last.At)}
	}
	return letter.Counted{Head: h, What: last.Title, Number: last.Number, At: last.At, Way: b.way}
}

// slip prints the paper of the code made in this visit.
func (s *Site) slip(w http.ResponseWriter, r *http.Request) error {
	b, err := s.of(r, desk)
	if err != nil {
		return err
	}
	last, ok := serve.Recall[finished](s.Sessions, r, "done "+b.ID.String())
	if !ok || last.Slip == nil {
		return problem.Missing("slip")
	}
	return writePaper(w, "fiche-d-activation.pdf", letter.Slip{Head: letter.Head{Service: s.Letters, Date: last.At}, Code: s.Enrolment.SlipCode(last.Slip.Of).Show(),
		Until: last.Slip.Until}, b.who())
}

func writePaper(w http.ResponseWriter, name string, m letter.Receipted, person string) error {
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return letter.WriteReceipt(w, m, person)
}

// recall undoes, within seven days, what somebody else did for the person.
func (s *Site) recall(w http.ResponseWriter, r *http.Request, a area) error {
	b, err := s.live(r, a)
	if err != nil {
		return err
	}
	act, err := id.Parse[id.ActFor](chi.URLParam(r, "act"))
	if err != nil {
		return problem.Missing("act")
	}
	if b.Patient.IsZero() {
		return problem.Refuse(access.NotIdentified)
	}
	receipt, err := s.Enrolment.Recall(r.Context(), serve.Actor(r), b.Patient, act)
	if err != nil {
		return err
	}
	s.Sessions.Keep(r, "done "+b.ID.String(), finished{Title: "C’est annulé. Tout est comme avant cet acte.", Number: receipt.Number, At: s.Now(), Path: "annuler"})
	http.Redirect(w, r, b.at(b.ID, "/fait"), http.StatusSeeOther)
	return nil
}

// newKey tells one showing of a form from another.
func newKey() string { return id.New[id.Line]().String() }
