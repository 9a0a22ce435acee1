package dbtest

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"espacesante/internal/db"
	"espacesante/internal/devdb"
)

// Dump is a backup of pool's database, in a file: what a thief of backups has.
// It skips t where there is no pg_dump (a PostgreSQL that npm brought has none).
func Dump(t testing.TB, pool *db.Pool) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "dump.sql")
	postgres(t, "pg_dump", "--file", file, address(devdb.SuperRole, pool.Config().ConnConfig.Database))
	return file
}

// Restore makes a database of t's own out of a dump, and connects to it as the
// program's role.
func Restore(t testing.TB, file string) *db.Pool {
	t.Helper()
	name := fresh(t)
	administer(t, "CREATE DATABASE "+name+" OWNER "+devdb.OwnerRole)
	t.Cleanup(func() { administer(t, "DROP DATABASE "+name+" WITH (FORCE)") })
	postgres(t, "psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--output", "/dev/null", "--file", file, address(devdb.SuperRole, name))
	pool, err := db.Open(t.Context(), address(devdb.AppRole, name)+"&pool_max_conns=4", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func postgres(t testing.TB, program string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not on this machine: nothing dumps and restores a database", program)
	}
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, strings.TrimSpace(string(out)))
	}
}
