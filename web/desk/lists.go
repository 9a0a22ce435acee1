package desk

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/mandate"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	who, err := s.Mandates.Helper(r.Context(), by)
	if err != nil {
		return err
	}
	held, _, err := s.Mandates.Held(r.Context(), by, 1)
	if err != nil {
		return err
	}
	runs, err := s.Mandates.Manages(r.Context(), by)
	if err != nil {
		return err
	}
	_, open := serve.Recall[meeting](s.Sessions, r, "meeting")
	return ui.Render(w, r, http.StatusOK, homePage(s.page(r, "Accueil du guichet", "/guichet"), who, stillLive(held, s.Now()), open, runs))
}

func (s *Site) mandates(w http.ResponseWriter, r *http.Request) error {
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || page < 1 || page > 10_000 {
		page = 1
	}
	held, pages, err := s.Mandates.Held(r.Context(), serve.Actor(r), page)
	if err == nil && len(held) == 0 && page > 1 { // a page beyond the last
		page = 1
		held, pages, err = s.Mandates.Held(r.Context(), serve.Actor(r), page)
	}
	if err != nil {
		return err
	}
	at := ui.Pages{Current: page, Last: pages, Href: func(n int) string { return "/guichet/mandats?page=" + strconv.Itoa(n) }}
	return ui.Render(w, r, http.StatusOK, mandatesPage(s.page(r, "Mes mandats", "/guichet/mandats"), held, at, s.Now()))
}

func (s *Site) heldIn(r *http.Request) (mandate.Held, error) {
	m, err := id.Parse[id.Mandate](chi.URLParam(r, "mandate"))
	if err != nil {
		return mandate.Held{}, problem.Missing("mandate")
	}
	return s.Mandates.Holds(r.Context(), serve.Actor(r), m)
}

// resume begins another session under a mandate that still holds.
func (s *Site) resume(w http.ResponseWriter, r *http.Request) error {
	if _, open := serve.Recall[meeting](s.Sessions, r, "meeting"); open {
		http.Redirect(w, r, "/guichet/session", http.StatusSeeOther)
		return nil
	}
	held, err := s.heldIn(r)
	if err != nil {
		return err
	}
	if !held.Live(s.Now()) {
		s.Sessions.Flash(r, ui.Flash{Warn: true, Text: endedHow(held)})
		http.Redirect(w, r, "/guichet/mandats", http.StatusSeeOther)
		return nil
	}
	return s.enter(w, r, s.station(r, false), held.ID, false)
}

func (s *Site) askEnd(w http.ResponseWriter, r *http.Request) error {
	held, err := s.heldIn(r)
	if err != nil {
		return err
	}
	p := s.page(r, "Terminer un mandat", "/guichet/mandats")
	p.Back = ui.Link{Href: "/guichet/mandats", Text: "Retour aux mandats"}
	return ui.Render(w, r, http.StatusOK, endPage(p, held))
}

func (s *Site) end(w http.ResponseWriter, r *http.Request) error {
	if _, err := form.Read(r); err != nil {
		return err
	}
	held, err := s.heldIn(r)
	if err != nil {
		return err
	}
	if held.Live(s.Now()) {
		if err := s.Mandates.End(r.Context(), serve.Actor(r), held.Patient, held.ID); err != nil {
			return err
		}
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Le mandat est terminé."})
	http.Redirect(w, r, "/guichet/mandats", http.StatusSeeOther)
	return nil
}

// endedHow says why a mandate no longer serves.
func endedHow(h mandate.Held) string {
	switch h.EndedBy {
	case "person":
		return "Mandat terminé par la personne."
	case "support":
		return "Mandat terminé par la personne, par téléphone."
	case "replaced":
		return "Ce mandat a été remplacé par un autre."
	case "helper":
		return "Vous avez terminé ce mandat."
	}
	return "Ce mandat est arrivé à sa fin."
}

func (s *Site) journal(w http.ResponseWriter, r *http.Request) error {
	done, err := s.Mandates.Journal(r.Context(), serve.Actor(r), id.Patient{}, s.Now().AddDate(0, -1, 0))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, journalPage(s.page(r, "Journal de mes actions", "/guichet/journal"), done))
}

func (s *Site) practice(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, practicePage(s.page(r, "Entraînement", "/guichet/entrainement")))
}

// startPractice begins the same steps in the practice room.
func (s *Site) startPractice(w http.ResponseWriter, r *http.Request) error {
	if _, err := form.Read(r); err != nil {
		return err
	}
	if _, open := serve.Recall[meeting](s.Sessions, r, "meeting"); open {
		http.Redirect(w, r, "/guichet/session", http.StatusSeeOther)
		return nil
	}
	s.Sessions.Forget(r, roomKey)
	return s.on(w, r, draft{Practice: true})
}

func (s *Site) askLeave(w http.ResponseWriter, r *http.Request, m *meeting) error {
	done, err := s.station(r, m.Practice).journal(m.Sitting)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, leavePage(s.framed(r, m, "Fin du rendez-vous", "/guichet/fin"), form.Empty(), m, events(done)))
}

// leave ends the session, erases all of it from the station's own session, and
// has the person told.
func (s *Site) leave(w http.ResponseWriter, r *http.Request, m *meeting) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	what := f.Choice("mandat", "garder", "terminer")
	if m.Copied {
		f.Agreed("efface")
	}
	behind := s.station(r, m.Practice)
	if !f.OK() {
		done, err := behind.journal(m.Sitting)
		if err != nil {
			return err
		}
		p := s.framed(r, m, "Fin du rendez-vous", "/guichet/fin")
		p.Form, p.Names = f, aidNames
		return ui.Render(w, r, http.StatusUnprocessableEntity, leavePage(p, f, m, events(done)))
	}
	if err := behind.leave(m.Sitting, what == "terminer"); err != nil {
		return err
	}
	if err := s.erase(r); err != nil {
		return err
	}
	said := "La session est terminée. Rien de la personne ne reste sur ce poste."
	if m.Practice {
		said = "L’entraînement est terminé. Rien n’est parti, rien n’a changé."
	}
	s.Sessions.Flash(r, ui.Flash{Text: said})
	http.Redirect(w, r, "/guichet", http.StatusSeeOther)
	return nil
}

// meetingPaper is the summary to print, in two copies.
func (s *Site) meetingPaper(w http.ResponseWriter, r *http.Request, m *meeting) error {
	done, err := s.station(r, m.Practice).journal(m.Sitting)
	if err != nil {
		return err
	}
	paper := letter.MeetingPaper{MandateSummary: letter.MandateSummary{Head: letter.Head{Service: s.Letters, Date: s.Now()}, At: s.Now(),
		Structure: m.Helper.Structure, Until: m.EndsAt, Done: tasksDone(done)}}
	for _, e := range events(done) {
		paper.Lines = append(paper.Lines, strings.TrimSuffix(e.Note, ", fait")+" : "+e.Text)
	}
	return pdf(w, "resume-du-rendez-vous.pdf", func() error { return letter.WriteMeeting(w, paper) })
}

func tasksDone(done []mandate.Done) (all []letter.Task) {
	for _, t := range mandate.TasksDone(done) {
		all = append(all, letter.Task(t))
	}
	return all
}

// taskNames are the tasks of a mandate, as infinitives.
var taskNames = map[access.Task]string{
	access.TaskActivate: "activer l’espace santé",
	access.TaskOppose:   "s’opposer à sa création",
	access.TaskClose:    "fermer l’espace santé",
	access.TaskRecover:  "retrouver l’accès",
	access.TaskAdd:      "ajouter un document",
	access.TaskShow:     "montrer un document",
	access.TaskPrint:    "imprimer",
}

// taskHints say what each leads to.
var taskHints = map[access.Task]string{
	access.TaskActivate: "La personne tape elle-même son contact et son mot de passe.",
	access.TaskOppose:   "Un reçu numéroté lui est remis.",
	access.TaskClose:    "Les trois conséquences lui sont relues.",
	access.TaskRecover:  "Un nouveau code, ou un nouveau mot de passe qu’elle tape.",
	access.TaskAdd:      "Une copie numérisée ici. La personne choisit son type et qui la voit.",
	access.TaskShow:     "Un seul à la fois, avec un code qu’elle reçoit.",
	access.TaskPrint:    "Une fiche d’activation, un mode d’emploi.",
}

var taskPaths = map[access.Task]string{
	access.TaskActivate: "/guichet/session/activer",
	access.TaskOppose:   "/guichet/session/opposer",
	access.TaskClose:    "/guichet/session/fermer",
	access.TaskRecover:  "/guichet/session/acces",
	access.TaskAdd:      "/guichet/session/ajouter",
	access.TaskShow:     "/guichet/session/documents",
	access.TaskPrint:    "/guichet/session/imprimer",
}

// doneWords say what was done, in the summary of a session.
var doneWords = map[access.Act]string{
	access.OpenMandate:     "Mandat donné",
	access.UseMandate:      "Session commencée",
	access.ActivateSpace:   "Espace santé activé",
	access.OpposeSpace:     "Opposition enregistrée",
	access.CloseSpace:      "Espace santé fermé",
	access.RenewCode:       "Nouveau code demandé",
	access.RecoverSignIn:   "Nouveau mot de passe demandé",
	access.PrintCode:       "Fiche d’activation imprimée",
	access.DepositDocument: "Copie d’un papier ajoutée",
	access.ReadUnveiled:    "Document montré par la personne",
	access.VeilDocument:    "Rideau refermé",
}

// termNames are how long a mandate may last.
var termNames = map[mandate.Term]string{
	mandate.Today: "Aujourd’hui seulement", mandate.OneMonth: "1\u00a0mois", mandate.HalfYear: "6\u00a0mois", mandate.OneYear: "1\u00a0an",
}

// shownNames are the kinds of identity document.
var shownNames = map[mandate.Shown]string{
	mandate.IdentityCard: "Carte d’identité", mandate.Passport: "Passeport", mandate.Residence: "Titre de séjour",
	mandate.Driving: "Permis de conduire", mandate.OtherPaper: "Autre document avec photo",
}

// aidNames are what the list of faults calls the fields.
var aidNames = map[string]string{"preuve": "Ce que la personne tape", "nir": "Numéro de sécurité sociale", "naissance": "Date de naissance",
	"code": "Code", "serie": "Numéro de série", "piece": "Pièce d’identité", "accord": "Accord", "signe": "Signature",
	"moyen": "Moyen de contact", "courriel": "Adresse électronique", "mobile": "Numéro de mobile", "partage": "Partage",
	"urgence": "Urgence", "regles": "Règles", "fichier": "Fichier", "type": "Type", "titre": "Titre", "date": "Date des soins",
	"visibilite": "Visibilité", "efface": "Fichier effacé"}

// consequences are read again, aloud, before closing.
var consequences = []string{
	"Les professionnels ne pourront plus lire ni remplir cet espace santé.",
	"Son contenu est gardé en archive 10\u00a0ans, puis effacé. Avant, il peut être rouvert avec tout son contenu.",
	"La personne ne pourra plus s’y connecter. Ses soins et ses remboursements ne changent pas.",
}

func consequence(i int) string { return "lu-" + string(rune('1'+i)) }
