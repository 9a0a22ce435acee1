package letter

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// #32: every line is on paper, and long words do not run off it.
func TestAHistoryIsPrintedOnAsManyPagesAsItTakes(t *testing.T) {
	p := Past{Head: head(), Whose: "Élise Martin"}
	for range 60 {
		p.Lines = append(p.Lines, PastLine{When: "3 mai 2026 à 10 h 04", Who: "Dr Paul Durand", Place: "Médecin, Cabinet des Tilleuls, Versailles",
			Why: "Soins", What: "A lu un document : " + strings.Repeat("compte rendu ", 9)})
	}
	var out bytes.Buffer
	if err := WritePast(&out, p); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(out.Bytes())
	text, err := cmd.Output()
	if err != nil {
		t.Skip("no pdftotext:", err)
	}
	if n := strings.Count(string(text), "Dr Paul Durand"); n != 60 {
		t.Errorf("%d lines printed", n)
	}
	for _, want := range []string{"d’Élise", "Page 2", "Versailles"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	var again bytes.Buffer
	if err := WritePast(&again, p); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Error("the same history gives another file", err)
	}
	if err := WritePast(&again, Past{Head: head()}); err != nil {
		t.Error("an empty one:", err)
	}
}
