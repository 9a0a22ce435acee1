package counter

import (
	"net/http"

	"espacesante/internal/family"
	"espacesante/internal/problem"
	"espacesante/internal/support"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// restore is the answer that gives the access back; the others say why it ends.
const restore = "restore"

func protectOptions() []ui.Option {
	return []ui.Option{
		{Value: string(family.Judgment), Label: "Suspendre\u00a0: décision d’un juge"},
		{Value: string(family.Violence), Label: "Suspendre\u00a0: danger pour l’enfant ou l’autre parent"},
		{Value: string(family.Report), Label: "Suspendre\u00a0: alerte d’un professionnel"},
		{Value: string(family.Mistake), Label: "Suspendre\u00a0: le lien est peut-être faux"},
		{Value: restore, Label: "Rétablir l’accès"},
	}
}

func protectValues() (all []string) {
	for _, o := range protectOptions() {
		all = append(all, o.Value)
	}
	return all
}

// child is a visit or a file at the counter: a protection needs nobody's presence.
func (s *Site) child(r *http.Request) (before, error) {
	b, err := s.live(r, desk)
	if err == nil && b.Kind == support.Call {
		err = problem.Missing("attendance")
	}
	return b, err
}

func (s *Site) askProtect(w http.ResponseWriter, r *http.Request) error {
	b, err := s.child(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, protectPage(s.pageOf(r, b, "Protéger un enfant"), b, form.Empty(), "", newKey()))
}

// protect suspends at once what a representative may do, or gives it back
// (CPAM-05, decisions.md §4).
func (s *Site) protect(w http.ResponseWriter, r *http.Request) error {
	b, err := s.child(r)
	if err != nil {
		return err
	}
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	n, why := readINS(f, "nir"), f.Choice("raison", protectValues()...)
	f.Agreed("lu")
	again := func(wrong string) error {
		p := s.pageOf(r, b, "Protéger un enfant")
		p.Form = f
		return ui.Render(w, r, http.StatusUnprocessableEntity, protectPage(p, b, f, wrong, newKey()))
	}
	if !f.OK() {
		return again("")
	}
	err = s.once(w, r, b, f, func() (finished, error) {
		parent, err := s.People.PatientOf(r.Context(), n)
		if err != nil {
			return finished{}, err
		}
		if why == restore {
			return finished{Title: "L’accès du représentant est rétabli.", At: s.Now(), Path: "proteger"},
				s.Family.RestoreRepresentation(r.Context(), serve.Actor(r), b.Patient, parent)
		}
		return finished{Title: "L’accès du représentant est suspendu.", At: s.Now(), Path: "proteger"},
			s.Family.SuspendRepresentation(r.Context(), serve.Actor(r), b.Patient, parent, family.Why(why))
	})
	if problem.KindOf(err) == problem.NotFound {
		return again(support.NobodyHere)
	}
	return err
}
