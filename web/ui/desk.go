package ui

import (
	"time"

	"espacesante/web/fr"
)

// Session is the time that a helper, a caller's agent or a counter spends with
// one person: what the band says while it lasts (ux.md §1.6, step 8).
type Session struct {
	What      string // « Session aidée », « Appel », « Rendez-vous »
	Who       string // « l’espace santé de M. Petit »; empty while nobody is identified
	Agent     string // « Samia B. »
	Structure string // « France services de Foix »
	Scope     string // « mandat d’aujourd’hui seulement »; may be empty
	Until     time.Time
	Now       time.Time
	End       Post // « Terminer la session »
}

// Band is the striped band of the session, which leads every page of it.
func (s Session) Band() *Space {
	note := ""
	for _, part := range []string{s.Agent, s.Structure, s.Scope} {
		switch {
		case part == "":
		case note == "":
			note = part
		default:
			note += "\u00a0· " + part
		}
	}
	return &Space{Kind: Desk, Lead: s.lead(), Who: s.Who, Note: note, Privacy: Link{Text: s.left()}, Close: s.End}
}

func (s Session) lead() string {
	if s.Who == "" {
		return s.What
	}
	return s.What + "\u00a0:"
}

// left says the end in words: « Reste 38 minutes, jusqu’à 11 h 20 ».
func (s Session) left() string {
	if !s.Now.Before(s.Until) {
		return "Terminée à " + fr.Hour(s.Until)
	}
	return "Reste " + fr.Minutes(s.Until.Sub(s.Now)) + ", jusqu’à " + fr.Hour(s.Until)
}

// Curtain is one document at the desk: closed, its title is not in the page.
type Curtain struct {
	Name   string // « Document 1 »
	Note   string // « Biologie, 3 mai 2027. Titre et contenu cachés. »
	Open   bool
	Href   string // when open
	Title  string // when open
	Action string
	Field  string // name of the button
	Value  string
}
