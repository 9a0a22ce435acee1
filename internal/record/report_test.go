package record_test

import (
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// ux.md GP-05: a colleague who reads a document tells its author of an error; the author answers, the colleague finds the
// answer, and none of it is among what the person asked.
func TestAnErrorIsReportedToItsAuthor(t *testing.T) {
	p := open(t)
	ctx, pat := t.Context(), p.patient.Patient
	doc := p.deposit(p.author.Actor, upload("Bilan"))
	w := record.Appeal{ID: id.New[id.Request](), Document: doc, Words: "Le nom du patient n’est pas le bon."}
	p.must(p.Records.Report(ctx, p.doctor.Actor, "", pat, w))
	p.must(p.Records.Report(ctx, p.doctor.Actor, "", pat, w)) // sent twice
	got := p.inbox(p.author.Actor)
	if len(got) != 1 || got[0].Kind != record.Report || got[0].By == "" || got[0].Words != w.Words || got[0].Document != doc {
		t.Fatalf("%+v", got)
	}
	mine := p.inbox(p.doctor.Actor)
	if len(mine) != 1 || mine[0].Kind != record.Reported || mine[0].Answered || mine[0].Settled != nil {
		t.Fatalf("%+v", mine)
	}
	if all, err := p.Records.Requests(ctx, p.patient.Actor, pat); err != nil || len(all) != 0 {
		t.Errorf("among the person's: %+v %v", all, err)
	}
	if err := p.Records.Cancel(ctx, p.patient.Actor, pat, w.ID); problem.KindOf(err) != problem.NotFound {
		t.Errorf("the person takes it back: %v", err)
	}
	again := w
	again.ID = id.New[id.Request]()
	if err := p.Records.Report(ctx, p.doctor.Actor, "", pat, again); problem.CodeOf(err) != "request-open" {
		t.Errorf("reported again: %v", err)
	}
	p.asks(record.Appeal{Kind: record.Correct, Document: doc, Words: "Ce n’est pas moi."}) // the person's own stands beside it
	if err := p.Records.Reply(ctx, p.doctor.Actor, pat, w.ID, true, "Oui"); problem.KindOf(err) != problem.NotFound {
		t.Errorf("answered by who reported: %v", err)
	}
	p.must(p.Records.Reply(ctx, p.author.Actor, pat, w.ID, false, "C’est bien elle."))
	if mine := p.inbox(p.doctor.Actor); len(mine) != 1 || !mine[0].Answered || mine[0].Granted || mine[0].Answer != "C’est bien elle." || mine[0].Settled == nil {
		t.Errorf("%+v", mine)
	}
	if n := p.notices("M9r"); n != 0 {
		t.Errorf("the person is told %d times of an answer to somebody else", n)
	}
}

// Only who reads a document reports an error in it: one's own is withdrawn, the person's is hers, what is not shown is missing.
func TestOnlyWhoReadsADocumentReportsAnErrorInIt(t *testing.T) {
	p := open(t)
	ctx, pat := t.Context(), p.patient.Patient
	hidden := upload("Bilan")
	hidden.Masked = true
	doc := p.deposit(p.author.Actor, hidden)
	report := func(by access.Actor, doc id.Document) error {
		return p.Records.Report(ctx, by, "", pat, record.Appeal{ID: id.New[id.Request](), Document: doc, Words: "Faux."})
	}
	if why := problem.Reason(report(p.author.Actor, doc)); why != access.NotAuthor {
		t.Errorf("one's own: %s", why)
	}
	other, stranger := p.Professional(t, "10", "SM05", sample.FINESS(3)), p.Professional(t, "10", "SM05", sample.FINESS(4))
	p.joins(other)
	if err := report(other.Actor, doc); problem.KindOf(err) != problem.NotFound {
		t.Errorf("masked: %v", err)
	}
	if why := problem.Reason(report(stranger.Actor, doc)); why != access.NoConsent {
		t.Errorf("a stranger: %s", why)
	}
	p.must(report(p.doctor.Actor, doc)) // #65: the médecin traitant reads it
	wantField(t, p.Records.Report(ctx, p.doctor.Actor, "", pat, record.Appeal{ID: id.New[id.Request](), Document: doc, Words: " "}), "demande", "required")
}
