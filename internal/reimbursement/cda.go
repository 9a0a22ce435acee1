package reimbursement

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"espacesante/internal/cda"
	"espacesante/internal/identity"
	"espacesante/internal/name"
	"espacesante/internal/problem"
)

// Report is a clinical document of reimbursements (type REMB, CNAM-HR of the CI-SIS): whom it is about, and its lines.
type Report struct {
	document cda.Document
	Rows     []Row
}

// String never shows the report.
func (Report) String() string { return "[reimbursements]" }

// typeREMB is the type of document that the Assurance Maladie deposits (#21).
const typeREMB = "REMB"

// sections are the LOINC codes of the sections of CNAM-HR.
var sections = map[string]Kind{"10160-0": Medicine, "11369-6": Vaccine, "46264-8": Device, "46240-8": Hospital, "29554-3": Care}

// narrower tells apart the sections of acts, which have one code.
var narrower = map[string]Kind{"RADIOLOGIE": Imaging, "BIOLOGIE": Biology}

// ReadCDA reads such a document. Its lines have no amounts, and no number of who did the act.
func ReadCDA(file []byte) (Report, error) {
	d, err := cda.Parse(file)
	if err != nil {
		return Report{}, problem.Field("fichier", "not-clinical")
	}
	if d.Type.Code != typeREMB {
		return Report{}, problem.Field("fichier", "cda-type-unknown")
	}
	r := Report{document: d}
	number, _ := identity.ParseNIR(d.Patient.INS.Extension)
	again := map[string]int{}
	for _, s := range d.Sections {
		kind, listed := sections[s.Code.Code]
		if !listed {
			continue
		}
		if k := narrower[name.Normal(s.Title)]; k != "" {
			kind = k
		}
		for _, line := range linesOf(s, kind) {
			// The document numbers no line: the same one twice in it is two, the next document's same lines are the same.
			ref := fmt.Sprintf("cda|%s|%s|%s|%s|%s|%s", line.On.Format(time.DateOnly), line.Kind, line.Code, line.Label, line.By, line.Place)
			again[ref]++
			r.Rows = append(r.Rows, Row{Line: line, INS: number, Reference: ref + "|" + strconv.Itoa(again[ref])})
		}
	}
	return r, nil
}

// place is which cell of a row says what; -1 for none.
type place struct{ day, code, label, by, where, quantity int }

func linesOf(s cda.Section, kind Kind) (all []Line) {
	for _, b := range s.Blocks {
		if b.Kind != cda.Table || len(b.Head) == 0 {
			continue
		}
		at := placed(b.Head[0])
		for _, r := range b.Rows {
			l := Line{Kind: kind, Code: cut(r, at.code), Label: cut(r, at.label), By: cut(r, at.by), Place: cut(r, at.where)}
			l.Quantity, _ = strconv.Atoi(cut(r, at.quantity))
			for i := at.day; i >= 0 && i < len(r.Cells) && i <= at.day+1 && l.On.IsZero(); i++ {
				l.On = dayIn(cut(r, i))
			}
			if !l.On.IsZero() && l.Label != "" {
				all = append(all, l)
			}
		}
	}
	return all
}

// placed reads the names of columns; one that spans two counts for two.
func placed(head cda.Row) place {
	p, i := place{-1, -1, -1, -1, -1, -1}, 0
	for _, c := range head.Cells {
		switch words := name.Normal(text(c)); {
		case strings.HasPrefix(words, "DATE"), strings.HasPrefix(words, "PERIODE"):
			p.day = i
		case strings.HasPrefix(words, "CODE"):
			p.code = i
		case strings.HasPrefix(words, "LIBELLE"), strings.HasPrefix(words, "NATURE"):
			p.label = i
		case words == "REALISE PAR", words == "DELIVRE PAR":
			p.by = i
		case words == "ETABLISSEMENT", strings.HasPrefix(words, "LIEU"):
			p.where = i
		case strings.HasPrefix(words, "QUANTITE"):
			p.quantity = i
		}
		i += max(1, c.ColSpan)
	}
	return p
}

func cut(r cda.Row, i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	words := []rune(text(r.Cells[i]))
	return string(words[:min(len(words), labelMax)])
}

func text(c cda.Cell) string {
	var b strings.Builder
	for _, block := range c.Blocks {
		for _, in := range block.Inlines {
			if in.Break {
				b.WriteByte(' ')
			}
			b.WriteString(in.Text)
		}
		b.WriteByte(' ')
	}
	return strings.Join(strings.Fields(name.Shown(b.String())), " ")
}

// written is a day as these documents write it; of a stay, the first.
var written = regexp.MustCompile(`\b\d{2}/\d{2}/\d{4}\b`)

func dayIn(s string) time.Time {
	d, err := time.Parse("02/01/2006", written.FindString(s))
	if err != nil {
		return time.Time{}
	}
	return d
}
