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
