package app

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"espacesante/internal/db"
)

// metrics counts what the program does, by route and never by address: an
// address holds references to people's things.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

func newMetrics(pool *db.Pool) *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "http_request_seconds", Help: "Time to answer, by route pattern.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60},
	}, []string{"method", "route", "status"})}
	m.registry.MustRegister(m.requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		gauge("db_connections_used", "Connections that a transaction holds.", func() int32 { return pool.Stat().AcquiredConns() }),
		gauge("db_connections_open", "Connections of the pool.", func() int32 { return pool.Stat().TotalConns() }))
	return m
}

func gauge(name, help string, read func() int32) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return float64(read()) })
}

// around times each request. It stands in a router, so that the pattern is
// known once the request has been answered.
func (m *metrics) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now() // a duration of the machine, not a fact: the real clock
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			route := "-"
			if c := chi.RouteContext(r.Context()); c != nil && ww.Status() != http.StatusNotFound && c.RoutePattern() != "" {
				route = c.RoutePattern()
			}
			m.requests.WithLabelValues(method(r), route, strconv.Itoa(max(ww.Status(), 200))).Observe(time.Since(began).Seconds())
		}()
		next.ServeHTTP(ww, r)
	})
}

// method keeps invented methods from making series without end.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return r.Method
	}
	return "OTHER"
}

func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}
