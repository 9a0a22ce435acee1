package patient

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/family"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// childTerms is the version of the rules that a representative accepts.
const childTerms = "2026-11-22"

// childChoice is what a parent has answered so far about a child.
type childChoice struct {
	Claim    enrolment.Claim
	Called   string
	Receipt  enrolment.Receipt
	Disputed bool
	Done     bool
	At       time.Time // when it was done
}

// way is one of the two ways, which ask the same: a proof, then a choice, then
// what became of it (#69, decisions.md §2).
type way struct {
	*Site
	path     string
	opposing bool
}

func (s *Site) choiceRoutes(r chi.Router, path string, opposing bool) {
	c := way{s, path, opposing}
	r.Get(path, serve.Page(c.ask))
	r.Post(path, serve.Page(c.prove))
	r.Get(path+"/choix", serve.Page(c.confirm))
	r.Post(path+"/choix", serve.Page(c.choose))
	r.Get(path+"/fait", serve.Page(c.done))
}

func (c way) key() string { return "child " + c.path }

func (c way) title() string {
	if c.opposing {
		return "S’opposer pour un enfant"
	}
	return "Activer pour un enfant"
}

func (c way) page(r *http.Request, f *form.Form) ui.Page {
	p := c.own(r, c.title())
	p.Back, p.Form, p.Names = ui.Link{Href: "/proches", Text: "Retour à mes proches"}, f,
		map[string]string{"code": "Code d’activation", "naissance": "Date de naissance", "autorite": "Autorité parentale",
			"partage": "Les professionnels qui soignent l’enfant", "urgence": "En cas d’urgence"}
	return p
}

func (c way) ask(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, childProofPage(c.page(r, nil), form.Empty(), c))
}

// prove judges code, birth date and who asks together: one answer, whatever is
// wrong.
func (c way) prove(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	typed := f.Code("code", enrolment.CodeLength)
	code, wrong, _ := enrolment.ParseCode(typed)
	if f.OK() && wrong != "" {
		f.Fail("code", "code-alphabet")
	}
	birth := f.Past("naissance", c.Now())
	var claim enrolment.Claim
	if f.OK() {
		claim, err = c.Enrolment.ProveChild(r.Context(), serve.Self(r), code, birth)
		if problem.CodeOf(err) == enrolment.NotProven {
			f.Fail("code", "child-not-proven")
			err = nil
		}
		if err != nil {
			return err
		}
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, childProofPage(c.page(r, f), f, c))
	}
	child, err := c.child(r, claim)
	if err != nil {
		return err
	}
	c.Sessions.Keep(r, c.key(), childChoice{Claim: claim, Called: fr.Person(child.Called)})
	http.Redirect(w, r, c.path+"/choix", http.StatusSeeOther)
	return nil
}

// child finds the child of a claim among those that the account represents.
func (c way) child(r *http.Request, claim enrolment.Claim) (family.Child, error) {
	all, err := c.Family.Children(r.Context(), serve.Self(r))
	for _, child := range all {
		if child.Patient == claim.Patient && child.Ended == nil {
			return child, nil
		}
	}
	if err == nil {
		err = problem.Missing("child")
	}
	return family.Child{}, err
}

// at gives the choice to the pages after the proof, or leads back.
func (c way) at(w http.ResponseWriter, r *http.Request) (childChoice, bool) {
	made, ok := serve.Recall[childChoice](c.Sessions, r, c.key())
	switch {
	case ok && made.Done:
		http.Redirect(w, r, c.path+"/fait", http.StatusSeeOther)
		return made, false
	case !ok:
		http.Redirect(w, r, c.path, http.StatusSeeOther)
	}
	return made, ok
}

func (c way) confirm(w http.ResponseWriter, r *http.Request) error {
	made, ok := c.at(w, r)
	if !ok {
		return nil
	}
	return c.confirmPage(w, r, http.StatusOK, form.Empty(), made)
}

func (c way) confirmPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form, made childChoice) error {
	child, err := c.child(r, made.Claim)
	if err != nil {
		return err
	}
	p := c.page(r, f)
	p.Title += "\u00a0: confirmer"
	p.Back = ui.Link{Href: c.path, Text: "Retour"}
	if c.opposing {
		return ui.Render(w, r, status, childOpposePage(p, f, made, contested(child, "activated")))
	}
	return ui.Render(w, r, status, childActivatePage(p, f, made, contested(child, "opposed")))
}

// contested reports whether somebody else has chosen the other way, and not this
// parent.
func contested(c family.Child, other string) bool {
	if other == "activated" {
		return c.State == access.Activated && c.Mine != other
	}
	return (c.State == access.Opposed || c.State == access.DMPOnly) && c.Mine != other
}

func (c way) choose(w http.ResponseWriter, r *http.Request) error {
	made, ok := c.at(w, r)
	if !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	chosen := enrolment.ForChild{Claim: made.Claim, Terms: childTerms}
	if !c.opposing {
		chosen.Sharing = f.Choice("partage", "oui", "non") == "oui"
		chosen.Emergency = access.Emergency(f.Choice("urgence", string(access.EmergencyYesWithMasked), string(access.EmergencyYes), string(access.EmergencyNo)))
	}
	f.Agreed("autorite")
	if !f.OK() {
		return c.confirmPage(w, r, http.StatusUnprocessableEntity, f, made)
	}
	if c.opposing {
		made.Receipt, made.Disputed, err = c.Enrolment.OpposeChild(r.Context(), serve.Self(r), made.Claim)
	} else {
		made.Disputed, err = c.Enrolment.ActivateChild(r.Context(), serve.Self(r), chosen)
	}
	if problem.Reason(err) == access.WrongState || problem.KindOf(err) == problem.Conflict {
		c.Sessions.Forget(r, c.key())
		c.Sessions.Flash(r, ui.Flash{Warn: true, Text: "Ce n’est plus possible. Voici où en est cet espace santé."})
		http.Redirect(w, r, "/proches", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	made.Done, made.At = true, c.Now()
	c.Sessions.Keep(r, c.key(), made)
	http.Redirect(w, r, c.path+"/fait", http.StatusSeeOther)
	return nil
}

func (c way) done(w http.ResponseWriter, r *http.Request) error {
	made, ok := serve.Recall[childChoice](c.Sessions, r, c.key())
	if !ok || !made.Done {
		http.Redirect(w, r, c.path, http.StatusSeeOther)
		return nil
	}
	p := c.own(r, c.title()+"\u00a0: fait")
	if c.opposing {
		return ui.Render(w, r, http.StatusOK, childOpposedPage(p, made))
	}
	return ui.Render(w, r, http.StatusOK, childActivePage(p, made))
}

func (s *Site) childReceipt(w http.ResponseWriter, r *http.Request) error {
	made, ok := serve.Recall[childChoice](s.Sessions, r, "child /proches/opposer")
	if !ok || !made.Done {
		return problem.Missing("receipt")
	}
	return s.writeReceipt(w, letter.Opposed{Head: letter.Head{Service: s.Letters, Date: s.Now()}, Number: made.Receipt.Number,
		At: made.Receipt.At, Way: letter.Online})
}

// settledBy is the last day on which a disagreement that begins now is settled.
func settledBy(at time.Time) string { return fr.LastDay(enrolment.SettleBy(at)) }
