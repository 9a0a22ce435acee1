package accesslog

import (
	"strings"
	"testing"

	"espacesante/internal/dbtest"
)

// around is what somebody does who only looks.
const around = `'identity.read', 'identity.import', 'access.read', 'history.read', 'document.list',
        'profile.read', 'measure.read', 'vaccination.read'`

// The database finds access_log_told only where the statement says what the
// index says: an act added to one and not to the other would have every history
// read all that its holder ever looked at.
func TestTheHistorySaysWhatItsIndexSays(t *testing.T) {
	super := dbtest.AsSuperuser(t, dbtest.New(t))
	_, err := super.Exec(t.Context(), `CREATE INDEX probe ON access_log_rest (id) WHERE NOT (role IN ('patient', 'system') AND act IN (`+around+`))`)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, name := range []string{"probe", "access_log_told"} {
		var predicate string
		if err := super.QueryRow(t.Context(), `SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = $1::regclass`, name).Scan(&predicate); err != nil {
			t.Fatal(err)
		}
		said[name] = predicate
	}
	if said["probe"] != said["access_log_told"] {
		t.Errorf("the statement says\n%s\nand the index\n%s", said["probe"], said["access_log_told"])
	}
	if first := `NOT (l.role IN ('patient', 'system') AND l.act IN (` + around + `))`; !strings.Contains(quietly, first) {
		t.Error("the statement no longer says it")
	}
}
