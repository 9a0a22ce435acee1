package public

import (
	"errors"
	"net/http"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// terms is the version of the rules of use that the summary asks to accept.
const terms = "2026-11-22"

// activation is what somebody has answered so far, kept on the server.
type activation struct {
	Code  string
	NIR   string
	Birth time.Time
	Claim enrolment.Claim

	Reach    identity.Reach
	Check    id.Code
	SentAt   time.Time
	Verified bool

	Password  string // the hash
	Chosen    bool
	Later     bool // the default of the law, not a choice
	Sharing   bool
	Emergency access.Emergency
}

// steps are the questions, in order, and where each is asked.
var steps = []string{"Code", "Identité", "Contact", "Vérification", "Mot de passe", "Partage", "Relecture"}

func asking(step int) ui.Asking {
	return ui.Asking{Steps: steps, Step: step, Of: "Étapes de l’activation"}
}

// next is where the journey stands: the first question without an answer.
func (a activation) next() string {
	switch {
	case a.Code == "":
		return "/activation/code"
	case a.Claim.Patient.IsZero():
		return "/activation/identite"
	case a.Reach.Address == "":
		return "/activation/contact"
	case !a.Verified:
		return "/activation/verification"
	case a.Password == "":
		return "/activation/mot-de-passe"
	case !a.Chosen:
		return "/activation/partage"
	}
	return "/activation/recapitulatif"
}

// at gives the journey to the page of a step. Somebody who skipped a question,
// or whose session ended, is led to the first one without an answer.
func (d *Doors) at(w http.ResponseWriter, r *http.Request, ready func(activation) bool) (activation, bool) {
	if by, ok := serve.Someone(r); ok && by.Role == access.Patient { // a button pressed twice lands here
		http.Redirect(w, r, "/accueil", http.StatusSeeOther)
		return activation{}, false
	}
	a, _ := serve.Recall[activation](d.Sessions, r, "activation")
	if ready(a) {
		return a, true
	}
	http.Redirect(w, r, a.next(), http.StatusSeeOther)
	return a, false
}

func (d *Doors) keep(w http.ResponseWriter, r *http.Request, a activation) error {
	d.Sessions.Keep(r, "activation", a)
	http.Redirect(w, r, a.next(), http.StatusSeeOther)
	return nil
}

func always(activation) bool      { return true }
func coded(a activation) bool     { return a.Code != "" }
func proven(a activation) bool    { return !a.Claim.Patient.IsZero() }
func reached(a activation) bool   { return proven(a) && a.Reach.Address != "" && !a.Verified }
func verified(a activation) bool  { return proven(a) && a.Verified }
func protected(a activation) bool { return verified(a) && a.Password != "" }
func complete(a activation) bool  { return protected(a) && a.Chosen }

func (d *Doors) activation(w http.ResponseWriter, r *http.Request) error {
	_, signedIn := serve.Someone(r)
	return ui.Render(w, r, http.StatusOK, activationPage(signedIn))
}

func (d *Doors) activationCode(w http.ResponseWriter, r *http.Request) error {
	a, ok := d.at(w, r, always)
	if !ok {
		return nil
	}
	return ui.Render(w, r, http.StatusOK, activationCodePage(form.Filled(map[string]string{"code": a.Code})))
}

func (d *Doors) takeActivationCode(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	code := readCode(f)
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, activationCodePage(f))
	}
	a, _ := serve.Recall[activation](d.Sessions, r, "activation")
	return d.keep(w, r, activation{Code: code, NIR: a.NIR, Birth: a.Birth})
}

// readCode judges the form of a code and nothing more.
func readCode(f *form.Form) string {
	code := f.Code("code", enrolment.CodeLength)
	if f.OK() {
		if _, wrong, _ := enrolment.ParseCode(code); wrong != "" {
			f.Fail("code", "code-alphabet")
		}
	}
	return code
}

func (d *Doors) activationIdentity(w http.ResponseWriter, r *http.Request) error {
	a, ok := d.at(w, r, coded)
	if !ok {
		return nil
	}
	f := form.Empty()
	if a.NIR != "" {
		f = form.Filled(map[string]string{"nir": a.NIR})
	}
	return ui.Render(w, r, http.StatusOK, activationIdentityPage(f))
}

func (d *Doors) takeActivationIdentity(w http.ResponseWriter, r *http.Request) error {
	a, ok := d.at(w, r, coded)
	if !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	proof := enrolment.Proof{INS: readINS(f), Birth: f.Past("naissance", d.Now())}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, activationIdentityPage(f))
	}
	a.NIR, a.Birth = f.Typed("nir"), proof.Birth
	d.Sessions.Keep(r, "activation", a)
	a.Claim, err = d.prove(r, a.Code, proof)
	if notProven(err) {
		d.Sessions.Keep(r, "refused", "activation")
		http.Redirect(w, r, "/code-non-reconnu", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	if err := d.Sessions.Renew(r); err != nil {
		return err
	}
	return d.keep(w, r, a)
}

// prove judges code, number and birth date together.
func (d *Doors) prove(r *http.Request, code string, p enrolment.Proof) (enrolment.Claim, error) {
	p.Code, _, _ = enrolment.ParseCode(code)
	return d.Enrolment.Prove(r.Context(), p)
}

func notProven(err error) bool {
	return problem.KindOf(err) == problem.Invalid && problem.CodeOf(err) == enrolment.NotProven
}

// readINS judges the form of a number, its key included.
func readINS(f *form.Form) identity.INS {
	typed := f.INS("nir")
	if f.Wrong("nir").Code != "" {
		return identity.INS{}
	}
	n, err := identity.ParseNIR(typed)
	var wrong *identity.NIRError
	switch {
	case err == nil:
	case errors.As(err, &wrong) && wrong.Code == "key": // official test numbers have wrong keys: judged with the rest
		if n.IsZero() {
			f.Fail("nir", "ins-key")
		}
	default:
		f.Fail("nir", "ins-key")
	}
	return n
}

func (d *Doors) notProven(w http.ResponseWriter, r *http.Request) error {
	from, _ := serve.Recall[string](d.Sessions, r, "refused")
	return ui.Render(w, r, http.StatusOK, notProvenPage(from))
}
