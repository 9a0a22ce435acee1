package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"espacesante/internal/dbtest"
	"espacesante/web/demo"
)

// said is what a command answered.
type said struct {
	status   int
	out, err string
}

// command runs the program as a shell does.
func commandLine(t *testing.T, env []string, in string, args ...string) said {
	t.Helper()
	var out, errs bytes.Buffer
	status := run(t.Context(), args, Std{In: strings.NewReader(in), Out: &out, Err: &errs, Env: env})
	return said{status, out.String(), errs.String()}
}

// own is the environment of a program over a database of the test's own.
func own(t *testing.T) []string {
	t.Helper()
	return []string{"DATA_DIR=" + t.TempDir(), "DATABASE_URL=" + dbtest.New(t).Config().ConnString()}
}

func TestWrongUsageIsTwoAndSaysHow(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {"nothing"}, {"insured"}, {"insured", "fly"}, {"serve", "--jobs=some"}, {"serve", "now"},
		{"insured", "generate"}, {"insured", "import"}, {"insured", "import", "a", "b"}, {"campaign", "open"}, {"campaign", "letters"},
		{"migrate"}, {"migrate", "down"}, {"migrate", "down", "none"}, {"staff", "operator"}, {"policy", "decide", "--what"}} {
		got := commandLine(t, nil, "", args...)
		if got.status != Misuse || !strings.Contains(got.err, "usage: espacesante") || got.out != "" {
			t.Errorf("%v: %+v", args, got)
		}
	}
}

func TestHelpListsEveryCommand(t *testing.T) {
	t.Parallel()
	got := commandLine(t, nil, "", "help")
	for _, cmd := range commands() {
		if !strings.Contains(got.out, "  "+cmd.name+" ") {
			t.Errorf("%s is not in the usage text", cmd.name)
		}
		if one := commandLine(t, nil, "", append(strings.Fields(cmd.name), "--help")...); cmd.name != "migrate" && (one.status != Done || !strings.Contains(one.out, cmd.does)) {
			t.Errorf("%s --help: %+v", cmd.name, one)
		}
	}
	if got.status != Done {
		t.Error(got.status)
	}
}

func TestAWrongEnvironmentFailsOneLineEach(t *testing.T) {
	t.Parallel()
	got := commandLine(t, []string{"MODE=live", "BASE_URL=x"}, "", "sweep")
	if got.status != Failed || strings.Count(got.err, "\n") != 2 || strings.Count(got.err, "espacesante: ") != 2 {
		t.Errorf("%+v", got)
	}
}

func TestADatabaseThatIsNotMigratedIsSaid(t *testing.T) {
	t.Parallel()
	env := append(own(t), "DATABASE_OWNER_URL=")
	if got := commandLine(t, env, "", "migrate", "up"); got.status != Failed || !strings.Contains(got.err, "DATABASE_OWNER_URL") {
		t.Errorf("%+v", got)
	}
	if got := commandLine(t, env, "", "migrate", "status"); got.status != Done || !strings.HasPrefix(got.out, "schema ") {
		t.Errorf("%+v", got)
	}
}

func TestGoodLinesGoInAndRefusedOnesBesideTheFile(t *testing.T) {
	t.Parallel()
	env := own(t)
	made := commandLine(t, nil, "", "insured", "generate", "--count", "5", "--seed", "7")
	lines := strings.SplitAfter(made.out, "\n")
	file := filepath.Join(t.TempDir(), "persons.csv")
	spoilt := strings.Replace(lines[2], ",F,", ",X,", 1)
	spoilt = strings.Replace(spoilt, ",M,", ",X,", 1)
	if err := os.WriteFile(file, []byte(lines[0]+lines[1]+spoilt+lines[3]), 0o600); err != nil {
		t.Fatal(err)
	}
	got := commandLine(t, env, "", "insured", "import", file)
	if got.status != Failed || !strings.HasPrefix(got.out, "2 added, 0 updated, 0 unchanged, 1 refused") {
		t.Fatalf("%+v", got)
	}
	refused, err := os.ReadFile(file + ".rejects.csv")
	if err != nil || string(refused) != "line,column,reason\n3,sex,\"sex: M, F or U\"\n" {
		t.Errorf("got %q, %v", refused, err)
	}
	number := func(line string) string { n, _, _ := strings.Cut(line, ","); return n }
	asked := number(lines[3]) + "\n" + number(lines[2]) + "\n"
	if got := commandLine(t, env, asked, "insured", "status", "-"); !strings.Contains(got.out, number(lines[3])+",ELIGIBLE,") ||
		!strings.Contains(got.out, number(lines[2])+",UNKNOWN,") {
		t.Errorf("%+v", got)
	}
	if again := commandLine(t, env, lines[0]+lines[1]+lines[3], "insured", "import", "-"); again.status != Done || !strings.HasPrefix(again.out, "0 added, 0 updated, 2 unchanged") {
		t.Errorf("%+v", again)
	}
}

func TestRefusedLinesFromAPipeAreSaidWithoutTheirNumber(t *testing.T) {
	t.Parallel()
	got := commandLine(t, own(t), "ins,ins_oid,birth_name,birth_given_names,sex,birth_date\n277076322082910,1.2.250.1.213.1.4.8,NESSI,RUTH,Q,1977-07-14\n",
		"insured", "import", "-")
	if got.status != Failed || !strings.Contains(got.err, "line 2, column sex") || strings.Contains(got.err+got.out, "277076322082910") {
		t.Errorf("%+v", got)
	}
}

func TestTheDoctorLooksAtEverything(t *testing.T) {
	t.Parallel()
	got := commandLine(t, own(t), "", "doctor")
	if got.status != Done {
		t.Errorf("%+v", got)
	}
	for _, name := range []string{"configuration", "database", "files", "e-mail", "text messages", "keys", "clock", "poppler", "antivirus"} {
		if !strings.Contains(got.out, "ok   "+name+": ") {
			t.Errorf("nothing about %s in\n%s", name, got.out)
		}
	}
	if ill := commandLine(t, append(own(t), "MAIL_URL=smtp://127.0.0.1:1"), "", "doctor"); ill.status != Failed || !strings.Contains(ill.out, "BAD  e-mail: ") {
		t.Errorf("%+v", ill)
	}
}

func TestDemoIsTheSameTwiceAndNotForProduction(t *testing.T) {
	t.Parallel()
	env := append(own(t), atOpening()) // at midnight the people of the demonstration move by a day
	first := commandLine(t, env, "", "demo", "--json")
	if first.status != Done {
		t.Fatal(first.err)
	}
	if second := commandLine(t, env, "", "demo", "--json"); second != first {
		t.Errorf("a second run differs: %+v", second)
	}
	var people []demo.Person
	if err := json.Unmarshal([]byte(first.out), &people); err != nil || len(people) != len(demo.People()) {
		t.Errorf("%d people, %v", len(people), err)
	}
	for _, want := range []string{`"kind"`, `"name"`, `"identifier"`, `"password"`, `"totp_secret"`, `"ins"`, `"try"`} {
		if !strings.Contains(first.out, want) {
			t.Errorf("%s is missing", want)
		}
	}
	keys := t.TempDir()
	production := []string{"MODE=production", "BASE_URL=https://a.example", "MAIL_URL=smtp://a:25", "SMS_URL=https://a.example",
		"MASTER_KEY_FILE=" + keys, "SERVICE_KEY_FILE=" + keys, "SIGNING_KEY_FILE=" + keys, "VERIFY_KEY_FILE=" + keys, env[1]}
	if got := commandLine(t, production, "", "demo"); got.status != Failed || !strings.Contains(got.err, "production refuses") {
		t.Errorf("%+v", got)
	}
}
