package patient

import (
	"crypto/rand"
	"errors"
	"net/http"
	"strconv"
	"time"

	"espacesante/internal/file"
	"espacesante/internal/limit"
	"espacesante/internal/preview"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// photoBytes is the most that all photos of one document are together: telephones make 3 to 8 Mo each.
const photoBytes = 60 << 20

// again is after how long photos that found no place are worth another try.
const again = 10 * time.Second

// sides are how a photo is turned, and by how many quarter turns to the right.
var sides = []ui.Option{{Value: "0", Label: "Comme elle est"}, {Value: "1", Label: "Un quart de tour à droite"},
	{Value: "2", Label: "À l’envers\u00a0: un demi-tour"}, {Value: "3", Label: "Un quart de tour à gauche"}}

// photos asks for the pages of one document, one photo each: the order of the questions is that of the pages, so that
// nothing has to be dragged.
func (s *Site) photos(w http.ResponseWriter, r *http.Request) error {
	return s.photosPage(w, r, http.StatusOK, form.Filled(map[string]string{"cle": rand.Text()}))
}

func (s *Site) photosPage(w http.ResponseWriter, r *http.Request, status int, f *form.Form) error {
	page, err := s.page(r, "Plusieurs photos en un document", "/documents")
	if err != nil {
		return err
	}
	page.Form, page.Back = f, ui.Link{Href: "/documents/ajouter", Text: "Retour à l’ajout d’un document"}
	page.Names = map[string]string{"type": "Type", "titre": "Titre", "date": "Date des soins", "visibilite": "Visibilité"}
	for n := 1; n <= limit.UploadFiles; n++ {
		page.Names[photoField(n)], page.Names[turnField(n)] = "Page "+strconv.Itoa(n), "Sens de la page "+strconv.Itoa(n)
	}
	return ui.Render(w, r, status, photosPage(page, f))
}

func photoField(n int) string { return "photo" + strconv.Itoa(n) }
func turnField(n int) string  { return "tour" + strconv.Itoa(n) }

// bindPhotos makes one document of the photos and keeps it. The photos themselves are kept nowhere.
func (s *Site) bindPhotos(w http.ResponseWriter, r *http.Request) error {
	f, err := form.ReadFiles(r, 1, limit.UploadBytes)
	if err != nil {
		return err
	}
	all, at := readPhotos(f)
	u := record.Upload{Key: f.Typed("cle"), Name: "photos.pdf", Title: f.Optional("titre"), Type: f.Choice("type", patientTypes()...),
		CaredOn: f.Past("date", s.Now()), Masked: f.Choice("visibilite", "visible", "masque") == "masque"}
	if f.OK() {
		u.File, err = preview.Album(r.Context(), all)
		var which *preview.PhotoError
		switch {
		case errors.Is(err, preview.ErrBusy):
			return problem.Busy("previews", again)
		case errors.As(err, &which) && errors.Is(err, preview.ErrUnreadable):
			f.Fail(photoField(at[which.Nth-1]), "photo-unreadable")
		case err != nil:
			return err
		}
	}
	if f.OK() {
		doc, err := s.Records.Deposit(r.Context(), serve.Actor(r), serve.Space(r), u)
		if words := fr.Refused(err); words != "" {
			f.Fail(photoField(1), "said", words)
			err = nil
		}
		if err = f.Take(err); err != nil {
			return err
		}
		if f.OK() {
			s.Sessions.Flash(r, ui.Flash{Text: "Les photos forment un seul document, de " + fr.Count(len(all), "page", "pages") + "."})
			http.Redirect(w, r, "/documents/"+doc.String(), http.StatusSeeOther)
			return nil
		}
	}
	return s.photosPage(w, r, http.StatusUnprocessableEntity, f)
}

// readPhotos reads the photos in the order of their pages, and which question each answers: one that is left empty is no
// page.
func readPhotos(f *form.Form) (all []preview.Photo, at []int) {
	for n := 1; n <= limit.UploadFiles; n++ {
		sent, there := f.OptionalFile(photoField(n))
		if !there {
			continue
		}
		kind, err := file.Inspect(sent.Bytes, sent.Name)
		switch {
		case err != nil && fr.Refused(err) != "":
			f.Fail(photoField(n), "said", fr.Refused(err))
		case err != nil || !kind.Image():
			f.Fail(photoField(n), "photo-only")
		}
		turns, _ := strconv.Atoi(f.Choice(turnField(n), "0", "1", "2", "3"))
		all, at = append(all, preview.Photo{Data: sent.Bytes, Turns: turns}), append(at, n)
	}
	if len(all) == 0 && f.OK() {
		f.Fail(photoField(1), "photo-missing")
	}
	return all, at
}
