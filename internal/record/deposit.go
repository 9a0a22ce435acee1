package record

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/blob"
	"espacesante/internal/codes"
	"espacesante/internal/file"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/name"
	"espacesante/internal/problem"
)

// Secrecy is what a professional answered about a minor's representatives
// (R.1111-50). A minor who wants nothing recorded is no deposit at all.
type Secrecy string

// The answers.
const (
	Unanswered Secrecy = ""
	NotSecret  Secrecy = "no"
	Secret     Secrecy = "hide" // recorded, and never shown to the representatives
)

// Upload is a file on its way into a space. What is wrong with it comes back
// as problem.Invalid, under the names of the form: fichier, type, titre, date,
// informe, secret.
type Upload struct {
	Key               string // drawn by the page: the same deposit sent twice is one document
	File              []byte
	Name              string
	Type              string      // code of internal/codes; a clinical document says its own
	Title             string      // empty: the name of the type; a clinical document says its own
	CaredOn           time.Time   // day of the care; a clinical document says its own
	Masked            bool        // from professionals, at the patient's wish
	Informed          bool        // the professional declares that the patient was informed (R.1111-47)
	HiddenFromPatient bool        // until a consultation d'annonce, a month at most (R.1111-53)
	Secret            Secrecy     // asked of professionals for every minor
	Replaces          id.Document // of the same author, whose next version this is; zero for none
}

// titleMax is the longest title kept, keyMax the longest key: a page draws 26
// characters, and what is longer was not drawn by one.
const (
	titleMax = 150
	keyMax   = 64
)

// Deposit adds a document to a space. It is checked before anything, sealed,
// on the disk before its row is committed; the row, the line and the notice
// are one transaction.
func (s *Service) Deposit(ctx context.Context, by access.Actor, patient id.Patient, u Upload) (id.Document, error) {
	return s.DepositAlong(ctx, by, patient, u, func(*gate.Tx, id.Document) error { return nil })
}

// DepositAlong is Deposit with what else the same act does: all is kept, or nothing.
func (s *Service) DepositAlong(ctx context.Context, by access.Actor, patient id.Patient, u Upload, along func(*gate.Tx, id.Document) error) (id.Document, error) {
	in, err := s.examine(by, u)
	if err == nil {
		err = s.scanned(ctx, in)
	}
	if err == nil {
		err = in.drawn(ctx)
	}
	if err != nil {
		return id.Document{}, err
	}
	var failed bool
	act := access.DepositDocument
	if !u.Replaces.IsZero() {
		act = access.ReplaceDocument
	}
	req := gate.Request{By: by, Act: act, Patient: patient, Refused: func(tx *gate.Tx, why access.Reason) error {
		return tellRefusal(ctx, tx, patient, why)
	}}
	doc, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (id.Document, error) {
		doc, err := s.take(ctx, tx, patient, in)
		if err == nil {
			err = along(tx, doc)
		}
		failed = err != nil
		return doc, err
	})
	// A transaction that certainly came to nothing leaves no file. Where the
	// commit itself failed nobody knows, and a file too many is the lesser harm.
	if failed && in.written {
		if gone := s.blobs.Delete(context.WithoutCancel(ctx), in.Blob); gone != nil {
			err = fmt.Errorf("%w (and its file stays: %w)", err, gone)
		}
	}
	return doc, err
}

// incoming is an upload that was examined, on its way to a row.
type incoming struct {
	deposit
	u        Upload
	sum      [32]byte
	clinical *clinical // when it is a clinical document
	words    Sealed
	written  bool
}

// examine judges what can be judged without the space: the file, then the form.
func (s *Service) examine(by access.Actor, u Upload) (*incoming, error) {
	if len(u.Key) > keyMax {
		return nil, &problem.Problem{Kind: problem.Invalid, Code: "form-unreadable"}
	}
	in := &incoming{u: u, sum: sha256.Sum256(u.File)}
	in.ID, in.AuthorID, in.Structure, in.AuthorKind = id.New[id.Document](), by.Account, by.Structure, ByPatient
	switch by.Role {
	case access.Professional:
		in.AuthorKind = ByProfessional
	case access.System: // nobody else brings documents by himself
		in.AuthorKind = FromDMP
	}
	in.Size, in.Version, in.Confidentiality, in.Status, in.Blob = int64(len(u.File)), 1, "N", access.Approved, blob.Name()
	in.SHA256, in.words.FileName = s.proof(in.sum), file.CleanName(u.Name)
	if u.Key != "" {
		in.Key = &u.Key
	}
	if err := in.inspect(); err != nil {
		return nil, err
	}
	if in.clinical != nil && in.clinical.At.After(s.gate.Now().Add(24*time.Hour)) { // clocks differ, not by years
		return nil, problem.Field("fichier", "date-future")
	}
	wrong := map[string]string{}
	if in.AuthorKind == ByProfessional && !u.Informed {
		wrong["informe"] = "agree"
	}
	if in.clinical == nil {
		in.describe(s.now(), wrong)
	}
	if len(wrong) > 0 {
		return nil, &problem.Problem{Kind: problem.Invalid, Code: "deposit", Fields: wrong}
	}
	in.Informed = u.Informed && in.AuthorKind == ByProfessional
	return in, nil
}

// describe takes type, title and date from the form.
func (in *incoming) describe(today time.Time, wrong map[string]string) {
	t, listed := codes.DocumentType(in.u.Type)
	switch {
	case in.u.Type == "":
		wrong["type"] = "choose"
	case !listed || !t.DMP || (t.By == codes.ByPatient) != (in.AuthorKind == ByPatient):
		wrong["type"] = "type-unknown"
	}
	in.Type, in.Class = t.Code, t.Class
	in.words.Title = strings.Join(strings.Fields(name.Shown(strings.ToValidUTF8(in.u.Title, ""))), " ")
	switch {
	case in.words.Title == "":
		in.words.Title = t.Label
	case utf8.RuneCountInString(in.words.Title) > titleMax:
		wrong["titre"] = "too-long"
	}
	in.CaredOn = in.u.CaredOn
	switch {
	case in.CaredOn.IsZero():
		wrong["date"] = "required"
	case in.CaredOn.After(today):
		wrong["date"] = "date-future"
	case in.CaredOn.Year() < 1900:
		wrong["date"] = "date-old"
	}
}

// take puts an examined upload into the space of tx.
func (s *Service) take(ctx context.Context, tx *gate.Tx, patient id.Patient, in *incoming) (id.Document, error) {
	if in.Key != nil {
		same, err := uploaded(ctx, tx, patient, in.AuthorID, *in.Key)
		if err != nil {
			return id.Document{}, err
		}
		if !same.ID.IsZero() {
			tx.Name(same.ID.String())
			return same.ID, in.again(same)
		}
	}
	tx.Name(in.ID.String())
	if why := tx.May(access.DepositDocument, access.Document{Type: in.Type, Author: access.Self, Status: access.Approved}); why != "" {
		return id.Document{}, problem.Refuse(why)
	}
	for _, step := range []func(context.Context, *gate.Tx, id.Patient, *incoming) error{s.settle, s.place, s.room, s.keep} {
		if err := step(ctx, tx, patient, in); err != nil {
			return id.Document{}, err
		}
	}
	return in.ID, s.announce(ctx, tx, patient, in)
}

// again is what is wrong with a key that was used: only the very same file is
// the same deposit, and one that was taken back is not there any more.
func (in *incoming) again(same left) error {
	if same.Status == access.Erased || !bytes.Equal(same.SHA256, in.SHA256) {
		return problem.Clash("deposit-key")
	}
	return nil
}

// settle decides who will see the document at first.
func (s *Service) settle(ctx context.Context, tx *gate.Tx, _ id.Patient, in *incoming) error {
	if in.u.Masked || tx.On().MaskAll {
		now := tx.Now()
		in.MaskedAt, in.MaskedWithAll = &now, !in.u.Masked
	}
	if tx.By().Role == access.Helper {
		return in.helped(ctx, tx)
	}
	if in.AuthorKind != ByProfessional {
		return nil
	}
	if !tx.On().Adult && in.u.Secret != NotSecret && in.u.Secret != Secret {
		return problem.Field("secret", "choose")
	}
	in.HiddenFromRepresentatives = !tx.On().Adult && in.u.Secret == Secret
	if in.u.HiddenFromPatient {
		in.awaits(tx.Now())
	}
	by, rpps, err := byline(ctx, tx, tx.By())
	if err != nil {
		return fmt.Errorf("record: depositor: %w", err)
	}
	in.words.Author = &by
	if in.clinical != nil && !in.clinical.by(rpps) {
		in.words.Author = in.clinical.byline()
	}
	return nil
}

// room refuses what would make the space too large. Only what the depositor
// sees counts: a limit must not tell of what is hidden (decisions.md §7).
func (s *Service) room(ctx context.Context, tx *gate.Tx, patient id.Patient, in *incoming) error {
	all, err := weights(ctx, tx, patient)
	if err != nil {
		return err
	}
	total := in.Size
	for _, s := range all {
		if s.AuthorID == in.AuthorID || s.counts(tx) {
			total += s.bytes
		}
	}
	if total > limit.SpaceBytes {
		return problem.Field("fichier", "space-full")
	}
	return nil
}

// keep seals the file, writes it to the disk, and only then its row.
func (s *Service) keep(ctx context.Context, tx *gate.Tx, patient id.Patient, in *incoming) error {
	space, err := s.vault.Make(ctx, tx, patient, tx.Line())
	if err != nil {
		return fmt.Errorf("record: key: %w", err)
	}
	plain, err := json.Marshal(in.words)
	if err != nil {
		return err
	}
	in.deposit.Sealed = space.Seal(plain, aboutRow(in.ID))
	sealed, err := space.SealFile(in.u.File, aboutFile(in.ID))
	if err != nil {
		return fmt.Errorf("record: seal: %w", err)
	}
	in.written = true
	if err := s.blobs.Put(ctx, in.Blob, bytes.NewReader(sealed), int64(len(sealed))); err != nil {
		return fmt.Errorf("record: keep: %w", err)
	}
	return insertDocument(ctx, tx, patient, in.deposit)
}
