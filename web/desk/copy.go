package desk

import (
	"crypto/rand"
	"net/http"

	"espacesante/internal/access"
	"espacesante/internal/codes"
	"espacesante/internal/directive"
	"espacesante/internal/limit"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

// scanned are the endings that the browser of a station proposes; the bytes
// decide (decisions.md §5).
const scanned = ".pdf,.jpg,.jpeg,.png,.heic,.heif,.tif,.tiff,.txt,.rtf"

// askCopy is the paper scanned at the desk (HLP-03): the helper chooses the
// file, the person says what it is and who may see it.
func (s *Site) askCopy(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if !m.ticked(access.TaskAdd) {
		return s.to(w, r, m, "/guichet/session")
	}
	return s.copyPage(w, r, m, http.StatusOK, form.Filled(map[string]string{"cle": rand.Text()}), nil)
}

func (s *Site) copyPage(w http.ResponseWriter, r *http.Request, m *meeting, status int, f, said *form.Form) error {
	return ui.Render(w, r, status, copyPage(s.faced(r, m, "Copie d’un papier", "/guichet/session", said), f))
}

// takeCopy files the copy under the person, through the deposit that her own
// documents pass. What it is called is not said again: the curtain is drawn.
func (s *Site) takeCopy(w http.ResponseWriter, r *http.Request, m *meeting) error {
	f, err := form.ReadFiles(r, 1, limit.UploadBytes)
	if err != nil {
		return err
	}
	files := f.Files("fichier")
	u := record.Upload{Key: f.Typed("cle"), Title: f.Optional("titre"), Type: f.Choice("type", paperTypes()...),
		CaredOn: f.Past("date", s.Now()), Masked: f.Choice("visibilite", "visible", "masque") == "masque"}
	if len(files) == 1 {
		u.File, u.Name = files[0].Bytes, files[0].Name
	}
	if f.OK() {
		err = s.station(r, m.Practice).bring(m.Patient, u)
		if words := fr.Refused(err); words != "" {
			f.Fail("fichier", "said", words)
			err = nil
		}
		if err = f.Take(err); err != nil {
			return err
		}
	}
	if !f.OK() {
		return s.copyPage(w, r, m, http.StatusUnprocessableEntity, f, f)
	}
	m.Copied = true
	return s.to(w, r, m, "/guichet/session/ajouter/effacer")
}

// wipe says how the file leaves the station.
func (s *Site) wipe(w http.ResponseWriter, r *http.Request, m *meeting) error {
	if !m.Copied {
		return s.to(w, r, m, "/guichet/session")
	}
	return ui.Render(w, r, http.StatusOK, wipePage(s.framed(r, m, "Effacez le fichier de ce poste", "")))
}

// paperTypes are what a person may add with help: all that she may, but advance
// directives, which nobody else may see on their way (L.1111-11).
func paperTypes() (all []string) {
	for _, o := range paperOptions() {
		if o.Value != "" {
			all = append(all, o.Value)
		}
	}
	return all
}

func paperOptions() []ui.Option {
	all := []ui.Option{{Value: "", Label: "Choisir un type"}}
	for _, t := range codes.PatientTypes() {
		if t.Code != directive.PaperType {
			all = append(all, ui.Option{Value: t.Code, Label: t.Label})
		}
	}
	return all
}
