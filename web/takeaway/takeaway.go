// Package takeaway writes the pages and tables of a copy of a space: an index that opens in any browser without a
// network, tables for a spreadsheet, a bundle for software. It is given what was let through and asks for nothing.
package takeaway

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/codes"
	"espacesante/internal/export"
	"espacesante/internal/fhir"
	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/health"
)

// Writer draws copies for one service.
type Writer struct{ Service string } // its name

// Files are the pages and tables of a copy. The index comes first.
func (w Writer) Files(ctx context.Context, c export.Content) ([]export.File, error) {
	var index bytes.Buffer
	if err := indexPage(w.Service, c).Render(ctx, &index); err != nil {
		return nil, err
	}
	files := []export.File{{Name: "index.html", Content: index.Bytes()}, {Name: "documents.csv", Content: table(documents(c))}}
	if c.Scope != export.Documents {
		files = append(files, export.File{Name: "historique.csv", Content: table(history(c))}, export.File{Name: "remboursements.csv", Content: table(refunds(c))})
		facts, injections, points := health.Tables(c.Books)
		files = append(files, export.File{Name: "profil.csv", Content: table(facts)}, export.File{Name: "vaccinations.csv", Content: table(injections)},
			export.File{Name: "mesures.csv", Content: table(points)})
		files = append(files, export.File{Name: "qui-voit-quoi.csv", Content: table(says(c.Say))})
		if len(c.Requests) > 0 {
			files = append(files, export.File{Name: "demandes.csv", Content: table(requests(c))})
		}
		if len(wishes(c)) > 1 {
			files = append(files, export.File{Name: "volontes.csv", Content: table(wishes(c))})
		}
	}
	if c.Scope != export.Documents {
		summary, err := c.Books.International(c.Person, health.Titles(w.Service), c.At)
		if err != nil {
			return nil, err
		}
		if files, err = withJSON(files, "fhir/resume.json", summary); err != nil {
			return nil, err
		}
	}
	return withJSON(files, "fhir/documents.json", bundled(c))
}

// withJSON adds a file for software: the documents, and the International
// Patient Summary (HL7 IPS).
func withJSON(files []export.File, name string, body any) ([]export.File, error) {
	content, err := json.MarshalIndent(body, "", " ")
	return append(files, export.File{Name: name, Content: content}), err
}

// table writes rows as a spreadsheet in France reads them: UTF-8 with its mark, semicolons. A cell that would be taken
// for a formula is not one (ASVS 1.2.10).
func table(rows [][]string) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = tamed(cell)
		}
		_ = w.Write(safe) // a buffer does not fail
	}
	w.Flush()
	return b.Bytes()
}

func tamed(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\x00", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

func documents(c export.Content) [][]string {
	rows := [][]string{{"Date des soins", "Titre", "Type", "Auteur", "Ajouté le", "Masqué", "Version", "Dossiers", "Fichier"}}
	for _, d := range c.Documents {
		rows = append(rows, []string{d.CaredOn.Format(time.DateOnly), d.Title, fr.DocumentKind(d.Type), author(d.Document), fr.ISODate(d.AddedAt), yes(d.Masked),
			strconv.Itoa(d.Version), strings.Join(c.Folders[d.ID], ", "), d.Path})
	}
	return rows
}

func history(c export.Content) [][]string {
	rows := [][]string{{"Quand", "Qui", "Profession et lieu", "Pourquoi", "Quoi", "Document", "Refusé"}}
	for _, e := range c.History {
		rows = append(rows, []string{e.At.Format(time.RFC3339), who(e), place(e), fr.Motive(e.Motive), fr.Act(e.Act), titled(e), yes(e.Reason != "")})
	}
	return rows
}

func refunds(c export.Content) [][]string {
	rows := [][]string{{"Date", "Genre", "Code", "Acte", "Par", "Lieu", "Quantité", "Dépensé (€)", "Remboursé (€)"}}
	for _, l := range c.Refunds {
		cents := func(n int64) string {
			return strings.Replace(strconv.FormatFloat(float64(n)/100, 'f', 2, 64), ".", ",", 1)
		}
		paid, back := "", ""
		if l.Paid != nil {
			paid = cents(int64(*l.Paid))
		}
		if l.Refunded != nil {
			back = cents(int64(*l.Refunded))
		}
		rows = append(rows, []string{l.On.Format(time.DateOnly), fr.CareKind(l.Kind), l.Code, l.Label, l.By, l.Place, strconv.Itoa(max(1, l.Quantity)), paid, back})
	}
	return rows
}

func says(s export.Say) [][]string {
	return [][]string{{"Réglage", "Réponse"}, {"Les professionnels qui soignent peuvent ouvrir", yes(s.Sharing)}, {"En cas d’urgence", fr.Emergency(s.Emergency)},
		{"Le centre 15 peut ouvrir", yes(s.SAMU)}, {"Tout masquer", yes(s.MaskAll)}}
}

var askedFor = map[record.RequestKind]string{record.Missing: "Document manquant", record.Correct: "Correction", record.Contest: "Contestation d’un dépôt"}

var answered = map[record.RequestState]string{record.Asked: "en attente", record.Granted: "acceptée", record.Declined: "refusée", record.Cancelled: "annulée"}

func requests(c export.Content) [][]string {
	rows := [][]string{{"Demandée le", "Quoi", "Demande", "Réponse attendue avant", "Où elle en est", "Réponse"}}
	for _, q := range c.Requests {
		rows = append(rows, []string{fr.ISODate(q.AskedAt), askedFor[q.Kind], q.Words, fr.ISODate(q.DueAt), answered[q.State], q.Answer})
	}
	return rows
}

func wishes(c export.Content) [][]string {
	rows := [][]string{{"Quoi", "Date", "Texte", "Nom", "Téléphone", "Où"}}
	if d := c.Wishes.Directives; d != nil {
		rows = append(rows, []string{"Directives anticipées", fr.ISODate(d.MadeAt), d.Text, d.Name, d.Phone, d.Place})
	}
	if t := c.Wishes.Trusted; t != nil {
		rows = append(rows, []string{"Personne de confiance", fr.ISODate(t.MadeAt), t.Link, t.Name, t.Phone, t.Address})
	}
	if o := c.Wishes.Donation; o != nil {
		rows = append(rows, []string{"Don d’organes", fr.ISODate(o.MadeAt), stances[string(o.Stance)] + ". " + o.Text, "", "", ""})
	}
	return rows
}

var stances = map[string]string{"agrees": "D’accord pour donner", "partly": "D’accord pour certains organes", "refuses": "Opposition au don"}

func yes(b bool) string {
	if b {
		return "oui"
	}
	return "non"
}

func author(d record.Document) string {
	if d.Author.Kind == record.ByPatient {
		if d.Helped != nil {
			return fr.WithHelp(d.Helped.Helper, d.Helped.Structure)
		}
		return "ajouté dans l’espace santé"
	}
	name := strings.TrimSpace(strings.Join([]string{d.Author.Title, d.Author.GivenName, d.Author.Name}, " "))
	if d.Author.Structure != "" {
		name += ", " + d.Author.Structure
	}
	return name
}

func who(e record.Event) string {
	name := strings.TrimSpace(strings.Join([]string{e.Title, e.GivenName, e.Name}, " "))
	if name == "" {
		return fr.Role(e.Role)
	}
	return name
}

func place(e record.Event) string {
	words := ""
	if e.Profession != "" {
		words = fr.Profession(e.Profession)
	}
	if at := fr.Place(e.Structure, e.City); at != "" {
		words += ", " + at
	}
	return strings.TrimPrefix(words, ", ")
}

func titled(e record.Event) string {
	if e.Document == nil {
		return ""
	}
	return e.Document.Title
}

// bundled is the documents as FHIR R4 says them: a collection of DocumentReference, each with the file it stands for.
func bundled(c export.Content) any {
	type entry struct {
		Resource fhir.DocumentReference `json:"resource"`
	}
	b := struct {
		ResourceType string  `json:"resourceType"`
		Type         string  `json:"type"`
		Timestamp    string  `json:"timestamp"`
		Entry        []entry `json:"entry"`
	}{"Bundle", "collection", fhir.Instant(c.At), []entry{}}
	for _, d := range c.Documents {
		status := "current"
		if d.Status == access.Deprecated {
			status = "superseded"
		}
		r := fhir.DocumentReference{ResourceType: "DocumentReference", ID: d.ID.String(), Status: status, Date: fhir.Instant(d.AddedAt), Description: d.Title,
			Author:  []fhir.Reference{{Display: author(d.Document)}},
			Content: []fhir.Content{{Attachment: fhir.Attachment{URL: d.Path, Size: d.Size, Title: d.Title, Creation: fhir.Date(d.CaredOn)}}}}
		system := fhir.SystemLOINC
		if t, listed := codes.DocumentType(d.Type); listed && t.System != "2.16.840.1.113883.6.1" {
			system = fhir.SystemTypes
		}
		kind := fhir.Concept(system, d.Type, fr.DocumentKind(d.Type))
		r.Type = &kind
		b.Entry = append(b.Entry, entry{r})
	}
	return b
}

// newest is how many lines of the history the index shows: all of them stand in the table.
const newest = 200

func lately(c export.Content) []record.Event { return c.History[:min(newest, len(c.History))] }

func scoped(s export.Scope) string {
	switch s {
	case export.LastYear:
		return "les 12 derniers mois"
	case export.Documents:
		return "les documents seulement"
	}
	return "tout l’espace santé"
}

// facts are the lines of the profile without the names of the columns.
func facts(c export.Content) [][]string {
	rows, _, _ := health.Tables(c.Books)
	return rows[1:]
}
