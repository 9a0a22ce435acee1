// Package devdb keeps a private PostgreSQL server, as a child process, for `make run`, the commands and the tests.
// It knows where the server's files live and how the server starts and stops; it knows no table.
package devdb

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"time"
)

// Database is the one database of the private cluster.
const Database = "espacesante"

// The roles of the private cluster. roles.sql makes them, and an operator
// makes the same ones in a PostgreSQL of their own.
const (
	SuperRole = "postgres"          // administers the private cluster only
	OwnerRole = "espacesante_owner" // owns the schema, migrates
	AppRole   = "espacesante_app"   // the program: owns nothing
	BatchRole = "espacesante_batch" // entered by the program's work over many spaces
)

// Cluster is a running private cluster, started by this process or joined.
type Cluster struct {
	// Started says that this process started the server when it opened it.
	Started bool
	// Socket is the folder of the server's unix socket: what `psql -h` takes.
	Socket string

	place   place
	options options
	mu      sync.Mutex // guards server and lock, which a take-over sets
	server  *server    // nil while another process keeps the server
	lock    *lock
	leave   context.CancelFunc
	left    chan struct{}
}

type options struct {
	fast bool
	bin  string
	say  func(string)
}

// Option changes how a cluster is opened.
type Option func(*options)

// Fast gives up surviving a crash of the machine: for tests, whose cluster is thrown away.
func Fast() Option { return func(o *options) { o.fast = true } }

// Binaries takes the server's programs from this folder instead of looking for them.
func Binaries(dir string) Option { return func(o *options) { o.bin = dir } }

// Say receives what may take long (an installation); by default it goes to stderr.
func Say(f func(string)) Option { return func(o *options) { o.say = f } }

// Open joins the cluster kept under dataDir, or makes and starts it. The
// process that started it stops it with Stop, or by dying in any way.
func Open(ctx context.Context, dataDir string, opts ...Option) (*Cluster, error) {
	o := options{say: func(s string) { fmt.Fprintln(os.Stderr, s) }}
	for _, set := range opts {
		set(&o)
	}
	at, err := settle(dataDir)
	if err != nil {
		return nil, fmt.Errorf("private PostgreSQL: %w", err)
	}
	c := &Cluster{Socket: at.socket, place: at, options: o, left: make(chan struct{})}
	if err := c.enter(ctx); err != nil {
		return nil, fmt.Errorf("private PostgreSQL in %s: %w", at.folder, err)
	}
	return c, nil
}

// enter becomes the keeper, or joins the one there is, whichever comes first:
// a server on its way up or down answers neither way for a moment.
func (c *Cluster) enter(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute) // an installation on a slow line
	defer cancel()
	for {
		err := c.keep(ctx)
		if err != nil && !errors.Is(err, errKept) {
			return err
		}
		c.Started = err == nil
		if c.Started || c.place.answers(ctx) {
			watch, leave := context.WithCancel(context.Background())
			c.leave = leave
			go c.watch(watch)
			return nil
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return fmt.Errorf("another process keeps it and it does not answer: %w", err)
		}
	}
}

// keep starts the server if no other process keeps it, errKept otherwise.
func (c *Cluster) keep(ctx context.Context) error {
	held, err := c.place.tryLock()
	if err != nil {
		return err
	}
	s, err := start(ctx, c.place, c.options)
	if err != nil {
		held.release()
		return err
	}
	c.mu.Lock()
	c.server, c.lock = s, held
	c.mu.Unlock()
	return nil
}

// watch starts the server again when it has ended by itself, or when the
// process that kept it has gone: a `serve` that joined a short command must
// outlive it.
func (c *Cluster) watch(ctx context.Context) {
	defer close(c.left)
	for {
		if s := c.kept(); s != nil {
			select {
			case <-ctx.Done():
				return
			case <-s.gone:
				c.options.say("private PostgreSQL ended by itself, it is started again")
				c.drop()
			}
		}
		if pause(ctx, 100*time.Millisecond) != nil {
			return
		}
		if err := c.keep(ctx); err != nil && !errors.Is(err, errKept) && ctx.Err() == nil {
			c.options.say("private PostgreSQL: " + err.Error())
		}
	}
}

// kept is the server that this process keeps, nil when another does.
func (c *Cluster) kept() *server {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.server
}

// drop forgets a server that has ended.
func (c *Cluster) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.server = nil
	c.lock.release()
}

// Stop ends the server if this process keeps it, and leaves it alone otherwise.
func (c *Cluster) Stop() {
	if c.leave != nil {
		c.leave()
	}
	<-c.left
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server == nil {
		return
	}
	c.server.stop()
	c.lock.release()
	c.server = nil
}

// AppURL connects as the program's role, which owns nothing.
func (c *Cluster) AppURL() string { return c.place.url(AppRole, Database) }

// OwnerURL connects as the schema's owner: for migrations alone.
func (c *Cluster) OwnerURL() string { return c.place.url(OwnerRole, Database) }

// SuperURL connects as the superuser: for tests, which make databases.
func (c *Cluster) SuperURL() string { return c.place.url(SuperRole, Database) }

func (p place) url(role, database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(role), Path: "/" + database}
	u.RawQuery = url.Values{"host": {p.socket}}.Encode()
	return u.String()
}

// pause waits a moment, or less when ctx ends first.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
