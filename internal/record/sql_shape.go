package record

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// errNotSaid is a row that came without its shape having been decided on.
var errNotSaid = errors.New("record: a document whose shape nobody decided on")

// shapes are what stands on the shelf of what can be read now. With home, the
// reader's visits come in the same round trip, like what is asked besides.
func shapes(ctx context.Context, tx *gate.Tx, patient id.Patient, v *visit, besides ...func(*pgx.Batch)) (all []shape, err error) {
	var b pgx.Batch
	b.Queue(shapeColumns+` AND status IN ('approved', 'archived')`, pgx.NamedArgs{"patient": patient}).Query(shapesInto(&all))
	if v.home {
		b.Queue(`SELECT at, before FROM document_visits WHERE patient_id = @patient AND account_id = @account`,
			pgx.NamedArgs{"patient": patient, "account": tx.By().Account}).QueryRow(func(r pgx.Row) error {
			return none(r.Scan(&v.At, &v.Before))
		})
	}
	for _, ask := range besides {
		ask(&b)
	}
	return all, tx.SendBatch(ctx, &b).Close()
}

// weights are the shapes of all that a space holds, whatever became of it.
func weights(ctx context.Context, tx *gate.Tx, patient id.Patient) (all []shape, err error) {
	rows, err := tx.Query(ctx, shapeColumns, pgx.NamedArgs{"patient": patient})
	if err != nil {
		return nil, err
	}
	err = shapesInto(&all)(rows)
	return all, err
}

const shapeColumns = `
	SELECT type, class, author_kind, author_id, structure, status, masked, nullif(hidden_from_patient_until, '-infinity'),
	       hidden_from_representatives, make_date(year::int, 1, 1), documents, bytes
	FROM document_shapes WHERE patient_id = @patient AND documents > 0`

func shapesInto(all *[]shape) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		var s shape
		var masked bool
		_, err := pgx.ForEachRow(rows, []any{&s.Type, &s.Class, (*string)(&s.AuthorKind), (*[16]byte)(&s.AuthorID), &s.Structure, (*string)(&s.Status),
			&masked, &s.HiddenFromPatientUntil, &s.HiddenFromRepresentatives, &s.CaredOn, &s.documents, &s.bytes}, func() error {
			if s.MaskedAt = nil; masked {
				s.MaskedAt = &time.Time{}
			}
			*all = append(*all, s)
			return nil
		})
		return err
	}
}

func none(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	return err
}

// chosen are the documents of a choice: of shapes that Go let through. Which
// they are is decided there and told here.
const chosen = `patient_id = @patient AND status IN ('approved', 'archived') AND cared_on BETWEEN @since AND @until
	AND (@every OR (type, class, author_kind, author_id, structure, status, masked_at IS NOT NULL,
	                coalesce(hidden_from_patient_until, '-infinity'), hidden_from_representatives)
	     IN (SELECT t, c, k, a, s, st, m, coalesce(h, '-infinity'), r
	         FROM unnest(@types::text[], @classes::text[], @kinds::text[], @authors::uuid[], @structures::text[], @statuses::text[],
	                     @masked::boolean[], @until_told::timestamptz[], @secret::boolean[]) u (t, c, k, a, s, st, m, h, r)))`

// args are what chosen names.
func (c choice) args(patient id.Patient) pgx.NamedArgs {
	type kind struct {
		types, class, author, structure, status string
		by                                      id.Account
		masked, secret                          bool
		hidden                                  time.Time
	}
	var types, classes, kinds, structures, statuses []string
	var authors []id.Account
	var masked, secret []bool
	var hidden []*time.Time
	once := map[kind]bool{}
	for _, s := range c.shapes {
		k := kind{s.Type, s.Class, string(s.AuthorKind), s.Structure, string(s.Status), s.AuthorID, s.MaskedAt != nil, s.HiddenFromRepresentatives, time.Time{}}
		if s.HiddenFromPatientUntil != nil {
			k.hidden = s.HiddenFromPatientUntil.UTC()
		}
		if c.every || once[k] { // the same in another year
			continue
		}
		once[k] = true
		types, classes, kinds, structures, statuses = append(types, k.types), append(classes, k.class), append(kinds, k.author), append(structures, k.structure), append(statuses, k.status)
		authors, masked, secret, hidden = append(authors, k.by), append(masked, k.masked), append(secret, k.secret), append(hidden, s.HiddenFromPatientUntil)
	}
	since, until := c.since, c.until
	if since.IsZero() {
		since = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if until.IsZero() {
		until = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	return pgx.NamedArgs{"patient": patient, "every": c.every, "since": since, "until": until, "types": types, "classes": classes, "kinds": kinds,
		"authors": authors, "structures": structures, "statuses": statuses, "masked": masked, "until_told": hidden, "secret": secret}
}

// asking adds the names that a statement has besides.
func (c choice) asking(patient id.Patient, more pgx.NamedArgs) pgx.NamedArgs {
	args := c.args(patient)
	for _, names := range []pgx.NamedArgs{c.among.args, more} {
		for name, v := range names {
			args[name] = v
		}
	}
	return args
}

// askPage asks for one page of a choice.
func (c choice) askPage(patient id.Patient, reader id.Account, from, most int, into *[]listed) func(*pgx.Batch) {
	return c.ask(pageOf[c.among.these], patient, pgx.NamedArgs{"reader": reader, "from": from, "most": most}, most, into)
}

// askPins asks for what the reader pinned of a choice, the last pinned first.
func (c choice) askPins(patient id.Patient, reader id.Account, most int, into *[]listed) func(*pgx.Batch) {
	return c.ask(`
		SELECT `+listedColumns+` FROM (
		    SELECT document_id AS id FROM document_marks WHERE patient_id = @patient AND account_id = @reader AND pinned_at IS NOT NULL
		) p`+listedRows+` WHERE d.`+chosen+` ORDER BY m.pinned_at DESC, d.id LIMIT @most`, patient, pgx.NamedArgs{"reader": reader, "most": most}, most, into)
}

// askThese asks for some documents of a choice, the newest care first.
func (c choice) askThese(patient id.Patient, reader id.Account, docs []id.Document, into *[]listed) func(*pgx.Batch) {
	return c.ask(`
		SELECT `+listedColumns+` FROM unnest(@docs::uuid[]) p (id)`+listedRows+` WHERE d.`+chosen+`
		ORDER BY d.cared_on DESC, d.added_at DESC, d.id`, patient, pgx.NamedArgs{"reader": reader, "docs": docs}, len(docs), into)
}

const (
	listedColumns = `d.id, d.type, d.class, d.author_kind, d.author_id, d.structure, d.cared_on, d.added_at, d.status, d.masked_at, d.hidden_from_patient_until,
		d.hidden_from_representatives, d.sealed, d.format, d.size, d.version, m.read_at, m.pinned_at`
	listedRows = ` JOIN documents d ON d.patient_id = @patient AND d.id = p.id
		LEFT JOIN document_marks m ON m.patient_id = @patient AND m.account_id = @reader AND m.document_id = p.id`
)

func (c choice) ask(sql string, patient id.Patient, more pgx.NamedArgs, most int, into *[]listed) func(*pgx.Batch) {
	if c.bare {
		sql = strings.Replace(sql, "d.sealed", "NULL::bytea", 1)
	}
	return func(b *pgx.Batch) {
		b.Queue(sql, c.asking(patient, more)).Query(func(rows pgx.Rows) (err error) {
			var l listed
			r := &l.row
			_, err = pgx.ForEachRow(rows, []any{(*[16]byte)(&r.ID), &r.Type, &r.Class, (*string)(&r.AuthorKind), (*[16]byte)(&r.AuthorID), &r.Structure,
				&r.CaredOn, &r.AddedAt, (*string)(&r.Status), &r.MaskedAt, &r.HiddenFromPatientUntil, &r.HiddenFromRepresentatives,
				&l.Sealed, (*string)(&l.part.Format), &l.part.Size, &l.part.Version, &l.ReadAt, &l.PinnedAt}, func() error {
				if *into == nil {
					*into = make([]listed, 0, most)
				}
				*into = append(*into, l)
				return nil
			})
			return err
		})
	}
}

// askFresh asks how many came since an instant, from somebody else than the
// person, that the reader has not read.
func (c choice) askFresh(patient id.Patient, reader id.Account, since time.Time, n *int) func(*pgx.Batch) {
	return func(b *pgx.Batch) {
		b.Queue(`
			SELECT count(*) FROM documents WHERE `+chosen+` AND added_at > @after AND author_kind <> 'patient'
			       AND NOT EXISTS (SELECT FROM document_marks m WHERE m.patient_id = @patient AND m.account_id = @reader
			                       AND m.document_id = documents.id AND m.read_at IS NOT NULL)`,
			c.asking(patient, pgx.NamedArgs{"reader": reader, "after": since})).QueryRow(func(r pgx.Row) error { return r.Scan(n) })
	}
}

// askNews asks for the last that others than the reader added since an instant,
// and how many they are.
func (c choice) askNews(patient id.Patient, reader id.Account, since time.Time, most int, into *[]listed, n *int) func(*pgx.Batch) {
	rows := c.ask(`
		SELECT `+listedColumns+` FROM (
		    SELECT id, cared_on, added_at FROM documents WHERE `+chosen+` AND added_at > @after AND author_id <> @reader
		    ORDER BY added_at DESC, cared_on DESC, id LIMIT @most
		) p`+listedRows+` ORDER BY p.added_at DESC, p.cared_on DESC, p.id`, patient, pgx.NamedArgs{"reader": reader, "after": since, "most": most}, most, into)
	return func(b *pgx.Batch) {
		rows(b)
		b.Queue(`SELECT count(*) FROM documents WHERE `+chosen+` AND added_at > @after AND author_id <> @reader`,
			c.asking(patient, pgx.NamedArgs{"reader": reader, "after": since})).QueryRow(func(r pgx.Row) error { return r.Scan(n) })
	}
}

// neighbours are the documents of a choice next to one, in the order of every list.
func (c choice) neighbours(ctx context.Context, tx *gate.Tx, patient id.Patient, one row) (newer, older id.Document, err error) {
	var b pgx.Batch
	args := c.asking(patient, pgx.NamedArgs{"day": one.CaredOn, "at": one.AddedAt, "one": one.ID})
	b.Queue(`SELECT id FROM documents WHERE `+chosen+`
		AND (cared_on, added_at) >= (@day, @at) AND ((cared_on, added_at) > (@day, @at) OR id < @one)
		ORDER BY cared_on, added_at, id DESC LIMIT 1`, args).QueryRow(func(r pgx.Row) error { return none(r.Scan((*[16]byte)(&newer))) })
	b.Queue(`SELECT id FROM documents WHERE `+chosen+`
		AND (cared_on, added_at) <= (@day, @at) AND ((cared_on, added_at) < (@day, @at) OR id > @one)
		ORDER BY cared_on DESC, added_at DESC, id LIMIT 1`, args).QueryRow(func(r pgx.Row) error { return none(r.Scan((*[16]byte)(&older))) })
	return newer, older, tx.SendBatch(ctx, &b).Close()
}
