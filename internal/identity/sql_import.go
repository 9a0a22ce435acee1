package identity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
)

// lockImport makes imports wait for one another, a batch at a time. The number
// is ours alone.
func lockImport(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(@key)`, pgx.NamedArgs{"key": int64(0x696e7375726564)})
	return err
}

// insuredRow is a person as the last import left one.
type insuredRow struct {
	INSMAC    []byte
	PatientID id.Patient
	SealedPerson
	Caisse        string
	Scheme        string
	RPPS          string
	By            [][]byte
	DeathDeniedOn *time.Time // a death of that day was taken back
}

func (r insuredRow) administrative() administrative {
	return administrative{caisse: r.Caisse, scheme: r.Scheme, doctor: RPPS(r.RPPS), vitale: r.VitaleMAC, by: r.By}
}

// insuredByINS gives those of the numbers who are known.
func insuredByINS(ctx context.Context, tx db.Runner, macs [][]byte) (map[string]insuredRow, error) {
	rows, err := db.Rows[insuredRow](ctx, tx, `
		SELECT n.ins_mac, n.patient_id, p.ins_oid, p.ins, p.traits, p.born, p.contact, p.has_dmp, p.died_on, p.vitale_mac,
		       p.caisse, p.scheme, coalesce(t.rpps, '') AS rpps, p.death_denied_on,
		       ARRAY(SELECT r.ins_mac FROM representatives r
		             WHERE r.patient_id = n.patient_id AND r.ended_at IS NULL ORDER BY r.ins_mac) AS by
		FROM person_numbers n
		JOIN persons p ON p.patient_id = n.patient_id
		LEFT JOIN treating_doctors t ON t.patient_id = n.patient_id
		WHERE n.ins_mac = ANY(@macs)`, pgx.NamedArgs{"macs": macs})
	known := make(map[string]insuredRow, len(rows))
	for _, r := range rows {
		known[string(r.INSMAC)] = r
	}
	return known, err
}

// erasedNumbers are those of the numbers whose space was erased: nothing else
// is left of them.
func erasedNumbers(ctx context.Context, tx db.Runner, macs [][]byte) (map[string]bool, error) {
	rows, err := tx.Query(ctx, `
		SELECT n.ins_mac FROM person_numbers n JOIN spaces s ON s.patient_id = n.patient_id
		WHERE n.ins_mac = ANY(@macs) AND s.state = 'DELETED'
		      AND NOT EXISTS (SELECT FROM persons p WHERE p.patient_id = n.patient_id)`, pgx.NamedArgs{"macs": macs})
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	gone := make(map[string]bool, len(all))
	for _, mac := range all {
		gone[string(mac)] = true
	}
	return gone, err
}

// importSet is what a batch writes, by columns.
type importSet struct {
	patient []id.Patient
	line    []id.Line

	oid, caisse, scheme, rpps                          []string
	ins, traits, born, contact, vitale, mac, traitsMAC [][]byte
	majority                                           [][]byte
	dmp, isNew, again                                  []bool
	died                                               []*time.Time

	represented []id.Patient // one for each representative
	repLine     []id.Line
	repMAC      [][]byte
}

func (s *importSet) add(p insured) {
	s.patient, s.line, s.isNew = append(s.patient, p.patient), append(s.line, p.line), append(s.isNew, p.isNew)
	s.again = append(s.again, p.again)
	s.oid, s.caisse, s.scheme = append(s.oid, p.sealed.INSOID), append(s.caisse, p.caisse), append(s.scheme, p.scheme)
	s.ins, s.traits = append(s.ins, p.sealed.INS), append(s.traits, p.sealed.Traits)
	s.born, s.contact = append(s.born, p.sealed.Born), append(s.contact, p.sealed.Contact)
	s.vitale, s.mac, s.traitsMAC = append(s.vitale, p.vitale), append(s.mac, p.insMAC), append(s.traitsMAC, p.traitsMAC)
	s.dmp, s.died = append(s.dmp, p.sealed.HasDMP), append(s.died, p.sealed.DiedOn)
	s.rpps, s.majority = append(s.rpps, p.doctor.String()), append(s.majority, p.majority)
	for _, mac := range p.by {
		s.represented, s.repLine, s.repMAC = append(s.represented, p.patient), append(s.repLine, p.line), append(s.repMAC, mac)
	}
}

// write sends the batch in one round trip: the lines first, then the rows that
// name them. Numbers go in without ON CONFLICT: a number that came in meanwhile
// undoes the batch.
func (s *importSet) write(ctx context.Context, tx *db.Tx) error {
	if len(s.patient) == 0 {
		return nil
	}
	args := pgx.NamedArgs{"now": tx.Now(), "role": access.System, "act": access.ImportIdentity, "eligible": access.Eligible,
		"patient": s.patient, "line": s.line, "new": s.isNew, "again": s.again, "oid": s.oid, "ins": s.ins, "traits": s.traits, "born": s.born,
		"contact": s.contact, "vitale": s.vitale, "caisse": s.caisse, "scheme": s.scheme, "dmp": s.dmp, "died": s.died,
		"mac": s.mac, "traits_mac": s.traitsMAC, "rpps": s.rpps, "majority": s.majority,
		"represented": s.represented, "rep_line": s.repLine, "rep_mac": s.repMAC}
	b := &pgx.Batch{}
	for _, sql := range importStatements {
		b.Queue(sql, args)
	}
	return tx.SendBatch(ctx, b).Close()
}

var importStatements = []string{`
	INSERT INTO access_log (patient_id, id, at, role, act)
	SELECT patient, line, @now::timestamptz, @role::text, @act::text FROM unnest(@patient::uuid[], @line::uuid[]) AS t (patient, line)`, `
	INSERT INTO spaces (patient_id, state, since, line_id)
	SELECT patient, @eligible::text, @now::timestamptz, line FROM unnest(@patient::uuid[], @line::uuid[], @new::bool[]) AS t (patient, line, new) WHERE new`, `
	INSERT INTO persons (patient_id, ins_oid, ins, traits, born, contact, vitale_mac, caisse, scheme, has_dmp, died_on, majority_mac, line_id)
	SELECT * FROM unnest(@patient::uuid[], @oid::text[], @ins::bytea[], @traits::bytea[], @born::bytea[], @contact::bytea[],
	                     @vitale::bytea[], @caisse::text[], @scheme::text[], @dmp::bool[], @died::date[], @majority::bytea[], @line::uuid[])
	ON CONFLICT (patient_id) DO UPDATE SET ins_oid = excluded.ins_oid, ins = excluded.ins, traits = excluded.traits,
	    born = excluded.born, contact = excluded.contact, vitale_mac = excluded.vitale_mac, caisse = excluded.caisse,
	    scheme = excluded.scheme, has_dmp = excluded.has_dmp, died_on = excluded.died_on, majority_mac = excluded.majority_mac,
	    line_id = excluded.line_id`, `
	INSERT INTO person_numbers (ins_mac, patient_id)
	SELECT mac, patient FROM unnest(@mac::bytea[], @patient::uuid[], @new::bool[], @again::bool[]) AS t (mac, patient, new, again)
	WHERE new AND NOT again`, `
	UPDATE person_numbers n SET patient_id = t.patient
	FROM unnest(@mac::bytea[], @patient::uuid[], @again::bool[]) AS t (mac, patient, again) WHERE t.again AND n.ins_mac = t.mac`, `
	UPDATE new_space_requests a SET space_id = t.patient
	FROM unnest(@mac::bytea[], @patient::uuid[], @again::bool[]) AS t (mac, patient, again) WHERE t.again AND a.ins_mac = t.mac`, `
	INSERT INTO person_traits (traits_mac, patient_id)
	SELECT * FROM unnest(@traits_mac::bytea[], @patient::uuid[])
	ON CONFLICT (patient_id) DO UPDATE SET traits_mac = excluded.traits_mac
	WHERE person_traits.traits_mac <> excluded.traits_mac`, `
	UPDATE representatives r SET ended_at = @now, line_id = t.line
	FROM unnest(@patient::uuid[], @line::uuid[], @new::bool[]) AS t (patient, line, new)
	WHERE NOT t.new AND r.patient_id = t.patient AND r.ended_at IS NULL
	  AND NOT EXISTS (SELECT FROM unnest(@represented::uuid[], @rep_mac::bytea[]) AS k (patient, mac)
	                  WHERE k.patient = r.patient_id AND k.mac = r.ins_mac)`, `
	INSERT INTO representatives (patient_id, ins_mac, line_id)
	SELECT * FROM unnest(@represented::uuid[], @rep_mac::bytea[], @rep_line::uuid[])
	ON CONFLICT (patient_id, ins_mac) DO UPDATE SET ended_at = NULL, line_id = excluded.line_id
	WHERE representatives.ended_at IS NOT NULL`, `
	INSERT INTO treating_doctors (patient_id, rpps, since, line_id)
	SELECT patient, nullif(rpps, ''), @now::timestamptz, line
	FROM unnest(@patient::uuid[], @rpps::text[], @line::uuid[], @new::bool[]) AS t (patient, rpps, line, new)
	WHERE rpps <> '' OR NOT new
	ON CONFLICT (patient_id) DO UPDATE SET rpps = excluded.rpps, since = excluded.since, line_id = excluded.line_id
	WHERE treating_doctors.rpps IS DISTINCT FROM excluded.rpps`,
}
