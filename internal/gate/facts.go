package gate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// row is the facts as the database gives them, the sealed birth date that one
// of them is made of, and which version of the habilitations is in force.
type row struct {
	access.Facts
	Born   []byte
	Matrix int
}

// facts reads all that a decision on the space may depend on, in one statement.
// An act that changes something locks the space: one change at a time, so that
// activation and opposition cannot cross. Reads do not lock.
func (g *Gate) facts(ctx context.Context, tx *db.Tx, req Request) (access.Facts, *access.Matrix, error) {
	sql := factsFor[access.LinkOf(req.By.Role)]
	if !req.Reads {
		sql += "\n	FOR NO KEY UPDATE OF s"
	}
	r, err := db.Row[row](ctx, tx, sql, pgx.NamedArgs{"patient": req.Patient, "actor": req.By.Account,
		"structure": req.By.Structure, "self": req.By.Patient, "now": tx.Now(), "mode": req.Mode})
	if errors.Is(err, pgx.ErrNoRows) {
		return r.Facts, nil, problem.Missing("space")
	}
	if err != nil {
		return r.Facts, nil, err
	}
	matrix, err := g.shelf.version(ctx, tx, r.Matrix)
	if err != nil {
		return r.Facts, nil, fmt.Errorf("matrix %d: %w", r.Matrix, err)
	}
	born, err := g.vault.Unseal(r.Born, "born "+req.Patient.String())
	if err != nil {
		return r.Facts, nil, fmt.Errorf("birth date: %w", err)
	}
	day, err := time.Parse(time.DateOnly, string(born))
	if err != nil {
		return r.Facts, nil, fmt.Errorf("birth date: %w", err)
	}
	r.RolesOpen = g.roles
	r.UnderSix = tx.Now().Before(clock.Birthday(day, limit.PMIAge))
	r.Adult, r.Twelve = !tx.Now().Before(clock.Majority(day)), !tx.Now().Before(clock.Birthday(day, limit.YoungAge))
	return r.Facts, matrix, nil
}

// factsFor is one statement for each link: what no decision about it looks at
// (access.Facts.Under) is not read, which halves the cost of a person's own page.
var factsFor = map[access.Link]string{
	access.Alone:        theSpace + notRepresenting + notHelping + notCaring + fromSpace + ofSpace,
	access.Chosen:       theSpace + notRepresenting + notHelping + notCaring + fromSpace + ofSpace,
	access.Representing: theSpace + representing + notHelping + notCaring + fromSpace + ofSpace,
	access.Helping:      theSpace + notRepresenting + helping + notCaring + fromSpace + fromHelping + ofSpace,
	access.Caring:       theSpace + notRepresenting + notHelping + caring + fromSpace + fromCaring + ofSpace,
}

// The version of the habilitations in force is the last one published whose day
// has come, else the first, which the program carries.
//
// Without a row of settings the default of the law stands: the care team and
// emergencies may open, masked documents excepted.
const theSpace = `
	SELECT s.patient_id AS patient, s.state, p.born, false AS adult, false AS twelve, false AS under_six,
	       coalesce(st.emergency, 'yes') AS emergency, coalesce(st.samu, true) AS samu,
	       coalesce(st.sharing, true) AS sharing, coalesce(st.mask_all, false) AS mask_all,
	       false AS related, false AS consented, false AS roles_open,
	       coalesce((SELECT x.version FROM matrices x WHERE x.published AND x.in_force_at <= @now
	                 ORDER BY x.in_force_at DESC, x.version DESC LIMIT 1), 1) AS matrix,`

const (
	notRepresenting = `
	       false AS represents,`
	representing = `
	       EXISTS (SELECT FROM representatives r JOIN person_numbers n ON n.ins_mac = r.ins_mac
	               WHERE r.patient_id = s.patient_id AND n.patient_id = @self AND r.ended_at IS NULL
	                     AND NOT EXISTS (SELECT FROM representation_stops x WHERE x.patient_id = r.patient_id
	                                     AND x.ins_mac = r.ins_mac AND x.lifted_at IS NULL)) AS represents,`

	notHelping = `
	       false AS mandate, '' AS tasks, 0 AS identified, false AS present, false AS lets_see,`
	helping = `
	       m.tasks IS NOT NULL AS mandate, coalesce(m.tasks, '') AS tasks,
	       coalesce(i.identified, 0) AS identified, coalesce(i.present, false) AS present,
	       EXISTS (SELECT FROM support_views v
	               WHERE v.patient_id = s.patient_id AND v.ended_at IS NULL AND v.ends_at > @now) AS lets_see,`

	notCaring = `
	       false AS lapsed, false AS blocked, false AS treating_doctor, false AS care_team, false AS colleague,
	       false AS team_consent, false AS consent_today, false AS entrusted, false AS code, false AS pmi, false AS at_pmi`
	caring = `
	       @mode IN ('bris_de_glace', 'centre_15') AND NOT EXISTS (SELECT FROM emergency_openings e
	               WHERE e.patient_id = s.patient_id AND e.account_id = @actor AND e.mode = @mode
	                     AND e.closed_at IS NULL AND e.ends_at > @now) AS lapsed,
	       EXISTS (SELECT FROM blocks b
	               WHERE b.patient_id = s.patient_id AND b.account_id = @actor AND b.ended_at IS NULL) AS blocked,
	       EXISTS (SELECT FROM treating_doctors td JOIN professionals pro ON pro.rpps = td.rpps
	               WHERE td.patient_id = s.patient_id AND pro.account_id = @actor) AS treating_doctor,
	       coalesce(c.care_team, false) AS care_team, coalesce(c.colleague, false) AS colleague,
	       coalesce(c.care_team OR c.colleague, false) AS team_consent,
	       coalesce(c.consent_today, false) AS consent_today, coalesce(c.entrusted, false) AS entrusted,
	       coalesce(c.code, false) AS code, coalesce(c.pmi, false) AS pmi,
	       EXISTS (SELECT FROM structures st WHERE st.finess = @structure AND st.category IN ('223', '224')) AS at_pmi`
)

// A team agreement is to who got it, to those who work where he did, or to the
// members of a formalised team, each of them while he is one. What a colleague
// collected falls with a block of that colleague.
const (
	fromSpace = `
	FROM spaces s
	JOIN persons p ON p.patient_id = s.patient_id
	LEFT JOIN settings st ON st.patient_id = s.patient_id`
	fromCaring = `
	LEFT JOIN LATERAL (
	    SELECT bool_or(c.scope = 'team' AND (c.account_id = @actor AND c.team_id IS NULL OR m.account_id IS NOT NULL)) AS care_team,
	           bool_or(c.scope = 'team' AND c.structure <> '' AND c.structure = @structure) AS colleague,
	           bool_or(c.scope = 'day' AND c.account_id = @actor) AS consent_today,
	           bool_or(c.scope = 'entrusted' AND c.account_id = @actor AND NOT EXISTS (SELECT FROM blocks b
	                   WHERE b.patient_id = c.patient_id AND b.account_id = c.collector_id AND b.ended_at IS NULL)) AS entrusted,
	           bool_or(c.scope = 'code' AND c.account_id = @actor) AS code,
	           bool_or(c.scope = 'pmi' AND c.account_id = @actor AND c.structure = @structure) AS pmi
	    FROM consents c
	    LEFT JOIN team_members m ON m.team_id = c.team_id AND m.account_id = @actor AND m.joined_at IS NOT NULL
	              AND m.left_at IS NULL AND EXISTS (SELECT FROM teams t WHERE t.id = m.team_id AND t.ended_at IS NULL)
	    WHERE c.patient_id = s.patient_id AND c.withdrawn_at IS NULL AND (c.ends_at IS NULL OR c.ends_at > @now)
	          AND (c.starts_at IS NULL OR c.starts_at <= @now)
	) c ON true`
	fromHelping = `
	LEFT JOIN mandates m ON m.patient_id = s.patient_id AND m.account_id = @actor AND m.ended_at IS NULL AND m.ends_at > @now
	LEFT JOIN LATERAL (
	    SELECT max(i.level) FILTER (WHERE i.kind = 'call') AS identified, bool_or(i.kind = 'visit') AS present
	    FROM identifications i
	    WHERE i.patient_id = s.patient_id AND i.account_id = @actor AND i.ended_at IS NULL AND i.ends_at > @now
	) i ON true`
	ofSpace = `
	WHERE s.patient_id = @patient`
)
