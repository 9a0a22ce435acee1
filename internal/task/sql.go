package task

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

func begin(ctx context.Context, tx *gate.Tx, t id.Task, kind Kind) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO tasks (patient_id, id, kind, role, account_id, began_at, beat_at) VALUES (@patient, @id, @kind, @role, @account, @now, @now)`,
		pgx.NamedArgs{"patient": tx.On().Patient, "id": t, "kind": kind, "role": tx.By().Role, "account": nullable(tx.By().Account), "now": tx.Now()})
	return err
}

func read(ctx context.Context, tx db.Runner, by access.Actor, patient id.Patient, t id.Task) (Task, bool, error) {
	found, err := db.Row[Task](ctx, tx, `
		SELECT id, kind, state, done, total, began_at, beat_at FROM tasks
		WHERE patient_id = @patient AND id = @id AND role = @role AND account_id IS NOT DISTINCT FROM @account`,
		pgx.NamedArgs{"patient": patient, "id": t, "role": by.Role, "account": nullable(by.Account)})
	if errors.Is(err, pgx.ErrNoRows) {
		return found, false, nil
	}
	return found, err == nil, err
}

func claim(ctx context.Context, tx db.Runner, patient id.Patient, t id.Task, still time.Time) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE tasks SET state = 'working', beat_at = @now
		WHERE patient_id = @patient AND id = @id AND (state = 'waiting' OR state = 'working' AND beat_at <= @still)`,
		pgx.NamedArgs{"patient": patient, "id": t, "now": tx.Now(), "still": still})
	return tag.RowsAffected() == 1, err
}

func step(ctx context.Context, tx db.Runner, patient id.Patient, t id.Task, done, total int64) error {
	_, err := tx.Exec(ctx, `
		UPDATE tasks SET done = @done, total = @total, beat_at = @now WHERE patient_id = @patient AND id = @id AND state = 'working'`,
		pgx.NamedArgs{"patient": patient, "id": t, "done": done, "total": total, "now": tx.Now()})
	return err
}

func release(ctx context.Context, tx db.Runner, patient id.Patient, t id.Task) error {
	_, err := tx.Exec(ctx, `UPDATE tasks SET state = 'waiting', done = 0, beat_at = @now WHERE patient_id = @patient AND id = @id AND state = 'working'`,
		pgx.NamedArgs{"patient": patient, "id": t, "now": tx.Now()})
	return err
}

func end(ctx context.Context, tx db.Runner, patient id.Patient, t id.Task, as State) error {
	_, err := tx.Exec(ctx, `
		UPDATE tasks SET state = @state, done = CASE WHEN @state = 'done' THEN total ELSE done END, beat_at = @now, ended_at = @now
		WHERE patient_id = @patient AND id = @id AND state IN ('waiting', 'working')`,
		pgx.NamedArgs{"patient": patient, "id": t, "state": string(as), "now": tx.Now()})
	return err
}

func standingStill(ctx context.Context, tx db.Runner, since time.Time, most int) ([]Stuck, error) {
	return db.Rows[Stuck](ctx, tx, `
		SELECT patient_id, id, kind FROM tasks WHERE state IN ('waiting', 'working') AND beat_at <= @since ORDER BY beat_at LIMIT @most`,
		pgx.NamedArgs{"since": since, "most": most})
}

func nullable(a id.Account) *id.Account {
	if a.IsZero() {
		return nil
	}
	return &a
}
