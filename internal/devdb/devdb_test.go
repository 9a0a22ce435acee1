package devdb

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestMain lets the test binary stand in for a program that keeps a cluster.
func TestMain(m *testing.M) {
	if dir := os.Getenv("DEVDB_KEEPER"); dir != "" {
		keeper(dir)
		return
	}
	os.Exit(m.Run())
}

// keeper commits rows and says each number once committed, until it is
// interrupted; then it drains, which needs the database, and stops it.
func keeper(dir string) {
	must := func(err error) {
		if err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	c, err := Open(context.Background(), dir)
	must(err)
	conn, err := pgx.Connect(context.Background(), c.OwnerURL())
	must(err)
	_, err = conn.Exec(context.Background(), "CREATE TABLE IF NOT EXISTS kept (n int)")
	must(err)
	for n := 1; ctx.Err() == nil; n++ {
		_, err := conn.Exec(context.Background(), "INSERT INTO kept VALUES ($1)", n)
		must(err)
		fmt.Println(n)
	}
	_, err = conn.Exec(context.Background(), "INSERT INTO kept VALUES (-1)")
	must(err)
	c.Stop()
	fmt.Println("drained")
}

// lines starts a keeper in a process group of its own and gives what it says.
func lines(t *testing.T, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "DEVDB_KEEPER="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return cmd, bufio.NewScanner(out)
}

// readTo reads a keeper's lines up to the one with number n.
func readTo(t *testing.T, said *bufio.Scanner, n int) {
	t.Helper()
	for said.Scan() {
		if said.Text() == strconv.Itoa(n) {
			return
		}
		if strings.HasPrefix(said.Text(), "failed") {
			t.Fatal(said.Text())
		}
	}
	t.Fatal("the keeper stopped speaking")
}

func open(t *testing.T, dir string, opts ...Option) *Cluster {
	t.Helper()
	c, err := Open(t.Context(), dir, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	return c
}

// folder is a DATA_DIR that the server's user can enter, unlike t.TempDir.
func folder(t *testing.T) string {
	t.Helper()
	base := "/dev/shm" // in memory if there is enough: what dies here are processes, not machines
	var st syscall.Statfs_t
	if err := syscall.Statfs(base, &st); err != nil || st.Bavail*uint64(st.Bsize) < 1<<30 {
		base = os.TempDir()
	}
	dir, err := os.MkdirTemp(base, "devdb")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func one[T any](t *testing.T, url, sql string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var v T
	if err := conn.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func exec1(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// eventually waits for what another process does.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for !is() {
		if pause(ctx, 5*time.Millisecond) != nil {
			t.Fatal("never: " + what)
		}
	}
}

func pidOf(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.Split(string(text), "\n")[0])
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func running(pid int, dir string) bool {
	data, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres", "data"))
	return err == nil && serves(pid, data)
}

func TestRolesAreThoseOfTheContract(t *testing.T) {
	c := open(t, folder(t), Fast())
	if got := one[string](t, c.AppURL(), "SELECT current_user || ' in ' || current_database()"); got != "espacesante_app in espacesante" {
		t.Errorf("the program is %s", got)
	}
	if one[bool](t, c.AppURL(), "SELECT rolsuper OR rolinherit OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user") {
		t.Error("the program's role has more than it needs")
	}
	if got := one[string](t, c.OwnerURL(), "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"); got != OwnerRole {
		t.Errorf("the database belongs to %s", got)
	}
	exec1(t, c.AppURL(), "BEGIN; SET LOCAL ROLE espacesante_batch; COMMIT")
	if got := one[string](t, c.AppURL(), "SELECT has_schema_privilege('public', 'CREATE')::text"); got != "false" {
		t.Error("the program may make tables")
	}
	if got := one[string](t, c.SuperURL(), `
		SELECT datcollate || ' ' || coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', '')
		FROM pg_database d WHERE datname = current_database()`); got != "C fr-FR" {
		t.Errorf("locale %q", got)
	}
	if got := one[string](t, c.SuperURL(), "SELECT setting FROM pg_settings WHERE name = 'listen_addresses'"); got != "" {
		t.Errorf("listens on %s", got)
	}
}

func TestStopsWithoutARestAndStartsWarm(t *testing.T) {
	dir := folder(t)
	c := open(t, dir)
	exec1(t, c.OwnerURL(), "CREATE TABLE kept AS SELECT 7 AS n")
	if got := one[string](t, c.SuperURL(), "SELECT setting FROM pg_settings WHERE name = 'fsync'"); got != "on" {
		t.Errorf("people's data with fsync %s", got)
	}
	pid := pidOf(t, dir)
	c.Stop()
	if running(pid, dir) {
		t.Error("the server outlived Stop")
	}
	began := time.Now()
	c = open(t, dir)
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("a warm start took %v", took)
	}
	if got := one[int](t, c.OwnerURL(), "SELECT n FROM kept"); got != 7 {
		t.Errorf("kept %d", got)
	}
}

func TestKilledKeeperLeavesNoServerAndLosesNoRow(t *testing.T) {
	dir := folder(t)
	cmd, said := lines(t, dir)
	readTo(t, said, 50)
	pid := pidOf(t, dir)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	last := 50
	for said.Scan() { // what it said before it died
		if n, err := strconv.Atoi(said.Text()); err == nil {
			last = n
		}
	}
	_ = cmd.Wait() // killed, as asked
	eventually(t, "the server follows its keeper", func() bool { return !running(pid, dir) })

	c := open(t, dir)
	if got := one[int](t, c.OwnerURL(), "SELECT count(*)::int FROM kept WHERE n <= "+strconv.Itoa(last)); got != last {
		t.Errorf("%d rows were committed, %d are left", last, got)
	}
}

func TestInterruptOfTheGroupDrainsAndLeavesNothing(t *testing.T) {
	dir := folder(t)
	cmd, said := lines(t, dir)
	readTo(t, said, 5)
	pid := pidOf(t, dir)
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGINT); err != nil { // what Ctrl-C does
		t.Fatal(err)
	}
	drained := false
	for said.Scan() {
		drained = drained || said.Text() == "drained"
	}
	if err := cmd.Wait(); err != nil || !drained {
		t.Errorf("the keeper could not drain: %v", err)
	}
	if running(pid, dir) {
		t.Error("the server outlived its keeper")
	}
	if c := open(t, dir); one[int](t, c.OwnerURL(), "SELECT min(n) FROM kept") != -1 {
		t.Error("what was written while draining is lost")
	}
}

func TestSecondOpenerJoinsAndOutlivesTheFirst(t *testing.T) {
	dir := folder(t)
	cmd, said := lines(t, dir)
	readTo(t, said, 5)
	first := pidOf(t, dir)
	c := open(t, dir)
	if c.Started {
		t.Fatal("started a second server")
	}
	exec1(t, c.OwnerURL(), "CREATE TABLE ours AS SELECT 1 AS n")
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for said.Scan() { // to its end
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the one that is left keeps the server", func() bool { return c.place.answers(t.Context()) })
	if second := pidOf(t, dir); second == first || one[int](t, c.OwnerURL(), "SELECT n FROM ours") != 1 {
		t.Error("not the same data in another server")
	}
	pid := pidOf(t, dir)
	c.Stop()
	if running(pid, dir) {
		t.Error("the server outlived its last user")
	}
}

func TestStopOfTheOneThatJoinedLeavesTheServer(t *testing.T) {
	dir := folder(t)
	first, second := open(t, dir, Fast()), open(t, dir, Fast())
	if !first.Started || second.Started {
		t.Fatalf("started: %v, %v", first.Started, second.Started)
	}
	second.Stop()
	if one[int](t, first.AppURL(), "SELECT 1") != 1 {
		t.Error("the server is gone")
	}
}

func TestManyOpenAtOnceAndOneStarts(t *testing.T) {
	dir := folder(t)
	type result struct {
		c   *Cluster
		err error
	}
	opened := make(chan result)
	for range 5 {
		go func() {
			c, err := Open(context.Background(), dir, Fast())
			opened <- result{c, err}
		}()
	}
	started := 0
	for range 5 {
		r := <-opened
		if r.err != nil {
			t.Fatal(r.err)
		}
		t.Cleanup(r.c.Stop)
		if r.c.Started {
			started++
		}
	}
	if started != 1 {
		t.Errorf("%d of 5 started the server", started)
	}
}

func TestAServerThatIsKilledComesBack(t *testing.T) {
	dir := folder(t)
	c := open(t, dir)
	exec1(t, c.OwnerURL(), "CREATE TABLE ours AS SELECT 1 AS n")
	pid := pidOf(t, dir)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the keeper starts it again", func() bool { return !running(pid, dir) && c.place.answers(t.Context()) })
	if one[int](t, c.OwnerURL(), "SELECT n FROM ours") != 1 {
		t.Error("a committed row is lost")
	}
	again := pidOf(t, dir)
	c.Stop()
	if running(again, dir) {
		t.Error("the server outlived its keeper")
	}
}
