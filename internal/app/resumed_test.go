package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/dbtest"
	"espacesante/internal/identity"
)

const commandVariable = "APP_TEST_COMMAND"

// TestCommandProcess is a command of the program in a process of its own, which
// the tests below kill.
func TestCommandProcess(t *testing.T) {
	told := os.Getenv(commandVariable)
	if told == "" {
		t.Skip("run by the tests of resumed work")
	}
	var args []string
	if err := json.Unmarshal([]byte(told), &args); err != nil {
		t.Fatal(err)
	}
	os.Exit(run(t.Context(), args, Std{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Environ()}))
}

// killedOnce starts a command and kills it, as kill -9 does, once begun says
// that it is in the middle of its work; false when it had already ended.
func killedOnce(t *testing.T, env []string, begun func() bool, args ...string) bool {
	t.Helper()
	told, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCommandProcess$")
	child.Env = append(append(os.Environ(), env...), commandVariable+"="+string(told))
	child.Stderr = &said
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("%v failed by itself: %v\n%s", args, err, &said)
			}
			return false
		case <-tick.C:
			if begun() {
				if err := child.Process.Kill(); err != nil {
					return false
				}
				<-ended
				return true
			}
		}
	}
}

// counted answers a query about all spaces.
func counted(t *testing.T, super *pgxpool.Pool, sql string, args ...any) (n int) {
	t.Helper()
	if err := super.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func filesIn(dir, pattern string) int {
	all, _ := filepath.Glob(filepath.Join(dir, pattern))
	return len(all)
}

// #5, #8, #108, #110, #126: a campaign and its letters are killed again and
// again; in the end each person has one invitation with one code and one
// message, nobody two, and no letter is missing or printed under two names.
func TestACampaignAndItsLettersKilledInTheMiddleLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	super := dbtest.AsSuperuser(t, pool)
	env := []string{"DATA_DIR=" + t.TempDir(), "DATABASE_URL=" + dbtest.AppURL(pool)}
	const persons = 6_000
	made := commandLine(t, nil, "", "insured", "generate", "--count", fmt.Sprint(persons), "--seed", "5")
	if got := commandLine(t, env, made.out, "insured", "import", "-"); got.status != Done {
		t.Fatal(got.err)
	}
	eligible := counted(t, super, `SELECT count(*) FROM persons WHERE died_on IS NULL`)
	kills := 0
	for _, goal := range []int{1, 1_500, 3_200, 4_800} {
		if killedOnce(t, env, func() bool { return counted(t, super, `SELECT count(DISTINCT patient_id) FROM invitations`) >= goal }, "campaign", "open", "--name", "spring") {
			kills++
		}
	}
	before := counted(t, super, `SELECT count(DISTINCT patient_id) FROM invitations`)
	got := commandLine(t, env, "", "campaign", "open", "--name", "spring")
	if got.status != Done || !strings.HasPrefix(got.out, fmt.Sprintf("%d persons invited", eligible-before)) {
		t.Errorf("%d of %d were invited, then: %s%s", before, eligible, got.out, got.err)
	}
	for what, sql := range map[string]string{
		"persons without an invitation": `SELECT count(*) FROM persons p WHERE died_on IS NULL AND NOT EXISTS (SELECT FROM invitations i WHERE i.patient_id = p.patient_id)`,
		"readers with two":              `SELECT count(*) FROM (SELECT FROM invitations GROUP BY patient_id, recipient_id HAVING count(*) > 1) d`,
		"codes without an invitation":   `SELECT count(*) FROM invitation_codes c WHERE NOT EXISTS (SELECT FROM invitations i WHERE i.patient_id = c.patient_id AND i.code_mac = c.code_mac)`,
		"invitations without a code":    `SELECT count(*) FROM invitations i WHERE NOT EXISTS (SELECT FROM invitation_codes c WHERE c.code_mac = i.code_mac)`,
		"persons with two lines":        `SELECT count(*) FROM (SELECT FROM access_log WHERE act = 'space.invite' GROUP BY patient_id HAVING count(*) > 1) d`,
	} {
		if n := counted(t, super, sql); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
	mails := counted(t, super, `SELECT count(*) FROM invitations WHERE channel = 'email'`)
	if n := counted(t, super, `SELECT count(DISTINCT args->>'invitation') FROM river_job WHERE kind = 'enrolment.invite'`); n != mails {
		t.Errorf("%d e-mails to send for %d", n, mails)
	}
	if n := counted(t, super, `SELECT count(*) FROM river_job WHERE kind = 'enrolment.invite'`); n != mails {
		t.Errorf("%d jobs for %d e-mails", n, mails)
	}

	letters := counted(t, super, `SELECT count(*) FROM invitations WHERE channel = 'letter'`)
	dir := filepath.Join(t.TempDir(), "letters")
	for _, goal := range []int{1, 3, 6} {
		if killedOnce(t, env, func() bool { return filesIn(dir, "*.pdf") >= goal }, "campaign", "letters", "--out", dir, "--per-file", "100") {
			kills++
		}
	}
	if got := commandLine(t, env, "", "campaign", "letters", "--out", dir, "--per-file", "100"); got.status != Done {
		t.Fatal(got.err)
	}
	if kills < 3 {
		t.Errorf("only %d processes were killed in time", kills)
	}
	if n := counted(t, super, `SELECT count(*) FROM invitations WHERE channel = 'letter' AND sent_at IS NULL`); n != 0 {
		t.Errorf("%d letters not sent", n)
	}
	pages := 0
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f, ".pdf") {
			pages += bytes.Count(b, []byte("/Type /Page\n"))
		}
	}
	if pages != 2*letters || letters < 500 {
		t.Errorf("%d pages for %d letters in %d files", pages, letters, len(files))
	}
}

// #20, #98: the import of a previous DMP is killed; run again it adds what was
// missing, and nothing twice.
func TestAnImportOfPreviousDMPsKilledInTheMiddleDoublesNothing(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	super := dbtest.AsSuperuser(t, pool)
	data := t.TempDir()
	env := []string{"DATA_DIR=" + data, "DATABASE_URL=" + dbtest.AppURL(pool)}
	csv := "ins,ins_oid,birth_name,birth_given_names,sex,birth_date\n277076322082910,1.2.250.1.213.1.4.8,NESSI,RUTH,F,1977-07-14\n"
	if got := commandLine(t, env, csv, "insured", "import", "-"); got.status != Done {
		t.Fatal(got.err)
	}
	const files = 120
	dir := filepath.Join(t.TempDir(), "dmp")
	for i := range files {
		folder := filepath.Join(dir, fmt.Sprint(i%7))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		file := cdatest.Level3(cdatest.Options{SetID: fmt.Sprint("1.2.250.1.999.1.", 100+i), INS: "277076322082910", INSRoot: identity.OIDNIR, BirthName: "NESSI",
			FirstGiven: "RUTH", GivenList: "RUTH", Sex: "F", BirthDate: time.Date(1977, 7, 14, 0, 0, 0, 0, time.UTC)})
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprint(i, ".xml")), file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "lisez-moi.pdf"), cdatest.PDF("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	in := func() int { return counted(t, super, `SELECT count(*) FROM documents WHERE author_kind = 'dmp'`) }
	for _, goal := range []int{1, 40, 80} {
		killedOnce(t, env, func() bool { return in() >= goal }, "dmp", "import", dir)
	}
	was := in()
	got := commandLine(t, env, "", "dmp", "import", dir+"/")
	if want := fmt.Sprintf("%d added, %d unchanged, 1 refused\n", files-was, was); got.status != Failed || got.out != want || in() != files {
		t.Errorf("got %q, want %q; %d in\n%s", got.out, want, in(), got.err)
	}
	if b, err := os.ReadFile(dir + ".rejects.csv"); err != nil || string(b) != "file,reason\nlisez-moi.pdf,not-clinical\n" {
		t.Errorf("rejects: %q, %v", b, err)
	}
	if n := counted(t, super, `SELECT count(*) FROM access_log WHERE act = 'document.import' AND reason = ''`); n != files {
		t.Errorf("%d lines for %d documents", n, files)
	}
}
