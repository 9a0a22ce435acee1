package patient

import (
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/consent"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// overview is what « Qui voit quoi » sums up.
type overview struct {
	consent.Circle
	consent.Settings
	Masked int
	Doctor consent.Professional // the médecin traitant; no account when none is declared
}

func (s *Site) overview(r *http.Request) (o overview, err error) {
	by := serve.Actor(r)
	if o.Circle, err = s.Consents.Circle(r.Context(), by, serve.Space(r)); err != nil {
		return o, err
	}
	if o.Settings, err = s.Consents.Settings(r.Context(), by, serve.Space(r)); err != nil {
		return o, err
	}
	for _, p := range slices.Concat(o.Allowed, o.Blocked) {
		if p.Standing == consent.TreatingDoctor {
			o.Doctor = p
		}
	}
	list, err := s.Records.List(r.Context(), by, "", serve.Space(r), record.Filter{Visibility: record.OnlyMasked})
	o.Masked = list.Total
	return o, err
}

func (s *Site) access(w http.ResponseWriter, r *http.Request) error {
	o, err := s.overview(r)
	if err != nil {
		return err
	}
	page, err := s.page(r, "Qui voit quoi", "/acces")
	if err != nil {
		return err
	}
	recent, err := s.lately(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, accessPage(page, o, recent, serve.Elsewhere(r), serve.Actor(r).Young))
}

// accessPart is a page one level under « Qui voit quoi ».
func (s *Site) accessPart(r *http.Request, title string) (ui.Page, error) {
	page, err := s.page(r, title, "/acces")
	page.Back = ui.Link{Href: "/acces", Text: "Retour à «\u00a0Qui voit quoi\u00a0»"}
	return page, err
}

func (s *Site) professionals(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	c, err := s.Consents.Circle(r.Context(), by, serve.Space(r))
	if err != nil {
		return err
	}
	page, err := s.accessPart(r, "Les professionnels")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, professionalsPage(page, c))
}

func (s *Site) askBlock(w http.ResponseWriter, r *http.Request) error {
	a, err := account(chi.URLParam(r, "account"))
	if err != nil {
		return err
	}
	who, err := s.People.Professional(r.Context(), a)
	if err != nil {
		return err
	}
	page, err := s.page(r, "Bloquer un professionnel", "/acces")
	if err != nil {
		return err
	}
	page.Back = ui.Link{Href: "/acces/professionnels", Text: "Retour aux professionnels"}
	pro := consent.Professional{Account: a, Name: who.Name, GivenName: who.GivenName, Title: who.Title, Profession: who.Profession, Specialty: who.Specialty}
	all, before, after, err := s.foreseeOf(r, consent.Choice{Kind: consent.OfBlock, Professional: a}, pro)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, blockPage(page, pro, all.effectOf(before, after, true)))
}

func (s *Site) block(w http.ResponseWriter, r *http.Request) error {
	a, err := account(chi.URLParam(r, "account"))
	if err != nil {
		return err
	}
	by := serve.Actor(r)
	if err := s.Consents.Block(r.Context(), by, serve.Space(r), a); err != nil {
		return err
	}
	return s.done(w, r, "Ce professionnel est bloqué. Il ne sera pas prévenu.", "/acces/professionnels")
}

func (s *Site) unblock(w http.ResponseWriter, r *http.Request) error {
	a, err := account(chi.URLParam(r, "account"))
	if err != nil {
		return err
	}
	by := serve.Actor(r)
	if err := s.Consents.Unblock(r.Context(), by, serve.Space(r), a); err != nil {
		return err
	}
	return s.done(w, r, "Ce professionnel n’est plus bloqué. Les accords donnés avant comptent de nouveau.", "/acces/professionnels")
}

func (s *Site) sharing(w http.ResponseWriter, r *http.Request) error {
	return s.sharingPage(w, r, http.StatusOK, nil)
}

func (s *Site) sharingPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	by := serve.Actor(r)
	set, err := s.Consents.Settings(r.Context(), by, serve.Space(r))
	if err != nil {
		return err
	}
	page, err := s.accessPart(r, "Le partage")
	if err != nil {
		return err
	}
	if f == nil {
		f = form.Filled(map[string]string{"partage": yesNo(set.Sharing)})
	}
	page.Form = f
	a, got, err := s.foresee(r, nil, record.If{Facts: func(on *access.Facts) { on.Sharing = !set.Sharing }})
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, sharingPage(page, f, set, a.effectOf(got[0], got[1], true)))
}

func yesNo(yes bool) string {
	if yes {
		return "oui"
	}
	return "non"
}

func (s *Site) setSharing(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	answer := f.Choice("partage", "oui", "non")
	if !f.OK() {
		return s.sharingPage(w, r, http.StatusUnprocessableEntity, f)
	}
	by := serve.Actor(r)
	if err := s.Consents.SetSharing(r.Context(), by, serve.Space(r), answer == "oui"); err != nil {
		return err
	}
	return s.done(w, r, sharingSaid[answer], "/acces")
}

// What has just changed, in the words of its effect.
var (
	sharingSaid = map[string]string{"oui": "Les professionnels qui vous soignent peuvent ouvrir votre espace santé, chacun selon sa profession.",
		"non": "Personne n’ouvre plus votre espace santé sans un code que vous montrez. L’urgence suit son propre réglage."}
	samuSaid = map[string]string{"oui": "Le médecin du centre 15 peut l’ouvrir pendant un appel.", "non": "Le médecin du centre 15 ne peut pas l’ouvrir."}
)

func (s *Site) emergency(w http.ResponseWriter, r *http.Request) error {
	return s.emergencyPage(w, r, http.StatusOK, nil)
}

func (s *Site) emergencyPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	by := serve.Actor(r)
	set, err := s.Consents.Settings(r.Context(), by, serve.Space(r))
	if err != nil {
		return err
	}
	page, err := s.accessPart(r, "En cas d’urgence")
	if err != nil {
		return err
	}
	if f == nil {
		f = form.Filled(map[string]string{"urgence": string(set.Emergency), "samu": yesNo(set.SAMU)})
	}
	page.Form = f
	reads, err := s.urgentReach(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, emergencyPage(page, f, set, reads))
}

// urgentReach is what each answer about emergencies would let be read of the
// documents as they are now: in words, beside the answer.
func (s *Site) urgentReach(r *http.Request) (map[string]string, error) {
	answers := []access.Emergency{access.EmergencyYesWithMasked, access.EmergencyYes, access.EmergencyNo}
	var ifs []record.If
	for _, e := range answers {
		ifs = append(ifs, record.If{Facts: func(on *access.Facts) { on.Emergency, on.SAMU = e, true }})
	}
	got, err := s.Records.Foresee(r.Context(), serve.Actor(r), serve.Space(r), record.Asking{}, ifs...)
	if err != nil {
		return nil, err
	}
	all := map[string]string{"samu": heldToday("il lirait", got[1].OnCall, got[1].Total)}
	for i, e := range answers {
		all[string(e)] = heldToday("un médecin lirait", got[i+1].Emergency, got[i+1].Total)
	}
	return all, nil
}

func (s *Site) setEmergency(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	answer := f.Choice("urgence", string(access.EmergencyYesWithMasked), string(access.EmergencyYes), string(access.EmergencyNo))
	samu := f.Choice("samu", "oui", "non")
	if !f.OK() {
		return s.emergencyPage(w, r, http.StatusUnprocessableEntity, f)
	}
	by := serve.Actor(r)
	if err := s.Consents.SetEmergency(r.Context(), by, serve.Space(r), access.Emergency(answer), samu == "oui"); err != nil {
		return err
	}
	return s.done(w, r, urgent[access.Emergency(answer)]+" "+samuSaid[samu], "/acces")
}

func (s *Site) askCode(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	code, err := s.Consents.LiveCode(r.Context(), by, serve.Space(r))
	if err != nil && problem.KindOf(err) != problem.NotFound {
		return err
	}
	page, err := s.accessPart(r, "Montrer mon espace santé")
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, codePage(page, code, code.Drawing(serve.Space(r))))
}

func (s *Site) issueCode(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	if _, err := s.Consents.IssueCode(r.Context(), by, serve.Space(r)); err != nil {
		return err
	}
	http.Redirect(w, r, "/acces/code", http.StatusSeeOther)
	return nil
}

// endCode stops the code, and what it has opened already (PAT-11).
func (s *Site) endCode(w http.ResponseWriter, r *http.Request) error {
	if err := s.Consents.EndCode(r.Context(), serve.Actor(r), serve.Space(r)); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "C’est arrêté. Le code n’ouvre plus rien, et qui l’a tapé n’entre plus."})
	http.Redirect(w, r, "/acces/code", http.StatusSeeOther)
	return nil
}
