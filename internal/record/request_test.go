package record_test

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

func (p *place) asks(w record.Appeal) id.Request {
	p.t.Helper()
	if w.ID.IsZero() {
		w.ID = id.New[id.Request]()
	}
	p.must(p.Records.Ask(p.t.Context(), p.patient.Actor, p.patient.Patient, w))
	return w.ID
}

// asked is the one request of the space.
func (p *place) asked() record.Request {
	p.t.Helper()
	all, err := p.Records.Requests(p.t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	if len(all) != 1 {
		p.t.Fatalf("%d requests", len(all))
	}
	return all[0]
}

func (p *place) inbox(by access.Actor) []record.Received {
	p.t.Helper()
	all, err := p.Records.Inbox(p.t.Context(), by)
	p.must(err)
	return all
}

// #19 « par oubli ou par erreur »: a document that is missing is asked of the
// professional, who finds the request in his portal and answers it.
func TestAMissingDocumentIsAskedFor(t *testing.T) {
	p := open(t)
	ctx := t.Context()
	w := record.Appeal{ID: id.New[id.Request](), Kind: record.Missing, To: p.author.Account, Words: "Le compte rendu de mars, s’il vous plaît."}
	p.asks(w)
	p.asks(w) // sent twice
	r := p.asked()
	if r.State != record.Asked || r.Words != w.Words || r.To != p.author.Account || r.Late(p.Pool.Now()) {
		t.Errorf("asked %+v", r)
	}
	got := p.inbox(p.author.Actor)
	if len(got) != 1 || got[0].Words != w.Words || got[0].Called == "" || got[0].Patient != p.patient.Patient || got[0].Kind != record.Missing {
		t.Fatalf("received %+v", got)
	}
	if n := len(p.inbox(p.doctor.Actor)); n != 0 {
		t.Errorf("somebody else received %d", n)
	}
	if n := p.count(`SELECT count(*) FROM document_requests r JOIN asked_professionals a USING (id)
		WHERE position('compte' IN encode(r.sealed, 'escape') || encode(a.sealed, 'escape')) > 0`); n != 0 {
		t.Error("its words stand in clear")
	}
	if err := p.Records.Reply(ctx, p.doctor.Actor, p.patient.Patient, w.ID, true, "Moi"); problem.KindOf(err) != problem.NotFound {
		t.Errorf("somebody else answers: %v", err)
	}
	wantField(t, p.Records.Reply(ctx, p.author.Actor, p.patient.Patient, w.ID, false, ""), "reponse", "required")
	p.must(p.Records.Reply(ctx, p.author.Actor, p.patient.Patient, w.ID, true, "C’est déposé."))
	if r := p.asked(); r.State != record.Granted || r.Answer != "C’est déposé." || r.By != "professional" || p.notices("M9r") != 1 {
		t.Errorf("answered %+v", r)
	}
	if err := p.Records.Reply(ctx, p.author.Actor, p.patient.Patient, w.ID, false, "Non"); problem.CodeOf(err) != "request-settled" {
		t.Errorf("answered again: %v", err)
	}
	if got := p.inbox(p.author.Actor); len(got) != 1 || got[0].Settled == nil {
		t.Errorf("still waits: %+v", got)
	}
}

// Only who has to do with the space is asked, and who the person blocked
// answers nothing.
func TestOnlyWhoHasToDoWithTheSpaceIsAsked(t *testing.T) {
	p := open(t)
	ctx := t.Context()
	stranger := p.Professional(t, "10", "SM26", sample.FINESS(9))
	ask := func(w record.Appeal) error {
		w.ID = id.New[id.Request]()
		return p.Records.Ask(ctx, p.patient.Actor, p.patient.Patient, w)
	}
	wantField(t, ask(record.Appeal{Kind: record.Missing, To: stranger.Account, Words: "Bonjour"}), "professionnel", "choose")
	wantField(t, ask(record.Appeal{Kind: record.Missing, Words: "Bonjour"}), "professionnel", "choose")
	wantField(t, ask(record.Appeal{Kind: record.Missing, To: p.author.Account}), "demande", "required")
	mine := p.adds("De moi")
	if err := ask(record.Appeal{Kind: record.Contest, Document: mine, Words: "Non"}); err == nil {
		t.Error("one's own document is contested")
	}
	if err := ask(record.Appeal{Kind: record.Correct, Document: id.New[id.Document](), Words: "Non"}); problem.KindOf(err) != problem.NotFound {
		t.Errorf("nothing is corrected: %v", err)
	}
	which := p.asks(record.Appeal{Kind: record.Missing, To: p.author.Account, Words: "Bonjour"})
	p.must(p.Consents.Block(ctx, p.patient.Actor, p.patient.Patient, p.author.Account))
	if err := p.Records.Reply(ctx, p.author.Actor, p.patient.Patient, which, true, "Oui"); problem.Reason(err) != access.Blocked {
		t.Errorf("who is blocked answers: %v", err)
	}
	p.must(p.Records.Cancel(ctx, p.patient.Actor, p.patient.Patient, which))
	if r := p.asked(); r.State != record.Cancelled || r.By != "patient" {
		t.Errorf("cancelled %+v", r)
	}
}

// #60, #61, R.1111-47: a deposit is refused for a motif légitime, by its author or, when
// he says nothing for 30 days, by the operator. Granted, the document is
// withdrawn; refused, the person reads why.
func TestADepositIsContested(t *testing.T) {
	p := open(t)
	ctx := t.Context()
	first, second := p.deposit(p.author.Actor, upload("Premier")), p.deposit(p.author.Actor, upload("Second"))
	which := p.asks(record.Appeal{Kind: record.Contest, Document: first, Words: "Ce n’est pas moi."})
	again := record.Appeal{ID: id.New[id.Request](), Kind: record.Contest, Document: first, Words: "Encore"}
	if err := p.Records.Ask(ctx, p.patient.Actor, p.patient.Patient, again); problem.CodeOf(err) != "request-open" {
		t.Errorf("contested twice: %v", err)
	}
	if got := p.inbox(p.author.Actor); len(got) != 1 || got[0].Title != "Premier" || got[0].Document != first {
		t.Errorf("received %+v", got)
	}
	p.must(p.Records.Reply(ctx, p.author.Actor, p.patient.Patient, which, true, ""))
	if l := p.list(p.patient.Actor, record.Filter{}); l.Total != 1 || l.Documents[0].Title != "Second" {
		t.Errorf("still there: %+v", l)
	}
	if l := p.list(p.patient.Actor, record.Filter{Shelf: record.Withdrawn}); l.Total != 1 {
		t.Error("the person does not see that it was there")
	}

	p.Wait(time.Hour)
	which = p.asks(record.Appeal{Kind: record.Contest, Document: second, Words: "Il s’est trompé."})
	operator := p.Staff(t, access.Operator)
	waits, err := p.Records.Contests(ctx, operator)
	p.must(err)
	if len(waits) != 1 || waits[0].ID != which || waits[0].Patient != p.patient.Patient {
		t.Fatalf("operators see %+v", waits)
	}
	for who, by := range map[string]access.Actor{"a professional": p.author.Actor, "the person": p.patient.Actor} {
		if seen, err := p.Records.Contests(ctx, by); err != nil || len(seen) != 0 {
			t.Errorf("%s sees the contests of all: %+v %v", who, seen, err)
		}
	}
	p.Wait(31 * 24 * time.Hour)
	r, err := p.Records.ReadContest(ctx, operator, p.patient.Patient, which)
	p.must(err)
	if !r.Late(p.Pool.Now()) || r.Words != "Il s’est trompé." {
		t.Errorf("the operator reads %+v", r)
	}
	if _, err := p.Records.ReadContest(ctx, p.doctor.Actor, p.patient.Patient, which); problem.KindOf(err) != problem.Forbidden {
		t.Errorf("a doctor reads it: %v", err)
	}
	if _, err := p.Records.List(ctx, operator, "", p.patient.Patient, record.Filter{}); problem.Reason(err) != access.NoContent {
		t.Errorf("the operator lists documents: %v", err)
	}
	wantField(t, p.Records.Settle(ctx, operator, p.patient.Patient, which, false, " "), "reponse", "required")
	p.must(p.Records.Settle(ctx, operator, p.patient.Patient, which, false, "Le motif n’est pas établi."))
	if l := p.list(p.patient.Actor, record.Filter{}); l.Total != 1 {
		t.Error("a contest that was refused took the document away")
	}
	all, err := p.Records.Requests(ctx, p.patient.Actor, p.patient.Patient)
	p.must(err)
	if all[0].State != record.Declined || all[0].By != "operator" || all[0].Answer != "Le motif n’est pas établi." {
		t.Errorf("got %+v", all[0])
	}
	which = p.asks(record.Appeal{Kind: record.Contest, Document: second, Words: "Voici une preuve."})
	p.must(p.Records.Settle(ctx, operator, p.patient.Patient, which, true, "Motif établi."))
	if l := p.list(p.patient.Actor, record.Filter{}); l.Total != 0 {
		t.Error("granted by the operator, it is still there")
	}
}

// written counts the messages to a professional about requests that are due.
func (p *place) written(again bool) int {
	p.t.Helper()
	return p.count(`SELECT count(*) FROM river_job WHERE kind = 'record.asked' AND (args->>'again')::boolean = $1`, again)
}

// #19, R.1111-47: who is asked is told at once, and reminded once a week before
// the 30 days end, unless he answered; the message says neither whose nor what.
func TestWhoIsAskedIsToldAndReminded(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("Bilan"))
	waits := record.Appeal{ID: id.New[id.Request](), Kind: record.Missing, To: p.author.Account, Words: "Le compte rendu de mars"}
	answered := record.Appeal{ID: id.New[id.Request](), Kind: record.Correct, Document: doc, Words: "La date est fausse"}
	for _, w := range []record.Appeal{waits, waits, answered} {
		p.must(p.Records.Ask(t.Context(), p.patient.Actor, p.patient.Patient, w))
	}
	if n := p.written(false); n != 2 {
		t.Errorf("told %d times of two requests", n)
	}
	if n := p.count(`SELECT count(*) FROM river_job WHERE kind = 'record.asked' AND (args::text LIKE '%mars%' OR args::text LIKE '%' || $1 || '%')`, p.patient.Patient.UUID()); n != 0 {
		t.Error("the message knows whose or what")
	}
	p.must(p.Records.Reply(t.Context(), p.author.Actor, p.patient.Patient, answered.ID, true, ""))
	for _, c := range []struct {
		wait time.Duration
		want int
	}{{22 * 24 * time.Hour, 0}, {2 * 24 * time.Hour, 1}, {0, 0}, {24 * time.Hour, 0}, {30 * 24 * time.Hour, 0}} {
		p.Wait(c.wait)
		if n, err := p.Records.RemindAsked(t.Context(), p.Pool); err != nil || n != c.want {
			t.Errorf("after %s: reminded of %d, want %d, %v", c.wait, n, c.want, err)
		}
	}
	if n := p.written(true); n != 1 {
		t.Errorf("%d reminders", n)
	}
}
