package vault

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	aeadsubtle "github.com/tink-crypto/tink-go/v2/aead/subtle"
	streamsubtle "github.com/tink-crypto/tink-go/v2/streamingaead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// segment is how much of a file is opened at a time: what is read is always
// whole segments that have been verified.
const segment = 1 << 16

// Wrapped is the key of a space as the database holds it.
type Wrapped []byte

// Space is the key of one space: everything sealed with it opens for this
// space only.
type Space struct {
	patient id.Patient
	text    tink.AEAD
	file    tink.StreamingAEAD
}

const wrapped = `SELECT wrapped FROM space_keys WHERE patient_id = @patient`

// Ask is Load among the other questions of a batch: the key is in w once it was
// sent.
func Ask(b *pgx.Batch, patient id.Patient, w *Wrapped) {
	b.Queue(wrapped, pgx.NamedArgs{"patient": patient}).QueryRow(func(row pgx.Row) error {
		err := row.Scan((*[]byte)(w))
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
}

// Load reads the wrapped key of a space, in the transaction that read the rows
// to open with it. A space that never held anything has none.
func Load(ctx context.Context, tx db.Runner, patient id.Patient) (Wrapped, error) {
	w, err := db.One[[]byte](ctx, tx, wrapped, pgx.NamedArgs{"patient": patient})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return w, err
}

// Space unwraps the key of a space.
func (v *Vault) Space(patient id.Patient, w Wrapped) (*Space, error) {
	if len(w) == 0 { // never made, or destroyed
		return nil, ErrSealed
	}
	secret, err := v.master.unwrap(w, patient[:])
	if err != nil {
		return nil, err
	}
	return newSpace(patient, secret)
}

// Make is the key of a space, made and kept under line if there is none yet.
func (v *Vault) Make(ctx context.Context, tx db.Runner, patient id.Patient, line id.Line) (*Space, error) {
	w, err := Load(ctx, tx, patient)
	if err != nil {
		return nil, err
	}
	if w == nil {
		secret := make([]byte, 32)
		rand.Read(secret)
		if w, err = v.master.wrap(secret, patient[:]); err != nil {
			return nil, err
		}
		// Two first writes at once: the second waits, keeps nothing and reads the first's.
		tag, err := tx.Exec(ctx, `INSERT INTO space_keys (patient_id, wrapped, line_id) VALUES (@patient, @wrapped, @line)
			ON CONFLICT (patient_id) DO NOTHING`, pgx.NamedArgs{"patient": patient, "wrapped": []byte(w), "line": line})
		if err != nil {
			return nil, err
		}
		if tag.RowsAffected() == 0 {
			if w, err = Load(ctx, tx, patient); err != nil {
				return nil, err
			}
		} else if kept, err := v.master.holds(w); err != nil || !kept {
			// The key that wrapped it was retired before the row was there to be seen.
			return nil, errors.Join(err, problem.Busy("keys", time.Second))
		}
	}
	return v.Space(patient, w)
}

func newSpace(patient id.Patient, secret []byte) (*Space, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "text", 32)
	if err != nil {
		return nil, err
	}
	text, err := aeadsubtle.NewAESGCM(key)
	if err != nil {
		return nil, err
	}
	if key, err = hkdf.Key(sha256.New, secret, nil, "file", 32); err != nil {
		return nil, err
	}
	file, err := streamsubtle.NewAESGCMHKDF(key, "SHA256", 32, segment, 0)
	if err != nil {
		return nil, err
	}
	return &Space{patient, text, file}, nil
}

// Seal seals a text of the row named about.
func (s *Space) Seal(plain []byte, about string) []byte {
	return must(s.text.Encrypt(plain, s.bound(about)))
}

// Open opens a text sealed for the same row, or answers ErrSealed.
func (s *Space) Open(sealed []byte, about string) ([]byte, error) {
	plain, err := s.text.Decrypt(sealed, s.bound(about))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// Writer seals a file of the row named about into w; Close ends it.
func (s *Space) Writer(w io.Writer, about string) (io.WriteCloser, error) {
	return s.file.NewEncryptingWriter(w, s.bound(about))
}

// Reader opens a file sealed for the same row. Bytes come verified; a cut or
// altered file ends with an error and never with io.EOF.
func (s *Space) Reader(r io.Reader, about string) (io.Reader, error) {
	return s.file.NewDecryptingReader(r, s.bound(about))
}

// SealFile and OpenFile are Writer and Reader for a file held in memory.
func (s *Space) SealFile(plain []byte, about string) ([]byte, error) {
	var b bytes.Buffer
	w, err := s.Writer(&b, about)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(plain)
	err = errors.Join(err, w.Close()) // the last segment is written by Close: before Bytes is asked
	return b.Bytes(), err
}

// OpenFile opens what SealFile sealed for the same row.
func (s *Space) OpenFile(sealed []byte, about string) ([]byte, error) {
	r, err := s.Reader(bytes.NewReader(sealed), about)
	if err != nil {
		return nil, ErrSealed
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

func (s *Space) bound(about string) []byte { return append(s.patient[:], about...) }
