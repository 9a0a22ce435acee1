package record

import (
	"github.com/jackc/pgx/v5"

	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// among narrows a choice to what one reader did with documents, or put into a
// folder: the database knows which those are, shapes do not.
type among struct {
	these these
	args  pgx.NamedArgs
}

// these names the statements of each narrowing.
type these int

const (
	anyOfThem these = iota
	pinned
	notRead
	freshly
	filedIn
)

// amongThose is what a filter at home asks besides what shapes know.
func (l leaf) amongThose(tx *gate.Tx, f Filter) (a among) {
	if !l.home || f.Mark == AnyMark && f.Folder.IsZero() {
		return a
	}
	a.args = pgx.NamedArgs{"reader": tx.By().Account, "after": tx.Now(), "mark": f.Mark, "folder": f.Folder, "outside": outside(tx)}
	if l.Before != nil { // on a first visit nothing is new
		a.args["after"] = *l.Before
	}
	switch {
	case !f.Folder.IsZero():
		a.these = filedIn
	case f.Mark == OnlyPinned:
		a.these = pinned
	case f.Mark == OnlyUnread:
		a.these = notRead
	case f.Mark == OnlyNew:
		a.these = freshly
	}
	return a
}

// Statements are made of plain constants, so that internal/arch reads them whole.
const (
	arePinned = ` AND documents.id IN (SELECT m.document_id FROM document_marks m
		WHERE m.patient_id = @patient AND m.account_id = @reader AND m.pinned_at IS NOT NULL)`
	areRead = ` AND author_kind <> 'patient' AND documents.id IN (SELECT m.document_id FROM document_marks m
		WHERE m.patient_id = @patient AND m.account_id = @reader AND m.read_at IS NOT NULL)`
	areUnread = ` AND author_kind <> 'patient' AND NOT EXISTS (SELECT FROM document_marks m
		WHERE m.patient_id = @patient AND m.account_id = @reader AND m.document_id = documents.id AND m.read_at IS NOT NULL)`
	areFresh = ` AND added_at > @after`
	areFiled = ` AND documents.id IN (SELECT i.document_id FROM folder_documents i
		JOIN folders f ON f.patient_id = i.patient_id AND f.id = i.folder_id AND f.ended_at IS NULL AND NOT (@outside AND f.hidden_from_representatives)
		WHERE i.patient_id = @patient AND i.folder_id = @folder AND i.ended_at IS NULL)
		AND (@mark = '' OR @mark = 'pinned' AND EXISTS (SELECT FROM document_marks m
		         WHERE m.patient_id = @patient AND m.account_id = @reader AND m.document_id = documents.id AND m.pinned_at IS NOT NULL)
		     OR @mark <> 'pinned' AND (@mark <> 'new' OR added_at > @after) AND author_kind <> 'patient' AND NOT EXISTS (SELECT FROM document_marks m
		         WHERE m.patient_id = @patient AND m.account_id = @reader AND m.document_id = documents.id AND m.read_at IS NOT NULL))`

	firstIDs  = ` FROM (SELECT id, cared_on, added_at FROM documents WHERE patient_id = @patient AND `
	firstRows = ` ORDER BY cared_on DESC, added_at DESC, id LIMIT @most OFFSET @from) p`
	inOrder   = ` ORDER BY p.cared_on DESC, p.added_at DESC, p.id`
	countRows = `SELECT count(*) FROM documents WHERE patient_id = @patient AND `
)

// pageOf is one page of a choice, newest care first. Which documents those are is
// read from the index alone; then their rows.
var pageOf = map[these]string{
	anyOfThem: `SELECT ` + listedColumns + firstIDs + chosen + firstRows + listedRows + inOrder,
	pinned:    `SELECT ` + listedColumns + firstIDs + chosen + arePinned + firstRows + listedRows + inOrder,
	notRead:   `SELECT ` + listedColumns + firstIDs + chosen + areUnread + firstRows + listedRows + inOrder,
	freshly:   `SELECT ` + listedColumns + firstIDs + chosen + areFresh + areUnread + firstRows + listedRows + inOrder,
	filedIn:   `SELECT ` + listedColumns + firstIDs + chosen + areFiled + firstRows + listedRows + inOrder,
}

// countOf is how many there are on all pages. Of what was never read, those that
// were are counted, few among thousands, and taken from all that there are.
var countOf = map[these]string{
	anyOfThem: countRows + chosen,
	pinned:    countRows + chosen + arePinned,
	notRead:   countRows + chosen + areRead,
	freshly:   countRows + chosen + areFresh + areUnread,
	filedIn:   countRows + chosen + areFiled,
}

// askCount asks how many documents a choice holds.
func (c choice) askCount(patient id.Patient, n *int) func(*pgx.Batch) {
	unread := c.among.these == notRead
	sql := countOf[c.among.these]
	if unread && !(c.since.IsZero() && c.until.IsZero()) { // shapes know years, not days
		sql, unread = countRows+chosen+areUnread, false
	}
	return func(b *pgx.Batch) {
		b.Queue(sql, c.asking(patient, nil)).QueryRow(func(r pgx.Row) error {
			err := r.Scan(n)
			if unread {
				*n = c.with(func(r row) bool { return r.AuthorKind != ByPatient }).documents() - *n
			}
			return err
		})
	}
}
