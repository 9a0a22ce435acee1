package dbtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/devdb"
	"espacesante/internal/migrate"
	"espacesante/migrations"
)

// making serialises the test binaries that would all make the template.
const making = 3422_4242

// template is the name of a database with the whole schema, made once for each
// version of it in a cluster.
func template() (string, error) {
	ctx := context.Background()
	hash, err := version()
	if err != nil {
		return "", err
	}
	conn, err := pgx.Connect(ctx, address(devdb.SuperRole, "postgres"))
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }() // which releases the lock
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", making); err != nil {
		return "", err
	}
	name := "template_" + hash
	var there bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there)
	if err != nil || there {
		return name, err
	}
	// Migrated under another name: a template that exists is whole. Nobody may
	// be connected to it while it is cloned.
	draft := "draft_" + hash
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + draft + " WITH (FORCE)", "CREATE DATABASE " + draft + " OWNER " + devdb.OwnerRole} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return "", err
		}
	}
	if err := migrate.Up(ctx, address(devdb.OwnerRole, draft), time.Now()); err != nil {
		return "", err
	}
	for _, sql := range []string{"ALTER DATABASE " + draft + " ALLOW_CONNECTIONS false", "ALTER DATABASE " + draft + " RENAME TO " + name} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return "", err
		}
	}
	return name, nil
}

// version names the schema by what its steps say.
func version() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(migrations.Files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(migrations.Files, path)
		if err == nil {
			_, err = fmt.Fprintf(sum, "%s\n%d\n%s", path, len(text), text)
		}
		return err
	})
	return fmt.Sprintf("%.8x", sum.Sum(nil)), err
}
