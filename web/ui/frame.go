package ui

import (
	"context"
	"strconv"
	"time"

	"espacesante/web/form"
	"espacesante/web/fr"

	"github.com/a-h/templ"
)

// Service is what the deployer's configuration says of the service on every page.
type Service struct {
	Name     string // « Espace santé » by default; ends every page's title
	Official bool   // true removes the permanent notice of demonstration
	Phone    string
	Fictive  bool // the number is not a real one, and says so
	Hours    string
	Relay    string // page of the relay for deaf callers: text, sign language; empty: that of their own operator
	Operator string // who answers for the service, on the legal page
	Contact  string // address of the data protection officer
	Demo     bool   // shows the way to the demonstration's tools
}

// DefaultService is the service without any configuration.
func DefaultService() Service {
	return Service{
		Name:     "Espace santé",
		Phone:    "01\u00a099\u00a000\u00a042\u00a042",
		Fictive:  true,
		Hours:    "du lundi au vendredi, de 8\u00a0h\u00a030 à 17\u00a0h\u00a030",
		Operator: "Opérateur de démonstration",
		Contact:  "donnees@espace-sante.example",
	}
}

// Display is how a person asked pages to look (page « Affichage »). Empty
// values follow the system.
type Display struct {
	Theme   string // clair, sombre
	Size    string // grand, tres-grand
	Spacing string // large
	Font    string // lisible
	Calm    string // oui: fewer things at once
}

// Number is the telephone number as pages write it, told fictive when it is.
func (s Service) Number() string {
	if s.Fictive {
		return s.Phone + " (numéro fictif)"
	}
	return s.Phone
}

type frameKey struct{}

type frame struct {
	service Service
	display Display
	path    string
	ends    time.Time // of the session, zero when nobody is signed in
	left    time.Duration
}

// WithEnd tells the pages of a request when the session ends, so that they say
// it (RGAA 13.1, ux.md §1.17).
func WithEnd(ctx context.Context, ends, now time.Time) context.Context {
	f := frameOf(ctx)
	f.ends, f.left = ends, ends.Sub(now)
	return context.WithValue(ctx, frameKey{}, f)
}

// EndOf is when the session ends; zero when nobody is signed in.
func EndOf(ctx context.Context) time.Time { return frameOf(ctx).ends }

// WithFrame gives the pages of a request what surrounds all of them: the
// service, how they should look, and the path one comes back to.
func WithFrame(ctx context.Context, s Service, d Display, path string) context.Context {
	return context.WithValue(ctx, frameKey{}, frame{service: s, display: d, path: path})
}

// ServiceOf is the service whose page is being drawn.
func ServiceOf(ctx context.Context) Service { return frameOf(ctx).service }

// DisplayOf is how the page is being drawn.
func DisplayOf(ctx context.Context) Display { return frameOf(ctx).display }

func frameOf(ctx context.Context) frame {
	if f, ok := ctx.Value(frameKey{}).(frame); ok {
		return f
	}
	return frame{service: DefaultService()}
}

// Page is what every page says about itself.
type Page struct {
	Lang     string            // of what the page says, « fr » when empty
	Dir      string            // « rtl » when it is written so
	Title    string            // in the browser's bar; never a name nor a word about health
	Form     *form.Form        // when something is wrong in it, the title and the top of the page say so
	Names    map[string]string // what each field is called in that list: « Courriel »
	Zone     string            // beside the mark: « Professionnels », « Guichet »
	Home     string            // where the mark leads, « / » when empty
	SignedIn bool              // « Se déconnecter » in place of « Se connecter »
	Menu     []Tab
	Bell     Tab    // where one is told, in the header with what is not read; no address for none
	Space    *Space // whose space is open; nil when none is
	Skips    []Link // parts of a long page to jump to, before anything else is read
	Back     Link   // one step back…
	Trail    []Link // …or where this page stands, never both
	Flash    Flash

	asks bool // a question page: nothing beside the question but help
}

// Link is a place to go.
type Link struct{ Href, Text string }

// Tab is one entry of a menu.
type Tab struct {
	Href, Text string
	Current    bool
	Count      int    // what waits behind it, not shown when zero
	CountOf    string // « non lu », read aloud after the count
}

// Flash is one sentence about what has just been done, on the page that shows it.
type Flash struct {
	Text string
	Warn bool
	Undo Post // how to take it back, when it can be
}

// Post is a change that one button makes.
type Post struct{ Action, Text string }

// Kind tells whose space is open. It chooses the colour of band and spine; the
// words of Space say the same thing.
type Kind string

// The kinds of space.
const (
	Own          Kind = "self"
	Child        Kind = "child"
	Adult        Kind = "adult"
	Professional Kind = "pro"
	Desk         Kind = "desk"
)

// Space is the band that says whose space is open.
type Space struct {
	Kind    Kind
	Lead    string // « Vous êtes dans »
	Who     string // « votre espace santé, Paul Martin »
	Given   string // in a child's space, how the child is called there: pages then speak of the child
	Note    string // a second line: traits of identity, the helper's name
	Change  Link   // « Changer de personne »
	Privacy Link   // the sentence that sums up who sees what; Href may be empty
	Close   Post   // « Fermer l’espace santé », « Terminer la session »
}

// title is the page's title with the area and the service's name, and
// « Erreur : » first when something is wrong.
func (p Page) title(s Service) string {
	t := p.Title + "\u00a0– " + s.Name
	if p.Zone != "" {
		t = p.Title + "\u00a0– " + p.Zone + "\u00a0– " + s.Name
	}
	if !p.Form.OK() {
		t = "Erreur\u00a0: " + t
	}
	return t
}

// fault says what is wrong with one field, after the field's name where the
// page has several.
func (p Page) fault(w form.Fault) string {
	sentence := fr.Wrong(w.Code, w.Args...)
	if name := p.Names[w.Field]; name != "" {
		return name + "\u00a0: " + lowered(sentence)
	}
	return sentence
}

// lang is the language of the page's own words.
func (p Page) lang() string {
	if p.Lang == "" {
		return "fr"
	}
	return p.Lang
}

// around marks what is in French around words in another language.
func (p Page) around() templ.Attributes {
	if p.Lang == "" {
		return nil
	}
	return templ.Attributes{"lang": "fr", "dir": "ltr"}
}

func (p Page) home() templ.SafeURL {
	if p.Home == "" {
		return "/"
	}
	return templ.URL(p.Home)
}

func (p Page) kind() Kind {
	switch {
	case p.Space != nil && p.Space.Kind != "":
		return p.Space.Kind
	case p.Zone != "":
		return Professional
	}
	return Own
}

// asked is p as a question page.
func (p Page) asked() Page {
	p.asks = true
	return p
}

// bound reports whether the page is a leaf of a notebook, with tabs and spine.
func (p Page) bound() bool { return p.Space != nil || len(p.Menu) > 0 }

// alone says that a page of somebody signed in has no area around it, only a way
// back: it stands on a sheet of its own.
func (p Page) alone() bool { return p.SignedIn && !p.bound() && p.Back.Href != "" }

// secondsLeft is how long the session lasts yet, for scripts: their clock may be
// wrong.
func secondsLeft(ctx context.Context) string {
	return strconv.Itoa(int(frameOf(ctx).left / time.Second))
}

// themed gives <html> the person's choices.
func (d Display) themed() templ.Attributes {
	a := templ.Attributes{}
	for name, value := range map[string]string{
		"data-theme": d.Theme, "data-size": d.Size, "data-spacing": d.Spacing, "data-font": d.Font, "data-calm": d.Calm,
	} {
		if value != "" {
			a[name] = value
		}
	}
	return a
}
