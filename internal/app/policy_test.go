package app

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
)

// question is the example of interface.md, one fact a line so that a test can take one out.
const question = `{"at":"2027-03-12T14:05:00+01:00","act":"document.read","mode":"normal",
"by":{"kind":"professional","profession":"10","specialty":"SM26","active":true},
"space":{"state":"ACTIVATED","emergency":"yes","samu":true,"blocked":false},
"link":{"treating_doctor":false,"care_team":true,"team_consent":true,"consent_today":false,"code":false,"pmi":false},
"document":{"type":"11502-2","author":"other","status":"approved","masked":false,"hidden_from_patient":false,"hidden_from_representatives":false}}`

func line(s string) string { return strings.ReplaceAll(s, "\n", " ") + "\n" }

func decided(t *testing.T, in string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := PolicyDecide(strings.NewReader(in), &out)
	return out.String(), err
}

func change(old, new string) string {
	if !strings.Contains(question, old) {
		panic(old)
	}
	return line(strings.Replace(question, old, new, 1))
}

func TestDecideAnswersTheExamplesOfTheInterface(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{line(question), `{"allow":true,"gate":"G8"}`},
		{change(`"profession":"10","specialty":"SM26"`, `"profession":"28","specialty":""`), `{"allow":false,"gate":"D3","reason":"matrix"}`},
		{change(`"masked":false`, `"masked":true`), `{"allow":false,"gate":"D4","reason":"masked"}`},
		{change(`"blocked":false`, `"blocked":true`), `{"allow":false,"gate":"G5","reason":"blocked"}`},
		{change(`ACTIVATED`, `DMP_ONLY`), `{"allow":true,"gate":"G8"}`},
		{change(`ACTIVATED`, `DISPUTED`), `{"allow":false,"gate":"G4","reason":"no-space"}`},
		{change(`"kind":"professional"`, `"kind":"insurer"`), `{"allow":false,"gate":"G1","reason":"insurer"}`},
		{change(`"kind":"professional"`, `"kind":"support"`), `{"allow":false,"gate":"G2","reason":"no-content"}`},
		{change(`document.read`, `document.burn`), `{"allow":false,"gate":"G0","reason":"unknown-act"}`},
		{change(`"kind":"professional","profession":"10","specialty":"SM26","active":true`, `"kind":"patient"`), `{"allow":true,"gate":"P1"}`},
		{change(`"kind":"professional"`, `"kind":"representative"`), `{"allow":true,"gate":"P2"}`},
		{change(`"samu":true`, `"samu":true,"sharing":false`), `{"allow":false,"gate":"G10","reason":"sharing-off"}`},
		{change(`"care_team":true`, `"care_team":false,"colleague":true`), `{"allow":true,"gate":"G8"}`},
		{change(`normal`, `bris_de_glace`), `{"allow":true,"gate":"G6b"}`},
	} {
		if got, err := decided(t, c.in); got != c.want+"\n" || err != nil {
			t.Errorf("%s\n got %s want %s, %v", c.in, got, c.want, err)
		}
	}
}

// TestAMissingFactIsNamedNotGuessed: every fact of the example, taken out, set to null or to the wrong kind.
func TestAMissingFactIsNamedNotGuessed(t *testing.T) {
	t.Parallel()
	var whole map[string]any
	if err := json.Unmarshal([]byte(question), &whole); err != nil {
		t.Fatal(err)
	}
	try := func(name string, at map[string]any, key string) {
		was := at[key]
		defer func() { at[key] = was }()
		for spoilt, reason := range map[string]string{"gone": "missing-fact", "null": "missing-fact", "wrong": "wrong-fact"} {
			switch spoilt {
			case "gone":
				delete(at, key)
			case "null":
				at[key] = nil
			case "wrong":
				at[key] = []any{was}
			}
			in, err := json.Marshal(whole)
			if err != nil {
				t.Fatal(err)
			}
			got, err := decided(t, string(in)+"\n")
			if want := fmt.Sprintf(`{"allow":false,"gate":"G0","reason":%q,"fact":%q}`+"\n", reason, name); got != want || err != nil {
				t.Errorf("%s %s: %s, %v", name, spoilt, got, err)
			}
		}
	}
	facts := 0
	for key, v := range whole {
		section, ok := v.(map[string]any)
		if !ok {
			try(key, whole, key)
			facts++
			continue
		}
		for k := range section {
			try(key+"."+k, section, k)
			facts++
		}
	}
	if facts != fSharing {
		t.Errorf("the example has %d facts, a question %d", facts, fSharing)
	}
}

func TestAValueThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	for old, new := range map[string]string{`"normal"`: `"Normal"`, `"ACTIVATED"`: `"activated"`, `"yes"`: `"maybe"`,
		`"other"`: `"me"`, `"approved"`: `""`, `"2027-03-12T14:05:00+01:00"`: `"tomorrow"`, `"blocked":false`: `"blocked":"no"`,
		`"SM26"`: `26`} {
		if got, _ := decided(t, change(old, new)); !strings.Contains(got, `"reason":"wrong-fact"`) {
			t.Errorf("%s: %s", new, got)
		}
	}
}

// TestAQuestionIsReadOneWay: case counts, nothing is said twice, escapes are read, unknown neighbours passed over.
func TestAQuestionIsReadOneWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{change(`"blocked":false`, `"Blocked":false`), `"fact":"space.blocked"`},
		{change(`"blocked":false`, `"blocked":true,"BLOCKED":false`), `"gate":"G5"`},
		{change(`"blocked":false`, `"blocked":true,"blocked":false`), `"bad-json"`},
		{change(`"blocked":false`, `"blocked":null,"blocked":false`), `"bad-json"`},
		{change(`"link":{`, `"link":{},"link":{`), `"bad-json"`},
		{change(`"blocked":false`, `"blo\u0063ked":true`), `"gate":"G5"`},
		{change(`"blocked":false`, `"blocked":false,"new":{"blocked":[true,{"a":"}"}]},"more":[],"n":-1.5e3,"s":"\"}"`), `"allow":true`},
		{change(`"link":{`, `"else":{"by":{"kind":"insurer"}},"link":{`), `"allow":true`},
		{change(`"space":{`, `"spaces":{`), `"fact":"space.state"`},
		{change(`"mode":"normal"`, `"mode":"normal","by.kind":"insurer"`), `"allow":true`},
	} {
		if got, _ := decided(t, c.in); !strings.Contains(got, c.want) {
			t.Errorf("%s\n got %s want %s", c.in, got, c.want)
		}
	}
}

// TestEveryLineIsAnsweredInOrder: bad lines are refused where they stand, and make an error once all is answered.
func TestEveryLineIsAnsweredInOrder(t *testing.T) {
	t.Parallel()
	yes, no := line(question), change(`"blocked":false`, `"blocked":true`)
	var in, want strings.Builder
	for i := range 3 * batchLines {
		switch {
		case i%5 == 1:
			in.WriteString(no)
			want.WriteString(`{"allow":false,"gate":"G5","reason":"blocked"}` + "\n")
		case i == batchLines+7 || i == 2*batchLines+2:
			in.WriteString("{\"act\":\n")
			want.WriteString(`{"allow":false,"gate":"G0","reason":"bad-json"}` + "\n")
		default:
			in.WriteString(yes)
			want.WriteString(`{"allow":true,"gate":"G8"}` + "\n")
		}
	}
	got, err := decided(t, in.String()+strings.TrimSuffix(yes, "\n"))
	if got != want.String()+`{"allow":true,"gate":"G8"}`+"\n" {
		t.Error("answers differ")
	}
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("2 questions, the first is number %d", batchLines+8)) {
		t.Errorf("%v", err)
	}
	if got, err := decided(t, "\n \n"); got != "" || err != nil {
		t.Errorf("empty lines: %q, %v", got, err)
	}
}

func TestHostileLinesAreRefused(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{"array": "[]", "word": "true", "string": `"document.read"`, "binary": "\x00\xff",
		"deep": strings.Repeat("[", 20000), "long": `{"act":"` + strings.Repeat("a", 3<<20) + `"}`, "two": "{} {}", "mark": "\ufeff{}"} {
		got, err := decided(t, in+"\n")
		if got != `{"allow":false,"gate":"G0","reason":"bad-json"}`+"\n" || err == nil {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

// TestAnAnswerDoesNotWaitForTheNextQuestion: a program may ask, read, ask again.
func TestAnAnswerDoesNotWaitForTheNextQuestion(t *testing.T) {
	t.Parallel()
	in, ask := io.Pipe()
	read, out := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- PolicyDecide(in, out) }()
	for range 3 {
		if _, err := io.WriteString(ask, line(question)); err != nil {
			t.Fatal(err)
		}
		answer := make([]byte, 27)
		if _, err := io.ReadFull(read, answer); err != nil || string(answer) != `{"allow":true,"gate":"G8"}`+"\n" {
			t.Fatalf("%q, %v", answer, err)
		}
	}
	if err := errors.Join(ask.Close(), <-done); err != nil {
		t.Error(err)
	}
}

// TestDecideStopsWhenNobodyListens: a closed pipe ends it, however many questions are left.
func TestDecideStopsWhenNobodyListens(t *testing.T) {
	t.Parallel()
	read, out := io.Pipe()
	if err := read.CloseWithError(io.ErrClosedPipe); err != nil {
		t.Fatal(err)
	}
	err := PolicyDecide(endless{}, out)
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
	broken := io.MultiReader(strings.NewReader(line(question)), failing{})
	if err := PolicyDecide(broken, io.Discard); !errors.Is(err, errFailing) {
		t.Error(err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, line(question)), nil }

var errFailing = errors.New("the disk is gone")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errFailing }

// FuzzDecide: no line breaks it, and what it allows encoding/json reads as an object.
func FuzzDecide(f *testing.F) {
	f.Add([]byte(line(question)))
	f.Add([]byte(`{"by":{"kind":"\ud800"},"a":[1,{"b":null}],"by":3}`))
	f.Add([]byte(`{"at":null,"":{},"by":[]}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		q, why, _ := readQuestion(in)
		var object map[string]any
		if why != notJSON && json.Unmarshal(in, &object) != nil {
			t.Errorf("%q read as %+v", in, q)
		}
	})
}

func TestActsAreListed(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := PolicyActs(&out); err != nil || len(strings.Fields(out.String())) != len(access.Acts()) ||
		!strings.Contains(out.String(), "document.read\n") {
		t.Errorf("%s, %v", out.String(), err)
	}
	if PolicyActs(brokenWriter{}) == nil || PolicyMatrix(brokenWriter{}) == nil {
		t.Error("a broken output is no error")
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errFailing }

// TestTheMatrixIsPrintedWhole: with labels, source and confidence, equal to what decides.
func TestTheMatrixIsPrintedWhole(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := PolicyMatrix(&out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 1+36*106 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, r := range rows[1:] {
		if (r[6] == "Y") != access.V1.Allows(r[0], r[2]) {
			t.Errorf("%v", r)
		}
		for i, cell := range r {
			if cell == "" {
				t.Errorf("%v: no %s", r, rows[0][i])
			}
		}
	}
}

// BenchmarkDecide: a million questions in 20 seconds at most (issue of the professional's record), so 20 µs each.
func BenchmarkDecide(b *testing.B) {
	in := &questions{left: b.N, next: line(question)}
	b.SetBytes(int64(len(in.next)))
	if err := PolicyDecide(in, io.Discard); err != nil {
		b.Fatal(err)
	}
	if each := b.Elapsed() / time.Duration(b.N); b.N > 10000 && each > 20*time.Microsecond {
		b.Errorf("%v a question", each)
	}
}

// questions is a stream of the same question.
type questions struct {
	left int
	next string
	rest string
}

func (q *questions) Read(p []byte) (int, error) {
	if q.rest == "" {
		if q.left == 0 {
			return 0, io.EOF
		}
		q.left, q.rest = q.left-1, q.next
	}
	n := copy(p, q.rest)
	q.rest = q.rest[n:]
	return n, nil
}
