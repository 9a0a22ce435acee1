package patient

import (
	"net/http"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/web/fr"
	"espacesante/web/serve"
)

// privacyKept is how long the sentence of the band is believed: reading it is an
// act, with its line, and a page more is not one.
const privacyKept = 5 * time.Minute

// privacy is who sees what in one sentence, on every page (ux.md §0.1, 5), and
// how many notices are not read: one act gives both.
type privacy struct {
	Space  id.Patient // a session goes from one's own space to a child's
	Text   string
	Unread int
	At     time.Time
}

// forgetPrivacy has the sentence read anew after whatever a person changes.
func (s *Site) forgetPrivacy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			s.Sessions.Forget(r, "privacy")
			s.Sessions.Forget(r, "kin")
		}
		next.ServeHTTP(w, r)
	})
}

// privacy gives the sentence. Where the space lets nobody read its settings, the
// link says only where they are.
func (s *Site) privacy(r *http.Request) (privacy, error) {
	if kept, ok := serve.Recall[privacy](s.Sessions, r, "privacy"); ok && kept.Space == serve.Space(r) && s.Now().Sub(kept.At) < privacyKept {
		return kept, nil
	}
	o, err := s.overview(r)
	if problem.Reason(err) != "" {
		return privacy{Text: "Qui peut l’ouvrir\u00a0: voir et changer"}, nil
	}
	if err != nil {
		return privacy{}, err
	}
	said := privacy{serve.Space(r), inBand(o), o.Unread, s.Now()}
	s.Sessions.Keep(r, "privacy", said)
	return said, nil
}

var urgentInBand = map[access.Emergency]string{
	access.EmergencyYesWithMasked: "oui, même masqués",
	access.EmergencyYes:           "oui, sauf masqués",
	access.EmergencyNo:            "non",
}

// inBand is « 4 professionnels autorisés · 2 documents masqués · en urgence : oui ».
func inBand(o overview) string {
	who := counted(len(o.Allowed), "aucun professionnel autorisé", "professionnel autorisé", "professionnels autorisés")
	if !o.Sharing {
		who = "personne n’est autorisé"
	}
	return fr.Upper(who) + "\u00a0· " + counted(o.Masked, "aucun document masqué", "document masqué", "documents masqués") +
		"\u00a0· en urgence\u00a0: " + urgentInBand[o.Emergency]
}
