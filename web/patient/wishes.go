package patient

import (
	"crypto/rand"
	"net/http"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"espacesante/internal/clock"
	"espacesante/internal/directive"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// wishRoutes are the pages of what an adult wants, in person: nobody says it in another's place.
func (s *Site) wishRoutes(r chi.Router) {
	r.Get("/directives", serve.Page(s.wishes))
	r.Get("/directives/anticipees", serve.Page(s.advance))
	r.Get("/directives/anticipees/ecrire", serve.Page(s.write(written)))
	r.Post("/directives/anticipees/ecrire", serve.Page(s.keep(written)))
	r.Get("/directives/anticipees/papier", serve.Page(s.write(signedPaper)))
	r.With(serve.AllowBody(limit.UploadBytes+serve.FormBytes)).Post("/directives/anticipees/papier", serve.Page(s.keepPaper))
	r.Get("/directives/anticipees/ailleurs", serve.Page(s.write(elsewhere)))
	r.Post("/directives/anticipees/ailleurs", serve.Page(s.keep(elsewhere)))
	r.Get("/directives/personne-de-confiance", serve.Page(s.write(trusted)))
	r.Post("/directives/personne-de-confiance", serve.Page(s.keep(trusted)))
	r.Get("/directives/personne-de-confiance/lettre.pdf", serve.Page(s.trustLetter))
	r.Get("/directives/don", serve.Page(s.write(donation)))
	r.Post("/directives/don", serve.Page(s.keep(donation)))
	for path, k := range map[string]directive.Kind{"/directives/anticipees/retirer": directive.Directives,
		"/directives/personne-de-confiance/retirer": directive.Trusted, "/directives/don/retirer": directive.Donation} {
		r.Get(path, serve.Page(s.askRevoke(k)))
		r.Post(path, serve.Page(s.revoke(k)))
	}
}

// wishPart is a page under « Mes volontés ».
func (s *Site) wishPart(r *http.Request, title string) (ui.Page, error) {
	page, err := s.page(r, title, "/directives")
	page.Back = ui.Link{Href: "/directives", Text: "Retour à «\u00a0Mes volontés\u00a0»"}
	return page, err
}

func (s *Site) wanted(r *http.Request) (directive.Wishes, error) {
	return s.Wishes.Read(r.Context(), serve.Actor(r), "", serve.Space(r))
}

func (s *Site) wishes(w http.ResponseWriter, r *http.Request) error {
	all, err := s.wanted(r)
	if err != nil {
		return err
	}
	page, err := s.page(r, "Mes volontés", "/directives")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, wishesPage(page, all))
}

func (s *Site) advance(w http.ResponseWriter, r *http.Request) error {
	all, err := s.wanted(r)
	if err != nil {
		return err
	}
	page, err := s.wishPart(r, "Directives anticipées")
	if err != nil {
		return err
	}
	who, err := s.People.Of(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, advancePage(page, all.Directives, fr.Person(who.Called())+", "+fr.BornOn(string(who.Sex), who.BirthDate)))
}

// volition is one form about what a person wants.
type volition struct {
	kind  directive.Kind
	form  directive.Form
	title string
	to    string // where it leads once kept
	said  string
	draw  func(ui.Page, *form.Form, *directive.Wish) templ.Component
	read  func(*form.Form) directive.Words
	fill  func(directive.Words) map[string]string
}

var (
	written = volition{kind: directive.Directives, form: directive.Written, title: "Écrire mes directives", to: "/directives/anticipees",
		said: "Vos directives anticipées sont enregistrées.", draw: writePage,
		read: func(f *form.Form) directive.Words {
			w := directive.Words{Text: f.Long("texte", limit.DirectiveCharacters), Witnesses: []string{f.Optional("temoin-1"), f.Optional("temoin-2")}}
			f.Agreed("auteur")
			return w
		},
		fill: func(w directive.Words) map[string]string {
			known := map[string]string{"texte": w.Text}
			for i, one := range w.Witnesses {
				known["temoin-"+string(rune('1'+i))] = one
			}
			return known
		}}
	signedPaper = volition{kind: directive.Directives, form: directive.Paper, title: "Ajouter le papier signé", to: "/directives/anticipees", draw: signedPaperPage,
		fill: func(directive.Words) map[string]string { return map[string]string{"cle": rand.Text()} }}
	elsewhere = volition{kind: directive.Directives, form: directive.Elsewhere, title: "Dire où elles sont", to: "/directives/anticipees",
		said: "C’est enregistré. Prévenez la personne qui les garde.", draw: elsewherePage,
		read: func(f *form.Form) directive.Words {
			return directive.Words{Place: f.Text("lieu"), Name: f.Text("detenteur"), Phone: f.Optional("telephone")}
		},
		fill: func(w directive.Words) map[string]string {
			return map[string]string{"lieu": w.Place, "detenteur": w.Name, "telephone": w.Phone}
		}}
	trusted = volition{kind: directive.Trusted, form: directive.Stated, title: "Personne de confiance", to: "/directives/personne-de-confiance",
		said: "Votre personne de confiance est enregistrée.", draw: trustedPage,
		read: func(f *form.Form) directive.Words {
			return directive.Words{Name: f.Text("nom"), Link: f.Optional("lien"), Phone: f.Text("telephone"), Address: f.Optional("adresse"), Signed: f.Checked("signe")}
		},
		fill: func(w directive.Words) map[string]string {
			return map[string]string{"nom": w.Name, "lien": w.Link, "telephone": w.Phone, "adresse": w.Address, "signe": ticked(w.Signed)}
		}}
	donation = volition{kind: directive.Donation, form: directive.Stated, title: "Don d’organes", to: "/directives",
		said: "Votre position est enregistrée. Dites-la aussi à vos proches.", draw: donationPage,
		read: func(f *form.Form) directive.Words {
			stance := f.Choice("position", string(directive.Agrees), string(directive.Partly), string(directive.Refuses))
			return directive.Words{Stance: directive.Stance(stance), Told: f.Checked("proches"), Text: f.Long("texte", noteMost)}
		},
		fill: func(w directive.Words) map[string]string {
			return map[string]string{"position": string(w.Stance), "proches": ticked(w.Told), "texte": w.Text}
		}}
)

// noteMost is the longest note beside a position.
const noteMost = 1000

func ticked(yes bool) string {
	if yes {
		return "oui"
	}
	return ""
}

// of is what stands of the kind.
func (o volition) of(all directive.Wishes) *directive.Wish {
	switch o.kind {
	case directive.Trusted:
		return all.Trusted
	case directive.Donation:
		return all.Donation
	}
	return all.Directives
}

// write asks, with what stands filled in.
func (s *Site) write(o volition) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		all, err := s.wanted(r)
		if err != nil {
			return err
		}
		f, was := form.Empty(), o.of(all)
		if was != nil && was.Form == o.form || o.form == directive.Paper {
			known := directive.Words{}
			if was != nil {
				known = was.Words
			}
			f = form.Filled(o.fill(known))
		}
		return s.writePage(w, r, http.StatusOK, o, f, was)
	}
}

func (s *Site) writePage(w http.ResponseWriter, r *http.Request, status int, o volition, f *form.Form, was *directive.Wish) error {
	page, err := s.wishPart(r, o.title)
	if err != nil {
		return err
	}
	page.Form = f
	page.Names = map[string]string{"texte": "Texte", "temoin-1": "Premier témoin", "temoin-2": "Second témoin", "auteur": "Confirmation", "fichier": "Fichier",
		"lieu": "Où elles sont", "detenteur": "Qui les garde", "telephone": "Téléphone", "nom": "Nom", "lien": "Lien", "adresse": "Adresse", "position": "Position"}
	return ui.Render(w, r, status, o.draw(page, f, was))
}

// keep takes the answers. What stood before is replaced.
func (s *Site) keep(o volition) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := form.Read(r)
		if err != nil {
			return err
		}
		if words := o.read(f); f.OK() {
			err := s.Wishes.Write(r.Context(), serve.Actor(r), serve.Space(r), directive.Wish{Words: words, Kind: o.kind, Form: o.form})
			if err = f.Take(err); err != nil {
				return err
			}
		}
		if !f.OK() {
			return s.writePage(w, r, http.StatusUnprocessableEntity, o, f, nil)
		}
		return s.keptWish(w, r, o.to, o.said)
	}
}

func (s *Site) keptWish(w http.ResponseWriter, r *http.Request, to, said string) error {
	s.Sessions.Flash(r, ui.Flash{Text: said})
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// keepPaper keeps the signed paper among the documents, under the type that says what it is.
func (s *Site) keepPaper(w http.ResponseWriter, r *http.Request) error {
	f, err := form.ReadFiles(r, 1, limit.UploadBytes)
	if err != nil {
		return err
	}
	files := f.Files("fichier")
	u := record.Upload{Key: f.Typed("cle"), Type: directive.PaperType, CaredOn: f.Past("date", s.Now())}
	witnesses := []string{f.Optional("temoin-1"), f.Optional("temoin-2")}
	if len(files) == 1 {
		u.File, u.Name = files[0].Bytes, files[0].Name
	}
	if f.OK() {
		var doc id.Document
		doc, err = s.Records.Deposit(r.Context(), serve.Actor(r), serve.Space(r), u)
		if words := fr.Refused(err); words != "" {
			f.Fail("fichier", "said", words)
			err = nil
		}
		if err == nil && f.OK() {
			err = s.Wishes.Write(r.Context(), serve.Actor(r), serve.Space(r), directive.Wish{Kind: directive.Directives, Form: directive.Paper, Document: doc,
				Words: directive.Words{Witnesses: witnesses}})
		}
		if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.writePage(w, r, http.StatusUnprocessableEntity, signedPaper, f, nil)
	}
	return s.keptWish(w, r, signedPaper.to, "Le papier signé est ajouté. Il compte à la place de ce qui était là.")
}

func (s *Site) askRevoke(k directive.Kind) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		page, err := s.wishPart(r, revokeTitle(k))
		if err != nil {
			return err
		}
		return ui.Render(w, r, http.StatusOK, revokePage(page, k))
	}
}

func (s *Site) revoke(k directive.Kind) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.Wishes.Revoke(r.Context(), serve.Actor(r), serve.Space(r), k); err != nil {
			return err
		}
		return s.keptWish(w, r, "/directives", "C’est retiré. Plus personne ne le lit ici.")
	}
}

// trustLetter is the paper that tells the trusted person, to be signed by both (L.1111-6).
func (s *Site) trustLetter(w http.ResponseWriter, r *http.Request) error {
	all, err := s.wanted(r)
	if err != nil {
		return err
	}
	if all.Trusted == nil {
		http.Redirect(w, r, "/directives/personne-de-confiance", http.StatusSeeOther)
		return nil
	}
	who, err := s.People.Of(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="personne-de-confiance.pdf"`)
	return letter.WriteTrust(w, letter.Trust{Head: letter.Head{Service: s.Letters, Date: s.Now()}, Person: fr.Person(who.Called()), Sex: string(who.Sex), Born: who.BirthDate,
		Name: all.Trusted.Name, Address: all.Trusted.Address, Since: clock.Day(all.Trusted.MadeAt)})
}

func revokeTitle(k directive.Kind) string {
	switch k {
	case directive.Trusted:
		return "Retirer la désignation"
	case directive.Donation:
		return "Retirer ma position"
	}
	return "Retirer mes directives"
}
