package public

import (
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// leaving is what somebody without a sign-in has shown, to close, to come back,
// or to object.
type leaving struct {
	Code    string
	NIR     string
	Claim   enrolment.Claim
	Receipt enrolment.Receipt
	Erase   bool
	Kept    bool
}

// closeConfirm asks once more before closing without having activated (#143).
func (d *Doors) closeConfirm(erase bool) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if _, ok := d.claim(r); !ok {
			http.Redirect(w, r, "/opposition/identite", http.StatusSeeOther)
			return nil
		}
		return ui.Render(w, r, http.StatusOK, closeConfirmPage(d.Now(), erase))
	}
}

// claim is what was proven on the way here, by the page of opposing or by that
// of coming back.
func (d *Doors) claim(r *http.Request) (enrolment.Claim, bool) {
	if o, _ := serve.Recall[opposition](d.Sessions, r, "opposition"); !o.Claim.Patient.IsZero() {
		return o.Claim, true
	}
	l, _ := serve.Recall[leaving](d.Sessions, r, "leaving")
	return l.Claim, !l.Claim.Patient.IsZero()
}

func (d *Doors) close(erase bool) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c, ok := d.claim(r)
		if !ok {
			http.Redirect(w, r, "/opposition/fermee", http.StatusSeeOther) // a button pressed twice
			return nil
		}
		receipt, err := d.Enrolment.CloseWith(r.Context(), c.Holder(), c, erase)
		if problem.Reason(err) == access.WrongState || problem.KindOf(err) == problem.Conflict {
			http.Redirect(w, r, "/opposition/fermee", http.StatusSeeOther)
			return nil
		}
		if err != nil {
			return err
		}
		d.Sessions.Keep(r, "opposition", opposition{})
		d.Sessions.Keep(r, "leaving", leaving{Receipt: receipt, Erase: erase})
		http.Redirect(w, r, "/opposition/fermee", http.StatusSeeOther)
		return nil
	}
}

func (d *Doors) closedHere(w http.ResponseWriter, r *http.Request) error {
	l, _ := serve.Recall[leaving](d.Sessions, r, "leaving")
	if l.Receipt.Number == "" || l.Kept {
		http.Redirect(w, r, "/opposition", http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, closedHerePage(l))
}

func (d *Doors) closingReceipt(w http.ResponseWriter, r *http.Request) error {
	l, _ := serve.Recall[leaving](d.Sessions, r, "leaving")
	if l.Receipt.Number == "" || l.Kept {
		return problem.Missing("receipt")
	}
	at := l.Receipt.At
	return writeReceipt(w, letter.Closed{Head: d.head(), Number: l.Receipt.Number, At: at, Way: letter.Online, Erase: l.Erase,
		ArchiveUntil: enrolment.ArchiveEnd(at), CancelUntil: enrolment.EraseOn(at), EraseBy: enrolment.EraseBy(at)})
}

func (d *Doors) reopening(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, reopeningPage())
}

func (d *Doors) suspension(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, suspensionPage())
}

func (d *Doors) returning(w http.ResponseWriter, r *http.Request) error {
	l, _ := serve.Recall[leaving](d.Sessions, r, "leaving")
	return ui.Render(w, r, http.StatusOK, returningPage(form.Filled(map[string]string{"code": l.Code, "nir": l.NIR})))
}

func (d *Doors) takeReturning(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	code := readCode(f)
	proof := enrolment.Proof{INS: readINS(f), Birth: f.Past("naissance", d.Now())}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, returningPage(f))
	}
	l := leaving{Code: f.Typed("code"), NIR: f.Typed("nir")}
	l.Claim, err = d.prove(r, code, proof)
	if err != nil && !notProven(err) {
		return err
	}
	d.Sessions.Keep(r, "opposition", opposition{})
	d.Sessions.Keep(r, "leaving", l)
	to := "/reouvrir/choix"
	if err != nil {
		d.Sessions.Keep(r, "refused", "returning")
		to = "/code-non-reconnu"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// returned gives what was proven to the pages after identity, or leads back.
func (d *Doors) returned(w http.ResponseWriter, r *http.Request) (leaving, bool) {
	l, _ := serve.Recall[leaving](d.Sessions, r, "leaving")
	if l.Claim.Patient.IsZero() {
		http.Redirect(w, r, "/reouvrir/identite", http.StatusSeeOther)
	}
	return l, !l.Claim.Patient.IsZero()
}

func (d *Doors) returnChoice(w http.ResponseWriter, r *http.Request) error {
	l, ok := d.returned(w, r)
	if !ok {
		return nil
	}
	sit, err := d.Enrolment.LastDay(r.Context(), l.Claim.Patient)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, returnChoicePage(sit))
}

// reopen leads into the journey of activating, who is proven already: a contact,
// a password, who may read. The space comes back with its content.
func (d *Doors) reopen(w http.ResponseWriter, r *http.Request) error {
	l, ok := d.returned(w, r)
	if !ok {
		return nil
	}
	d.Sessions.Keep(r, "leaving", leaving{})
	return d.keep(w, r, activation{Code: l.Code, NIR: l.NIR, Claim: l.Claim})
}

// keepSpace cancels an erasing: the space stays closed, in its archive.
func (d *Doors) keepSpace(w http.ResponseWriter, r *http.Request) error {
	l, ok := d.returned(w, r)
	if !ok {
		return nil
	}
	receipt, err := d.Enrolment.KeepWith(r.Context(), l.Claim.Holder(), l.Claim)
	if problem.Reason(err) == access.WrongState || problem.KindOf(err) == problem.Conflict {
		http.Redirect(w, r, "/reouvrir/choix", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	d.Sessions.Keep(r, "leaving", leaving{Receipt: receipt, Kept: true})
	http.Redirect(w, r, "/reouvrir/conserve", http.StatusSeeOther)
	return nil
}

func (d *Doors) kept(w http.ResponseWriter, r *http.Request) error {
	l, _ := serve.Recall[leaving](d.Sessions, r, "leaving")
	if !l.Kept {
		http.Redirect(w, r, "/reouvrir", http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, keptPage(l.Receipt))
}
