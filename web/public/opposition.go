package public

import (
	"net/http"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// opposition is what somebody who opposes has answered so far: a code, a
// number, a birth date. No account, no contact is asked for.
type opposition struct {
	Code    string
	NIR     string
	Claim   enrolment.Claim
	Receipt enrolment.Receipt
}

func (d *Doors) opposition(w http.ResponseWriter, r *http.Request) error {
	_, signedIn := serve.Someone(r)
	return ui.Render(w, r, http.StatusOK, oppositionPage(signedIn))
}

func (d *Doors) oppositionIdentity(w http.ResponseWriter, r *http.Request) error {
	o, _ := serve.Recall[opposition](d.Sessions, r, "opposition")
	return ui.Render(w, r, http.StatusOK, oppositionIdentityPage(form.Filled(map[string]string{"code": o.Code, "nir": o.NIR})))
}

func (d *Doors) takeOppositionIdentity(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	code := readCode(f)
	proof := enrolment.Proof{INS: readINS(f), Birth: f.Past("naissance", d.Now())}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, oppositionIdentityPage(f))
	}
	o := opposition{Code: f.Typed("code"), NIR: f.Typed("nir")}
	o.Claim, err = d.prove(r, code, proof)
	if err != nil && !notProven(err) {
		return err
	}
	d.Sessions.Keep(r, "opposition", o)
	to := "/opposition/confirmer"
	if err != nil {
		d.Sessions.Keep(r, "refused", "opposition")
		to = "/code-non-reconnu"
	} else if err := d.Sessions.Renew(r); err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (d *Doors) withoutCode(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, withoutCodePage(form.Empty()))
}

// takeWithoutCode answers the same whether the three go together or not (#129).
func (d *Doors) takeWithoutCode(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	ask := enrolment.Asking{INS: readINS(f), Vitale: f.Digits("serie", 0), Birth: f.Past("naissance", d.Now())}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, withoutCodePage(f))
	}
	if err := d.Enrolment.AskOpposition(r.Context(), ask); err != nil {
		return err
	}
	http.Redirect(w, r, "/opposition/demandee", http.StatusSeeOther)
	return nil
}

func (d *Doors) oppositionAsked(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, oppositionAskedPage())
}

// claimed gives the opposition to the pages after identity, or leads back.
func (d *Doors) claimed(w http.ResponseWriter, r *http.Request) (opposition, bool) {
	o, _ := serve.Recall[opposition](d.Sessions, r, "opposition")
	if o.Receipt.Number != "" {
		http.Redirect(w, r, "/opposition/enregistree", http.StatusSeeOther)
		return o, false
	}
	if o.Claim.Patient.IsZero() {
		http.Redirect(w, r, "/opposition", http.StatusSeeOther)
		return o, false
	}
	return o, true
}

func (d *Doors) confirmOpposition(w http.ResponseWriter, r *http.Request) error {
	o, ok := d.claimed(w, r)
	if !ok {
		return nil
	}
	sit, err := d.Enrolment.LastDay(r.Context(), o.Claim.Patient)
	if err != nil {
		return err
	}
	if _, err := enrolment.Next(sit, enrolment.Opposed); err != nil {
		return ui.Render(w, r, http.StatusOK, oppositionLatePage(sit))
	}
	return ui.Render(w, r, http.StatusOK, confirmOppositionPage(sit))
}

func (d *Doors) oppose(w http.ResponseWriter, r *http.Request) error {
	o, ok := d.claimed(w, r)
	if !ok {
		return nil
	}
	receipt, err := d.Enrolment.Oppose(r.Context(), o.Claim)
	if problem.Reason(err) == access.WrongState { // a button pressed twice: to the receipt, or to what became of the space
		http.Redirect(w, r, "/opposition/confirmer", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	d.Sessions.Keep(r, "opposition", opposition{Receipt: receipt})
	http.Redirect(w, r, "/opposition/enregistree", http.StatusSeeOther)
	return nil
}

func (d *Doors) opposed(w http.ResponseWriter, r *http.Request) error {
	o, _ := serve.Recall[opposition](d.Sessions, r, "opposition")
	if o.Receipt.Number == "" {
		http.Redirect(w, r, "/opposition", http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, opposedPage(o.Receipt))
}

func (d *Doors) oppositionReceipt(w http.ResponseWriter, r *http.Request) error {
	o, _ := serve.Recall[opposition](d.Sessions, r, "opposition")
	if o.Receipt.Number == "" {
		return problem.Missing("receipt")
	}
	return writeReceipt(w, letter.Opposed{Head: d.head(), Number: o.Receipt.Number, At: o.Receipt.At})
}

// head is what a paper made for a page carries.
func (d *Doors) head() letter.Head {
	return letter.Head{Service: d.Letters, Date: d.Now()}
}

// writeReceipt answers with a receipt to keep, which names nobody.
func writeReceipt(w http.ResponseWriter, m letter.Receipted) error {
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="recu.pdf"`)
	return letter.WriteReceipt(w, m, "")
}

func (d *Doors) checkReceipt(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, receiptPage(form.Empty(), nil))
}

func (d *Doors) findReceipt(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	number := f.Text("numero")
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, receiptPage(f, nil))
	}
	if err := d.People.Throttle(r.Context(), identity.Brake{What: "receipts from " + identity.OriginOf(r.Context()).Network, Window: time.Minute, Most: 30}); err != nil {
		return err
	}
	receipt, err := d.Enrolment.CheckReceipt(r.Context(), number)
	if problem.KindOf(err) == problem.NotFound {
		f.Fail("numero", "receipt-unknown")
		return ui.Render(w, r, http.StatusUnprocessableEntity, receiptPage(f, nil))
	}
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, receiptPage(f, &receipt))
}
