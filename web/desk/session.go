package desk

import (
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/mandate"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/letter"
	"espacesante/web/ui"
)

// ticked reports whether the person ticked a task in the mandate.
func (m *meeting) ticked(t access.Task) bool {
	for _, one := range m.Tasks {
		if one == t {
			return true
		}
	}
	return false
}

// sitting is the home of the session: what was ticked, and what can be done now.
func (s *Site) sitting(w http.ResponseWriter, r *http.Request, m *meeting) error {
	behind := s.station(r, m.Practice)
	standing, err := behind.standing(m.Patient)
	if err != nil {
		return err
	}
	done, err := behind.journal(m.Sitting)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, sittingPage(s.framed(r, m, "Rendez-vous", "/guichet/session"), m, todo(m, standing), standing, events(done)))
}

// todo is each task ticked, with what it waits for.
func todo(m *meeting, st enrolment.Standing) (all []ui.Task) {
	for _, t := range m.Tasks {
		one := ui.Task{Text: fr.Upper(taskNames[t]), Href: taskPaths[t], State: ui.ToDo}
		if why, state := cannot(t, st); why != "" {
			one.Href, one.Note, one.State = "", why, state
		}
		all = append(all, one)
	}
	return all
}

// cannot says why a task has nothing to do where the space is now: it is done, or cannot be.
func cannot(t access.Task, st enrolment.Standing) (why string, state ui.TaskState) {
	open := st.State == access.Activated
	switch t {
	case access.TaskActivate:
		if open {
			return "L’espace santé est déjà activé.", ui.Ended
		}
		if !st.May[access.ActivateSpace] {
			return "La situation de l’espace santé ne le permet pas.", ui.Blocked
		}
	case access.TaskOppose:
		if st.State == access.Opposed || st.State == access.DMPOnly {
			return "L’opposition est déjà enregistrée.", ui.Ended
		}
		if !st.May[access.OpposeSpace] {
			return "Il est trop tard pour s’opposer. Il reste possible de fermer.", ui.Blocked
		}
	case access.TaskClose:
		if !st.May[access.CloseSpace] {
			return "Il n’y a pas d’espace santé ouvert à fermer.", ui.Blocked
		}
	case access.TaskShow, access.TaskAdd:
		if !open {
			return "L’espace santé n’est pas activé.", ui.Blocked
		}
	}
	return "", ui.ToDo
}

// events is what was done in the session, in words.
func events(done []mandate.Done) (all []ui.Event) {
	for i := len(done) - 1; i >= 0; i-- {
		d := done[i]
		words := doneWords[d.Act]
		if words == "" || d.Reason != "" || len(all) > 0 && all[len(all)-1].Text == words { // a document is several requests
			continue
		}
		all = append(all, ui.Event{Text: words, Note: fr.Hour(d.At) + ", fait", Done: true})
	}
	return all
}

func (s *Site) askOppose(w http.ResponseWriter, r *http.Request, m *meeting) error {
	return ui.Render(w, r, http.StatusOK, opposePage(s.framed(r, m, "Opposition", ""), form.Empty()))
}

func (s *Site) oppose(w http.ResponseWriter, r *http.Request, m *meeting) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	f.Agreed("demande")
	if !f.OK() {
		p := s.framed(r, m, "Opposition", "")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, opposePage(p, f))
	}
	if m.Receipt, err = s.station(r, m.Practice).oppose(m.Patient); err != nil {
		return err
	}
	return s.to(w, r, m, "/guichet/session/recu")
}

func (s *Site) askClose(w http.ResponseWriter, r *http.Request, m *meeting) error {
	return ui.Render(w, r, http.StatusOK, closePage(s.framed(r, m, "Fermeture", ""), form.Empty()))
}

// close asks for each of the three consequences to be read again, aloud.
func (s *Site) close(w http.ResponseWriter, r *http.Request, m *meeting) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	for i := range consequences {
		f.Agreed(consequence(i))
	}
	if !f.OK() {
		p := s.framed(r, m, "Fermeture", "")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, closePage(p, f))
	}
	if m.Receipt, err = s.station(r, m.Practice).shut(m.Patient); err != nil {
		return err
	}
	return s.to(w, r, m, "/guichet/session/recu")
}

func (s *Site) receipt(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if m.Receipt.Number == "" {
		return problem.Missing("receipt")
	}
	return ui.Render(w, r, http.StatusOK, receiptPage(s.framed(r, m, "Accusé de réception", ""), m))
}

func (s *Site) receiptPaper(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if m.Receipt.Number == "" {
		return problem.Missing("receipt")
	}
	head := letter.Head{Service: s.Letters, Date: m.Receipt.At}
	var paper letter.Receipted = letter.Opposed{Head: head, Number: m.Receipt.Number, At: m.Receipt.At, Way: letter.FranceServices}
	if m.Receipt.Kind == "closure" {
		paper = letter.Closed{Head: head, Number: m.Receipt.Number, At: m.Receipt.At, Way: letter.FranceServices,
			ArchiveUntil: enrolment.ArchiveEnd(m.Receipt.At)}
	}
	return pdf(w, "recu.pdf", func() error { return letter.WriteReceipt(w, paper, "") })
}

// askRecover is the access of the person: a code where there is no account yet,
// a new password where there is one.
func (s *Site) askRecover(w http.ResponseWriter, r *http.Request, m *meeting) error {
	st, err := s.station(r, m.Practice).standing(m.Patient)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, recoverPage(s.framed(r, m, "Retrouver l’accès", ""), st))
}

func (s *Site) recover(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if _, err := form.Read(r); err != nil {
		return err
	}
	behind := s.station(r, m.Practice)
	st, err := behind.standing(m.Patient)
	if err != nil {
		return err
	}
	if st.State != access.Activated {
		if err := behind.renew(m.Patient); err != nil {
			return err
		}
		s.Sessions.Flash(r, ui.Flash{Text: "Un nouveau code part vers le contact connu, ou par courrier. L’ancien ne sert plus."})
		return s.to(w, r, m, "/guichet/session")
	}
	reset, sentTo, err := behind.askReset(m.Patient)
	if problem.KindOf(err) == problem.Conflict {
		s.Sessions.Flash(r, ui.Flash{Warn: true, Text: "Aucun contact n’est connu. Le guichet de la caisse peut en enregistrer un."})
		return s.to(w, r, m, "/guichet/session")
	}
	if err != nil {
		return err
	}
	m.Reset, m.Proven, m.Joined.SentTo = &reset, false, sentTo
	return s.to(w, r, m, "/guichet/session/acces/code")
}

func (s *Site) askResetCode(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if m.Reset == nil {
		return s.to(w, r, m, "/guichet/session/acces")
	}
	return ui.Render(w, r, http.StatusOK, personCodePage(s.faced(r, m, "Code de la personne", "/guichet/session/acces", nil), form.Empty(),
		"/guichet/session/acces/code", m.Joined.SentTo))
}

func (s *Site) takeResetCode(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if m.Reset == nil {
		return s.to(w, r, m, "/guichet/session/acces")
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	if code := f.OneTime("code", 6); f.OK() {
		if err := f.Take(s.station(r, m.Practice).proveReset(*m.Reset, code)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, personCodePage(s.faced(r, m, "Code de la personne", "/guichet/session/acces", f), f,
			"/guichet/session/acces/code", m.Joined.SentTo))
	}
	m.Proven = true
	return s.to(w, r, m, "/guichet/session/acces/mot-de-passe")
}

func (s *Site) askNewPassword(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if m.Reset == nil || !m.Proven {
		return s.to(w, r, m, "/guichet/session/acces")
	}
	return ui.Render(w, r, http.StatusOK, passwordPage(s.faced(r, m, "Mot de passe", "/guichet/session", nil), form.Empty(), "/guichet/session/acces/mot-de-passe"))
}

func (s *Site) takeNewPassword(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if m.Reset == nil || !m.Proven {
		return s.to(w, r, m, "/guichet/session/acces")
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	hash, err := s.readPassword(r, f)
	if err != nil {
		return err
	}
	if !f.OK() {
		return ui.Render(w, r, http.StatusUnprocessableEntity, passwordPage(s.faced(r, m, "Mot de passe", "/guichet/session", f), f, "/guichet/session/acces/mot-de-passe"))
	}
	if err := s.station(r, m.Practice).setPassword(*m.Reset, hash); err != nil {
		return err
	}
	m.Reset, m.Proven = nil, false
	s.Sessions.Flash(r, ui.Flash{Text: "Le mot de passe est changé. La personne seule le connaît."})
	return s.to(w, r, m, "/guichet/session")
}
