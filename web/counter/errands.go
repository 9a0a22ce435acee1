package counter

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/support"
	"espacesante/web/form"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// errand is one act that an agent does for somebody: what he reads aloud first,
// what the button says, what was done.
type errand struct {
	path  string
	act   access.Act
	kinds []support.Kind
	group string
	title string // of its page: what is about to be done
	way   string // of the link that leads there
	reads []string
	done  string
	grave bool
	do    func(context.Context, *enrolment.Service, access.Actor, id.Patient) (enrolment.Receipt, error)
}

// without adapts what gives no receipt.
func without(do func(*enrolment.Service, context.Context, access.Actor, id.Patient) error) func(context.Context, *enrolment.Service, access.Actor, id.Patient) (enrolment.Receipt, error) {
	return func(ctx context.Context, s *enrolment.Service, by access.Actor, p id.Patient) (enrolment.Receipt, error) {
		return enrolment.Receipt{}, do(s, ctx, by, p)
	}
}

// with adapts what gives one.
func with(do func(*enrolment.Service, context.Context, access.Actor, id.Patient) (enrolment.Receipt, error)) func(context.Context, *enrolment.Service, access.Actor, id.Patient) (enrolment.Receipt, error) {
	return func(ctx context.Context, s *enrolment.Service, by access.Actor, p id.Patient) (enrolment.Receipt, error) {
		return do(s, ctx, by, p)
	}
}

const (
	ofCodes  = "Code et connexion"
	ofChoice = "Refuser, fermer, rouvrir"
	ofFraud  = "Protéger"
)

var (
	both    = []support.Kind{support.Call, support.Visit}
	present = []support.Kind{support.Visit}
	anyway  = []support.Kind{support.Visit, support.File}
)

// errands are all of them, in the order of the pages.
var errands = []errand{
	{path: "fiche", act: access.PrintCode, kinds: present, group: ofCodes, title: "Imprimer une fiche d’activation", way: "Imprimer une fiche d’activation",
		reads: []string{"La fiche porte un code, valable 24\u00a0heures, qui sert une seule fois.", "Vos codes d’avant ne fonctionneront plus.",
			"Vous tapez ce code vous-même. Ne le donnez à personne, ni à moi."},
		done: "La fiche d’activation est prête."},
	{path: "nouveau-code", act: access.RenewCode, kinds: both, group: ofCodes, title: "Envoyer un nouveau code", way: "Envoyer un nouveau code",
		reads: []string{"Le code part au contact que votre caisse connaît, ou par courrier.", "Vos codes d’avant ne fonctionneront plus.",
			"Je ne vois pas ce code. Ne me le lisez pas quand il arrivera."},
		done: "Un nouveau code est en route.", do: without((*enrolment.Service).RenewFor)},
	{path: "deconnecter", act: access.EndSessions, kinds: both, group: ofCodes, title: "Déconnecter tous les appareils", way: "Déconnecter tous les appareils",
		reads: []string{"Tous les appareils connectés à votre espace santé sont déconnectés.", "Vous vous reconnectez avec le même mot de passe."},
		done:  "Tous les appareils sont déconnectés.", do: without((*enrolment.Service).SignOutFor)},
	{path: "suspendre-connexion", act: access.SuspendSignIn, kinds: both, group: ofFraud, title: "Suspendre la connexion", way: "Suspendre la connexion, sur un doute",
		reads: []string{"Plus personne ne peut se connecter à votre espace santé, vous compris.", "Vos documents ne changent pas. Les professionnels les lisent comme avant.",
			"Pour la rétablir, appelez-nous ou venez au guichet."},
		done: "La connexion est suspendue.", grave: true, do: without((*enrolment.Service).HoldSignIn)},
	{path: "retablir-connexion", act: access.RestoreSignIn, kinds: both, group: ofCodes, title: "Rétablir la connexion", way: "Débloquer la connexion",
		reads: []string{"Votre ancien mot de passe ne servira plus.", "Vous en choisirez un nouveau sur la page de connexion, avec «\u00a0Mot de passe oublié\u00a0».",
			"Nous ne vous demanderons jamais ce mot de passe."},
		done: "La connexion est rétablie.", do: without((*enrolment.Service).GiveSignIn)},
	{path: "opposition", act: access.OpposeSpace, kinds: present, group: ofChoice, title: "Enregistrer une opposition", way: "S’opposer à la création",
		reads: []string{"Aucun espace santé ne sera créé pour vous.", "Vos soins et vos remboursements ne changent pas.",
			"Vous pouvez changer d’avis n’importe quel jour."},
		done: "L’opposition est enregistrée.", do: with((*enrolment.Service).OpposeFor)},
	{path: "fermer", act: access.CloseSpace, kinds: both, group: ofChoice, title: "Fermer l’espace santé", way: "Fermer",
		reads: []string{"Plus personne ne pourra l’ouvrir, ni vous ni les professionnels.", "Son contenu est gardé 10\u00a0ans en archive, puis effacé.",
			"Pendant ce temps, il peut être rouvert avec son contenu."},
		done: "L’espace santé est fermé.", grave: true,
		do: func(ctx context.Context, s *enrolment.Service, by access.Actor, p id.Patient) (enrolment.Receipt, error) {
			return s.CloseFor(ctx, by, p, false)
		}},
	{path: "effacer", act: access.EraseSpace, kinds: both, group: ofChoice, title: "Fermer et tout effacer", way: "Fermer et tout effacer",
		reads: []string{"Plus personne ne pourra l’ouvrir, ni vous ni les professionnels.", "Vous pouvez annuler pendant 30\u00a0jours, par téléphone ou au guichet.",
			"Tout est effacé en 3\u00a0mois au plus. Il n’y a pas de retour."},
		done: "L’effacement est demandé.", grave: true, do: with((*enrolment.Service).EraseFor)},
	{path: "annuler-effacement", act: access.KeepSpace, kinds: both, group: ofChoice, title: "Annuler l’effacement", way: "Annuler l’effacement",
		reads: []string{"Le contenu ne sera pas effacé.", "L’espace santé reste fermé, son contenu est gardé en archive.", "Il peut ensuite être rouvert."},
		done:  "L’effacement est annulé.", do: with((*enrolment.Service).KeepFor)},
	{path: "rouvrir", act: access.ReopenSpace, kinds: both, group: ofChoice, title: "Rouvrir l’espace santé", way: "Rouvrir, avec son contenu",
		reads: []string{"Votre espace santé revient avec tout son contenu.", "Les professionnels qui vous soignent pourront de nouveau le lire et le remplir.",
			"Vous vous connectez comme avant, ou vous l’activez avec un code."},
		done: "L’espace santé est rouvert.", do: with((*enrolment.Service).ReopenFor)},
	{path: "lever-suspension", act: access.ResumeSpace, kinds: both, group: ofChoice, title: "Lever la suspension", way: "Lever la suspension",
		reads: []string{"Vous dites que cet espace santé est bien le vôtre.", "La suspension est levée tout de suite.", "Votre espace santé fonctionne comme avant."},
		done:  "La suspension est levée.", do: without((*enrolment.Service).Resume)},
	{path: "suspendre", act: access.SuspendSpace, kinds: anyway, group: ofFraud, title: "Suspendre l’espace santé", way: "Suspendre l’espace santé pour fraude",
		reads: []string{"Plus personne ne peut l’ouvrir, ni la personne ni les professionnels.", "La personne est prévenue partout où elle peut l’être.",
			"Elle a 6\u00a0semaines pour le contester. Sans réponse, il est fermé."},
		done: "L’espace santé est suspendu.", grave: true,
		do: func(ctx context.Context, s *enrolment.Service, by access.Actor, p id.Patient) (enrolment.Receipt, error) {
			return enrolment.Receipt{}, s.Suspend(ctx, by, p, "fraud")
		}},
}

func errandOf(path string) (errand, bool) {
	i := slices.IndexFunc(errands, func(e errand) bool { return e.path == path })
	if i < 0 {
		return errand{}, false
	}
	return errands[i], true
}

// finished is what was done last in a call or a visit, for the page after it.
type finished struct {
	Title  string
	Number string
	At     time.Time
	Path   string
	Slip   *slipMade
	Erase  bool
}

// slipMade says which code the paper of a slip bears: the code itself is derived
// again each time it is printed.
type slipMade struct {
	Of    enrolment.Invite
	Until time.Time
}

func (s *Site) errand(r *http.Request, a area) (before, errand, error) {
	e, known := errandOf(chi.URLParam(r, "errand"))
	if !known {
		return before{}, e, problem.Missing("errand")
	}
	b, err := s.live(r, a)
	if err == nil && !slices.Contains(e.kinds, b.Kind) {
		err = problem.Missing("errand")
	}
	if err == nil && b.Patient.IsZero() {
		err = problem.Refuse(access.NotIdentified)
	}
	return b, e, err
}

func (s *Site) askErrand(w http.ResponseWriter, r *http.Request, a area) error {
	b, e, err := s.errand(r, a)
	if err != nil {
		return err
	}
	if b.Standing != nil && !b.Standing.May[e.act] { // the situation has changed since the link was shown, or the level is too low
		return problem.Refuse(s.whyNot(b, e))
	}
	return ui.Render(w, r, http.StatusOK, errandPage(s.pageOf(r, b, e.title), b, e, form.Empty(), newKey()))
}

// whyNot says which of the two it is.
func (s *Site) whyNot(b before, e errand) access.Reason {
	if b.Kind == support.Call && b.Level < 2 {
		return access.NotIdentified
	}
	return access.WrongState
}

func (s *Site) runErrand(w http.ResponseWriter, r *http.Request, a area) error {
	b, e, err := s.errand(r, a)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	f.Agreed("lu")
	if !f.OK() {
		p := s.pageOf(r, b, e.title)
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, errandPage(p, b, e, f, newKey()))
	}
	return s.once(w, r, b, f, func() (finished, error) {
		if e.act == access.PrintCode {
			return s.print(r, b, e)
		}
		receipt, err := e.do(r.Context(), s.Enrolment, serve.Actor(r), b.Patient)
		return finished{Title: e.done, Number: receipt.Number, At: s.Now(), Path: e.path}, err
	})
}

// once runs an act of a form once, however often its button was pressed, and
// leads to the page that says what was done.
func (s *Site) once(w http.ResponseWriter, r *http.Request, b before, f *form.Form, act func() (finished, error)) error {
	brake := identity.Brake{What: "errand " + b.ID.String() + " " + f.Optional("cle"), Window: 24 * time.Hour, Most: 1}
	err := s.People.Throttle(r.Context(), brake)
	if problem.KindOf(err) == problem.TooMany { // pressed twice: the first press has done it
		http.Redirect(w, r, b.at(b.ID, "/fait"), http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	done, err := act()
	if err != nil {
		if e := s.People.GiveBack(r.Context(), brake); e != nil {
			return e
		}
		return err
	}
	s.Sessions.Keep(r, "done "+b.ID.String(), done)
	http.Redirect(w, r, b.at(b.ID, "/fait"), http.StatusSeeOther)
	return nil
}

// print makes the code of a slip.
func (s *Site) print(r *http.Request, b before, e errand) (finished, error) {
	slip, err := s.Enrolment.SlipFor(r.Context(), serve.Actor(r), b.Patient)
	return finished{Title: e.done, At: s.Now(), Path: e.path, Slip: &slipMade{slip.Invite, slip.Until}}, err
}

func (s *Site) done(w http.ResponseWriter, r *http.Request, a area) error {
	b, err := s.of(r, a)
	if err != nil {
		return err
	}
	last, ok := serve.Recall[finished](s.Sessions, r, "done "+b.ID.String())
	if !ok {
		http.Redirect(w, r, b.at(b.ID, ""), http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, donePage(s.pageOf(r, b, "C’est fait"), b, last))
}

// receipt prints what was done last, for the person to take away.
func (s *Site) receipt(w http.ResponseWriter, r *http.Request, a area) error {
	b, err := s.of(r, a)
	if err != nil {
		return err
	}
	last, ok := serve.Recall[finished](s.Sessions, r, "done "+b.ID.String())
	if !ok {
		return problem.Missing("receipt")
	}
	return writePaper(w, "recu.pdf", s.paper(b, last), b.who())
}

// paper is the receipt in the words of what was done.
func (s *Site) paper(b before, last finished) letter.Receipted {
	h := letter.Head{Service: s.Letters, Date: s.Now()}
	switch last.Path {
	case "opposition":
		return letter.Opposed{Head: h, Number: last.Number, At: last.At, Way: b.way}
	case "fermer", "effacer":
		return letter.Closed{Head: h, Number: last.Number, At: last.At, Way: b.way, ArchiveUntil: enrolment.ArchiveEnd(last.At),
			Erase: last.Path == "effacer", CancelUntil: enrolment.EraseOn(last.At), EraseBy: enrolment.EraseBy(last.At)}
	}
	return letter.Counted{Head: h, What: last.Title, Number: last.Number, At: last.At, Way: b.way}
}

// slip prints the paper of the code made in this visit.
func (s *Site) slip(w http.ResponseWriter, r *http.Request) error {
	b, err := s.of(r, desk)
	if err != nil {
		return err
	}
	last, ok := serve.Recall[finished](s.Sessions, r, "done "+b.ID.String())
	if !ok || last.Slip == nil {
		return problem.Missing("slip")
	}
	return writePaper(w, "fiche-d-activation.pdf", letter.Slip{Head: letter.Head{Service: s.Letters, Date: last.At}, Code: s.Enrolment.SlipCode(last.Slip.Of).Show(),
		Until: last.Slip.Until}, b.who())
}

func writePaper(w http.ResponseWriter, name string, m letter.Receipted, person string) error {
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return letter.WriteReceipt(w, m, person)
}

// recall undoes, within seven days, what somebody else did for the person.
func (s *Site) recall(w http.ResponseWriter, r *http.Request, a area) error {
	b, err := s.live(r, a)
	if err != nil {
		return err
	}
	act, err := id.Parse[id.ActFor](chi.URLParam(r, "act"))
	if err != nil {
		return problem.Missing("act")
	}
	if b.Patient.IsZero() {
		return problem.Refuse(access.NotIdentified)
	}
	receipt, err := s.Enrolment.Recall(r.Context(), serve.Actor(r), b.Patient, act)
	if err != nil {
		return err
	}
	s.Sessions.Keep(r, "done "+b.ID.String(), finished{Title: "C’est annulé. Tout est comme avant cet acte.", Number: receipt.Number, At: s.Now(), Path: "annuler"})
	http.Redirect(w, r, b.at(b.ID, "/fait"), http.StatusSeeOther)
	return nil
}

// newKey tells one showing of a form from another.
func newKey() string { return id.New[id.Line]().String() }
