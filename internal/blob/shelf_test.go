package blob

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// shelves are one of each kind.
func shelves(t *testing.T) map[string]Shelf {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	all := map[string]Shelf{}
	for _, address := range []string{"file://" + filepath.Join(t.TempDir(), "a/b"), "s3://bucket/log/2027?insecure=true&region=eu&endpoint=" + bucketServer(t)} {
		s, err := OpenShelf(address)
		if err != nil {
			t.Fatal(err)
		}
		all[address[:4]] = s
	}
	return all
}

func TestWhatIsPublishedStaysAsItIs(t *testing.T) {
	for kind, s := range shelves(t) {
		if _, err := s.Read(t.Context(), "one"); !errors.Is(err, ErrMissing) {
			t.Errorf("%s: before: %v", kind, err)
		}
		for range 2 { // the same again changes nothing: a crash may have hidden that it was done
			if err := s.Publish(t.Context(), "one", []byte("first")); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
		}
		if err := s.Publish(t.Context(), "one", []byte("other")); !errors.Is(err, ErrTaken) {
			t.Errorf("%s: something else: %v", kind, err)
		}
		if b, err := s.Read(t.Context(), "one"); string(b) != "first" {
			t.Errorf("%s: reads %q, %v", kind, b, err)
		}
	}
}

func TestThePointerFollowsTheLast(t *testing.T) {
	for kind, s := range shelves(t) {
		for _, at := range []string{"one", "two"} {
			if err := s.Point(t.Context(), "latest", []byte(at)); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
			if b, err := s.Read(t.Context(), "latest"); string(b) != at {
				t.Errorf("%s: reads %q, %v", kind, b, err)
			}
		}
	}
}

// Drafts and what others keep beside are not on the shelf.
func TestAFolderListsWhatIsOnTheShelf(t *testing.T) {
	dir := t.TempDir()
	s, err := OpenShelf("file://" + dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"b-2", "a-1"} {
		if err := s.Publish(t.Context(), name, []byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "erased.jsonl"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	names, err := s.Names(t.Context())
	if err != nil || !slices.Equal(names, []string{"a-1", "b-2"}) {
		t.Errorf("%v, %v", names, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".draft-*")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

func TestNamesOnAShelfLeadNowhereElse(t *testing.T) {
	for kind, s := range shelves(t) {
		for _, name := range []string{"", ".", "..", "../a", "a/b", "A", ".draft-1", "a\x00"} {
			if s.Publish(t.Context(), name, nil) == nil || s.Point(t.Context(), name, nil) == nil {
				t.Errorf("%s: %q was written", kind, name)
			}
			if _, err := s.Read(t.Context(), name); err == nil || errors.Is(err, ErrMissing) {
				t.Errorf("%s: %q was looked for: %v", kind, name, err)
			}
		}
	}
	for _, address := range []string{"", "ftp://x", "file://", "s3://", "s3://bucket", "s3://key:secret@bucket?endpoint=localhost"} {
		if _, err := OpenShelf(address); err == nil {
			t.Errorf("%q was opened", address)
		}
	}
}
