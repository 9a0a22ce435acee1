package vault

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// master is MASTER_KEY_FILE as it is now. Another process may put a newer key
// set in its place at any time (`keys rotate`): wrapping always looks, and
// unwrapping looks again when a key is not known.
type master struct {
	path string

	mu     sync.Mutex
	info   fs.FileInfo // of the file that was read
	now    generation
	before *generation // the one before: keys read a moment ago are still under it
	fading *time.Timer
}

// generation is one key set.
type generation struct {
	aead    tink.AEAD
	primary uint32
	ids     []uint32
}

// fade is how long the key set before the present one still opens what was read
// while it stood. A request lives less than that.
const fade = 5 * time.Minute

func openMaster(path string, create bool) (*master, error) {
	m := &master{path: path}
	err := m.refresh()
	if errors.Is(err, os.ErrNotExist) && create {
		if _, err = makeKeyset(path); err == nil {
			err = m.refresh()
		}
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// refresh reads the file again if it is another than the one that was read.
func (m *master) refresh() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	f, err := os.Open(m.path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if m.info != nil && os.SameFile(info, m.info) && info.ModTime().Equal(m.info.ModTime()) && info.Size() == m.info.Size() {
		return nil
	}
	h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(f))
	if err != nil {
		return err
	}
	next, err := generationOf(h)
	if err != nil {
		return err
	}
	if m.info != nil {
		old := m.now
		m.before = &old
		if m.fading != nil {
			m.fading.Stop()
		}
		m.fading = time.AfterFunc(fade, m.forget)
	}
	m.now, m.info = next, info
	return nil
}

// forget lets go of the keys that the file holds no longer.
func (m *master) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.before = nil
}

func generationOf(h *keyset.Handle) (g generation, err error) {
	if g.aead, err = aead.New(h); err != nil {
		return g, err
	}
	g.primary = h.KeysetInfo().GetPrimaryKeyId()
	for _, k := range h.KeysetInfo().GetKeyInfo() {
		g.ids = append(g.ids, k.GetKeyId())
	}
	return g, nil
}

// generations are the present key set and, for a while, the one before.
func (m *master) generations() []generation {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := []generation{m.now}
	if m.before != nil {
		all = append(all, *m.before)
	}
	return all
}

// wrap wraps the secret of a space under the newest key of the file.
func (m *master) wrap(secret, patient []byte) (Wrapped, error) {
	if err := m.refresh(); err != nil {
		return nil, err
	}
	return m.generations()[0].aead.Encrypt(secret, patient)
}

// unwrap gives the secret of a space, or ErrSealed.
func (m *master) unwrap(w Wrapped, patient []byte) ([]byte, error) {
	for range 2 {
		for _, g := range m.generations() {
			if secret, err := g.aead.Decrypt(w, patient); err == nil {
				return secret, nil
			}
		}
		if err := m.refresh(); err != nil { // a key of a newer file?
			return nil, err
		}
	}
	return nil, ErrSealed
}

// holds reports whether the file as it is now has the key that wrapped w.
func (m *master) holds(w Wrapped) (bool, error) {
	if err := m.refresh(); err != nil {
		return false, err
	}
	for _, id := range m.generations()[0].ids {
		if bytes.HasPrefix(w, prefix(id)) {
			return true, nil
		}
	}
	return false, nil
}

// prefix is what everything wrapped under a key begins with (Tink's output
// prefix): the key is known without opening anything.
func prefix(key uint32) []byte { return binary.BigEndian.AppendUint32([]byte{1}, key) }

// replaceKeyset puts h in the place of a key set, whole or not at all.
func replaceKeyset(path string, h *keyset.Handle) error {
	was, err := os.Stat(path)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = errors.Join(keepOwner(f, was), insecurecleartextkeyset.Write(h, keyset.NewJSONWriter(f)))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
