package blob

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var srvTime = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

func folderStore(t *testing.T) (Store, string) {
	t.Helper()
	dir := t.TempDir()
	s, err := Open("file://" + dir)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func files(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAFileIsReadBackAsItWasWrittenThenGone(t *testing.T) {
	s, dir := folderStore(t)
	name, content := Name(), bytes.Repeat([]byte{0, 1, 2, 255}, 50_000)
	if err := s.Put(t.Context(), name, bytes.NewReader(content), int64(len(content))); err != nil {
		t.Fatal(err)
	}
	f, err := s.Get(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	st, err := os.Stat(files(t, dir)[0])
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("readable by others: %v, %v", st.Mode(), err)
	}
	for range 2 { // the second time it is removed already
		if err := s.Delete(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Get(t.Context(), name); !errors.Is(err, ErrMissing) {
		t.Errorf("got %v", err)
	}
}

// Invariant 26: there is never a visible half file.
func TestAFileThatStopsInTheMiddleLeavesNothing(t *testing.T) {
	s, dir := folderStore(t)
	broken := io.MultiReader(strings.NewReader("half"), iotestErr{})
	for what, err := range map[string]error{
		"reader failed": s.Put(t.Context(), Name(), broken, 8),
		"too short":     s.Put(t.Context(), Name(), strings.NewReader("half"), 8),
	} {
		if err == nil {
			t.Errorf("%s: acknowledged", what)
		}
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

type iotestErr struct{}

func (iotestErr) Read([]byte) (int, error) { return 0, errors.New("cut") }

func TestAWrittenFileIsNeverReplaced(t *testing.T) {
	s, _ := folderStore(t)
	name := Name()
	if err := s.Put(t.Context(), name, strings.NewReader("one"), 3); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), name, strings.NewReader("two"), 3); err == nil {
		t.Error("written over")
	}
	f, err := s.Get(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := io.ReadAll(f); string(got) != "one" {
		t.Errorf("now says %q", got)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestNamesLeadNowhereElse(t *testing.T) {
	s, _ := folderStore(t)
	for _, name := range []string{"", "a", "../../../../../../etc/passwd", strings.Repeat("A", 26), strings.Repeat("a", 25) + "/", strings.Repeat("a", 27)} {
		if err := s.Put(t.Context(), name, strings.NewReader("x"), 1); err == nil {
			t.Errorf("%q was written", name)
		}
		if _, err := s.Get(t.Context(), name); err == nil || errors.Is(err, ErrMissing) {
			t.Errorf("%q was looked for: %v", name, err)
		}
		if err := s.Delete(t.Context(), name); err == nil {
			t.Errorf("%q was deleted", name)
		}
	}
}

func TestAddressesThatCannotWorkAreRefused(t *testing.T) {
	for _, address := range []string{"", "ftp://x", "file://", "s3://", "s3://bucket", "s3://key:secret@bucket?endpoint=localhost", "s3://bucket?endpoint=a/b"} {
		_, err := Open(address)
		if err == nil {
			t.Errorf("%q was opened", address)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: the error shows a secret: %v", address, err)
		}
	}
}

// bucketServer is as much of S3 as a store asks for, without signatures.
func bucketServer(t *testing.T) string {
	t.Helper()
	kept := map[string][]byte{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Query().Has("location"):
			io.WriteString(w, `<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu</LocationConstraint>`)
		case r.URL.Query().Has("uploads"):
			io.WriteString(w, `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>`)
		case r.Method == http.MethodGet && r.URL.Query().Get("list-type") == "2":
			io.WriteString(w, "<ListBucketResult><IsTruncated>false</IsTruncated>")
			for key := range kept {
				fmt.Fprintf(w, "<Contents><Key>%s</Key><LastModified>%s</LastModified></Contents>", strings.TrimPrefix(key, "/bucket/"), srvTime.Format(time.RFC3339))
			}
			io.WriteString(w, "</ListBucketResult>")
		case r.URL.Path == "/bucket/" || r.URL.Path == "/bucket":
		case r.Method == http.MethodPut:
			kept[r.URL.Path], _ = io.ReadAll(r.Body)
			w.Header().Set("ETag", `"x"`)
		case r.Method == http.MethodDelete:
			delete(kept, r.URL.Path)
			w.WriteHeader(http.StatusNoContent)
		case kept[r.URL.Path] == nil:
			w.WriteHeader(http.StatusNotFound)
			if r.Method == http.MethodGet {
				io.WriteString(w, `<Error><Code>NoSuchKey</Code></Error>`)
			}
		default:
			w.Header().Set("ETag", `"x"`)
			w.Header().Set("Last-Modified", "Mon, 02 Mar 2026 09:30:00 GMT")
			http.ServeContent(w, r, "", srvTime, bytes.NewReader(kept[r.URL.Path]))
		}
	}))
	t.Cleanup(srv.Close)
	return strings.TrimPrefix(srv.URL, "http://")
}

func TestABucketKeepsFilesToo(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	s, err := Open("s3://bucket?insecure=true&region=eu&endpoint=" + bucketServer(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	name := Name()
	if err := s.Put(t.Context(), name, strings.NewReader("sealed"), 6); err != nil {
		t.Fatal(err)
	}
	for age, want := range map[time.Duration]int{0: 1, time.Since(srvTime) + time.Hour: 0} {
		var found []string
		err := s.Older(t.Context(), age, func(name string) error { found = append(found, name); return nil })
		if err != nil || len(found) != want || want == 1 && found[0] != name {
			t.Errorf("older than %s: %v, %v", age, found, err)
		}
	}
	f, err := s.Get(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(f); err != nil || !strings.Contains(string(got), "sealed") {
		t.Errorf("%q, %v", got, err)
	}
	if err := s.Delete(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), name); !errors.Is(err, ErrMissing) {
		t.Errorf("got %v", err)
	}
}
