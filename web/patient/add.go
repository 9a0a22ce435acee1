package patient

import (
	"crypto/rand"
	"net/http"

	"espacesante/internal/codes"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// accepted are the endings that the browser proposes (decisions.md §5); the bytes decide.
const accepted = ".pdf,.jpg,.jpeg,.png,.heic,.heif,.tif,.tiff,.txt,.rtf"

func (s *Site) add(w http.ResponseWriter, r *http.Request) error {
	f := form.Filled(map[string]string{"cle": rand.Text()})
	return s.addPage(w, r, http.StatusOK, f)
}

func (s *Site) addPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	page, err := s.page(r, "Ajouter un document", "/documents")
	if err != nil {
		return err
	}
	page.Form, page.Back = f, ui.Link{Href: "/documents", Text: "Retour aux documents"}
	page.Names = map[string]string{"fichier": "Fichier", "type": "Type", "titre": "Titre", "date": "Date des soins", "visibilite": "Visibilité"}
	return ui.Render(w, r, status, addPage(page, f))
}

// deposit keeps a file of the person's own. Sent twice, it is one document: the
// page drew the key.
func (s *Site) deposit(w http.ResponseWriter, r *http.Request) error {
	f, err := form.ReadFiles(r, 1, limit.UploadBytes)
	if err != nil {
		return err
	}
	files := f.Files("fichier") // read in the order of the page: so are the faults listed
	u := record.Upload{Key: f.Typed("cle"), Title: f.Optional("titre"), Type: f.Choice("type", patientTypes()...),
		CaredOn: f.Past("date", s.Now()), Masked: f.Choice("visibilite", "visible", "masque") == "masque"}
	if len(files) == 1 {
		u.File, u.Name = files[0].Bytes, files[0].Name
	}
	var doc id.Document
	if f.OK() {
		doc, err = s.Records.Deposit(r.Context(), serve.Actor(r), serve.Space(r), u)
		if words := fr.Refused(err); words != "" {
			f.Fail("fichier", "said", words)
			err = nil
		}
		if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.addPage(w, r, http.StatusUnprocessableEntity, f)
	}
	said := "Le document est ajouté. "
	if u.Masked {
		said = "Le document est ajouté et masqué. "
	}
	who, err := s.nowRead(r, []id.Document{doc})
	if err != nil {
		return err
	}
	said += who
	s.Sessions.Flash(r, ui.Flash{Text: said})
	http.Redirect(w, r, "/documents/"+doc.String(), http.StatusSeeOther)
	return nil
}

func patientTypes() (all []string) {
	for _, t := range codes.PatientTypes() {
		all = append(all, t.Code)
	}
	return all
}

func typeOptions() (all []ui.Option) {
	for _, t := range codes.PatientTypes() {
		all = append(all, ui.Option{Value: t.Code, Label: t.Label})
	}
	return all
}

// account reads which professional an address is about.
func account(s string) (id.Account, error) {
	a, err := id.Parse[id.Account](s)
	if err != nil {
		return a, problem.Missing("professional")
	}
	return a, nil
}
