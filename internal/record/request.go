package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// RequestKind is what a person asks of a professional. Its value is written:
// never rename.
type RequestKind string

// The kinds of request.
const (
	Missing RequestKind = "missing" // a document that was not transferred (#19)
	Correct RequestKind = "correct" // of a document that he deposited
	Contest RequestKind = "contest" // a deposit refused for a motif légitime (R.1111-47)
	Report  RequestKind = "report"  // an error, by a colleague of its author (Report)
	// Reported is a report in the list of who made it.
	Reported RequestKind = "reported"
)

// RequestState is where a request is. Its value is written: never rename.
type RequestState string

// The states of a request.
const (
	Asked     RequestState = "open"
	Granted   RequestState = "done"
	Declined  RequestState = "refused"
	Cancelled RequestState = "cancelled" // by the person
)

// Request is one request, as the person follows it.
type Request struct {
	ID       id.Request
	Kind     RequestKind
	To       id.Account // the professional asked
	Document id.Document
	AskedAt  time.Time
	DueAt    time.Time
	State    RequestState
	By       string // who settled it: professional, operator or patient
	SettleAt *time.Time
	Words    string // what the person wrote
	Answer   string
}

// String hides the words.
func (Request) String() string { return "[request]" }

// Late reports whether nobody answered in time.
func (r Request) Late(now time.Time) bool { return r.State == Asked && !now.Before(r.DueAt) }

// Appeal is a request on its way. ID is drawn by the page: sent twice, it is one.
type Appeal struct {
	ID       id.Request
	Kind     RequestKind
	To       id.Account // of a missing document; else the author is asked
	Document id.Document
	Words    string
}

// Bounds of what is written: enough to say why, not a medical history.
const (
	wishMax   = 500
	openMost  = 20 // requests that wait, in one space
	wishField = "demande"
)

var actOf = map[RequestKind]access.Act{Missing: access.AskDocument, Correct: access.AskCorrection, Contest: access.ContestDocument}

// Ask sends a request to a professional: he finds it in his portal, the person
// follows it. A contest is answered within 30 days (R.1111-47), by its author
// or else by the operator.
func (s *Service) Ask(ctx context.Context, by access.Actor, patient id.Patient, w Appeal) error {
	words, err := wished(w.Words, wishField)
	if err != nil {
		return err
	}
	if w.Words = words; w.ID.IsZero() || actOf[w.Kind] == "" {
		return &problem.Problem{Kind: problem.Invalid, Code: "form-unreadable"}
	}
	req := gate.Request{By: by, Act: actOf[w.Kind], Patient: patient, Target: w.ID.String()}
	if w.Kind == Missing {
		return s.gate.Pass(ctx, req, func(tx *gate.Tx) error { return s.send(ctx, tx, patient, w, "") })
	}
	return s.change(ctx, by, req.Act, patient, w.Document, func(tx *gate.Tx, r row) error {
		if w.To = r.AuthorID; r.AuthorKind == ByPatient {
			return problem.Refuse(access.NotAuthor)
		}
		c, err := closeUp(ctx, tx, patient, []Document{r.document(tx)})
		if err != nil {
			return err
		}
		docs, err := c.open(s.vault)
		if err != nil {
			return err
		}
		return s.send(ctx, tx, patient, w, docs[0].Title)
	})
}

// send writes a request in the space and in the list of the professional.
func (s *Service) send(ctx context.Context, tx *gate.Tx, patient id.Patient, w Appeal, title string) error {
	t, err := talliedRequests(ctx, tx, patient, w)
	switch {
	case err != nil || t.Same:
		return err
	case w.To.IsZero() && w.Kind != Contest && w.Kind != Missing: // of a previous DMP, by somebody the directory does not know
		return problem.Field(wishField, "author-unknown")
	case !t.Known && !w.To.IsZero(), !t.Known && w.Kind == Missing:
		return problem.Field("professionnel", "choose")
	case t.Waiting >= openMost:
		return problem.Field(wishField, "requests-full")
	case t.Twice:
		return problem.Clash("request-open")
	}
	space, err := s.vault.Make(ctx, tx, patient, tx.Line())
	if err != nil {
		return err
	}
	due := clock.EndOfDay(tx.Now(), limit.ContestDays)
	if err := insertRequest(ctx, tx, patient, w, due, space.Seal([]byte(w.Words), aboutRequest(w.ID))); err != nil {
		return err
	}
	if w.To.IsZero() { // nobody to answer but the operator
		return nil
	}
	person, err := identity.PersonIn(ctx, tx, s.vault, patient)
	if err != nil {
		return err
	}
	said := Received{Called: person.Called(), Title: title, Words: w.Words, Document: w.Document}
	if w.Kind == Report {
		if err := s.follows(ctx, tx, patient, w, due, said); err != nil {
			return err
		}
		if said.By, err = reporter(ctx, tx); err != nil {
			return err
		}
	}
	plain, err := json.Marshal(said)
	if err != nil {
		return err
	}
	if err := tellAsked(ctx, tx, patient, w, due, s.vault.Seal(plain, aboutReceived(w.ID))); err != nil {
		return err
	}
	return tellProfessional(ctx, tx, w, due)
}

// Requests lists what the person asked, the newest first.
func (s *Service) Requests(ctx context.Context, by access.Actor, patient id.Patient) ([]Request, error) {
	var key vault.Wrapped
	req := gate.Request{By: by, Act: access.ListRequests, Patient: patient, Reads: true}
	rows, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (rows []requestRow, err error) {
		if key, err = vault.Load(ctx, tx, patient); err != nil {
			return nil, err
		}
		return requests(ctx, tx, patient)
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	space, err := s.vault.Space(patient, key)
	if err != nil {
		return nil, fmt.Errorf("record: key: %w", err)
	}
	all := make([]Request, len(rows))
	for i, r := range rows {
		if all[i], err = r.opened(space); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Cancel takes a request back that nobody answered.
func (s *Service) Cancel(ctx context.Context, by access.Actor, patient id.Patient, which id.Request) error {
	req := gate.Request{By: by, Act: access.CancelRequest, Patient: patient, Target: which.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		r, there, err := request(ctx, tx, patient, which)
		switch {
		case err != nil:
			return err
		case !there || r.Kind == Report:
			return problem.Missing("request")
		case r.State != Asked:
			return problem.Clash("request-settled")
		}
		return settle(ctx, tx, patient, r, settled{Cancelled, "patient", nil})
	})
}

// Reply answers a request as the professional who was asked. A contest that he
// grants withdraws the document: the same act as if he had done it himself.
func (s *Service) Reply(ctx context.Context, by access.Actor, patient id.Patient, which id.Request, grant bool, words string) error {
	return s.answer(ctx, by, access.AnswerRequest, patient, which, grant, words, "professional")
}

// Settle answers, as the operator, a contest that its author left without an
// answer, or cannot answer. Granted, the deposit is refused for good: it is
// withdrawn.
func (s *Service) Settle(ctx context.Context, by access.Actor, patient id.Patient, which id.Request, grant bool, words string) error {
	return s.answer(ctx, by, access.SettleContest, patient, which, grant, words, "operator")
}

func (s *Service) answer(ctx context.Context, by access.Actor, act access.Act, patient id.Patient, which id.Request, grant bool, words, who string) error {
	words, err := wished(words, "reponse")
	if err != nil && !(grant && who == "professional") { // a refusal is always explained
		return err
	}
	req := gate.Request{By: by, Act: act, Patient: patient, Target: which.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		r, there, err := request(ctx, tx, patient, which)
		switch {
		case err != nil:
			return err
		case !there || act == access.AnswerRequest && r.AccountID != by.Account || act == access.SettleContest && r.Kind != Contest:
			return problem.Missing("request")
		case r.State != Asked:
			return problem.Clash("request-settled")
		}
		if r.Kind == Contest && grant {
			if err := s.refuseDeposit(ctx, tx, patient, *r.DocumentID, act); err != nil {
				return err
			}
		}
		space, err := s.vault.Make(ctx, tx, patient, tx.Line())
		if err != nil {
			return err
		}
		end := settled{Declined, who, space.Seal([]byte(words), aboutAnswer(which))}
		if grant {
			end.State = Granted
		}
		if err := settle(ctx, tx, patient, r, end); err != nil {
			return err
		}
		if r.Kind == Report { // a colleague asked, not the person
			return s.answered(ctx, tx, patient, r, grant, words)
		}
		if r.HiddenFromRepresentatives && !tx.On().Adult { // they would read it
			return nil
		}
		return notification.Tell(ctx, tx, patient, notification.RequestAnswered)
	})
}

// refuseDeposit withdraws a contested document; one that is gone already is. Who
// was asked may do so as its author; the operator settles for him.
func (s *Service) refuseDeposit(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document, act access.Act) error {
	r, there, err := document(ctx, tx, patient, doc)
	if err != nil || !there || r.Status == access.Erased {
		return err
	}
	if act == access.AnswerRequest {
		if why := tx.May(access.WithdrawDocument, r.policy(tx)); why != "" {
			return problem.Refuse(why)
		}
	}
	if err := remove(ctx, tx, patient, r, nil); err != nil || act != access.AnswerRequest || s.Withdrawn == nil {
		return err
	}
	return s.Withdrawn(ctx, tx, doc)
}

func (r requestRow) opened(space *vault.Space) (Request, error) {
	all := Request{ID: r.ID, Kind: r.Kind, To: r.AccountID, AskedAt: r.AskedAt, DueAt: r.DueAt, State: r.State, By: r.SettledBy, SettleAt: r.SettledAt}
	if r.DocumentID != nil {
		all.Document = *r.DocumentID
	}
	words, err := space.Open(r.Sealed, aboutRequest(r.ID))
	if len(r.Answer) > 0 {
		answer, bad := space.Open(r.Answer, aboutAnswer(r.ID))
		all.Answer, err = string(answer), errors.Join(err, bad)
	}
	if all.Words = string(words); err != nil {
		return all, fmt.Errorf("record: request: %w", err)
	}
	return all, nil
}

func aboutRequest(r id.Request) string  { return "request " + r.String() }
func aboutAnswer(r id.Request) string   { return "answer " + r.String() }
func aboutReceived(r id.Request) string { return "received request " + r.String() }
