package public

import (
	"net/http"

	"espacesante/internal/export"
	"espacesante/web/form"
	"espacesante/web/reading"
	"espacesante/web/ui"
)

// copyOfClosed is the copy of a closed space: its holder, who proved who they are with a new code, takes it away without
// opening it again (L.1111-13-1 IV).
func (d *Doors) copyOfClosed(w http.ResponseWriter, r *http.Request) error {
	l, ok := d.returned(w, r)
	if !ok {
		return nil
	}
	c, there, err := d.Copies.Standing(r.Context(), l.Claim.Holder(), l.Claim.Patient)
	if err != nil {
		return err
	}
	if !there {
		return d.chooseCopyOfClosed(w, r, http.StatusOK, form.Filled(map[string]string{"quoi": string(export.All)}))
	}
	if !c.ReadyAt.IsZero() {
		return ui.Render(w, r, http.StatusOK, closedCopyPage(c))
	}
	t, err := d.Tasks.Read(r.Context(), l.Claim.Holder(), l.Claim.Patient, c.ID)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, closedCopyWaitsPage(t))
}

func (d *Doors) chooseCopyOfClosed(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	page := ui.Page{Title: "Copie d’un espace santé fermé", Form: f, Back: ui.Link{Href: "/reouvrir/choix", Text: "Retour"},
		Names: map[string]string{"quoi": "Contenu", "mot-de-passe": "Mot de passe"}}
	return ui.Render(w, r, status, chooseClosedCopyPage(page, f))
}

func (d *Doors) askCopyOfClosed(w http.ResponseWriter, r *http.Request) error {
	l, ok := d.returned(w, r)
	if !ok {
		return nil
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	a := export.Asked{Scope: export.Scope(f.Choice("quoi", string(export.All), string(export.LastYear), string(export.Documents)))}
	if f.Typed("mot-de-passe") != "" {
		a.Password = f.Secret("mot-de-passe")
	}
	if f.OK() {
		_, err := d.Copies.Ask(r.Context(), l.Claim.Holder(), l.Claim.Patient, a)
		if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		return d.chooseCopyOfClosed(w, r, http.StatusUnprocessableEntity, f)
	}
	http.Redirect(w, r, "/reouvrir/copie", http.StatusSeeOther)
	return nil
}

func (d *Doors) takeCopyOfClosed(w http.ResponseWriter, r *http.Request) error {
	l, ok := d.returned(w, r)
	if !ok {
		return nil
	}
	c, there, err := d.Copies.Standing(r.Context(), l.Claim.Holder(), l.Claim.Patient)
	if err != nil {
		return err
	}
	if !there || c.ReadyAt.IsZero() {
		http.Redirect(w, r, "/reouvrir/copie", http.StatusSeeOther)
		return nil
	}
	t, err := d.Copies.Take(r.Context(), l.Claim.Holder(), l.Claim.Patient, c.ID)
	if err != nil {
		return err
	}
	defer func() { _ = t.Close() }()
	return reading.SendCopy(w, t)
}
