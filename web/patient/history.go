package patient

import (
	"net/http"
	"strconv"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/reading"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// told is one line as the page says it.
type told struct {
	Proof                       string // where its proof is downloaded
	Report                      string // where an access is reported; empty when it is nobody's to report
	When, Who, Place, Why, What string
	Day, Hour                   string // of When, each on its line
	line                        string // its identifier in the log
	Refused                     bool
	Alert                       bool
}

func (s *Site) history(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	v := narrowedOf(r.URL.Query())
	q := v.query(s.Now())
	if before, err := id.Parse[id.Line](r.URL.Query().Get("avant")); err == nil {
		q.Before, v.Deep = before, true
	}
	past, err := s.Records.History(r.Context(), by, "", serve.Space(r), q)
	if err != nil {
		return err
	}
	page, err := s.page(r, "Historique", "/historique")
	if err != nil {
		return err
	}
	v.Days = byDay(tellAll(past.Events, serve.Elsewhere(r)))
	if !past.Next.IsZero() {
		v.Next = v.href("/historique", past.Next.String())
	}
	return ui.Render(w, r, http.StatusOK, historyPage(page, v))
}

// together is how close in time the same act on the same thing by the same
// person is one line on the page: each page of a document read is a line of
// the log.
const together = 10 * time.Minute

func tellAll(events []record.Event, child bool) (lines []told) {
	for i := 0; i < len(events); {
		n := 1
		for i+n < len(events) && same(events[i+n-1], events[i+n]) {
			n++
		}
		t := tell(events[i+n-1])
		if child {
			t.ofChild(events[i+n-1])
		}
		if n > 1 {
			t.What += " (" + strconv.Itoa(n) + "\u00a0fois)"
		}
		lines = append(lines, t)
		i += n
	}
	return lines
}

func same(later, earlier record.Event) bool {
	return later.Act == earlier.Act && later.Target == earlier.Target && later.Role == earlier.Role && later.Reason == earlier.Reason &&
		(later.Actor == nil) == (earlier.Actor == nil) && (later.Actor == nil || *later.Actor == *earlier.Actor) &&
		later.At.Sub(earlier.At) < together
}

// tell says who, from where, why, what, when (#32).
func tell(e record.Event) told {
	t := told{Proof: "/historique/" + e.ID.String() + "/preuve", When: fr.Moment(e.At), Day: fr.LongDate(e.At), Hour: fr.Hour(e.At), Who: fr.Role(e.Role), Why: fr.Motive(e.Motive), What: what(e), Refused: e.Reason != ""}
	if e.Role == access.Professional {
		t.Report = "/historique/" + e.ID.String() + "/signaler"
		t.Who = reading.Named(record.Author{Name: e.Name, GivenName: e.GivenName, Title: e.Title})
		t.Place = fr.Profession(e.Profession)
		if e.Structure != "" {
			t.Place += ", " + e.Structure
		}
		if e.City != "" {
			t.Place += ", " + e.City
		}
	}
	if agents[e.Role] != "" {
		t.Who, t.Place = agentNamed(e), fr.Role(e.Role)
		if place := fr.Place(e.Structure, e.City); place != "" {
			t.Place += ", " + place
		}
	}
	if e.Role == access.Representative && e.Name != "" {
		t.Who, t.Place = fr.Person(e.Name), "représentant légal"
	}
	switch {
	case t.Why != "":
	case e.Role == access.Representative:
		t.Why = "autorité parentale"
	case agents[e.Role] != "":
		t.Why = agents[e.Role]
	case e.Role == access.Patient:
		t.Why = "votre action"
	case e.Role == access.System:
		t.Why = "automatique"
	case e.Act == access.DepositDocument:
		t.Why = "devoir de partager"
	default:
		t.Why = "soins"
	}
	if e.Act == access.OpenCard { // nobody is known: the square and its PIN were enough
		t.Who, t.Why = "Quelqu’un, avec votre carte d’urgence", "code de la carte"
	}
	t.Alert = e.Motive == access.InEmergency || e.Motive == access.OnCall
	if t.Refused {
		t.Why = "refusé"
	}
	return t
}

// ofChild words a line as a parent reads it in the space of a child.
func (t *told) ofChild(e record.Event) {
	switch {
	case e.Mine:
		t.Who, t.Place, t.Why = "Vous", "", "votre action"
	case e.Role == access.Patient:
		t.Who, t.Why, t.What = "Quelqu’un, avec un code", "sans se connecter", fr.Act(e.Act)
	}
}

func what(e record.Event) string {
	words := fr.Act(e.Act)
	if e.Role == access.Helper && e.Act == access.DepositDocument {
		words = fr.CopyBrought
	}
	if e.Mine || e.Role == access.Patient {
		words = fr.ActOfYours(e.Act)
	}
	if e.Reason != "" {
		words += ", sans succès"
	}
	switch {
	case e.Document != nil:
		words += "\u00a0: " + e.Document.Title + withdrawn(e)
	case e.Professional != nil && e.Act == access.BlockProfessional && e.Role == access.Professional:
		words += ", à votre demande\u00a0: " + reading.Named(*e.Professional)
	case e.Professional != nil:
		words += "\u00a0: " + reading.Named(*e.Professional)
	}
	return words
}

// withdrawn is why its author took the document back, on the line that says so.
func withdrawn(e record.Event) string {
	w := e.Document.Withdrawal
	if e.Act != access.WithdrawDocument || e.Reason != "" || w == nil {
		return ""
	}
	said := ". Raison\u00a0: " + fr.Why(string(w.Why))
	if w.Words != "" {
		said += " (" + w.Words + ")"
	}
	return said
}
