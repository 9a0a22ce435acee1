package letter

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"espacesante/internal/clock"
)

func mandatePaper() MandatePaper {
	return MandatePaper{Head: head(), Person: "Jeanne Lefort", Helper: "Ana Castel", Structure: "France services Foix, Foix",
		Tasks: []Task{TaskActivate, TaskShow, TaskPrint}, Until: clock.EndOfDay(day, 0)}
}

// HLP, step 7: what is signed is what was read, dated, and known by its hash.
func TestTheMandatePrintsItsTextAndItsHash(t *testing.T) {
	m := mandatePaper()
	page := strings.Join(strings.Fields(paperText(m.sheet("Exemplaire de la personne"))), " ")
	sum := sha256.Sum256([]byte(m.Text()))
	if m.Hash() != hex.EncodeToString(sum[:]) || !strings.Contains(page, m.Hash()) {
		t.Error("the hash of the text is not on the page")
	}
	for _, line := range m.lines() {
		if said := strings.Join(strings.Fields(typo(line)), " "); !strings.Contains(strings.ReplaceAll(page, "\u00a0", " "), strings.ReplaceAll(said, "\u00a0", " ")) {
			t.Errorf("not on the page: %s", line)
		}
	}
	for _, want := range []string{"8 février 2027", "Jeanne Lefort", "Ana Castel", "activer l’espace santé, montrer un document, imprimer", "Signature"} {
		if !strings.Contains(strings.ReplaceAll(page, "\u00a0", " "), want) {
			t.Errorf("« %s » is not on the page", want)
		}
	}
	other := m
	other.Tasks = other.Tasks[:1]
	if other.Hash() == m.Hash() {
		t.Error("another text has the same hash")
	}
}

// The five sentences are short enough to be read aloud (decisions.md: 20 words).
func TestTheNoticeIsFiveShortSentences(t *testing.T) {
	if len(Reading()) != 5 {
		t.Error(len(Reading()))
	}
	for _, line := range Reading() {
		for _, s := range sentences(line) {
			if len(strings.Fields(s)) > 20 {
				t.Errorf("too long: %s", s)
			}
		}
	}
}

func TestPapersOfADeskPrint(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer) error{
		"mandate": func(b *bytes.Buffer) error { return WriteMandate(b, mandatePaper()) },
		"how to":  func(b *bytes.Buffer) error { return WriteHowTo(b, head()) },
		"meeting": func(b *bytes.Buffer) error {
			return WriteMeeting(b, MeetingPaper{MandateSummary{Head: head(), At: day, Structure: "France services Foix", Until: day.Add(time.Hour)},
				[]string{"10 h 18 : espace santé activé"}})
		},
	} {
		var one, two bytes.Buffer
		if err := write(&one); err != nil {
			t.Fatal(name, err)
		}
		if err := write(&two); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) || !bytes.HasPrefix(one.Bytes(), []byte("%PDF-")) {
			t.Errorf("%s: printed twice it is another file: %v", name, err)
		}
	}
}
