package devdb

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

//go:embed roles.sql
var roles string

// settings every server has. Nothing that a statement carries may reach its
// log: health data would stand there in clear. An error's message can quote a
// value, so errors are not logged either (the program logs its own, without).
var settings = []string{
	"listen_addresses = ''", // unix socket only
	"timezone = 'UTC'",
	"log_timezone = 'UTC'",
	"lc_messages = 'C'",
	"logging_collector = off",
	"log_statement = 'none'",
	"log_min_duration_statement = -1",
	"log_min_messages = 'log'",
	"log_min_error_statement = 'panic'",
	"log_parameter_max_length = 0",
	"log_parameter_max_length_on_error = 0",
	"log_error_verbosity = 'terse'",
}

// durable is for people's data, throwaway for tests.
var (
	durable   = []string{"fsync = on", "synchronous_commit = on", "full_page_writes = on", "max_connections = 100"}
	throwaway = []string{
		"fsync = off", "synchronous_commit = off", "full_page_writes = off",
		"max_connections = 400", "autovacuum = off", "max_wal_size = '4GB'", "checkpoint_timeout = '1h'",
	}
)

// configure writes the server's whole configuration, again at every start.
func (p place) configure(o options) error {
	lines := append([]string{"unix_socket_directories = '" + strings.ReplaceAll(p.socket, "'", "''") + "'"}, settings...)
	if o.fast {
		lines = append(lines, throwaway...)
	} else {
		lines = append(lines, durable...)
	}
	return errors.Join(
		p.write("postgresql.conf", lines),
		p.write("pg_hba.conf", []string{"local all all peer map=espacesante"}),
		p.write("pg_ident.conf", p.identities()),
	)
}

// identities lets the person who runs the program, and the user whom the
// server runs as, take any of the cluster's roles without a password.
func (p place) identities() []string {
	people := []string{p.user.Username}
	if me, err := user.Current(); err == nil && !slices.Contains(people, me.Username) {
		people = append(people, me.Username)
	}
	var lines []string
	for _, person := range people {
		for _, role := range []string{SuperRole, OwnerRole, AppRole} {
			lines = append(lines, fmt.Sprintf("espacesante %q %s", person, role))
		}
	}
	return lines
}

func (p place) write(name string, lines []string) error {
	file := filepath.Join(p.data(), name)
	text := "# Written by the program at every start.\n" + strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Chown(file, p.uid, p.gid)
}

// furnish makes the roles and the database when they are not there yet; the
// database comes last, so that its presence tells of the roles too.
func (p place) furnish(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, p.url(SuperRole, "postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }() // nothing is pending on it
	var there bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", Database).Scan(&there)
	if err != nil || there {
		return err
	}
	for _, statement := range []string{
		roles,
		"CREATE DATABASE " + Database + " OWNER " + OwnerRole,
		"REVOKE ALL ON DATABASE " + Database + " FROM PUBLIC",
		"GRANT CONNECT ON DATABASE " + Database + " TO " + AppRole,
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
