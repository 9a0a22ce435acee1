package professional

import (
	"context"
	"net/http"
	"strconv"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/web/form"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

type formed = *form.Form

// act is a change of one document.
type act = func(context.Context, access.Actor, id.Patient, id.Document) error

// change does one act to the document of the address, and says so on the list
// when the space is open, on the list of patients when it is not.
func (s *Site) change(w http.ResponseWriter, r *http.Request, ref id.Patient, do act, said string) error {
	doc, err := of(r)
	if err != nil {
		return err
	}
	if err := do(r.Context(), serve.Actor(r), ref, doc); err != nil {
		return err
	}
	to := "/pro"
	if _, ok := serve.Recall[opened](s.Sessions, r, "open "+ref.String()); ok {
		to = base(ref)
	}
	s.Sessions.Forget(r, "deposited "+ref.String())
	s.Sessions.Flash(r, ui.Flash{Text: said})
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func atLeastOne(page string) int {
	n, err := strconv.Atoi(page)
	if err != nil {
		return 1
	}
	return max(1, n)
}
