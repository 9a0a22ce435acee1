package dbtest_test

import (
	"testing"

	"espacesante/internal/dbtest"
	"espacesante/internal/migrate"
)

func TestProgramsRoleOwnsNothingAndReadsTheQueue(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	var me string
	var owned int
	err := pool.QueryRow(t.Context(), `
		SELECT current_user, (SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole)`).Scan(&me, &owned)
	if err != nil || me != "espacesante_app" || owned != 0 {
		t.Errorf("%s owns %d relations, %v", me, owned, err)
	}
	if _, err := pool.Exec(t.Context(), "SELECT count(*) FROM river_job"); err != nil {
		t.Error(err)
	}
	if _, err := pool.Exec(t.Context(), "CREATE TABLE mine ()"); err == nil {
		t.Error("the program may make tables")
	}
	if _, err := pool.Exec(t.Context(), "DELETE FROM access_log"); err == nil {
		t.Error("the program may delete lines of the log")
	}
}

func TestTwoTestsShareNothing(t *testing.T) {
	t.Parallel()
	one, two := dbtest.New(t), dbtest.New(t)
	if _, err := dbtest.Owner(t, one).Exec(t.Context(), "CREATE TABLE mine ()"); err != nil {
		t.Fatal(err)
	}
	var there bool
	if err := two.QueryRow(t.Context(), "SELECT to_regclass('mine') IS NOT NULL").Scan(&there); err != nil || there {
		t.Errorf("a table of the other test is seen: %v", err)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		dbtest.New(b)
	}
}

func TestProgramsRoleMayAskWhereTheSchemaStands(t *testing.T) {
	t.Parallel()
	at, err := migrate.Status(t.Context(), dbtest.AppURL(dbtest.New(t)))
	if err != nil || !at.Current() {
		t.Errorf("%v, %v", at, err)
	}
}
