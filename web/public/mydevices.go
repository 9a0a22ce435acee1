package public

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// inside lets through who is signed in, whatever they do here.
func inside(page serve.Handler) http.HandlerFunc {
	return serve.Page(func(w http.ResponseWriter, r *http.Request) error {
		if _, ok := serve.Someone(r); !ok {
			return problem.SignIn()
		}
		return page(w, r)
	})
}

// myDevices shows who works here the devices that they are signed in on. The
// holder of a space has a page of their own for it (ASVS 7.5.2).
func (d *Doors) myDevices(w http.ResponseWriter, r *http.Request) error {
	if serve.Holder(r) {
		http.Redirect(w, r, "/securite/appareils", http.StatusSeeOther)
		return nil
	}
	by := serve.Self(r)
	idle, absolute := serve.Lasts(by)
	all, err := d.People.Devices(r.Context(), by, idle, absolute)
	if err != nil {
		return err
	}
	page := ui.Page{Title: "Mes appareils connectés", SignedIn: true, Home: serve.Home(by), Back: ui.Link{Href: serve.Home(by), Text: "Retour à mon accueil"}}
	if f := d.Sessions.TakeFlash(r); f != nil {
		page.Flash = *f
	}
	return ui.Render(w, r, http.StatusOK, myDevicesPage(page, devicesOf{all, d.Sessions.Device(r), idle}))
}

func (d *Doors) endMyDevice(w http.ResponseWriter, r *http.Request) error {
	device, err := id.Parse[id.Device](chi.URLParam(r, "device"))
	if err != nil {
		return problem.Missing("device")
	}
	if err := d.People.EndDevice(r.Context(), serve.Self(r), device); err != nil {
		return err
	}
	d.Sessions.Flash(r, ui.Flash{Text: "Cet appareil est déconnecté."})
	http.Redirect(w, r, "/mes-appareils", http.StatusSeeOther)
	return nil
}

// endMyDevices ends every session, this one too: home then asks to sign in.
func (d *Doors) endMyDevices(w http.ResponseWriter, r *http.Request) error {
	by := serve.Self(r)
	if err := d.People.SignOutEverywhere(r.Context(), by); err != nil {
		return err
	}
	if err := d.Sessions.StartOver(r); err != nil {
		return err
	}
	http.Redirect(w, r, serve.Home(by), http.StatusSeeOther)
	return nil
}
