package professional

import (
	"context"
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// askWithdraw stops before a document is taken back. Its author may without
// the space being open, as he deposited it.
func (s *Site) askWithdraw(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.withdrawal(w, r, ref, form.Empty(), http.StatusOK)
}

func (s *Site) withdrawal(w http.ResponseWriter, r *http.Request, ref id.Patient, f *form.Form, status int) error {
	d, doc, page, err := s.ownDocument(w, r, ref, "Retirer un document", access.WithdrawDocument)
	if err != nil || page == nil {
		return err
	}
	page.Form, page.Names = f, map[string]string{"raison": "Raison", "precision": "Précision"}
	return ui.Render(w, r, status, withdrawPage(*page, f, d, base(ref), doc))
}

// ownDocument reads what is known of a document of the professional's own: the
// space may not open to him, and then nothing is said of it but that it is his.
// No page is a person who must be found again first.
func (s *Site) ownDocument(w http.ResponseWriter, r *http.Request, ref id.Patient, title string, act access.Act) (*record.Document, id.Document, *ui.Page, error) {
	m, ok := s.known(w, r, ref)
	if !ok {
		return nil, id.Document{}, nil, nil
	}
	doc, err := of(r)
	if err != nil {
		return nil, doc, nil, err
	}
	page := s.within(r, title, m)
	d, err := s.Records.Read(r.Context(), serve.Actor(r), "", ref, doc)
	switch {
	case what(err) == unsaid || problem.KindOf(err) == problem.NotFound && s.justDeposited(r, ref, doc):
		return nil, doc, &page, nil
	case err != nil:
		return nil, doc, nil, err
	case !d.Can(act):
		return nil, doc, nil, problem.Missing("document")
	}
	return &d, doc, &page, nil
}

// withdraw takes the document back for the reason that the person will read.
func (s *Site) withdraw(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	why := record.Withdrawal{Why: record.Why(f.Choice("raison", whys()...)), Words: f.Optional("precision")}
	if why.Why == record.OtherWhy && why.Words == "" {
		f.Fail("precision", "required")
	}
	if !f.OK() {
		return s.withdrawal(w, r, ref, f, http.StatusUnprocessableEntity)
	}
	return s.change(w, r, ref, func(ctx context.Context, by access.Actor, p id.Patient, d id.Document) error {
		return s.Records.Withdraw(ctx, by, p, d, why)
	}, "Le document est retiré. La personne voit qu’il l’a été par son auteur, et pourquoi.")
}

func whys() (all []string) {
	for _, w := range record.Whys() {
		all = append(all, string(w))
	}
	return all
}

func whyOptions() (all []ui.Option) {
	for _, w := range record.Whys() {
		all = append(all, ui.Option{Value: string(w), Label: fr.Why(string(w))})
	}
	return all
}
