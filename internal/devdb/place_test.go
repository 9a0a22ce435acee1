package devdb

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestFolderThatTheServersUserCannotEnterIsElsewhere(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root runs the server as another user")
	}
	home := folder(t)
	if err := os.Chmod(home, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(home, "var")
	c := open(t, dir, Fast())
	t.Cleanup(func() { _ = os.RemoveAll(c.place.folder) })
	if strings.HasPrefix(c.place.folder, home) {
		t.Errorf("the data are in %s", c.place.folder)
	}
	link, err := os.Readlink(filepath.Join(dir, "postgres"))
	if err != nil || link != c.place.folder {
		t.Errorf("link to %q, %v", link, err)
	}
	if again := open(t, dir, Fast()); again.Started {
		t.Error("the link leads to another cluster")
	}
}

func TestLongPathGetsAShortSocket(t *testing.T) {
	dir := filepath.Join(folder(t), strings.Repeat("long", 30))
	c := open(t, dir, Fast())
	t.Cleanup(func() { _ = os.RemoveAll(c.Socket) })
	if len(c.Socket) > 80 || one[int](t, c.AppURL(), "SELECT 1") != 1 {
		t.Errorf("socket in %s", c.Socket)
	}
	if again := open(t, dir, Fast()); again.Socket != c.Socket {
		t.Error("the second opener looks elsewhere")
	}
}

func TestPidFileOfACrashDoesNotStopUs(t *testing.T) {
	dir := folder(t)
	open(t, dir, Fast()).Stop()
	// After a crash of the machine the number may be anybody's: here, ours.
	stale := filepath.Join(dir, "postgres", "data", "postmaster.pid")
	for _, text := range []string{strconv.Itoa(os.Getpid()) + "\n" + dir + "\n", "", "999999999\n"} {
		if err := os.WriteFile(stale, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		open(t, dir, Fast()).Stop()
	}
}

func TestInterruptedInitdbIsBegunAgain(t *testing.T) {
	dir := folder(t)
	half := filepath.Join(dir, "postgres", "data.new", "base")
	if err := os.MkdirAll(half, 0o700); err != nil {
		t.Fatal(err)
	}
	open(t, dir, Fast())
}

// Health data must not reach PostgreSQL's log, by a statement, a parameter, an
// error's words or its detail.
func TestServersLogHoldsNoValue(t *testing.T) {
	dir := folder(t)
	c := open(t, dir)
	exec1(t, c.OwnerURL(), "CREATE TABLE person (nir text UNIQUE CHECK (length(nir) = 9), n int)")
	conn, err := pgx.Connect(t.Context(), c.OwnerURL())
	if err != nil {
		t.Fatal(err)
	}
	for _, try := range []struct {
		sql  string
		args []any
	}{
		{"INSERT INTO person (nir) VALUES ('SECRETNIR')", nil},
		{"INSERT INTO person (nir) VALUES ($1)", []any{"SECRETNIR"}},
		{"INSERT INTO person (nir) VALUES ($1)", []any{"SECRETNIR-too-long"}},
		{"SELECT 'SECRETNIR'::int", nil},
		{"SELECT $1::text::int", []any{"SECRETNIR"}},
		{"DO $$ BEGIN RAISE LOG 'of the server only'; END $$", nil},
		{"SELECT * FROM secretnir", nil},
	} {
		_, _ = conn.Exec(t.Context(), try.sql, try.args...) // most of them must fail
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Stop()
	said, err := os.ReadFile(c.place.log())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.ToUpper(string(said)), "SECRETNIR") {
		t.Errorf("the log says:\n%s", said)
	}
	if !strings.Contains(string(said), "of the server only") {
		t.Error("the log is not read: this test proves nothing")
	}
}

func TestNewestVersionAndTheOneThatMadeTheCluster(t *testing.T) {
	root := t.TempDir()
	for _, version := range []string{"9.6", "14", "15", "17"} {
		bin := filepath.Join(root, version, "bin")
		if err := os.MkdirAll(bin, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"initdb", "postgres"} {
			if err := os.WriteFile(filepath.Join(bin, name), nil, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Chdir(root)
	for major, want := range map[int]string{0: "17/bin", 15: "15/bin", 14: "", 16: ""} {
		if got := installed([]string{"*/bin"}, major); got != want {
			t.Errorf("for %d: %q, want %q", major, got, want)
		}
	}
}

func TestPackIsUnpackedInItsFolderOnly(t *testing.T) {
	for name, good := range map[string]bool{"package/native/bin/postgres": true, "package/native/../../escaped": false} {
		root := t.TempDir()
		var pack bytes.Buffer
		z := gzip.NewWriter(&pack)
		w := tar.NewWriter(z)
		for file, text := range map[string]string{
			name:                              "program",
			"package/native/pg-symlinks.json": `[{"source":"native/lib/a.so.1.2","target":"native/lib/a.so.1"}]`,
			"package/native/lib/a.so.1.2":     "library",
		} {
			if err := w.WriteHeader(&tar.Header{Name: file, Mode: 0o600, Size: int64(len(text)), Typeflag: tar.TypeReg}); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(root, "pack.tgz")
		if err := os.WriteFile(file, pack.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(root, "a", "b")
		err := unpack(file, dir)
		if (err == nil) != good {
			t.Errorf("%s: %v", name, err)
		}
		if !good {
			continue
		}
		if text, err := os.ReadFile(filepath.Join(dir, "native/lib/a.so.1")); err != nil || string(text) != "library" {
			t.Errorf("link: %q, %v", text, err)
		}
		if info, err := os.Stat(filepath.Join(dir, "native/bin/postgres")); err != nil || info.Mode().Perm()&0o111 == 0 {
			t.Errorf("program: %v, %v", info, err)
		}
	}
}

func TestAbandonedIsWhatNobodyKeeps(t *testing.T) {
	dir := folder(t)
	if Abandoned(dir) {
		t.Error("a folder without a cluster is taken for one")
	}
	c := open(t, dir, Fast())
	if Abandoned(dir) {
		t.Error("a cluster that runs is taken for abandoned")
	}
	c.Stop()
	if !Abandoned(dir) {
		t.Error("a cluster that nobody keeps is taken for one in use")
	}
}
