package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/web/fhir"
	"espacesante/web/serve"
	"espacesante/web/static"
)

// drain is how long requests and jobs under way may take once the process has
// been told to stop.
const drain = 20 * time.Second

// serveCommand serves pages and works jobs until ctx ends.
func serveCommand(ctx context.Context, c *call) error {
	jobs := "both"
	if _, err := c.flags(func(f *flag.FlagSet) { f.StringVar(&jobs, "jobs", jobs, "") }, 0); err != nil {
		return err
	}
	if jobs != "both" && jobs != "none" && jobs != "only" {
		return errUsage{fmt.Sprintf("--jobs=%s: both, none or only", jobs)}
	}
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if err := static.Check(); err != nil {
		return err
	}
	p, err := open(ctx, cfg, true)
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.fitForMode(ctx); err != nil {
		return err
	}
	return p.serve(ctx, c, jobs)
}

// serve listens, works jobs, and ends both in order: no new request, those
// under way, the jobs under way.
func (p *program) serve(ctx context.Context, c *call, jobs string) error {
	defer runtime.KeepAlive(room())
	stats, watch := newMetrics(p.pool), &health{probes: p.probes()}
	listener, err := net.Listen("tcp", p.cfg.Addr)
	if err != nil {
		return err
	}
	failed := make(chan error, 3)
	pages := server(p.handler(stats, watch, jobs != "only"))
	go func() { failed <- pages.Serve(listener) }()
	if p.cfg.MetricsAddr != "" {
		counts := server(serve.Headers(false)(stats.handler()))
		counts.Addr = p.cfg.MetricsAddr
		go func() { failed <- counts.ListenAndServe() }()
		defer counts.Close()
	}
	mutual, err := p.serveMutual(failed, jobs != "only")
	if err != nil {
		return err
	}
	work := p.runner()
	if jobs != "none" {
		if err := work.Start(context.WithoutCancel(ctx)); err != nil { // ctx ends the listening, the drain ends the jobs
			return fmt.Errorf("jobs: %w", err)
		}
	}
	if p.cfg.Mode == Demonstration && jobs != "only" {
		fmt.Fprintf(c.Out, "%s serves on %s\nPeople to sign in as, and all mail sent: %s/demo\n", p.cfg.ServiceName, p.cfg.BaseURL, p.cfg.BaseURL)
	}
	slog.Info("serving", "addr", listener.Addr().String(), "mode", p.cfg.Mode, "jobs", jobs)
	select {
	case err = <-failed:
	case <-ctx.Done():
		slog.Info("draining")
	}
	watch.draining.Store(true)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	for _, s := range []*http.Server{mutual, pages} {
		if e := s.Shutdown(ending); errors.Is(e, context.DeadlineExceeded) {
			err = errors.Join(err, s.Close())
		}
	}
	return errors.Join(err, work.Stop(ending))
}

// server bounds how long a client may take for anything.
func server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 60 * time.Second,
		WriteTimeout: 120 * time.Second, IdleTimeout: 120 * time.Second, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn)}
}

// handler is everything that the program answers over HTTP.
func (p *program) handler(stats *metrics, watch *health, pages bool) http.Handler {
	r := chi.NewRouter()
	r.Use(serve.Headers(p.cfg.Secure()))
	r.Get("/healthz", watch.live)
	r.Get("/readyz", watch.ready)
	if pages {
		r.Group(func(r chi.Router) {
			r.Use(stats.around)
			if in := p.software(); in != nil {
				api := in.Handler(slog.Default())
				r.Handle(fhir.Base, api)
				r.Handle(fhir.Base+"/*", api)
			}
			r.Mount("/", p.pages())
		})
	}
	return r
}

// probes are what pages cannot do without.
func (p *program) probes() []probe {
	return []probe{
		{"database", func(ctx context.Context) error { return p.pool.Ping(ctx) }},
		{"keys", func(context.Context) error {
			_, err := p.vault.Unseal(p.vault.Seal([]byte("ready"), "probe"), "probe")
			return err
		}},
		{"files", p.blobs.Check},
	}
}

// fitForMode refuses to serve real people beside demonstration accounts, whose
// passwords are public.
func (p *program) fitForMode(ctx context.Context) error {
	if p.cfg.Mode != Production {
		return nil
	}
	there, err := demoAccounts(ctx, p)
	if err == nil && there {
		err = errors.New("MODE: this database holds demonstration accounts, production refuses them")
	}
	return err
}
