package patient

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

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

// atOnce is where documents ticked on a list are changed together (PAT-05).
const atOnce = "/documents/ensemble"

// togetherRoutes adds what is done to several documents at once.
func (s *Site) togetherRoutes(r chi.Router) {
	r.Get(atOnce, serve.Page(s.askTogether))
	r.Post(atOnce, serve.Page(s.together))
	r.Post(atOnce+"/annuler", serve.Page(s.undoTogether))
}

// deed is what can be done to several documents, in the words of its page.
type deed struct {
	act          access.Act // none for a folder
	title, press string
	already      string // why some of those ticked stay out
	said, undo   string // afterwards, of how many; and the deed that takes it back
}

const toFolder = "ranger"

var deeds = map[string]deed{
	"masquer": {access.MaskDocument, "Masquer ces documents", "Masquer", "Déjà masqués, ils ne changent pas", "masqué", "montrer"},
	"montrer": {access.UnmaskDocument, "Montrer ces documents", "Montrer", "Déjà visibles, ils ne changent pas", "montré de nouveau", "masquer"},
	"supprimer": {access.DeleteDocument, "Mettre ces documents à la corbeille", "Mettre à la corbeille",
		"Déposés par un professionnel, ils ne peuvent pas être effacés par vous. Vous pouvez les masquer", "mis à la corbeille pour 30\u00a0jours", "reprendre"},
	"reprendre": {access.RestoreDocument, "", "", "", "repris de la corbeille", ""},
	toFolder:    {"", "Mettre ces documents dans un dossier", "Ranger", "", "rangé", "sortir"},
	"sortir":    {"", "", "", "", "sorti du dossier", ""},
}

// several are documents ticked on a list, and what is to be done to them.
type several struct {
	deed
	word      string
	documents []record.Document // that it changes
	others    []record.Document // that it leaves as they are
	who       effect            // of masking or showing them
	doctor    string            // the médecin traitant, when he reads them masked
	folders   []ui.Option
}

// namedIn are documents in one field of a form.
func namedIn(docs []record.Document) string {
	var all []string
	for _, d := range docs {
		all = append(all, d.ID.String())
	}
	return strings.Join(all, " ")
}

func ticks(word string, docs []id.Document) url.Values {
	q := url.Values{"faire": {word}}
	for _, doc := range docs {
		q.Add("document", doc.String())
	}
	return q
}

// tickedIn reads the documents that an address or a form names; what is none is
// left out, and no more than a page of them is read.
func tickedIn(names []string) (docs []id.Document) {
	for _, n := range names {
		if doc, err := id.Parse[id.Document](n); err == nil && len(docs) < limit.ListRows && !slices.Contains(docs, doc) {
			docs = append(docs, doc)
		}
	}
	return docs
}

func (s *Site) askTogether(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	docs := tickedIn(q["document"])
	if len(docs) == 0 {
		s.Sessions.Flash(r, ui.Flash{Warn: true, Text: "Cochez au moins un document, puis choisissez quoi en faire."})
		http.Redirect(w, r, "/documents", http.StatusSeeOther)
		return nil
	}
	return s.askTogetherAgain(w, r, http.StatusOK, form.Empty(), q.Get("faire"), docs)
}

func (s *Site) askTogetherAgain(w http.ResponseWriter, r *http.Request, status int, f *form.Form, word string, docs []id.Document) error {
	v := several{word: word, deed: deeds[word]}
	if v.title == "" {
		return problem.Missing("page")
	}
	found, err := s.Records.Ticked(r.Context(), serve.Actor(r), serve.Space(r), docs)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return problem.Missing("document")
	}
	for _, d := range found {
		if v.act == "" || d.Can(v.act) {
			v.documents = append(v.documents, d)
		} else {
			v.others = append(v.others, d)
		}
	}
	if err := s.around(r, &v); err != nil {
		return err
	}
	page, err := s.page(r, "Plusieurs documents", "/documents")
	if err != nil {
		return err
	}
	page.Form, page.Back = f, ui.Link{Href: "/documents", Text: "Retour aux documents"}
	page.Names = map[string]string{"dossier": "Dossier", "nom": "Nouveau dossier"}
	return ui.Render(w, r, status, togetherPage(page, f, v))
}

// around reads what the words of the page depend on.
func (s *Site) around(r *http.Request, v *several) (err error) {
	by, space := serve.Actor(r), serve.Space(r)
	switch v.word {
	case "masquer", "montrer":
		what := record.If{Mask: record.Hiding}
		if v.act == access.UnmaskDocument {
			what.Mask = record.Showing
		}
		if len(v.documents) == 0 {
			return nil
		}
		a, got, err := s.foresee(r, v.documents, what)
		if err == nil {
			v.who, v.doctor = a.effectOf(got[0], got[1], false), a.doctor(got[1])
		}
		return err
	case toFolder:
		all, err := s.Records.Folders(r.Context(), by, space)
		for _, k := range all {
			v.folders = append(v.folders, ui.Option{Value: k.ID.String(), Label: k.Name})
		}
		return err
	}
	return nil
}

// together does what the page asked about, in one step.
func (s *Site) together(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	word, docs := f.Typed("faire"), tickedIn(strings.Fields(f.Typed("documents")))
	if word == toFolder && len(docs) > 0 {
		return s.fileTogether(w, r, f, docs)
	}
	d := deeds[word]
	if d.press == "" || len(docs) == 0 {
		return problem.Missing("document")
	}
	done, err := s.Records.Together(r.Context(), serve.Actor(r), d.act, serve.Space(r), docs)
	if err != nil {
		return err
	}
	return s.changedTogether(w, r, d, done, "/documents")
}

// changedTogether goes on to a page that says how many were changed, and takes
// them back.
func (s *Site) changedTogether(w http.ResponseWriter, r *http.Request, d deed, done []id.Document, to string) error {
	said := ui.Flash{Warn: true, Text: "Aucun document n’a changé."}
	if len(done) > 0 {
		said = ui.Flash{Text: howMany(len(done), d.said) + "."}
		if d.act == access.MaskDocument || d.act == access.UnmaskDocument {
			who, err := s.nowRead(r, done)
			if err != nil {
				return err
			}
			said.Text += " " + who
		}
		if d.undo != "" {
			said.Undo = ui.Post{Action: undoTogetherAt(d.undo, done), Text: "Annuler"}
		}
	}
	s.Sessions.Flash(r, said)
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func undoTogetherAt(word string, docs []id.Document) string {
	return atOnce + "/annuler?" + ticks(word, docs).Encode()
}

// howMany says « 3 documents masqués » of « masqué »; what follows the first
// word stays as it is.
func howMany(n int, said string) string {
	if n > 1 {
		first, rest, more := strings.Cut(said, " ")
		if !strings.HasSuffix(first, "s") {
			first += "s"
		}
		if said = first; more {
			said += " " + rest
		}
	}
	return fr.Count(n, "document", "documents") + " " + said
}

func (s *Site) undoTogether(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	docs := tickedIn(q["document"])
	d := deeds[q.Get("faire")]
	if len(docs) == 0 {
		return problem.Missing("document")
	}
	if q.Get("faire") == "sortir" {
		folder, err := ofFolder(q.Get("dossier"))
		if err != nil {
			return err
		}
		if err := s.Records.FileAll(r.Context(), serve.Actor(r), serve.Space(r), folder, docs, false); err != nil {
			return err
		}
		return s.changedTogether(w, r, d, docs, "/documents")
	}
	if d.act == "" {
		return problem.Missing("page")
	}
	done, err := s.Records.Together(r.Context(), serve.Actor(r), d.act, serve.Space(r), docs)
	if err != nil {
		return err
	}
	d.undo = "" // what was taken back is not taken back again from here
	return s.changedTogether(w, r, d, done, "/documents")
}

// fileTogether puts the documents into a folder that there is, or a new one.
func (s *Site) fileTogether(w http.ResponseWriter, r *http.Request, f *form.Form, docs []id.Document) error {
	by, space := serve.Actor(r), serve.Space(r)
	name, chosen := f.Optional("nom"), f.Optional("dossier")
	var folder id.Folder
	var err error
	switch {
	case name == "" && chosen == "":
		f.Fail("nom", "required")
	case name != "" && f.OK():
		if folder, err = s.Records.MakeFolder(r.Context(), by, space, name); f.Take(err) != nil {
			return err
		}
	case f.OK():
		if folder, err = ofFolder(chosen); err != nil {
			f.Fail("dossier", "choose")
		}
	}
	if !f.OK() {
		return s.askTogetherAgain(w, r, http.StatusUnprocessableEntity, f, toFolder, docs)
	}
	if err := s.Records.FileAll(r.Context(), by, space, folder, docs, true); err != nil {
		return err
	}
	back := ticks("sortir", docs)
	back.Set("dossier", folder.String())
	s.Sessions.Flash(r, ui.Flash{Text: howMany(len(docs), "rangé") + ".", Undo: ui.Post{Action: atOnce + "/annuler?" + back.Encode(), Text: "Annuler"}})
	http.Redirect(w, r, "/documents/dossiers/"+folder.String(), http.StatusSeeOther)
	return nil
}
