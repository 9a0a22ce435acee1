package migrate_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/dbtest"
	"espacesante/internal/migrate"
)

var now = time.Date(2027, 3, 12, 14, 5, 0, 0, time.UTC)

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// relations lists what there is, so that down and up again can be compared.
func relations(t *testing.T, url string) (names []string) {
	t.Helper()
	rows, err := connect(t, url).Query(t.Context(), `
		SELECT kind || ' ' || name FROM (
			SELECT relkind::text, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')
			UNION ALL SELECT 'function', proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
			UNION ALL SELECT 'type', typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
		) AS all_of_it (kind, name) ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	names, err = pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestAllUpAllDownAllUp(t *testing.T) {
	url := dbtest.Empty(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(migrate.Up(t.Context(), url, now))
	at, err := migrate.Status(t.Context(), url)
	must(err)
	if !at.Current() || at.Version == 0 || at.RiverVersion == 0 {
		t.Errorf("after up: %v", at)
	}
	first := relations(t, url)
	must(migrate.Up(t.Context(), url, now)) // again, for nothing
	must(migrate.Down(t.Context(), url, 1))
	if at, err = migrate.Status(t.Context(), url); err != nil || at.Version != at.Latest-1 || at.RiverVersion != at.RiverLatest {
		t.Errorf("one down: %v, %v", at, err)
	}
	must(migrate.Down(t.Context(), url, 1000))
	left := relations(t, url)
	if len(left) != 1 || left[0] != "r schema_migrations" {
		t.Errorf("all down leaves %v", left)
	}
	must(migrate.Up(t.Context(), url, now))
	second := relations(t, url)
	if len(first) != len(second) {
		t.Errorf("%d relations, then %d", len(first), len(second))
	}
}

func TestThreeProgramsMigrateAtOnce(t *testing.T) {
	url := dbtest.Empty(t)
	ended := make(chan error)
	for range 3 {
		go func() { ended <- migrate.Up(context.Background(), url, now) }()
	}
	for range 3 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func TestMonthsOfTheLogStandReady(t *testing.T) {
	url := dbtest.Empty(t)
	if err := migrate.Up(t.Context(), url, now); err != nil {
		t.Fatal(err)
	}
	var months int
	err := connect(t, url).QueryRow(t.Context(), `
		SELECT count(*) FROM unnest(ARRAY['access_log_2027_03', 'access_log_2028_03']) AS name
		WHERE to_regclass(name) IS NOT NULL`).Scan(&months)
	if err != nil || months != 2 {
		t.Errorf("%d months, %v", months, err)
	}
}

func TestNothingToUndoIsSaid(t *testing.T) {
	if err := migrate.Down(t.Context(), dbtest.Empty(t), 0); err == nil {
		t.Error("down 0 went through")
	}
}

// L.1111-15: who was opened by her médecin traitant before that was noted (step 25) stands on the list of syntheses since
// step 30; a colleague's patient does not, and the walls stand again.
func TestTheListOfSynthesesKnowsWhoWasOpenedBefore(t *testing.T) {
	url := dbtest.Empty(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(migrate.Up(t.Context(), url, now))
	at, err := migrate.Status(t.Context(), url)
	must(err)
	must(migrate.Down(t.Context(), url, int(at.Version)-29))
	conn := connect(t, url)
	_, err = conn.Exec(t.Context(), `
		ALTER TABLE treating_doctors DISABLE ROW LEVEL SECURITY; ALTER TABLE followed_patients DISABLE ROW LEVEL SECURITY;
		ALTER TABLE treating_doctors DROP CONSTRAINT treating_doctors_patient_id_line_id_fkey;
		INSERT INTO accounts (id, kind, created_at) VALUES ('00000000-0000-0000-0000-000000000001', 'professional', now()), ('00000000-0000-0000-0000-000000000002', 'professional', now());
		INSERT INTO professionals (account_id, rpps, name, given_name, profession) VALUES ('00000000-0000-0000-0000-000000000001', '1', 'A', 'A', '10'),
		    ('00000000-0000-0000-0000-000000000002', '2', 'B', 'B', '10');
		INSERT INTO treating_doctors (patient_id, rpps, since, line_id) VALUES ('00000000-0000-0000-0000-00000000000a', '1', now(), '00000000-0000-0000-0000-00000000000f');
		INSERT INTO followed_patients (account_id, patient_id, last_at, sealed) VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000000a', now(), ''),
		    ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-00000000000a', now(), '');
		ALTER TABLE treating_doctors ENABLE ROW LEVEL SECURITY; ALTER TABLE followed_patients ENABLE ROW LEVEL SECURITY`)
	must(err)
	must(migrate.Up(t.Context(), url, now))
	var forced int
	must(conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_class WHERE relname IN ('treating_doctors', 'followed_patients') AND relforcerowsecurity AND relrowsecurity`).Scan(&forced))
	if forced != 2 {
		t.Errorf("%d walls of 2 stand", forced)
	}
	var whose []string
	_, err = conn.Exec(t.Context(), `ALTER TABLE followed_patients DISABLE ROW LEVEL SECURITY`)
	must(err)
	must(conn.QueryRow(t.Context(), `SELECT array_agg(p.rpps) FROM followed_patients f JOIN professionals p USING (account_id) WHERE f.treating`).Scan(&whose))
	if len(whose) != 1 || whose[0] != "1" {
		t.Errorf("on the list of %q", whose)
	}
}
