package record

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/vault"
)

// Sealed is what a document's row holds under the space's key.
type Sealed struct {
	Title      string      `json:"title"`
	FileName   string      `json:"file_name"`
	Author     *Byline     `json:"author,omitempty"`     // none for what the patient added
	Header     *Header     `json:"header,omitempty"`     // of a clinical document
	Withdrawal *Withdrawal `json:"withdrawal,omitempty"` // once its author took it back
	Helped     *Helped     `json:"helped,omitempty"`     // of a copy brought with the help of somebody at a desk
}

// Byline is the author as he was at the deposit.
type Byline struct {
	Name       string `json:"name"`
	GivenName  string `json:"given_name,omitempty"`
	Title      string `json:"title,omitempty"`
	Profession string `json:"profession,omitempty"`
	Specialty  string `json:"specialty,omitempty"`
	Structure  string `json:"structure,omitempty"`
}

// Helped is who helped the person to bring the copy of a paper, as they were on
// that day (HLP-03): the document stays the person's own.
type Helped struct {
	Helper    string `json:"helper"`
	Structure string `json:"structure,omitempty"`
}

// Header is what a clinical document says of itself (XDS metadata), without
// the person's identity.
type Header struct {
	ID              string    `json:"id"`
	SetID           string    `json:"set_id,omitempty"`
	Format          string    `json:"format,omitempty"` // XDS formatCode
	At              time.Time `json:"at"`
	From            time.Time `json:"from,omitzero"`
	To              time.Time `json:"to,omitzero"`
	Language        string    `json:"language,omitempty"`
	FacilityType    string    `json:"facility_type,omitempty"`
	PracticeSetting string    `json:"practice_setting,omitempty"`
	Custodian       string    `json:"custodian,omitempty"`
}

// closed are documents on their way out of a transaction: sealed until it has
// committed.
type closed struct {
	patient id.Patient
	key     vault.Wrapped
	docs    []Document
	parts   map[id.Document]part
}

// open opens the sealed part of each document, after the commit.
func (c closed) open(v *vault.Vault) ([]Document, error) {
	if len(c.docs) == 0 {
		return nil, nil
	}
	space, err := v.Space(c.patient, c.key)
	if err != nil {
		return nil, fmt.Errorf("record: key: %w", err)
	}
	if err := c.openWith(space); err != nil {
		return nil, err
	}
	return c.docs, nil
}

func (c closed) openWith(space *vault.Space) error {
	for i := range c.docs {
		d := &c.docs[i]
		var s Sealed
		plain, err := space.Open(c.parts[d.ID].Sealed, aboutRow(d.ID))
		if err == nil {
			err = s.read(plain)
		}
		if err != nil {
			return fmt.Errorf("record: document %s: %w", d.ID, err)
		}
		d.Title, d.FileName, d.Withdrawal, d.Helped = s.Title, s.FileName, s.Withdrawal, s.Helped
		if s.Header != nil {
			d.StayFrom, d.StayTo = s.Header.From, s.Header.To
		}
		d.Format, d.Size, d.Version = c.parts[d.ID].Format, c.parts[d.ID].Size, c.parts[d.ID].Version
		if b := s.Author; b != nil {
			d.Author.Name, d.Author.GivenName, d.Author.Title = b.Name, b.GivenName, b.Title
			d.Author.Profession, d.Author.Specialty, d.Author.Structure = b.Profession, b.Specialty, b.Structure
		}
	}
	return nil
}

// closeUp reads, in tx, what open will need for docs, and what is asked besides.
func closeUp(ctx context.Context, tx *gate.Tx, patient id.Patient, docs []Document, besides ...func(*pgx.Batch)) (closed, error) {
	c := closed{patient: patient, docs: docs}
	if len(docs) == 0 && len(besides) == 0 {
		return c, nil
	}
	ids := make([]id.Document, len(docs))
	for i, d := range docs {
		ids[i] = d.ID
	}
	var err error
	c.key, c.parts, err = sealedParts(ctx, tx, patient, ids, besides...)
	return c, err
}

func aboutRow(doc id.Document) string  { return "document " + doc.String() }
func aboutFile(doc id.Document) string { return "file " + doc.String() }

// proof is the keyed MAC of a file's SHA-256, by which its bytes are known
// again: the database tells nobody else which file it is.
func (s *Service) proof(sum [32]byte) []byte {
	return s.vault.MAC("sha256", hex.EncodeToString(sum[:]))
}

// setOf names the versions of one clinical document, as deposited by one
// account: what another deposited of the same set must not be told from what
// does not exist.
func (s *Service) setOf(patient id.Patient, by id.Account, set string) []byte {
	return s.vault.MAC("document set", patient.String()+"|"+by.String()+"|"+strconv.Quote(set))
}
