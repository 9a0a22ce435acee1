package professional

import (
	"crypto/rand"
	"errors"
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
const accepted = ".pdf,.jpg,.jpeg,.png,.heic,.heif,.tif,.tiff,.txt,.rtf,.xml"

// askDeposit asks for a document. Depositing needs no right to read: a duty,
// not an access (L.1111-15). The card of identity comes first.
func (s *Site) askDeposit(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	return s.depositPage(w, r, ref, form.Filled(map[string]string{"cle": rand.Text()}), http.StatusOK)
}

func (s *Site) depositPage(w http.ResponseWriter, r *http.Request, ref id.Patient, f *form.Form, status int) error {
	m, ok := s.known(w, r, ref)
	if !ok {
		return nil
	}
	page := s.within(r, "Déposer un document", m)
	page.Form, page.Back = f, ui.Link{Href: base(ref) + "/identite", Text: "Retour à l’identité"}
	page.Names = map[string]string{"fichier": "Fichier", "type": "Type", "titre": "Titre", "date": "Date des soins",
		"secret": "Secret demandé par le mineur", "informe": "Information de la personne"}
	if _, ok := serve.Recall[opened](s.Sessions, r, "open "+ref.String()); ok {
		page.Back = ui.Link{Href: base(ref), Text: "Retour aux documents"}
	}
	return ui.Render(w, r, status, depositPage(page, f, base(ref), m.Adult))
}

// asDeposited is what the page after a deposit says.
type asDeposited struct {
	Document id.Document
	Hidden   bool // from the person, until told
	Masked   bool
	Nothing  bool // the minor wants nothing recorded: nothing was
}

// deposit keeps a document. Sent twice it is one: the page drew the key.
func (s *Site) deposit(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	m, ok := s.known(w, r, ref)
	if !ok {
		return nil
	}
	f, err := form.ReadFiles(r, 1, limit.UploadBytes)
	if err != nil {
		return err
	}
	u, dated := readUpload(f)
	said := asDeposited{Hidden: u.HiddenFromPatient, Masked: u.Masked}
	if !m.Adult {
		switch f.Choice("secret", "non", "rien", "cacher") {
		case "rien":
			return s.afterDeposit(w, r, ref, asDeposited{Nothing: true})
		case "non":
			u.Secret = record.NotSecret
		case "cacher":
			u.Secret = record.Secret
		}
	}
	if u.Informed = f.Checked("informe"); len(u.File) == 0 {
		missing(f, u, dated)
	}
	if f.OK() {
		said.Document, err = s.Records.Deposit(r.Context(), serve.Actor(r), ref, u)
		if err = f.Take(worded(f, err)); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.depositPage(w, r, ref, f, http.StatusUnprocessableEntity)
	}
	return s.afterDeposit(w, r, ref, said)
}

// readUpload reads the form in the order of its questions: what is wrong is
// listed in that order.
func readUpload(f *form.Form) (u record.Upload, dated bool) {
	if files := f.Files("fichier"); len(files) == 1 {
		u.File, u.Name = files[0].Bytes, files[0].Name
	}
	u.Key, u.Type, u.Title = f.Typed("cle"), f.Optional("type"), f.Optional("titre")
	u.CaredOn, dated = f.OptionalDay("date")
	u.HiddenFromPatient, u.Masked = f.Checked("attendre"), f.Checked("masque")
	return u, dated
}

// missing says at once what else is to be filled in when there is no file: with
// one, the service knows what the file itself answers.
func missing(f *form.Form, u record.Upload, dated bool) {
	if u.Type == "" {
		f.Fail("type", "choose")
	}
	if !dated {
		f.Fail("date", "day-required")
	}
	if !u.Informed {
		f.Fail("informe", "agree")
	}
}

// worded gives a refused file its own sentence, and the question of the date
// the words of a date.
func worded(f *form.Form, err error) error {
	if words := fr.Refused(err); words != "" {
		f.Fail("fichier", "said", words)
		return nil
	}
	var p *problem.Problem
	if errors.As(err, &p) && p.Kind == problem.Invalid && p.Fields["date"] == "required" {
		p.Fields["date"] = "day-required"
	}
	return err
}

func (s *Site) afterDeposit(w http.ResponseWriter, r *http.Request, ref id.Patient, said asDeposited) error {
	s.Sessions.Keep(r, "deposited "+ref.String(), said)
	http.Redirect(w, r, base(ref)+"/depose", http.StatusSeeOther)
	return nil
}

func (s *Site) deposited(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	m, ok := s.known(w, r, ref)
	if !ok {
		return nil
	}
	said, ok := serve.Recall[asDeposited](s.Sessions, r, "deposited "+ref.String())
	if !ok {
		http.Redirect(w, r, base(ref)+"/deposer", http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, depositedPage(s.within(r, "Document déposé", m), said, base(ref)))
}

// justDeposited reports whether the last deposit of this session is doc.
func (s *Site) justDeposited(r *http.Request, ref id.Patient, doc id.Document) bool {
	said, ok := serve.Recall[asDeposited](s.Sessions, r, "deposited "+ref.String())
	return ok && said.Document == doc
}

// common are the types that most deposits have, first in the list.
var common = []string{"11488-4", "57833-6", "11502-2", "18748-4", "11490-0", "60591-5", "89601-9"}

// depositTypes are the types of documents that professionals write: the common
// ones, then all by class.
func depositTypes() []ui.Group {
	first := ui.Group{Label: "Les plus courants"}
	for _, code := range common {
		first.Options = append(first.Options, ui.Option{Value: code, Label: fr.DocumentKind(code)})
	}
	groups := []ui.Group{first}
	for _, class := range codes.Classes() {
		g := ui.Group{Label: class.Label}
		for _, t := range codes.ProfessionalTypes() {
			if t.Class == class.Code {
				g.Options = append(g.Options, ui.Option{Value: t.Code, Label: t.Label})
			}
		}
		if len(g.Options) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}
