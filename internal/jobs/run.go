package jobs

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"espacesante/internal/db"
	"espacesante/internal/problem"
)

// Runner works jobs until it is stopped.
type Runner struct {
	pool    *db.Pool
	workers *river.Workers
	every   []*river.PeriodicJob
	client  *river.Client[pgx.Tx]
}

// NewRunner returns a runner without any work to do yet.
func NewRunner(pool *db.Pool) *Runner { return &Runner{pool: pool, workers: river.NewWorkers()} }

// Handle gives jobs of J's kind to fn. An error means again later; a problem
// (the space was closed, the document is gone) means never.
func Handle[J Job](r *Runner, fn func(context.Context, J) error) {
	river.AddWorker(r.workers, &worker[J]{fn: fn})
}

// Every does job each period, once among all processes.
func (r *Runner) Every(period time.Duration, job Job) {
	r.every = append(r.every, river.NewPeriodicJob(river.PeriodicInterval(period),
		func() (river.JobArgs, *river.InsertOpts) {
			return job, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByPeriod: period}}
		}, &river.PeriodicJobOpts{RunOnStart: true}))
}

// Start works jobs until Stop.
func (r *Runner) Start(ctx context.Context) error {
	c, err := river.NewClient(riverpgxv5.New(r.pool.Pool), &river.Config{
		Queues:        map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 20}},
		FetchCooldown: 50 * time.Millisecond, FetchPollInterval: 500 * time.Millisecond,
		JobTimeout: 5 * time.Minute, Workers: r.workers, PeriodicJobs: r.every, MaxAttempts: 12,
		Logger: slog.New(slog.DiscardHandler), ErrorHandler: failures{},
	})
	if err != nil {
		return err
	}
	r.client = c
	return c.Start(ctx)
}

// Stop lets the jobs under way end, for as long as ctx allows.
func (r *Runner) Stop(ctx context.Context) error {
	if r.client == nil {
		return nil
	}
	err := r.client.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return r.client.StopAndCancel(context.WithoutCancel(ctx))
	}
	return err
}

type worker[J Job] struct {
	river.WorkerDefaults[J]
	fn func(context.Context, J) error
}

func (w *worker[J]) Work(ctx context.Context, j *river.Job[J]) error {
	err := w.fn(ctx, j.Args)
	switch problem.KindOf(err) {
	case problem.NotFound, problem.Forbidden, problem.Conflict, problem.Invalid:
		return river.JobCancel(err)
	}
	return err
}

// Timeout is how long a job may take: five minutes, unless its kind says otherwise.
func (w *worker[J]) Timeout(j *river.Job[J]) time.Duration {
	if long, ok := any(j.Args).(interface{ Timeout() time.Duration }); ok {
		return long.Timeout()
	}
	return 0
}

// failures writes what went wrong to the operator's log: the kind and the
// error, never the arguments.
type failures struct{}

func (failures) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	slog.WarnContext(ctx, "job failed", "kind", job.Kind, "attempt", job.Attempt, "err", err)
	return nil
}

func (failures) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	slog.ErrorContext(ctx, "job panicked", "kind", job.Kind, "attempt", job.Attempt, "panic", value, "trace", trace)
	return nil
}
