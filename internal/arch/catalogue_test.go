package arch

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"espacesante/internal/dbtest"
)

// table is one table of the schema as the catalogue tells it.
type table struct {
	Name      string
	Owner     string
	Comment   string
	Enabled   bool
	Forced    bool
	Partition bool
	Key       []string // columns of the primary key, in order
	Patient   bool     // has a column patient_id
	Line      bool     // has a column line_id
	LineKey   bool     // …that refers to access_log, deferrable, deferred
	LineTold  bool     // …and that no update may keep
	App       []string // what the program may do to it
	Batch     []string // what work by sets may
}

const catalogue = `
	SELECT c.relname AS name, r.rolname AS owner, coalesce(obj_description(c.oid), '') AS comment,
	       c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced, c.relispartition AS partition,
	       coalesce((SELECT array_agg(a.attname::text ORDER BY k.n) FROM pg_constraint p, unnest(p.conkey) WITH ORDINALITY k (num, n)
	                 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num
	                 WHERE p.conrelid = c.oid AND p.contype = 'p'), '{}') AS key,
	       EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'patient_id') AS patient,
	       EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'line_id') AS line,
	       EXISTS (SELECT FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid = 'access_log'::regclass
	               AND f.condeferrable AND f.condeferred AND pg_get_constraintdef(f.oid) LIKE
	               'FOREIGN KEY (patient_id, line_id) REFERENCES access_log(patient_id, id)%') AS line_key,
	       EXISTS (SELECT FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid WHERE g.tgrelid = c.oid AND g.tgenabled <> 'D'
	               AND p.proname = 'row_names_its_line' AND pg_get_triggerdef(g.oid) LIKE '%BEFORE UPDATE ON % FOR EACH ROW %') AS line_told,
	       coalesce((SELECT array_agg(p) FROM unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) p
	                 WHERE has_table_privilege('espacesante_app', c.oid, p)), '{}') AS app,
	       coalesce((SELECT array_agg(p) FROM unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) p
	                 WHERE has_table_privilege('espacesante_batch', c.oid, p)), '{}') AS batch
	FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
	WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
	ORDER BY c.relname`

// crossing are the tables with a patient_id that are outside a space's wall,
// and why: they find a space, and hold nothing of it.
var crossing = map[string]string{
	"person_numbers":      "keyed MAC of a number to its space",
	"person_traits":       "keyed MAC of traits to their space",
	"invitation_codes":    "keyed MAC of a code to its space",
	"accounts":            "whose account it is",
	"log_leaves":          "the order of lines in the sealed log; a space sees its own",
	"doctor_notices":      "what a médecin traitant is told of: walled by account",
	"professional_lines":  "what a professional did, across spaces: walled by account",
	"day_lists":           "whom a professional expects today, across spaces: walled by account",
	"followed_patients":   "what an account sees across spaces: walled by account",
	"children":            "whom an account represents, across spaces: walled by account",
	"attendances":         "what an account sees across spaces: walled by account",
	"held_mandates":       "mandates as their helper finds them again: walled by account, and by space for who ends one",
	"helper_lines":        "what a helper did, across spaces: walled by account",
	"contested_lines":     "lines of a professional that persons contest, across spaces: walled by account, and by space for who contests",
	"asked_professionals": "what a professional is asked, across spaces: walled by account, and by space for who asks",
}

// others are tables that no migration of ours makes.
func others(name string) bool {
	return strings.HasPrefix(name, "river_") || name == "schema_migrations"
}

func tables(t *testing.T) []table {
	t.Helper()
	return tablesOf(t, dbtest.AsSuperuser(t, dbtest.New(t)))
}

func tablesOf(t *testing.T, super *pgxpool.Pool) []table {
	t.Helper()
	rows, err := super.Query(t.Context(), catalogue)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[table])
	if err != nil || len(all) < 20 {
		t.Fatalf("%d tables: %v", len(all), err)
	}
	return all
}

// Point 1 of the two walls: no table of a space without forced row-level
// security, patient_id first in its key, and a line for each row that can
// change (decisions.md §6).
func TestEveryTableOfASpaceIsWalled(t *testing.T) {
	t.Parallel()
	walls := tablesOfSpaces(t)
	for _, c := range tables(t) {
		for _, bad := range c.faults(walls) {
			t.Errorf("%s: %s", c.Name, bad)
		}
	}
}

// faults says what is missing from the wall of a table of a space.
func (c table) faults(walls []string) (bad []string) {
	switch {
	case !c.Patient || others(c.Name) || crossing[c.Name] != "":
		return nil
	case c.Partition:
		if len(c.App)+len(c.Batch) > 0 {
			bad = append(bad, "a partition that the program may go to directly, past the wall of its table")
		}
		return bad
	}
	if !slices.Contains(walls, c.Name) {
		bad = append(bad, "a patient_id and no CALL wall")
	}
	if !c.Enabled || !c.Forced {
		bad = append(bad, "row-level security is not enabled and forced")
	}
	if len(c.Key) == 0 || c.Key[0] != "patient_id" {
		bad = append(bad, "patient_id does not lead its key")
	}
	changes := slices.Contains(c.App, "UPDATE") || slices.Contains(c.Batch, "UPDATE")
	if changes && !slices.Contains(withoutLine, c.Name) && !(c.Line && c.LineKey && c.LineTold) {
		bad = append(bad, "its rows change without a line")
	}
	return bad
}

func TestAPlantedTableIsCaught(t *testing.T) {
	t.Parallel()
	super := dbtest.AsSuperuser(t, dbtest.New(t))
	_, err := super.Exec(t.Context(), `
		CREATE TABLE planted (id uuid PRIMARY KEY, patient_id uuid, line_id uuid); GRANT UPDATE ON planted TO espacesante_app;
		CREATE TABLE half (patient_id uuid, id uuid, line_id uuid, PRIMARY KEY (patient_id, id)); CALL wall('half');
		ALTER TABLE half NO FORCE ROW LEVEL SECURITY; ALTER TABLE half DISABLE TRIGGER row_names_its_line;
		GRANT SELECT ON access_log_rest TO espacesante_app`)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"planted": 4, "half": 2, "access_log_rest": 1}
	for _, c := range tablesOf(t, super) {
		if n, planted := want[c.Name]; planted && len(c.faults([]string{"half"})) != n {
			t.Errorf("%s: %q, want %d faults", c.Name, c.faults([]string{"half"}), n)
		}
	}
}

// withoutLine are queues: what changes in them is whether a paper was printed,
// whether rows are gone, how far a work is; and what is made of the documents again: the index of texts, how many look the same.
var withoutLine = []string{"notice_letters", "notice_waits", "reminder_letters", "erasures", "document_texts", "document_shapes", "tasks"}

func TestTheTableOfWhatAnAccountSeesIsWalledByAccount(t *testing.T) {
	t.Parallel()
	for _, c := range tables(t) {
		if slices.Contains([]string{"followed_patients", "attendances", "children", "held_mandates", "helper_lines", "asked_professionals", "devices", "passkeys", "paper_codes"}, c.Name) && (!c.Enabled || !c.Forced || c.Key[0] != "account_id") {
			t.Errorf("%+v", c)
		}
	}
}

// The program owns nothing, deletes no row of a space, changes no log.
func TestTheProgramOwnsNothingAndDeletesNothingOfASpace(t *testing.T) {
	t.Parallel()
	for _, c := range tables(t) {
		if c.Owner != "espacesante_owner" && c.Owner != "postgres" {
			t.Errorf("%s is owned by %s", c.Name, c.Owner)
		}
		for role, may := range map[string][]string{"espacesante_app": c.App, "espacesante_batch": c.Batch} {
			for _, never := range []string{"TRUNCATE", "REFERENCES", "TRIGGER"} {
				if slices.Contains(may, never) && !others(c.Name) {
					t.Errorf("%s may %s %s", role, never, c.Name)
				}
			}
			ofSpace := c.Patient && crossing[c.Name] == ""
			if ofSpace && slices.Contains(may, "DELETE") {
				t.Errorf("%s may delete from %s", role, c.Name)
			}
			if (strings.HasSuffix(c.Name, "_log") || strings.HasPrefix(c.Name, "log_")) && (slices.Contains(may, "UPDATE") || slices.Contains(may, "DELETE")) {
				t.Errorf("%s may change lines of %s", role, c.Name)
			}
		}
	}
}

func TestEveryTableSaysWhatItIs(t *testing.T) {
	t.Parallel()
	for _, c := range tables(t) {
		if c.Comment == "" && !c.Partition && !others(c.Name) {
			t.Errorf("%s has no comment", c.Name)
		}
	}
}
