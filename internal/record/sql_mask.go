package record

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/gate"
)

// MaskEvery masks every document of the space under the act of tx, in the bin
// and not yet told too, or shows again those that nothing else had masked
// (decisions.md §3: « Tout masquer »). What comes later follows the setting.
func MaskEvery(ctx context.Context, tx *gate.Tx, on bool) error {
	sql := `UPDATE documents SET masked_at = NULL, masked_with_all = false, line_id = @line
		WHERE patient_id = @patient AND masked_with_all`
	if on {
		sql = `UPDATE documents SET masked_at = @now, masked_with_all = true, line_id = @line
			WHERE patient_id = @patient AND masked_at IS NULL`
	}
	_, err := tx.Exec(ctx, sql, pgx.NamedArgs{"patient": tx.On().Patient, "now": tx.Now(), "line": tx.Line()})
	return err
}
