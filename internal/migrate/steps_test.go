package migrate

import (
	"context"
	"os"
	"testing"
	"testing/fstest"

	"github.com/golang-migrate/migrate/v4"
	"github.com/jackc/pgx/v5"
)

// A step that fails is undone whole and can be mended and run again.
func TestFailedStepLeavesTheOnesBefore(t *testing.T) {
	url := os.Getenv("TEST_DATABASE_URL")
	if url == "" {
		t.Fatal("TEST_DATABASE_URL is empty: run « make test »")
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	const name = "t_failed_step"
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		_, _ = conn.Exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
		_ = conn.Close(context.Background())
	})
	cfg := conn.Config()
	cfg.Database = name
	if conn, err = pgx.ConnectConfig(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())

	files := fstest.MapFS{
		"000001_first.up.sql":  {Data: []byte("CREATE TABLE first ()")},
		"000002_second.up.sql": {Data: []byte("CREATE TABLE second (); SELECT 1 / 0")},
	}
	if err := steps(t.Context(), conn, files, (*migrate.Migrate).Up); err == nil {
		t.Fatal("a division by zero went through")
	}
	if at, err := state(t.Context(), conn); err != nil || at.Version != 1 || at.Dirty {
		t.Fatalf("after the failure: %v, %v", at, err)
	}
	files["000002_second.up.sql"] = &fstest.MapFile{Data: []byte("CREATE TABLE second ()")}
	if err := steps(t.Context(), conn, files, (*migrate.Migrate).Up); err != nil {
		t.Fatal(err)
	}
	if at, err := state(t.Context(), conn); err != nil || at.Version != 2 || at.Dirty {
		t.Errorf("after the mending: %v, %v", at, err)
	}
}
