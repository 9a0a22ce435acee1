package notification

import "slices"

// Choice is on which channels a person wants to hear of an event.
type Choice struct{ Email, SMS, Letter bool }

// On reports whether a channel is chosen.
func (c Choice) On(by Channel) bool {
	switch by {
	case Email:
		return c.Email
	case SMS:
		return c.SMS
	case Letter:
		return c.Letter
	}
	return false
}

// With is c with one channel more.
func (c Choice) With(by Channel) Choice {
	switch by {
	case Email:
		c.Email = true
	case SMS:
		c.SMS = true
	case Letter:
		c.Letter = true
	}
	return c
}

// Channels lists them in the order of the page.
func Channels() []Channel { return []Channel{Email, SMS, Letter} }

// Known is how a person can be reached at all.
type Known struct {
	Choice         // the channels for which an address is known
	Usual  Channel // the one that serves when nothing was chosen; empty: none
}

// Fixed reports whether e is told on a channel whatever the person chooses.
func (e Event) Fixed(by Channel, known Known) bool {
	switch e.Hold() {
	case Usually:
		return by == known.Usual
	case Online:
		return by != Letter
	case Everywhere:
		return true
	}
	return false
}

// Chosen is how the person hears of e: what cannot be switched off, and what
// she chose, or as she is usually reached when she chose nothing.
func (w Wishes) Chosen(e Event, known Known) (c Choice) {
	set, said := w.Channels[e]
	for _, by := range Channels() {
		if e.Fixed(by, known) || said && set.On(by) || !said && by == known.Usual {
			c = c.With(by)
		}
	}
	return c
}

// Ways are the channels on which a message leaves now. One that the law wants
// told (post) leaves on paper when nothing else is known.
func (w Wishes) Ways(k Kind, known Known, post bool) (all []Channel) {
	chosen := w.Chosen(k.Event(), known)
	for _, by := range Channels() {
		if chosen.On(by) && known.On(by) {
			all = append(all, by)
		}
	}
	if len(all) == 0 && post && !known.Email && !known.SMS {
		return []Channel{Letter}
	}
	return all
}

// YoungEvents are those that a minor with a sign-in of their own may hear of on
// their own contact, besides what is about that sign-in (TEEN-06).
func YoungEvents() []Event { return []Event{OfAccess, OfEmergency, OfDocuments, OfProfile, OfAnswers} }

// Young are the channels on which a minor hears of k: those that they ticked, and
// none otherwise. The representatives are told whatever the minor ticks, so that
// nothing needs to be held; never by letter, which the household opens (TEEN-06).
func (w Wishes) Young(k Kind, known Known) (all []Channel) {
	if !slices.Contains(YoungEvents(), k.Event()) {
		return nil
	}
	for _, by := range []Channel{Email, SMS} {
		if w.Channels[k.Event()].On(by) && known.On(by) {
			all = append(all, by)
		}
	}
	return all
}

// Later reports whether a message waits for the next one that tells of several.
func (w Wishes) Later(k Kind) bool { return k.Event().Waits() && w.Rhythm != AtOnce && w.Rhythm != "" }

// Changed is what a person says of e with the boxes that she could tick: of a
// channel that is held, or on which nothing is known of her, what stood stays.
func (w Wishes) Changed(e Event, ticked Choice, known Known) (c Choice) {
	set := w.Chosen(e, known)
	for _, by := range Channels() {
		free := !e.Fixed(by, known) && known.On(by)
		if free && ticked.On(by) || !free && set.On(by) {
			c = c.With(by)
		}
	}
	return c
}
