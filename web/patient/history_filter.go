package patient

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"time"

	"espacesante/internal/accesslog"
	"espacesante/internal/limit"
	"espacesante/web/fr"
	"espacesante/web/letter"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// whose are the people that the history can be narrowed to.
var whose = []ui.Option{{Value: "", Label: "Tout le monde"}, {Value: string(accesslog.ByProfessionals), Label: "Les professionnels"},
	{Value: string(accesslog.ByHolder), Label: "Vous"}, {Value: string(accesslog.ByRepresentatives), Label: "Vos proches"},
	{Value: string(accesslog.ByHelpers), Label: "Les aidants de guichet"},
	{Value: string(accesslog.ByAgents), Label: "Les agents"}, {Value: string(accesslog.BySystem), Label: "Le service et les services reliés"}}

// whats are the kinds of acts that it can be narrowed to.
var whats = []ui.Option{{Value: "", Label: "Tout"}, {Value: string(accesslog.Reading), Label: "Ce qui a été ouvert ou lu"},
	{Value: string(accesslog.Documents), Label: "Les documents ajoutés ou changés"}, {Value: string(accesslog.TheSay), Label: "Qui voit quoi"},
	{Value: string(accesslog.TheSpace), Label: "Connexions et vie de l’espace santé"}}

// periods are how far back.
var periods = []ui.Option{{Value: "", Label: "Depuis le début"}, {Value: "7", Label: "Les 7 derniers jours"}, {Value: "30", Label: "Les 30 derniers jours"},
	{Value: "365", Label: "Les 12 derniers mois"}}

var daysOf = map[string]int{"7": 7, "30": 30, "365": 365}

// pastView is the history on screen: what it is narrowed to, and the lines.
type pastView struct {
	Who, What, Period string
	Days              []pastDay
	Next              string // address of the page after; empty when this is the last
	Deep              bool   // not the first page
}

// narrowedOf reads what a history is narrowed to from its address, which can be
// kept. An unknown value narrows to nothing.
func narrowedOf(q url.Values) pastView {
	one := func(name string, options []ui.Option) string {
		for _, o := range options {
			if o.Value == q.Get(name) {
				return o.Value
			}
		}
		return ""
	}
	return pastView{Who: one("qui", whose), What: one("quoi", whats), Period: one("periode", periods)}
}

func (v pastView) query(now time.Time) accesslog.Query {
	q := accesslog.Query{Who: accesslog.Who(v.Who), What: accesslog.What(v.What), Quiet: true}
	if n := daysOf[v.Period]; n > 0 {
		q.Since = now.AddDate(0, 0, -n)
	}
	return q
}

// narrowed reports whether the history is not the whole of it.
func (v pastView) narrowed() bool { return v.Who+v.What+v.Period != "" }

// href is a page of the same history.
func (v pastView) href(path, before string) string {
	q := url.Values{}
	for name, value := range map[string]string{"qui": v.Who, "quoi": v.What, "periode": v.Period, "avant": before} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// all reads every line of a narrowed history, to take it away.
func (s *Site) all(r *http.Request) (lines []told, cut bool, err error) {
	q := narrowedOf(r.URL.Query()).query(s.Now())
	q.Most = limit.HistoryLines
	past, err := s.Records.History(r.Context(), serve.Actor(r), "", serve.Space(r), q)
	for _, e := range past.Events {
		t := tell(e)
		if serve.Elsewhere(r) {
			t.ofChild(e)
		}
		t.line = e.ID.String()
		lines = append(lines, t)
	}
	return lines, !past.Next.IsZero(), err
}

const cutShort = "Les lignes plus anciennes ne sont pas dans ce fichier. Choisissez une période plus courte."

// historyCSV gives the history as a table for a spreadsheet (#32).
func (s *Site) historyCSV(w http.ResponseWriter, r *http.Request) error {
	lines, cut, err := s.all(r)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="historique.csv"`)
	if _, err := w.Write([]byte("\ufeff")); err != nil { // spreadsheets read UTF-8 then
		return err
	}
	out := csv.NewWriter(w)
	out.Comma = ';'
	rows := [][]string{{"Quand", "Qui", "Profession et lieu", "Pourquoi", "Quoi", "Ligne du journal"}}
	for _, l := range lines {
		rows = append(rows, []string{l.When, l.Who, l.Place, fr.Upper(l.Why), fr.Upper(l.What), l.line})
	}
	if cut {
		rows = append(rows, []string{cutShort})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = harmless(row[i])
		}
	}
	return out.WriteAll(rows)
}

// harmless keeps a spreadsheet from taking words for a formula: titles are
// typed by others.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// historyPDF gives the same on paper.
func (s *Site) historyPDF(w http.ResponseWriter, r *http.Request) error {
	lines, cut, err := s.all(r)
	if err != nil {
		return err
	}
	who, err := s.called(r)
	if err != nil {
		return err
	}
	past := letter.Past{Head: letter.Head{Service: s.Letters, Date: s.Now()}, Whose: who}
	if cut {
		past.Note = cutShort
	}
	for _, l := range lines {
		past.Lines = append(past.Lines, letter.PastLine{When: l.When, Who: l.Who, Place: l.Place, Why: fr.Upper(l.Why), What: fr.Upper(l.What)})
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="historique.pdf"`)
	return letter.WritePast(w, past)
}
