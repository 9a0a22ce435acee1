package professional

import (
	"errors"
	"log/slog"
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/problem"
	"espacesante/internal/psc"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// byCard sends the browser to Pro Santé Connect, and keeps what the answer has
// to match.
func (s *Site) byCard(w http.ResponseWriter, r *http.Request) error {
	_, in := s.here(r) // who is signed in shows the card again, to change how they come in
	address, asked, err := s.Cards.Ask(r.Context(), in)
	if err != nil {
		return s.noCard(w, r, err)
	}
	s.Sessions.Keep(r, "psc", asked)
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

// backFromCard takes the answer, once: what was asked is forgotten first.
func (s *Site) backFromCard(w http.ResponseWriter, r *http.Request) error {
	asked, _ := serve.Recall[psc.Asked](s.Sessions, r, "psc")
	s.Sessions.Forget(r, "psc")
	who, err := s.Cards.Answer(r.Context(), asked, r.URL.Query())
	if err != nil {
		return s.noCard(w, r, err)
	}
	by, err := s.People.Certified(r.Context(), who.NationalID, who.Professions)
	if err != nil {
		return s.noCard(w, r, err)
	}
	if self, in := s.here(r); in {
		return s.shownAgain(w, r, self.Account == by.Account)
	}
	to, err := s.begin(r, by, who)
	if err != nil {
		return err
	}
	s.Sessions.Keep(r, "by-card", true)
	s.Sessions.Keep(r, cardShown, s.Now())
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// here is the professional who is signed in already, if one is.
func (s *Site) here(r *http.Request) (access.Actor, bool) {
	by, in := serve.Someone(r)
	return by, in && serve.Home(by) == "/pro"
}

// cardWords are what to say of a sign-in that came to nothing.
type cardWords struct {
	status     int
	title, why string
}

var cardFaults = []struct {
	err   error
	words cardWords
}{
	{psc.ErrRefused, cardWords{http.StatusForbidden, "La connexion a été abandonnée", "Pro Santé Connect nous dit que vous avez arrêté, ou que votre carte n’a pas répondu."}},
	{psc.ErrStale, cardWords{http.StatusForbidden, "Cette connexion ne sert plus", "Elle a déjà servi, ou elle a duré plus de 10\u00a0minutes. Recommencez."}},
	{psc.ErrToken, cardWords{http.StatusForbidden, "La réponse reçue n’est pas valable", "Elle ne vient pas de Pro Santé Connect, ou elle n’était pas pour cette connexion. Recommencez."}},
	{psc.ErrLevel, cardWords{http.StatusForbidden, "Cette façon de se connecter ne suffit pas", "Utilisez votre carte CPS ou votre e-CPS."}},
	{psc.ErrOld, cardWords{http.StatusForbidden, "Votre carte n’a pas été montrée de nouveau", "Fermez votre session Pro Santé Connect, puis recommencez."}},
	{psc.ErrNobody, cardWords{http.StatusForbidden, "Votre numéro RPPS n’a pas été transmis", "Sans lui nous ne savons pas qui vous êtes. Connectez-vous avec votre mot de passe."}},
	{psc.ErrDown, cardWords{http.StatusServiceUnavailable, "Pro Santé Connect ne répond pas", "Connectez-vous avec votre numéro RPPS et votre mot de passe, ou réessayez plus tard."}},
}

// noCard says why, without a word of what was received.
func (s *Site) noCard(w http.ResponseWriter, r *http.Request, err error) error {
	words := cardWords{}
	switch problem.CodeOf(err) {
	case "psc-unknown":
		words = cardWords{http.StatusForbidden, "Nous ne vous trouvons pas dans l’annuaire", "Votre numéro RPPS n’y est pas, ou plus en exercice. Appelez-nous pour le faire ajouter."}
	case "psc-profession":
		words = cardWords{http.StatusForbidden, "Votre profession a changé", "Celle que dit votre carte n’est pas celle de l’annuaire. Appelez-nous pour la faire corriger."}
	}
	for _, f := range cardFaults {
		if words.title == "" && errors.Is(err, f.err) {
			words = f.words
		}
	}
	if words.title == "" {
		return err
	}
	if words.status == http.StatusServiceUnavailable {
		slog.WarnContext(r.Context(), "Pro Santé Connect does not answer")
	}
	return ui.Render(w, r, words.status, noCardPage(words))
}

// leftCard is where somebody signed in by card comes after signing out: the
// session there is another one, and may be ended too.
func (s *Site) leftCard(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, leftCardPage(s.Cards.Leave(r.Context())))
}
