package mandate_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/clock"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/mandate"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// desk is a world with a helper, a colleague of hers, and mandates.
type desk struct {
	*sample.World
	*mandate.Service
	helper, colleague access.Actor
}

func open(t *testing.T) *desk {
	t.Parallel()
	w := sample.New(t)
	return &desk{w, mandate.New(w.Gate, w.Vault, w.People), w.Staff(t, access.Helper), w.Staff(t, access.Helper)}
}

func opening(p *sample.Patient, tasks ...access.Task) mandate.Opening {
	return mandate.Opening{Patient: p.Patient, Tasks: tasks, Term: mandate.Today, Protection: mandate.NoProtection,
		Shown: mandate.IdentityCard, Proof: mandate.ByCard, Agreement: mandate.Signed,
		Words: mandate.Words{Helper: "Ana Castel", Structure: "France services Foix", Text: "Le 12 mars 2027, Léa donne mandat."}}
}

// sits gives a mandate and begins a session.
func (d *desk) sits(t *testing.T, p *sample.Patient, tasks ...access.Task) mandate.Sitting {
	t.Helper()
	m, err := d.Open(t.Context(), d.helper, opening(p, tasks...))
	if err != nil {
		t.Fatal(err)
	}
	sit, err := d.Enter(t.Context(), d.helper, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	return sit
}

func (d *desk) deposits(t *testing.T, p *sample.Patient, title string) id.Document {
	t.Helper()
	doctor := d.Professional(t, "10", "SM54", sample.FINESS(1))
	doc, err := d.Records.Deposit(t.Context(), doctor.Actor, p.Patient, record.Upload{File: cdatest.PDF(title), Name: "canari.pdf",
		Type: "11502-2", Title: title, CaredOn: sample.Adult, Informed: true})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// decisions.md §5: today, one month, six months, a year; each ends at a midnight of Paris.
func TestAMandateEndsAtMidnightInParis(t *testing.T) {
	at := time.Date(2027, 3, 12, 22, 30, 0, 0, time.UTC) // 23:30 in Paris, the summer begins on 28 March
	for term, want := range map[mandate.Term]string{mandate.Today: "2027-03-13 00:00", mandate.OneMonth: "2027-04-13 00:00",
		mandate.HalfYear: "2027-09-13 00:00", mandate.OneYear: "2028-03-13 00:00"} {
		if got := term.Ends(at).In(clock.Paris).Format("2006-01-02 15:04"); got != want {
			t.Errorf("%s ends at %s, want %s", term, got, want)
		}
	}
}

// #10 #89 #116: a helper acts under a live mandate of this person, hers, for what was ticked; nobody else of her structure does.
func TestAMandateIsOnesOwnAndEnds(t *testing.T) {
	d := open(t)
	p, ctx := d.Patient(t, access.Activated), t.Context()
	d.deposits(t, p, "Bilan")
	list := func(by access.Actor) access.Reason {
		_, err := d.Records.Veiled(ctx, by, p.Patient, 1)
		return problem.Reason(err)
	}
	if why := list(d.helper); why != access.NoMandate {
		t.Error("before any mandate:", why)
	}
	sit := d.sits(t, p, access.TaskShow)
	if why := list(d.helper); why != "" {
		t.Error("under the mandate:", why)
	}
	if why := list(d.colleague); why != access.NoMandate {
		t.Error("a colleague uses it:", why)
	}
	if _, err := d.Enter(ctx, d.colleague, sit.Mandate); problem.KindOf(err) != problem.NotFound {
		t.Error("a colleague enters:", err)
	}
	if err := d.End(ctx, d.colleague, p.Patient, sit.Mandate); problem.Reason(err) != access.NoMandate {
		t.Error("a colleague ends it:", err)
	}
	d.Wait(11 * time.Hour) // past midnight in Paris
	if why := list(d.helper); why != access.NoMandate {
		t.Error("on the next day:", why)
	}
}

// HLP-06: ended by the person, at once, in the session that is open; the helper sees by whom.
func TestThePersonEndsAMandateAtOnce(t *testing.T) {
	d := open(t)
	p, ctx := d.Patient(t, access.Activated), t.Context()
	doc := d.deposits(t, p, "Bilan")
	sit := d.sits(t, p, access.TaskShow)
	if err := d.Records.Unveil(ctx, p.Actor, p.Patient, doc, sit.Mandate); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Records.OpenUnveiled(ctx, d.helper, p.Patient, doc); err != nil {
		t.Fatal(err)
	}
	if err := d.End(ctx, p.Actor, p.Patient, sit.Mandate); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Records.OpenUnveiled(ctx, d.helper, p.Patient, doc); problem.Reason(err) != access.NoMandate {
		t.Error("still open:", err)
	}
	held, _, err := d.Held(ctx, d.helper, 1)
	if err != nil || len(held) != 1 || held[0].EndedBy != "person" || held[0].Live(d.Pool.Now()) || held[0].Short != "LÉA E." {
		t.Errorf("%d held: %s %s, %v", len(held), held[0].EndedBy, held[0].Short, err)
	}
	all, err := d.Of(ctx, p.Actor, p.Patient)
	if err != nil || len(all) != 1 || all[0].EndedBy != "person" || all[0].Words.Helper != "Ana Castel" || all[0].Words.Text == "" {
		t.Errorf("%d, %v", len(all), err)
	}
	if _, err := d.Enter(ctx, d.helper, sit.Mandate); problem.Reason(err) != access.NoMandate {
		t.Error("entered again:", err)
	}
}

// HLP, the curtain: one document, shown by the person, until the session ends.
func TestOnlyWhatThePersonShowsIsRead(t *testing.T) {
	d := open(t)
	p, ctx := d.Patient(t, access.Activated), t.Context()
	one, two := d.deposits(t, p, "Premier"), d.deposits(t, p, "Second")
	sit := d.sits(t, p, access.TaskShow)
	if err := d.Records.Unveil(ctx, p.Actor, p.Patient, one, sit.Mandate); err != nil {
		t.Fatal(err)
	}
	reads := func(doc id.Document) error {
		_, err := d.Records.OpenUnveiled(ctx, d.helper, p.Patient, doc)
		return err
	}
	if err := reads(one); err != nil {
		t.Error("shown:", err)
	}
	for name, doc := range map[string]id.Document{"behind the curtain": two, "nobody's": id.New[id.Document]()} {
		if err := reads(doc); problem.KindOf(err) != problem.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.Records.Open(ctx, d.helper, access.Normal, p.Patient, one); problem.Reason(err) != access.NoContent {
		t.Error("read as a professional would:", err)
	}
	stranger := d.Patient(t, access.Activated)
	if err := d.Records.Unveil(ctx, stranger.Actor, p.Patient, two, sit.Mandate); problem.Reason(err) != access.NotYours {
		t.Error("shown by somebody else:", err)
	}
	if err := d.Records.Veil(ctx, d.helper, p.Patient, two); problem.KindOf(err) != problem.NotFound {
		t.Error("a curtain drawn over what was never shown:", err)
	}
	if err := d.Records.Veil(ctx, d.helper, p.Patient, one); err != nil {
		t.Error(err)
	}
	if err := reads(one); problem.KindOf(err) != problem.NotFound {
		t.Error("the curtain is drawn again, and it is read:", err)
	}
	if err := d.Records.Unveil(ctx, p.Actor, p.Patient, one, sit.Mandate); err != nil {
		t.Fatal(err)
	}
	again, err := d.Enter(ctx, d.helper, sit.Mandate)
	if err != nil {
		t.Fatal(err)
	}
	if err := reads(one); problem.KindOf(err) != problem.NotFound {
		t.Error("in the next session:", err)
	}
	if err := d.Leave(ctx, d.helper, again, false); err != nil {
		t.Fatal(err)
	}
	if err := d.Records.Unveil(ctx, p.Actor, p.Patient, two, sit.Mandate); problem.Reason(err) != access.NoMandate {
		t.Error("shown when nobody looks:", err)
	}
}

// #69 and the states: a minor gives no mandate, nor does the dead; opposed, closed and uninvited persons do.
func TestWhoMayGiveAMandate(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	child := d.Someone(t, sample.Someone{Birth: sample.Child})
	if _, err := d.Open(ctx, d.helper, opening(child, access.TaskPrint)); problem.Reason(err) != access.MinorMayNot {
		t.Error("a child:", err)
	}
	for state, want := range map[access.State]access.Reason{access.Eligible: "", access.Invited: "", access.Opposed: "", access.ClosedArchived: "",
		access.AutoCreated: "", access.ClosedDeath: access.WrongState, access.Deleted: access.WrongState} {
		p := d.Patient(t, state)
		if _, err := d.Open(ctx, d.helper, opening(p, access.TaskPrint)); problem.Reason(err) != want {
			t.Errorf("%s: %v, want %q", state, err, want)
		}
	}
	for _, role := range []access.Role{access.Support, access.Caisse, access.Operator} {
		if _, err := d.Open(ctx, d.Staff(t, role), opening(d.Patient(t, access.Invited), access.TaskPrint)); problem.Reason(err) != access.NotForRole {
			t.Errorf("%s opens a mandate: %v", role, err)
		}
	}
	if _, err := d.Open(ctx, d.helper, opening(d.Patient(t, access.Invited), "everything")); problem.KindOf(err) != problem.Invalid {
		t.Error("a task nobody knows:", err)
	}
}

// A second mandate of the same person replaces the first; one alone is live.
func TestASecondMandateReplacesTheFirst(t *testing.T) {
	d := open(t)
	p, ctx := d.Patient(t, access.Activated), t.Context()
	first := d.sits(t, p, access.TaskShow)
	d.Wait(time.Minute)
	d.sits(t, p, access.TaskPrint)
	if _, err := d.Records.Veiled(ctx, d.helper, p.Patient, 1); problem.Reason(err) != access.NotInMandate {
		t.Error("what was ticked before still serves:", err)
	}
	if _, err := d.Enter(ctx, d.helper, first.Mandate); problem.Reason(err) != access.NoMandate {
		t.Error("a session begins under the one before:", err)
	}
	held, _, err := d.Held(ctx, d.helper, 1)
	if err != nil || len(held) != 2 || held[1].ID != first.Mandate || held[1].EndedBy != "replaced" || !held[0].Live(d.Pool.Now()) {
		t.Errorf("%d held, %v", len(held), err)
	}
}

// #51: number, card and birth date go together, whatever is wrong one answer, and a minor is no other.
func TestTheCardIsJudgedTogether(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	file := "ins,ins_oid,birth_name,birth_given_names,sex,birth_date,birth_place,vitale_serial,email\n"
	ins := "285067800605042"
	ins = ins[:13] + identity.NIRKey(ins[:13])
	file += ins + "," + identity.OIDNIR + ",PETIT,JEANNE,F,1985-06-14,78006,80250000,jeanne@example.org\n"
	if _, err := identity.ImportPersons(ctx, d.Pool, d.Vault, strings.NewReader(file), identity.Watch{}); err != nil {
		t.Fatal(err)
	}
	n, err := identity.ParseNIR(ins)
	if err != nil {
		t.Fatal(err)
	}
	who, err := d.ByCard(ctx, d.helper, mandate.Card{INS: n, Serial: "80250000", Birth: sample.Adult})
	if err != nil || who.Short != "JEANNE P." || who.SentTo != "j•••@example.org" {
		t.Fatalf("%s %s %v", who.Short, who.SentTo, err)
	}
	for name, c := range map[string]mandate.Card{"serial": {n, "80250001", sample.Adult}, "birth": {n, "80250000", sample.Child},
		"number": {d.Patient(t, access.Invited).Person.INS, "80250000", sample.Adult}} {
		if _, err := d.ByCard(ctx, d.helper, c); problem.CodeOf(err) != mandate.NotProven {
			t.Errorf("wrong %s: %v", name, err)
		}
	}
}

// Five guesses of one card, and the next waits, right or wrong.
func TestGuessesOfACardWait(t *testing.T) {
	d := open(t)
	p := d.Patient(t, access.Invited)
	var err error
	for range 6 {
		_, err = d.ByCard(t.Context(), d.helper, mandate.Card{INS: p.Person.INS, Serial: "1", Birth: sample.Adult})
	}
	if problem.KindOf(err) != problem.TooMany {
		t.Error(err)
	}
}

// decisions.md §7: what the helper did is in her journal, done and refused, written with the line; and in nobody else's.
func TestTheJournalKeepsWhatWasDoneAndRefused(t *testing.T) {
	d := open(t)
	p, ctx := d.Patient(t, access.Activated), t.Context()
	sit := d.sits(t, p, access.TaskPrint)
	d.Wait(time.Minute)
	if _, err := d.Records.Veiled(ctx, d.helper, p.Patient, 1); problem.Reason(err) != access.NotInMandate {
		t.Fatal(err)
	}
	d.Wait(time.Minute)
	if err := d.Leave(ctx, d.helper, sit, true); err != nil {
		t.Fatal(err)
	}
	mine, err := d.Journal(ctx, d.helper, p.Patient, sample.Start)
	if err != nil || len(mine) != 4 || mine[1].Act != access.ListVeiled || mine[1].Reason != access.NotInMandate || mine[3].Short == "" {
		t.Fatalf("%d lines, %v", len(mine), err)
	}
	if theirs, err := d.Journal(ctx, d.colleague, id.Patient{}, sample.Start); err != nil || len(theirs) != 0 {
		t.Errorf("a colleague reads %d lines, %v", len(theirs), err)
	}
	var lines, same int
	err = dbtest.AsSuperuser(t, d.Pool).QueryRow(ctx, `SELECT count(*), count(l.id) FROM helper_lines h LEFT JOIN access_log l
		ON l.patient_id = h.patient_id AND l.id = h.line AND l.actor = h.account_id AND l.act = h.act`).Scan(&lines, &same)
	if err != nil || lines != 4 || same != lines {
		t.Errorf("%d lines, %d of them in the log: %v", lines, same, err)
	}
}

// Issue 5, point 12: a mandate given and a session ended are told on every channel, at once.
func TestAMandateIsToldEverywhere(t *testing.T) {
	d := open(t)
	p := d.Patient(t, access.Activated)
	sit := d.sits(t, p, access.TaskPrint)
	d.Wait(time.Minute)
	if err := d.Leave(t.Context(), d.helper, sit, true); err != nil {
		t.Fatal(err)
	}
	var kinds, target string
	err := dbtest.AsSuperuser(t, d.Pool).QueryRow(context.Background(), `
		SELECT string_agg(n.kind, ' ' ORDER BY n.id), max(l.target) FILTER (WHERE n.kind = 'M13')
		FROM notices n JOIN access_log l ON l.patient_id = n.patient_id AND l.id = n.line_id`).Scan(&kinds, &target)
	if err != nil || kinds != "M13o M13" {
		t.Errorf("told %q, %v", kinds, err)
	}
	if told := mandate.ReadTold(target); !told.Until.IsZero() || len(told.Done) != 0 {
		t.Errorf("%q", target)
	}
	var told, places int
	err = dbtest.AsSuperuser(t, d.Pool).QueryRow(t.Context(), `SELECT count(*), min(places) FROM (
		SELECT count(DISTINCT args->>'at') AS places FROM river_job WHERE kind = 'notification.due_at' GROUP BY args->>'notice') n`).Scan(&told, &places)
	if err != nil || told != 2 || places != 4 {
		t.Errorf("%d messages are told at %d places, want both at all four: %v", told, places, err)
	}
}

// HLP-06: each helper ends her own mandates; that of a colleague of the same person stays the person's and the colleague's.
func TestAColleaguesMandateIsNotHersToEnd(t *testing.T) {
	d := open(t)
	p, ctx := d.Patient(t, access.Activated), t.Context()
	d.sits(t, p, access.TaskPrint)
	theirs, err := d.Open(ctx, d.colleague, opening(p, access.TaskPrint))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.End(ctx, d.helper, p.Patient, theirs.ID); problem.Reason(err) != access.NoMandate {
		t.Errorf("ended: %v", err)
	}
	if held, err := d.Holds(ctx, d.colleague, theirs.ID); err != nil || !held.Live(d.Pool.Now()) {
		t.Errorf("the colleague's is over: %v", err)
	}
}

// A card of the dead gives no mandate, before their space is closed too; the answer is that of a wrong card.
func TestTheDeadGiveNoMandate(t *testing.T) {
	d := open(t)
	p := d.Patient(t, access.Activated)
	err := pgx.BeginFunc(t.Context(), dbtest.AsSuperuser(t, d.Pool), func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `SET LOCAL session_replication_role = replica`)
		if err == nil {
			_, err = tx.Exec(t.Context(), `UPDATE persons SET died_on = '2027-03-01', vitale_mac = $2 WHERE patient_id = $1`, p.Patient, identity.VitaleMAC(d.Vault, "80250000"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if who, err := d.ByCard(t.Context(), d.helper, mandate.Card{INS: p.Person.INS, Serial: "80250000", Birth: p.Person.BirthDate}); problem.CodeOf(err) != mandate.NotProven {
		t.Errorf("%s: %v", who.Short, err)
	}
	if who, err := d.ByClaim(t.Context(), d.helper, p.Patient); problem.Reason(err) == "" {
		t.Errorf("by a code: %s, %v", who.Short, err)
	}
}
