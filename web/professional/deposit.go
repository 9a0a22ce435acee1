package professional

import (
	"crypto/rand"
	"errors"
	"net/http"

	"espacesante/internal/access"
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

// askReplace is askDeposit for the next version of a document of his own.
func (s *Site) askReplace(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	d, doc, page, err := s.ownDocument(w, r, ref, "Remplacer un document", access.ReplaceDocument)
	if err != nil || page == nil {
		return err
	}
	known := map[string]string{"cle": rand.Text(), "remplace": doc.String()}
	if d != nil {
		known["type"], known["titre"] = d.Type, d.Title
		known["date-jour"], known["date-mois"], known["date-annee"] = d.CaredOn.Format("2"), d.CaredOn.Format("1"), d.CaredOn.Format("2006")
	}
	return s.depositPage(w, r, ref, form.Filled(known), http.StatusOK)
}

// searchTypes narrows the list of types to a word of their names, where no
// script does it in the page.
func (s *Site) searchTypes(w http.ResponseWriter, r *http.Request, ref id.Patient) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	known := map[string]string{"cle": rand.Text(), "mot": f.Text("mot"), "remplace": f.Typed("remplace")}
	if !f.OK() {
		return s.depositPage(w, r, ref, f, http.StatusUnprocessableEntity)
	}
	return s.depositPage(w, r, ref, form.Filled(known), http.StatusOK)
}

func (s *Site) depositPage(w http.ResponseWriter, r *http.Request, ref id.Patient, f *form.Form, status int) error {
	m, ok := s.known(w, r, ref)
	if !ok {
		return nil
	}
	d := depositing{base: base(ref), adult: m.Adult, types: depositTypes(f.Typed("mot")), replaces: f.Typed("remplace")}
	title := "Déposer un document"
	if d.replaces != "" {
		title = "Remplacer un document"
	}
	page := s.within(r, title, m)
	page.Form, page.Back = f, ui.Link{Href: base(ref) + "/identite", Text: "Retour à l’identité"}
	page.Names = map[string]string{"fichier": "Fichier", "mot": "Un mot du nom", "type": "Type", "titre": "Titre", "date": "Date des soins",
		"secret": "Secret demandé par le mineur", "informe": "Information de la personne"}
	if _, ok := serve.Recall[opened](s.Sessions, r, "open "+ref.String()); ok {
		page.Back = ui.Link{Href: base(ref), Text: "Retour aux documents"}
	}
	return ui.Render(w, r, status, depositPage(page, f, d))
}

// depositing is what the page of a deposit shows besides what was typed.
type depositing struct {
	base     string
	adult    bool
	types    []ui.Group
	replaces string // the document whose next version it is
}

// asDeposited is what the page after a deposit says.
type asDeposited struct {
	Document id.Document
	Hidden   bool // from the person, until told
	Masked   bool
	Replaced bool // an older version
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
	said := asDeposited{Hidden: u.HiddenFromPatient, Masked: u.Masked, Replaced: !u.Replaces.IsZero()}
	if !m.Adult {
		switch f.Choice("secret", "non", "rien", "cacher") {
		case "rien":
			return s.unrecorded(w, r, ref, u)
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
	u.Replaces, _ = id.Parse[id.Document](f.Typed("remplace")) // what is no document of ours replaces nothing
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
