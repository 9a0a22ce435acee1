// Package dbtest gives each test a PostgreSQL database of its own, with the whole schema and nobody in it.
// It knows no table: people and records are made by the packages that write them.
package dbtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"espacesante/internal/db"
	"espacesante/internal/devdb"
)

// Variable names the superuser's address of a throwaway cluster, which `make test` sets.
const Variable = "TEST_DATABASE_URL"

// administration is one connection for all that a test binary makes and drops.
var administration = sync.OnceValues(func() (*pgxpool.Pool, error) {
	return pgxpool.New(context.Background(), address(devdb.SuperRole, "postgres")+"&pool_max_conns=2")
})

var ready = sync.OnceValues(template)

// New connects as the program's role, which owns nothing, to a database of t's
// own that is dropped when t ends. Its clock is the real one: set pool.Now.
func New(t testing.TB) *db.Pool {
	t.Helper()
	name := create(t)
	pool, err := db.Open(t.Context(), address(devdb.AppRole, name)+"&pool_max_conns=4", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// Owner connects as the schema's owner to the database of pool, for what the
// program may not do: to spoil a row, to look behind a wall. Row-level security
// holds for it too; AsSuperuser goes round it.
func Owner(t testing.TB, pool *db.Pool) *pgxpool.Pool { return other(t, pool, devdb.OwnerRole) }

// AsSuperuser connects to the database of pool as one whom no wall stops.
func AsSuperuser(t testing.TB, pool *db.Pool) *pgxpool.Pool { return other(t, pool, devdb.SuperRole) }

// Empty gives the address of a new database without any schema, as its owner: for tests of migrations.
func Empty(t testing.TB) (ownerURL string) {
	t.Helper()
	name := fresh(t)
	administer(t, "CREATE DATABASE "+name+" OWNER "+devdb.OwnerRole)
	t.Cleanup(func() { administer(t, "DROP DATABASE "+name+" WITH (FORCE)") })
	return address(devdb.OwnerRole, name)
}

// AppURL is the address of pool's database for the program's role: for tests that start the program itself.
func AppURL(pool *db.Pool) string { return address(devdb.AppRole, pool.Config().ConnConfig.Database) }

// OwnerURL is the same for the schema's owner.
func OwnerURL(pool *db.Pool) string {
	return address(devdb.OwnerRole, pool.Config().ConnConfig.Database)
}

// SuperURL is the same for one whom no wall stops.
func SuperURL(pool *db.Pool) string {
	return address(devdb.SuperRole, pool.Config().ConnConfig.Database)
}

func other(t testing.TB, pool *db.Pool, role string) *pgxpool.Pool {
	t.Helper()
	p, err := pgxpool.New(t.Context(), address(role, pool.Config().ConnConfig.Database)+"&pool_max_conns=2")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// create clones the template, by copying its files: the quickest way on PostgreSQL 15.
func create(t testing.TB) string {
	t.Helper()
	name := fresh(t)
	from, err := ready()
	if err != nil {
		t.Fatalf("dbtest: %v", err)
	}
	administer(t, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy OWNER %s", name, from, devdb.OwnerRole))
	t.Cleanup(func() { administer(t, "DROP DATABASE "+name+" WITH (FORCE)") })
	return name
}

func fresh(t testing.TB) string {
	t.Helper()
	if os.Getenv(Variable) == "" {
		t.Fatalf("dbtest: %s is empty: run « make test », or « go run ./internal/tools/pgexec go test ./… »", Variable)
	}
	return "t_" + strings.ToLower(rand.Text()[:16])
}

func administer(t testing.TB, sql string) {
	t.Helper()
	pool, err := administration()
	if err != nil {
		t.Fatal(err)
	}
	// The test's own context has ended when its cleanups run.
	if _, err := pool.Exec(context.Background(), sql, pgx.QueryExecModeSimpleProtocol); err != nil {
		t.Fatal(err)
	}
}

// address is TEST_DATABASE_URL for another role and database of the same cluster.
func address(role, database string) string {
	u, err := url.Parse(os.Getenv(Variable))
	if err != nil {
		panic(Variable + " is not an address: " + err.Error())
	}
	u.User, u.Path = url.User(role), "/"+database
	q := u.Query()
	q.Del("user") // it would win over the role, and every test would pass as superuser
	q.Set("application_name", "dbtest")
	u.RawQuery = q.Encode()
	return u.String()
}
