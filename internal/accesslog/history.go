package accesslog

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
)

// Entry is one line as the history shows it (#32): who, why, what, when, and the
// name and place of the professional or the agent as the directories have them.
type Entry struct {
	ID         id.Line
	At         time.Time
	Actor      *id.Account // none for the system and for people without an account yet
	Role       access.Role
	Act        access.Act
	Mode       access.Mode
	Motive     access.Motive
	Target     string
	Reason     access.Reason // why it was refused; empty when it was done
	Name       string
	GivenName  string
	Title      string
	Profession string
	Specialty  string
	Structure  string
	City       string
}

// Who narrows a history by who acted.
type Who string

// Who a history can be narrowed to.
const (
	Anybody           Who = ""
	ByHolder          Who = "me"
	ByProfessionals   Who = "professionals"
	ByRepresentatives Who = "relatives" // representatives and relatives
	ByHelpers         Who = "helpers"   // of a desk
	ByAgents          Who = "agents"    // 3422, caisses, operators, reviewers
	BySystem          Who = "system"
)

// roles are those that each stands for.
var roles = map[Who][]string{
	ByHolder:          {string(access.Patient)},
	ByProfessionals:   {string(access.Professional)},
	ByRepresentatives: {string(access.Representative), string(access.Relative)},
	ByHelpers:         {string(access.Helper)},
	ByAgents:          {string(access.Support), string(access.Caisse), string(access.Operator), string(access.Reviewer)},
	BySystem:          {string(access.System), string(access.App)},
}

// What narrows a history by what was done.
type What string

// What a history can be narrowed to.
const (
	Anything  What = ""
	Reading   What = "reading"   // opened, listed, read
	Documents What = "documents" // added, masked, withdrawn…
	TheSay    What = "say"       // who may see what: agreements, blocks, settings, mandates
	TheSpace  What = "space"     // the rest: signing in, contacts, the life of the space
)

// acts are those that each stands for: every act of the policy is in one.
func (w What) acts() (all []string) {
	for _, a := range access.Acts() {
		if whatOf(a) == w {
			all = append(all, string(a))
		}
	}
	return all
}

func whatOf(a access.Act) What {
	area, _, _ := strings.Cut(string(a), ".")
	verb := string(a)[strings.LastIndex(string(a), ".")+1:]
	switch {
	case a == access.OpenRecord, verb == "read", verb == "list":
		return Reading
	case area == "document":
		return Documents
	case slices.Contains(say, area):
		return TheSay
	}
	return TheSpace
}

// say are the areas of acts about who may see what.
var say = []string{"professional", "sharing", "emergency", "consent", "relative", "representation", "app", "mandate", "access", "mask"}

// Query says which lines of a space to read, the newest first.
type Query struct {
	Who     Who
	What    What
	Since   time.Time  // from then; zero: from the beginning
	Until   time.Time  // before then; zero: to now
	Before  id.Line    // the last line of the page before; zero: the first page
	Without []string   // targets that the reader must not hear of
	Quiet   bool       // leave out the holder's own looking around, which drowns the rest
	Unseen  id.Account // whose lines the reader does not see: a minor's own, for who represents them
	Reader  id.Account // whose own looking around is left out too
	Most    int
}

// History reads lines of the space that tx is in. Lines are numbered by time:
// the bounds on id leave aside the months that cannot hold any. What a minor
// asked to leave no trace of leaves none here (R.1111-33).
func History(ctx context.Context, tx db.Runner, patient id.Patient, q Query) ([]Entry, error) {
	floor, ceiling := id.Line{}, q.Before
	if !q.Since.IsZero() {
		floor = id.FloorAt[id.Line](q.Since)
	}
	until := q.Until
	if until.IsZero() {
		until = tx.Now().Add(time.Minute) // lines of this instant, and of clocks a little ahead
	}
	if top := id.FloorAt[id.Line](until); ceiling.IsZero() || top.UUID() < ceiling.UUID() {
		ceiling = top
	}
	sql := lines + newestFirst
	if q.Quiet {
		sql = lines + quietly + newestFirst
	}
	return db.Rows[Entry](ctx, tx, sql,
		pgx.NamedArgs{"patient": patient, "floor": floor, "ceiling": ceiling, "anybody": q.Who == Anybody,
			"roles": list(roles[q.Who]), "anything": q.What == Anything, "acts": list(q.What.acts()), "without": list(q.Without), "unseen": q.Unseen, "reader": q.Reader, "most": q.Most})
}

const lines = `
		SELECT l.id, l.at, l.actor, l.role, l.act, l.mode, l.motive, l.target, l.reason,
		       coalesce(p.name, a.name, '') AS name, coalesce(p.given_name, a.given_name, '') AS given_name, coalesce(p.title, '') AS title,
		       coalesce(p.profession, '') AS profession, coalesce(p.specialty, '') AS specialty,
		       coalesce(s.name, a.structure, '') AS structure, coalesce(s.city, a.structure_city, '') AS city
		FROM access_log l
		LEFT JOIN professionals p ON p.account_id = l.actor
		LEFT JOIN staff a ON a.account_id = l.actor AND l.role IN ('helper', 'support', 'caisse')
		LEFT JOIN structures s ON s.finess = l.structure
		WHERE l.patient_id = @patient AND l.id >= @floor AND l.id < @ceiling
		      AND (@anybody OR l.role = ANY(@roles::text[]))
		      AND (@anything OR l.act = ANY(@acts::text[]))
		      AND l.target <> ALL(@without::text[]) AND l.actor IS DISTINCT FROM @unseen
		      AND (l.act <> 'reimbursement.withhold' OR l.actor = @reader)`

const newestFirst = `
		ORDER BY l.id DESC LIMIT @most`

// quietly leaves out who looks around: the holder, the service, the reader. Its
// first lines are those of the index access_log_told, to the letter.
const quietly = `
		      AND NOT (l.role IN ('patient', 'system') AND l.act IN ('identity.read', 'identity.import', 'access.read', 'history.read', 'document.list',
        'profile.read', 'measure.read', 'vaccination.read'))
		      AND (l.actor IS DISTINCT FROM @reader OR l.act NOT IN ('identity.read', 'identity.import', 'access.read', 'history.read', 'document.list',
        'profile.read', 'measure.read', 'vaccination.read'))
		      AND NOT (l.act = 'space.invite' AND l.target = 'campaign')
		      AND NOT ((l.role = 'patient' OR l.actor = @reader) AND l.act IN ('home.read', 'notice.list', 'notice.read'))`

// Mine is one line as the professional who acted reads it again.
type Mine struct {
	Line      id.Line
	PatientID id.Patient
	At        time.Time
	Act       access.Act
	Mode      access.Mode
	Motive    access.Motive
	Reason    access.Reason
	Structure string
	City      string
}

// OfProfessional reads what an account did across spaces, the newest line
// first: the same lines as each person's history. before is the last line of
// the page before; zero is the first page.
func OfProfessional(ctx context.Context, tx db.Runner, account id.Account, before id.Line, most int) ([]Mine, error) {
	return db.Rows[Mine](ctx, tx, `
		SELECT l.line, l.patient_id, l.at, l.act, l.mode, l.motive, l.reason, coalesce(s.name, '') AS structure, coalesce(s.city, '') AS city
		FROM professional_lines l LEFT JOIN structures s ON s.finess = l.structure
		WHERE l.account_id = @account AND (@first OR l.line < @before)
		ORDER BY l.line DESC LIMIT @most`,
		pgx.NamedArgs{"account": account, "first": before.IsZero(), "before": before, "most": most})
}

// list is never null: nothing is different from all of NULL.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
