package record

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"espacesante/internal/antivirus"
	"espacesante/internal/problem"
)

// again is after how long a deposit that could not be scanned is worth another try.
const again = time.Minute

// scanned asks the antivirus, where there is one, about an examined file and about the file inside a clinical document:
// packed in base64, no signature is seen from outside.
func (s *Service) scanned(ctx context.Context, in *incoming) error {
	if s.scan == nil {
		return nil
	}
	files := [][]byte{in.u.File}
	if c := in.clinical; c != nil {
		if c.Body != nil {
			files = append(files, c.Body.Bytes)
		}
		for _, m := range c.Media {
			files = append(files, m.Bytes)
		}
	}
	for _, f := range files {
		switch err := s.scan.Scan(ctx, f); {
		case errors.Is(err, antivirus.ErrInfected):
			return problem.Field("fichier", "file-infected")
		case err != nil: // fail closed (decisions.md §5)
			slog.WarnContext(ctx, "a deposit was refused: the antivirus does not answer", "err", err)
			return fmt.Errorf("record: %w: %w", problem.Busy("antivirus", again), err)
		}
	}
	return nil
}
