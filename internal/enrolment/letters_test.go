package enrolment

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"espacesante/internal/access"
)

// printed reads what a folder of letters holds.
func printed(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	check(t, err)
	all := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		check(t, err)
		all[e.Name()] = string(b)
	}
	return all
}

// byPost imports n persons without an e-mail address and invites them.
func (w *world) byPost(t *testing.T, n int) []human {
	t.Helper()
	people := w.persons(t, n, columns{"email": ""})
	_, err := w.OpenCampaign(ctx(t), "first", 0, nil)
	check(t, err)
	return people
}

func TestLettersArePrintedOnceEach(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	people, dir := w.byPost(t, 7), t.TempDir()
	got, err := w.Letters(ctx(t), dir, 3, writeCodes, nil)
	check(t, err)
	if got != (Printed{Letters: 7, Files: 3}) {
		t.Errorf("%+v", got)
	}
	var whole string
	for _, text := range printed(t, dir) {
		whole += text
	}
	for _, p := range people {
		if n := bytes.Count([]byte(whole), []byte(w.codes(t, p)[0].Show())); n != 1 {
			t.Errorf("a code was printed %d times", n)
		}
		// Sent is when the letter's file is on disk (decisions.md §2).
		if s := w.situationOf(t, p); s.State != access.Invited || !s.Deadline.Equal(endOf42(start)) {
			t.Errorf("%+v", s)
		}
	}
	if got, err := w.Letters(ctx(t), dir, 3, writeCodes, nil); err != nil || got != (Printed{}) {
		t.Errorf("printed again: %+v, %v", got, err)
	}
	if n := w.count(t, `SELECT count(*) FROM access_log WHERE act = 'space.invite' AND target = 'letter' AND reason = ''`); n != 7 {
		t.Errorf("%d lines", n)
	}
}

// The process dies between the file and the mark: the same letters come again
// under the same names, with the same codes, and the file is there once.
func TestLettersSurviveADeathBetweenFileAndMark(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	people, dir := w.byPost(t, 5), t.TempDir()
	// What Letters does, up to the mark.
	some, err := w.lettersToPrint(ctx(t), 3)
	check(t, err)
	name := filepath.Join(dir, fmt.Sprintf("lettres-%s-1.pdf", some[0].Invitation))
	check(t, WriteWhole(name, func(out io.Writer) error { return writeCodes(out, some) }))
	before := printed(t, dir)
	if s := w.stateOf(t, people[0]); s != access.Eligible {
		t.Fatal(s)
	}
	w.wait(26 * time.Hour)
	w.byPost(t, 2) // others were queued meanwhile
	got, err := w.Letters(ctx(t), dir, 3, writeCodes, nil)
	check(t, err)
	after := printed(t, dir)
	if got.Letters != 7 || len(after) != got.Files {
		t.Errorf("%+v in %d files", got, len(after))
	}
	for file, text := range before {
		if after[file] != text {
			t.Errorf("%s changed: %q, then %q", file, text, after[file])
		}
	}
	var whole string
	for _, text := range after {
		whole += text
	}
	for _, p := range people {
		if n := bytes.Count([]byte(whole), []byte(w.codes(t, p)[0].Show())); n != 1 {
			t.Errorf("a code was printed %d times", n)
		}
		if s := w.situationOf(t, p); !s.Deadline.Equal(endOf42(w.clock())) {
			t.Errorf("the 42 days count from %s, not from the file that left", s.Deadline)
		}
	}
}

// A file that cannot be written whole is not there at all, and nobody is marked.
func TestAHalfWrittenLetterIsNoLetter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	people, dir := w.byPost(t, 2), t.TempDir()
	_, err := w.Letters(ctx(t), dir, 3, func(out io.Writer, all []Message) error {
		_ = writeCodes(out, all[:1])
		return errStop
	}, nil)
	if err == nil || len(printed(t, dir)) != 0 || w.stateOf(t, people[0]) != access.Eligible {
		t.Errorf("%v, %d files, %s", err, len(printed(t, dir)), w.stateOf(t, people[0]))
	}
}

// A letter tells its reader the last day that will count.
func TestAMessageSaysTheLastDayThatCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.person(t, nil)
	_, err := w.OpenCampaign(ctx(t), "first", 0, nil)
	check(t, err)
	m, err := w.Message(ctx(t), w.toSend(t)[0])
	check(t, err)
	if !m.Ends.Equal(endOf42(start)) || m.State != access.Eligible || m.Recipient.Patient != p.patient {
		t.Errorf("%s, %s", m.Ends, m.State)
	}
	w.sendTo(t, p)
	w.wait(30 * 24 * time.Hour)
	check(t, w.RenewCode(ctx(t), Asking{p.ins, p.vitale, p.birth}))
	if m, err = w.Message(ctx(t), w.toSend(t)[0]); err != nil || !m.Ends.Equal(endOf42(start)) || m.Issue != 2 {
		t.Errorf("a new code ends %s: %v", m.Ends, err)
	}
	w.wait(30 * 24 * time.Hour) // it waited until after day 42
	if m, err = w.Message(ctx(t), w.toSend(t)[0]); err != nil || !m.Ends.Equal(endOf42(w.clock())) {
		t.Errorf("a code after day 42 ends %s: %v", m.Ends, err)
	}
}

// No code leaves any longer for a space that was closed while it waited.
func TestNothingIsSentToAClosedSpace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	letter, email := w.byPost(t, 1)[0], w.person(t, nil)
	_, err := w.OpenCampaign(ctx(t), "second", 0, nil)
	check(t, err)
	for _, p := range []human{letter, email} {
		w.put(t, p, access.AutoCreated)
		_, err := w.CloseFor(ctx(t), w.agent(t, access.Caisse, p), p.patient, false)
		check(t, err)
	}
	if got, err := w.Letters(ctx(t), t.TempDir(), 3, writeCodes, nil); err != nil || got != (Printed{}) {
		t.Errorf("%+v, %v", got, err)
	}
	if left := w.toSend(t); len(left) != 0 {
		t.Errorf("%d e-mails wait", len(left))
	}
}
