package enrolment

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// world is one database, its clock and the service over it.
type world struct {
	*Service
	super *pgxpool.Pool
	now   *atomic.Int64
	made  int
}

// start is a Friday at 14:05 in Paris, two weeks before summer time begins.
var start = time.Date(2027, 3, 12, 13, 5, 0, 0, time.UTC)

func newWorld(t testing.TB) *world {
	t.Helper()
	pool, dir := dbtest.New(t), t.TempDir()
	v, err := vault.Open(vault.Keys{Master: filepath.Join(dir, "master"), Service: filepath.Join(dir, "service")}, true)
	check(t, err)
	w := &world{super: dbtest.AsSuperuser(t, pool), now: &atomic.Int64{}}
	pool.Now = w.clock
	w.set(start)
	g := gate.New(pool, v)
	w.Service = New(pool, v, g, identity.New(pool, v, g)).Quick()
	return w
}

func (w *world) clock() time.Time      { return time.UnixMicro(w.now.Load()).UTC() }
func (w *world) set(at time.Time)      { w.now.Store(at.UnixMicro()) }
func (w *world) wait(d time.Duration)  { w.now.Add(d.Microseconds()) }
func check(t testing.TB, err error)    { t.Helper(); must(t, err == nil, "%v", err) }
func ctx(t testing.TB) context.Context { return t.Context() }

func must(t testing.TB, ok bool, format string, args ...any) {
	t.Helper()
	if !ok {
		t.Fatalf(format, args...)
	}
}

// human is a person imported, and what they can show.
type human struct {
	patient id.Patient
	ins     identity.INS
	birth   time.Time
	vitale  string
}

type columns = map[string]string

// birth dates of an adult and of a child at start.
const (
	grown = "1985-05-01"
	child = "2017-05-12"
)

// person imports somebody with an e-mail address; change says otherwise.
func (w *world) person(t testing.TB, change columns) human {
	t.Helper()
	return w.persons(t, 1, change)[0]
}

// persons imports n alike.
func (w *world) persons(t testing.TB, n int, change columns) []human {
	t.Helper()
	names := []string{"ins", "ins_oid", "birth_name", "birth_given_names", "sex", "birth_date", "vitale_serial", "email",
		"address", "postcode", "city", "has_dmp", "representatives", "died_on"}
	all, lines := make([]human, n), [][]string{names}
	for i := range all {
		w.made++
		row := columns{"ins_oid": identity.OIDTest, "birth_name": "EXEMPLE", "birth_given_names": "LEA", "sex": "F", "birth_date": grown,
			"email": fmt.Sprintf("p%d@example.org", w.made), "address": "1 rue des Tilleuls", "postcode": "78000", "city": "Versailles",
			"vitale_serial": luhn(fmt.Sprintf("8025000099%09d", w.made)), "has_dmp": "false"}
		for name, value := range change {
			row[name] = value
		}
		birth, err := time.Parse(time.DateOnly, row["birth_date"])
		check(t, err)
		row["ins"] = fmt.Sprintf("2%s%02d%03d%03d", birth.Format("0601"), 1+w.made/999_000, 1+w.made/999%999, 1+w.made%999)
		row["ins"] += identity.NIRKey(row["ins"])
		ins, err := identity.ParseNIR(row["ins"])
		check(t, err)
		all[i] = human{ins: ins, birth: birth, vitale: row["vitale_serial"]}
		cells := make([]string, len(names))
		for j, name := range names {
			cells[j] = row[name]
		}
		lines = append(lines, cells)
	}
	var file strings.Builder
	check(t, csv.NewWriter(&file).WriteAll(lines))
	got, err := identity.ImportPersons(ctx(t), w.pool, w.vault, strings.NewReader(file.String()),
		identity.Watch{Refused: func(bad identity.Rejected) error { return bad }})
	check(t, err)
	must(t, got.Added == n, "%+v of %d imported", got, n)
	check(t, w.pool.InTx(ctx(t), func(tx *db.Tx) (err error) {
		for i := range all {
			if all[i].patient, err = w.people.PatientByINS(ctx(t), tx, all[i].ins); err != nil {
				return err
			}
		}
		return nil
	}))
	return all
}

func luhn(digits string) string {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return digits + fmt.Sprint((10-sum%10)%10)
}

// toSend gives the messages that wait to leave by e-mail.
func (w *world) toSend(t testing.TB) (all []Invite) {
	t.Helper()
	rows, err := w.super.Query(ctx(t), `SELECT patient_id, id, issue FROM invitations
		WHERE channel = 'email' AND sent_at IS NULL AND used_at IS NULL ORDER BY queued_at, patient_id`)
	check(t, err)
	defer rows.Close()
	for rows.Next() {
		var j Invite
		check(t, rows.Scan(&j.Patient, &j.Invitation, &j.Issue))
		all = append(all, j)
	}
	check(t, rows.Err())
	return all
}

// send sends all that waits, by e-mail and by post.
func (w *world) send(t testing.TB) {
	t.Helper()
	for _, j := range w.toSend(t) {
		check(t, w.HasLeft(ctx(t), j))
	}
	_, err := w.Letters(ctx(t), t.TempDir(), 100, writeCodes, nil)
	check(t, err)
}

// sendTo sends what waits for one person.
func (w *world) sendTo(t testing.TB, p human) {
	t.Helper()
	for _, j := range w.toSend(t) {
		if j.Patient != p.patient {
			continue
		}
		m, err := w.Message(ctx(t), j)
		if problem.KindOf(err) == problem.NotFound {
			return // nothing is sent any longer to a space in this state
		}
		check(t, err)
		check(t, w.HasLeft(ctx(t), j))
		if w.count(t, "SELECT count(*) FROM invitations WHERE id = $1 AND expires_at = $2", j.Invitation, m.Ends) != 1 {
			t.Errorf("the message said %s, the code dies at another instant", m.Ends)
		}
	}
}

func writeCodes(out io.Writer, all []Message) error {
	for _, m := range all {
		if _, err := fmt.Fprintln(out, m.Code.Show(), m.Recipient.Patient); err != nil {
			return err
		}
	}
	return nil
}

// invited imports a person and sends the invitation.
func (w *world) invited(t testing.TB, change columns) human {
	t.Helper()
	p := w.person(t, change)
	_, err := w.OpenCampaign(ctx(t), "first", 0, nil)
	check(t, err)
	w.sendTo(t, p)
	return p
}

// codes are the codes of a person's space, the newest invitation last.
func (w *world) codes(t testing.TB, p human) (all []Code) {
	t.Helper()
	rows, err := w.super.Query(ctx(t), `SELECT id, issue FROM invitations WHERE patient_id = $1 ORDER BY queued_at, id`, p.patient)
	check(t, err)
	defer rows.Close()
	for rows.Next() {
		var inv id.Invitation
		var issue int
		check(t, rows.Scan(&inv, &issue))
		all = append(all, codeOf(w.vault, inv, issue))
	}
	check(t, rows.Err())
	return all
}

// proof is what the person can show today.
func (w *world) proof(t testing.TB, p human) Proof {
	t.Helper()
	all := w.codes(t, p)
	must(t, len(all) > 0, "nobody invited this person")
	return Proof{Code: all[len(all)-1], INS: p.ins, Birth: p.birth}
}

// claim proves who the person is.
func (w *world) claim(t testing.TB, p human) Claim {
	t.Helper()
	c, err := w.Prove(ctx(t), w.proof(t, p))
	check(t, err)
	return c
}

// activation is what somebody chooses who takes what is proposed.
func activation(c Claim) Activation {
	return Activation{Claim: c, Reach: identity.Reach{Channel: identity.ByEmail, Address: c.Patient.String() + "@example.org"},
		Password: "$hash", Sharing: true, Emergency: access.EmergencyYes, Terms: "2026-11-22"}
}

// situationOf reads where a space is.
func (w *world) situationOf(t testing.TB, p human) (s Situation) {
	t.Helper()
	check(t, jobs.Batch(ctx(t), w.pool, func(tx *db.Tx) (err error) {
		s, err = situation(ctx(t), tx, p.patient)
		return err
	}))
	return s
}

func (w *world) stateOf(t testing.TB, p human) access.State {
	t.Helper()
	return w.situationOf(t, p).State
}

// put forces a space into a state, as no service can.
func (w *world) put(t testing.TB, p human, s access.State) {
	t.Helper()
	w.force(t, `
		UPDATE spaces SET state = $2, deadline = coalesce(deadline, $3::timestamptz + interval '42 days'),
		       opened_at = CASE WHEN $2 IN ('ACTIVATED', 'AUTO_CREATED') THEN $3::timestamptz ELSE opened_at END,
		       closed_at = CASE WHEN $2 IN ('CLOSED_ARCHIVED', 'CLOSED_DEATH', 'DELETION_REQUESTED') THEN $3::timestamptz END,
		       erase_at = CASE WHEN $2 = 'DELETION_REQUESTED' THEN $3::timestamptz + interval '30 days' END,
		       object_by = CASE WHEN $2 = 'SUSPENDED' THEN $3::timestamptz + interval '42 days' END
		WHERE patient_id = $1`, p.patient, s, w.clock())
}

// force changes rows as a superuser whom no trigger and no key stops.
func (w *world) force(t testing.TB, sql string, args ...any) {
	t.Helper()
	tx, err := w.super.Begin(ctx(t))
	check(t, err)
	defer func() { _ = tx.Rollback(context.Background()) }() // a connection kept would keep the test from ending
	_, err = tx.Exec(ctx(t), `SET LOCAL session_replication_role = replica`)
	check(t, err)
	_, err = tx.Exec(ctx(t), sql, args...)
	check(t, err)
	check(t, tx.Commit(ctx(t)))
}

func (w *world) count(t testing.TB, sql string, args ...any) (n int) {
	t.Helper()
	check(t, w.super.QueryRow(ctx(t), sql, args...).Scan(&n))
	return n
}

// tries are the wrong tries counted on a person's newest code.
func (w *world) tries(t testing.TB, p human) int {
	t.Helper()
	return w.count(t, `SELECT tries FROM invitations WHERE patient_id = $1 ORDER BY queued_at DESC, id DESC LIMIT 1`, p.patient)
}

func codeIs(err error, code string) bool { return problem.CodeOf(err) == code }

// refused reports whether err is an answer to the person, no fault of ours.
func refused(err error) bool { return err != nil && problem.KindOf(err) != problem.Fault }

var errStop = errors.New("the process dies here")

// holder is the person signed in.
func holder(p human, a access.Actor) access.Actor {
	return access.Actor{Account: a.Account, Role: access.Patient, Patient: p.patient, Active: true}
}

func endOf42(sent time.Time) time.Time { return clock.EndOfDay(sent, 42) }
