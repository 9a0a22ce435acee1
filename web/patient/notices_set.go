package patient

import (
	"net/http"

	"espacesante/internal/identity"
	"espacesante/internal/notification"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// matrix is how a person is told, on screen: events by channels.
type matrix struct {
	places identity.Places
	rows   []eventRow
	rhythm string
	young  bool // of a minor's own sign-in: no letters
}

// columns are the heads of the table: the event, then the channels.
func (m matrix) columns() []ui.Column {
	all := []ui.Column{{Label: "Événement"}, {Label: "Espace santé", Narrow: true}}
	for _, by := range channelsOf(m.young) {
		all = append(all, ui.Column{Label: channelNames[by], Narrow: true})
	}
	return all
}

// channelsOf are those that can be ticked: a letter comes to the household, so
// a minor has none.
func channelsOf(young bool) []notification.Channel {
	if young {
		return []notification.Channel{notification.Email, notification.SMS}
	}
	return notification.Channels()
}

// eventRow is one event: its boxes, in the order of the channels.
type eventRow struct {
	name, why string
	boxes     []ui.Box
}

// boxName is the name of the boxes of a channel in the form; each has the slug
// of its event as value.
func boxName(by notification.Channel) string { return channelSlugs[by] }

// matrixOf is the table as it stands, or as it was typed.
func matrixOf(f *form.Form, w notification.Wishes, places identity.Places) matrix {
	m := matrix{places: places, rhythm: rhythmSlugs[w.Rhythm]}
	known := places.Known()
	for _, e := range notification.Events() {
		row := eventRow{name: eventNames[e].name, why: eventNames[e].why}
		chosen := w.Chosen(e, known)
		row.boxes = []ui.Box{{Column: "Espace santé", Label: row.name + "\u00a0: espace santé", Ticked: true, Held: true}}
		for _, by := range notification.Channels() {
			b := ui.Box{Column: channelNames[by], Label: row.name + "\u00a0: " + channelNames[by], Name: boxName(by), Value: eventSlugs[e],
				Ticked: chosen.On(by), Held: e.Fixed(by, known)}
			switch {
			case !known.On(by):
				b.Ticked, b.Held = false, true
			case f.Sent() && !b.Held:
				b.Ticked = f.Has(b.Name, b.Value)
			}
			row.boxes = append(row.boxes, b)
		}
		m.rows = append(m.rows, row)
	}
	return m
}

// youngMatrixOf is matrixOf for a minor's own sign-in: what is about it is held,
// everything else is as ticked, and off before.
func youngMatrixOf(f *form.Form, w notification.Wishes, places identity.Places) matrix {
	m := matrix{places: places, young: true}
	for _, e := range append(notification.YoungEvents(), notification.OfSecurity) {
		held := e == notification.OfSecurity
		row := eventRow{name: eventNames[e].name}
		if held {
			row.name, row.why = "Connexion, mot de passe, contact", "Toujours dit à votre contact\u00a0: si ce n’est pas vous, il faut agir."
		}
		row.boxes = []ui.Box{{Column: "Espace santé", Label: row.name + "\u00a0: espace santé", Ticked: true, Held: true}}
		for _, by := range channelsOf(true) {
			known := places.Known().On(by)
			b := ui.Box{Column: channelNames[by], Label: row.name + "\u00a0: " + channelNames[by], Name: boxName(by), Value: eventSlugs[e],
				Ticked: known && (held || w.Channels[e].On(by)), Held: held || !known}
			if f.Sent() && !b.Held {
				b.Ticked = f.Has(b.Name, b.Value)
			}
			row.boxes = append(row.boxes, b)
		}
		m.rows = append(m.rows, row)
	}
	return m
}

// where says on which address each channel is, or that none is known.
func (m matrix) where() []ui.Pair {
	shown := func(r identity.Reach, none string) string {
		if r.Address == "" {
			return none
		}
		return r.Masked()
	}
	post := "À l’adresse que connaît votre caisse. Il met quelques jours."
	if !m.places.Post {
		post = "Aucune adresse connue."
	}
	if m.young {
		return []ui.Pair{{Name: "Courriel", Value: shown(m.places.Email, "Aucune adresse connue.")}, {Name: "SMS", Value: shown(m.places.SMS, "Aucun numéro de mobile connu.")}}
	}
	return []ui.Pair{{Name: "Espace santé", Value: "Toujours, dans «\u00a0Notifications\u00a0»."},
		{Name: "Courriel", Value: shown(m.places.Email, "Aucune adresse connue.")},
		{Name: "SMS", Value: shown(m.places.SMS, "Aucun numéro de mobile connu.")}, {Name: "Courrier", Value: post}}
}

func (s *Site) askNotices(w http.ResponseWriter, r *http.Request) error {
	return s.noticesForm(w, r, http.StatusOK, form.Empty())
}

func (s *Site) noticesForm(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	wishes, err := s.Notices.Wishes(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	places, err := s.People.Reaches(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	page, err := s.leave(r, "Comment être prévenu")
	if err != nil {
		return err
	}
	page.Form = f
	if serve.Actor(r).Young { // what the caisse knows is a parent's
		own, _, err := s.People.Contact(r.Context(), serve.Actor(r))
		if err != nil {
			return err
		}
		return ui.Render(w, r, status, youngNoticesPage(page, youngMatrixOf(f, wishes, identity.Only(own))))
	}
	return ui.Render(w, r, status, noticesSetPage(page, f, matrixOf(f, wishes, places)))
}

func (s *Site) setNotices(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	to := notification.Wishes{Channels: map[notification.Event]notification.Choice{}}
	rhythm := f.Choice("rythme", rhythmSlugs[notification.AtOnce], rhythmSlugs[notification.Daily], rhythmSlugs[notification.Weekly])
	for r, slug := range rhythmSlugs {
		if slug == rhythm {
			to.Rhythm = r
		}
	}
	all := make([]string, 0, len(eventSlugs))
	for _, slug := range eventSlugs {
		all = append(all, slug)
	}
	for _, by := range notification.Channels() {
		f.Choices(boxName(by), all...)
	}
	for e, slug := range eventSlugs {
		var c notification.Choice
		for _, by := range notification.Channels() {
			if f.Has(boxName(by), slug) {
				c = c.With(by)
			}
		}
		to.Channels[e] = c
	}
	if f.OK() {
		if err := s.keepNotices(r, to); f.Take(err) != nil {
			return err
		}
	}
	if !f.OK() {
		return s.noticesForm(w, r, http.StatusUnprocessableEntity, f)
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Vos choix sont enregistrés. Ils valent dès maintenant."})
	http.Redirect(w, r, "/parametres/notifications", http.StatusSeeOther)
	return nil
}

// keepNotices keeps what was ticked. Of what is held nothing is typed: it stays
// as it stood.
func (s *Site) keepNotices(r *http.Request, to notification.Wishes) error {
	if serve.Actor(r).Young {
		return s.Notices.Set(r.Context(), serve.Actor(r), ofTheYoung(to))
	}
	before, err := s.Notices.Wishes(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	places, err := s.People.Reaches(r.Context(), serve.Actor(r))
	if err != nil {
		return err
	}
	known := places.Known()
	for e, c := range to.Channels {
		to.Channels[e] = before.Changed(e, c, known)
		if _, said := before.Channels[e]; !said && to.Channels[e] == before.Chosen(e, known) {
			delete(to.Channels, e) // as she is usually reached, whatever that becomes
		}
	}
	return s.Notices.Set(r.Context(), serve.Actor(r), to)
}

// ofTheYoung leaves what a minor may choose: at once, of the events that are
// theirs, by no letter.
func ofTheYoung(to notification.Wishes) notification.Wishes {
	own := notification.Wishes{Rhythm: notification.AtOnce, Channels: map[notification.Event]notification.Choice{}}
	for _, e := range notification.YoungEvents() {
		c := to.Channels[e]
		c.Letter = false
		own.Channels[e] = c
	}
	return own
}
