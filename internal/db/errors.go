package db

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// outage is a problem to the person and its cause to the operator's log.
type outage struct{ problem, cause error }

func (o *outage) Error() string   { return "db: unreachable: " + o.cause.Error() }
func (o *outage) Unwrap() []error { return []error{o.problem, o.cause} }

// unreachable reports whether err tells of a database that is gone, starting,
// stopping, full or too slow, rather than of a wrong statement.
func unreachable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case strings.HasPrefix(pg.Code, "08"), // connection
			strings.HasPrefix(pg.Code, "53"), // no room, too many connections
			strings.HasPrefix(pg.Code, "57"), // shut down, cancelled by a time limit
			pg.Code == "55P03",               // lock not to be had in time
			pg.Code == "25006":               // read-only
			return true
		}
		return false
	}
	if errors.Is(err, context.Canceled) {
		return false
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, context.DeadlineExceeded) ||
		pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "unexpected EOF")
}

// Violates reports whether err is the violation of the constraint of that name.
func Violates(err error, constraint string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.ConstraintName == constraint
}
