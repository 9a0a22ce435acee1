package vault_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/record"
	"espacesante/internal/sample"
	"espacesante/internal/vault"
)

// ours is a document type that patients add.
const ours = "DOCPAT03"

// safe is a document in a space, and what must be read of it.
type safe struct {
	*sample.Patient
	doc   id.Document
	bytes []byte
}

func fill(t *testing.T, w *sample.World, spaces, documents int) (all []safe) {
	t.Helper()
	for range spaces {
		p := w.Someone(t, sample.Someone{})
		for range documents {
			s := safe{Patient: p, bytes: cdatest.PDF(p.Patient.String())}
			all = append(all, s.added(t, w))
		}
	}
	return all
}

func (s safe) added(t *testing.T, w *sample.World) safe {
	t.Helper()
	var err error
	s.doc, err = w.Records.Deposit(t.Context(), s.Actor, s.Patient.Patient, record.Upload{File: s.bytes, Name: "moi.pdf", Type: ours,
		Title: "Moi", CaredOn: sample.Adult})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// process is another process over the same database and key files.
func process(t *testing.T, w *sample.World, keys vault.Keys) (*record.Service, *vault.Vault) {
	t.Helper()
	v, err := vault.Open(keys, false)
	if err != nil {
		t.Fatal(err)
	}
	return record.New(gate.New(w.Pool, v), v, w.Blobs), v
}

// rotated is one `keys rotate`, by a process of its own; retire takes the old
// key out as well.
func rotated(ctx context.Context, pool *db.Pool, v *vault.Vault, atOnce int, retire bool) error {
	if err := jobs.Batch(ctx, pool, func(tx *db.Tx) error { return v.AddMasterKey(ctx, tx) }); err != nil {
		return err
	}
	for n := 1; n > 0; {
		err := jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
			n, err = v.Rewrap(ctx, tx, atOnce)
			return err
		})
		if err != nil {
			return err
		}
	}
	if !retire {
		return nil
	}
	return jobs.Batch(ctx, pool, func(tx *db.Tx) error {
		_, err := v.RetireMasterKeys(ctx, tx)
		return err
	})
}

// T62, invariant 35: master keys are renewed, several times, while two servers
// read and new spaces get their keys: no read fails, no key is lost. The old
// file then opens nothing.
func TestMasterKeysAreRenewedUnderLoad(t *testing.T) {
	t.Parallel()
	w, ctx := sample.New(t), t.Context()
	spaces, rounds := 40, 6
	if testing.Short() {
		spaces, rounds = 12, 3
	}
	all := fill(t, w, spaces, 1)
	old, err := os.ReadFile(w.Keys.Master)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := process(t, w, w.Keys)
	var wrong atomic.Int64
	var wg sync.WaitGroup
	stop, read, newcomers := make(chan struct{}), make(chan struct{}, 100_000), make(chan safe, rounds)
	for i, server := range []*record.Service{w.Records, other} {
		wg.Go(func() {
			for n := i; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				s := all[n%len(all)]
				got, err := server.Open(ctx, s.Actor, "", s.Patient.Patient, s.doc)
				if err != nil || !bytes.Equal(got.Original, s.bytes) {
					if wrong.Add(1) < 5 {
						t.Errorf("a read failed: %v", err)
					}
				}
				read <- struct{}{}
			}
		})
	}
	_, rotating := process(t, w, w.Keys)
	for round := range rounds {
		if err := rotated(ctx, w.Pool, rotating, 3, true); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		newcomers <- fill(t, w, 1, 1)[0]
		for range 40 { // reads go on in between, and after the last
			<-read
		}
	}
	close(stop)
	wg.Wait()
	close(newcomers)
	for s := range newcomers {
		all = append(all, s)
	}
	fresh, _ := process(t, w, w.Keys) // a process that begins now knows the last key only
	stale := w.Keys
	stale.Master = filepath.Join(t.TempDir(), "old.json")
	if err := os.WriteFile(stale.Master, old, 0o600); err != nil {
		t.Fatal(err)
	}
	thief, _ := process(t, w, stale)
	for _, s := range all {
		if got, err := fresh.Open(ctx, s.Actor, "", s.Patient.Patient, s.doc); err != nil || !bytes.Equal(got.Original, s.bytes) {
			t.Errorf("after: %v", err)
		}
		if got, err := thief.Open(ctx, s.Actor, "", s.Patient.Patient, s.doc); !errors.Is(err, vault.ErrSealed) || len(got.Original) > 0 {
			t.Errorf("the old master key file: %d bytes, %v", len(got.Original), err)
		}
	}
}

// Keys of spaces being made while master keys are retired: none is left under a
// key that is gone.
func TestNoKeyIsMadeUnderAMasterKeyThatIsGone(t *testing.T) {
	t.Parallel()
	w, ctx := sample.New(t), t.Context()
	_, rotating := process(t, w, w.Keys)
	for range 8 {
		p := w.Someone(t, sample.Someone{State: "AUTO_CREATED"}) // no contact, hence no key yet
		pro := w.Professional(t, "10", "SM54", sample.FINESS(1))
		var wg sync.WaitGroup
		var doc id.Document
		var deposited, renewed error
		wg.Go(func() {
			doc, deposited = w.Records.Deposit(ctx, pro.Actor, p.Patient, record.Upload{File: cdatest.PDF("x"), Name: "x.pdf",
				Type: "11502-2", CaredOn: sample.Adult, Informed: true})
		})
		wg.Go(func() { renewed = rotated(ctx, w.Pool, rotating, 100, true) })
		wg.Wait()
		// One of the two may have to be asked again; neither loses anything.
		if renewed != nil && !errors.Is(renewed, vault.ErrInUse) {
			t.Fatal(renewed)
		}
		if deposited == nil && doc.IsZero() {
			t.Fatal("no document")
		}
		var keys int
		super := dbtest.AsSuperuser(t, w.Pool)
		if err := super.QueryRow(ctx, `SELECT count(*) FROM space_keys WHERE patient_id = $1`, p.Patient).Scan(&keys); err != nil {
			t.Fatal(err)
		}
		if (keys == 1) != (deposited == nil) {
			t.Errorf("%d keys, %v", keys, deposited)
		}
		fresh, err := vault.Open(w.Keys, false)
		if err != nil {
			t.Fatal(err)
		}
		var wrapped []byte
		if keys == 1 {
			if err := super.QueryRow(ctx, `SELECT wrapped FROM space_keys WHERE patient_id = $1`, p.Patient).Scan(&wrapped); err != nil {
				t.Fatal(err)
			}
			if _, err := fresh.Space(p.Patient, wrapped); err != nil {
				t.Errorf("a key was lost: %v", err)
			}
		}
		super.Close()
	}
}

// Nothing is retired that still wraps a key, and the old file stays as it was.
func TestAMasterKeyInUseIsNotRetired(t *testing.T) {
	t.Parallel()
	w, ctx := sample.New(t), t.Context()
	all := fill(t, w, 2, 1)
	_, v := process(t, w, w.Keys)
	step := func(fn func(*db.Tx) error) error { return jobs.Batch(ctx, w.Pool, fn) }
	if err := step(func(tx *db.Tx) error { return v.AddMasterKey(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(w.Keys.Master)
	err := step(func(tx *db.Tx) error { _, err := v.RetireMasterKeys(ctx, tx); return err })
	if after, _ := os.ReadFile(w.Keys.Master); !errors.Is(err, vault.ErrInUse) || !bytes.Equal(before, after) {
		t.Fatalf("retired: %v", err)
	}
	fresh, _ := process(t, w, w.Keys)
	for _, s := range all {
		if _, err := fresh.Open(ctx, s.Actor, "", s.Patient.Patient, s.doc); err != nil {
			t.Error(err)
		}
	}
	if info, err := os.Stat(w.Keys.Master); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file is %v, %v", info.Mode(), err)
	}
}
