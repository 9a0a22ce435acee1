package record

import (
	"context"
	"errors"

	"espacesante/internal/file"
	"espacesante/internal/preview"
	"espacesante/internal/problem"
)

// inspect looks at the bytes: which kind of file, and nothing that may not
// enter.
func (in *incoming) inspect() error {
	kind, err := file.Inspect(in.u.File, in.u.Name)
	if err != nil {
		return refusedFile(err)
	}
	if in.AuthorKind == FromDMP && kind != file.CDA { // it would not say whose it is
		return problem.Field("fichier", "not-clinical")
	}
	if kind != file.CDA {
		in.Format = Format(kind) // they bear the same names
		return nil
	}
	if in.AuthorKind == ByPatient {
		return problem.Field("fichier", "file-kind")
	}
	return in.readClinical()
}

// drawn refuses a photo that nobody could look at: cut, or damaged on its way.
// One that is too large to be drawn here, or that no place is free to draw, is
// kept; a HEIC too, whose drawing takes seconds.
func (in *incoming) drawn(ctx context.Context) error {
	switch in.Format {
	case JPEG, PNG, TIFF:
	default:
		return nil
	}
	if !preview.Small(in.u.File) {
		return nil
	}
	if _, err := preview.Image(ctx, in.u.File, thumbnail); errors.Is(err, preview.ErrUnreadable) {
		return refusedFile(&file.Error{Code: file.Damaged})
	}
	return nil
}

// thumbnail is how wide a photo is drawn to see that it can be.
const thumbnail = 32
