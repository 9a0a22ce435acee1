package consent

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
)

// agreement is a consent on its way in.
type agreement struct {
	scope     scope
	how       How
	account   id.Account
	structure string
	informed  bool
	collector *id.Account
	team      *id.Team
	starts    *time.Time
	ends      *time.Time
}

// give inserts an agreement, unless the same one stands already.
func give(ctx context.Context, tx *gate.Tx, patient id.Patient, a agreement) (fresh bool, err error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO consents (patient_id, id, scope, account_id, structure, how, given_at, ends_at, line_id,
		                      informed, collector_id, team_id, starts_at)
		SELECT @patient, @id, @scope, @account, @structure, @how, @now, @ends::timestamptz, @line,
		       @informed, @collector::uuid, @team::uuid, @starts::timestamptz
		WHERE NOT EXISTS (SELECT FROM consents
		                  WHERE patient_id = @patient AND account_id = @account AND scope = @scope AND structure = @structure
		                        AND team_id IS NOT DISTINCT FROM @team AND starts_at IS NOT DISTINCT FROM @starts
		                        AND withdrawn_at IS NULL AND (ends_at IS NULL OR ends_at >= @ends AND ends_at > @now))`,
		pgx.NamedArgs{"patient": patient, "id": id.New[id.Consent](), "scope": a.scope, "account": a.account,
			"structure": a.structure, "how": a.how, "now": tx.Now(), "ends": a.ends, "line": tx.Line(),
			"informed": a.informed, "collector": a.collector, "team": a.team, "starts": a.starts})
	return tag.RowsAffected() == 1, err
}

func withdraw(ctx context.Context, tx *gate.Tx, patient id.Patient, professional id.Account) (some bool, err error) {
	tag, err := tx.Exec(ctx, `
		UPDATE consents SET withdrawn_at = @now, line_id = @line
		WHERE patient_id = @patient AND account_id = @account AND withdrawn_at IS NULL AND (ends_at IS NULL OR ends_at > @now)`,
		pgx.NamedArgs{"patient": patient, "account": professional, "now": tx.Now(), "line": tx.Line()})
	return tag.RowsAffected() > 0, err
}

func withdrawCoded(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	_, err := tx.Exec(ctx, `
		UPDATE consents SET withdrawn_at = @now, line_id = @line
		WHERE patient_id = @patient AND scope = 'code' AND withdrawn_at IS NULL AND ends_at > @now`,
		pgx.NamedArgs{"patient": patient, "now": tx.Now(), "line": tx.Line()})
	return err
}

func block(ctx context.Context, tx *gate.Tx, patient id.Patient, professional id.Account) (fresh bool, err error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO blocks (patient_id, account_id, since, line_id) VALUES (@patient, @account, @now, @line)
		ON CONFLICT (patient_id, account_id) DO UPDATE SET since = @now, ended_at = NULL, line_id = @line
		WHERE blocks.ended_at IS NOT NULL`,
		pgx.NamedArgs{"patient": patient, "account": professional, "now": tx.Now(), "line": tx.Line()})
	return tag.RowsAffected() > 0, err
}

func unblock(ctx context.Context, tx *gate.Tx, patient id.Patient, professional id.Account) error {
	_, err := unblocked(ctx, tx, patient, professional)
	return err
}

func unblocked(ctx context.Context, tx *gate.Tx, patient id.Patient, professional id.Account) (some bool, err error) {
	tag, err := tx.Exec(ctx, `
		UPDATE blocks SET ended_at = @now, line_id = @line
		WHERE patient_id = @patient AND account_id = @account AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "account": professional, "now": tx.Now(), "line": tx.Line()})
	if err != nil {
		return false, err
	}
	return tag.RowsAffected() > 0, liftAsked(ctx, tx, patient, professional)
}

func inDirectory(ctx context.Context, tx *gate.Tx, professional id.Account) (bool, error) {
	return db.One[bool](ctx, tx, `SELECT EXISTS (SELECT FROM professionals WHERE account_id = @account)`,
		pgx.NamedArgs{"account": professional})
}

func setSharing(ctx context.Context, tx *gate.Tx, patient id.Patient, sharing bool) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO settings (patient_id, sharing, line_id) VALUES (@patient, @sharing, @line)
		ON CONFLICT (patient_id) DO UPDATE SET sharing = @sharing, line_id = @line`,
		pgx.NamedArgs{"patient": patient, "sharing": sharing, "line": tx.Line()})
	return err
}

func setEmergency(ctx context.Context, tx *gate.Tx, patient id.Patient, emergency access.Emergency, samu bool) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO settings (patient_id, emergency, samu, line_id) VALUES (@patient, @emergency, @samu, @line)
		ON CONFLICT (patient_id) DO UPDATE SET emergency = @emergency, samu = @samu, line_id = @line`,
		pgx.NamedArgs{"patient": patient, "emergency": emergency, "samu": samu, "line": tx.Line()})
	return err
}

func insertCode(ctx context.Context, tx *gate.Tx, patient id.Patient, c Code) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO consent_codes (patient_id, id, expires_at, line_id) VALUES (@patient, @id, @expires, @line)`,
		pgx.NamedArgs{"patient": patient, "id": c.ID, "expires": c.Expires, "line": tx.Line()})
	return err
}

// liveCode is the code that can still serve; the zero Code when none can.
func liveCode(ctx context.Context, tx *gate.Tx, patient id.Patient) (Code, error) {
	type live struct {
		ID        id.Code
		ExpiresAt time.Time
	}
	c, err := db.Row[live](ctx, tx, `
		SELECT id, expires_at FROM consent_codes
		WHERE patient_id = @patient AND ended_at IS NULL AND expires_at > @now AND tries < @most
		ORDER BY id DESC LIMIT 1`,
		pgx.NamedArgs{"patient": patient, "now": tx.Now(), "most": limit.CodeTries})
	if errors.Is(err, pgx.ErrNoRows) {
		return Code{}, nil
	}
	return Code{ID: c.ID, Expires: c.ExpiresAt}, err
}

func endCodes(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	_, err := tx.Exec(ctx, `
		UPDATE consent_codes SET ended_at = @now, line_id = @line WHERE patient_id = @patient AND ended_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "now": tx.Now(), "line": tx.Line()})
	return err
}

// countTry counts a wrong try on the code of the moment.
func countTry(ctx context.Context, tx *gate.Tx, patient id.Patient) error {
	_, err := tx.Exec(ctx, `
		UPDATE consent_codes SET tries = tries + 1, line_id = @line
		WHERE patient_id = @patient AND ended_at IS NULL AND expires_at > @now`,
		pgx.NamedArgs{"patient": patient, "now": tx.Now(), "line": tx.Line()})
	return err
}

// circle is every professional with an agreement that stands, a role, an
// opening or a block, the last to open first.
func circle(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]Professional, error) {
	return db.Rows[Professional](ctx, tx, `
		WITH live AS (
		    SELECT account_id, structure, scope, given_at FROM consents
		    WHERE patient_id = @patient AND withdrawn_at IS NULL AND (ends_at IS NULL OR ends_at > @now)
		          AND (starts_at IS NULL OR starts_at <= @now)
		), mine AS (
		    SELECT account_id, bool_or(scope = 'team') AS team, bool_or(scope = 'day') AS day,
		           bool_or(scope = 'entrusted') AS entrusted, bool_or(scope = 'pmi') AS pmi, min(given_at) AS since
		    FROM live GROUP BY account_id
		), doctor AS (
		    SELECT p.account_id, t.since FROM treating_doctors t JOIN professionals p ON p.rpps = t.rpps
		    WHERE t.patient_id = @patient AND p.profession = '10'
		), known AS (
		    SELECT account_id FROM mine UNION SELECT account_id FROM doctor
		    UNION SELECT account_id FROM openings WHERE patient_id = @patient
		    UNION SELECT account_id FROM blocks WHERE patient_id = @patient AND ended_at IS NULL
		)
		SELECT p.account_id AS account, p.name, p.given_name, p.title, p.profession, p.specialty,
		       coalesce(st.name, '') AS structure, coalesce(st.city, '') AS city,
		       CASE WHEN d.account_id IS NOT NULL THEN 'treating_doctor' WHEN m.team THEN 'care_team'
		            WHEN c.colleague THEN 'colleague' WHEN m.day THEN 'consent'
		            WHEN m.entrusted THEN 'entrusted' WHEN m.pmi THEN 'pmi'
		            WHEN m.account_id IS NOT NULL THEN 'code' ELSE '' END AS standing,
		       coalesce(b.since, d.since, m.since) AS since,
		       o.first_at AS first_opening, o.last_at AS last_opening, b.account_id IS NOT NULL AS blocked,
		       coalesce(ask.name, '') AS asked_by
		FROM known k
		JOIN professionals p ON p.account_id = k.account_id
		LEFT JOIN mine m ON m.account_id = p.account_id
		LEFT JOIN doctor d ON d.account_id = p.account_id
		LEFT JOIN openings o ON o.patient_id = @patient AND o.account_id = p.account_id
		LEFT JOIN blocks b ON b.patient_id = @patient AND b.account_id = p.account_id AND b.ended_at IS NULL
		LEFT JOIN LATERAL (SELECT s.name, s.city FROM professional_structures ps JOIN structures s ON s.finess = ps.finess
		                   WHERE ps.account_id = p.account_id ORDER BY ps.finess LIMIT 1) st ON true
		LEFT JOIN LATERAL (SELECT concat_ws(' ', nullif(q.title, ''), q.given_name, q.name) AS name
		                   FROM asked_blocks a JOIN professionals q ON q.account_id = a.asked_by
		                   WHERE a.patient_id = @patient AND a.account_id = p.account_id AND a.lifted_at IS NULL
		                   ORDER BY a.at DESC LIMIT 1) ask ON true
		CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM live l JOIN professional_structures ps
		                        ON ps.finess = l.structure AND ps.account_id = p.account_id
		                        WHERE l.scope = 'team' AND l.structure <> '') AS colleague) c
		ORDER BY o.last_at DESC NULLS LAST, p.name, p.given_name, p.account_id`,
		pgx.NamedArgs{"patient": patient, "now": tx.Now()})
}
