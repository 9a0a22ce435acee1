package seal

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// origin is the first line of a checkpoint: which log, which version of it.
const origin = "espacesante/log/1"

// Checkpoint is what is signed and published: the tree at one size, and what it
// promises of time.
type Checkpoint struct {
	Size  int64
	Root  tlog.Hash
	At    time.Time // when it was made, by the program's clock
	From  time.Time // no line that it is the first to cover is of before then
	Until time.Time // every line of before then is covered
	note  string
}

// body is the text that is signed: origin, size and root as other logs write
// them (C2SP tlog-checkpoint), then our three lines.
func (c Checkpoint) body() string {
	return fmt.Sprintf("%s\n%d\n%s\nat %s\nfrom %s\nuntil %s\n", origin, c.Size, base64.StdEncoding.EncodeToString(c.Root[:]),
		stamp(c.At), stamp(c.From), stamp(c.Until))
}

// stamp writes an instant to the microsecond, as the database keeps it.
func stamp(t time.Time) string { return t.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano) }

// sign makes the note of c.
func (c Checkpoint) sign(by note.Signer) (Checkpoint, error) {
	signed, err := note.Sign(&note.Note{Text: c.body()}, by)
	c.note = string(signed)
	return c, err
}

// ReadCheckpoint reads a signed checkpoint, and refuses one that no key
// of ours signed.
func ReadCheckpoint(signed []byte, key note.Verifiers) (Checkpoint, error) {
	n, err := note.Open(signed, key)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	c, err := parse(n.Text)
	if err == nil && c.body() != n.Text {
		err = errors.New("it is written in another way than ours")
	}
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	c.note = string(signed)
	return c, nil
}

func parse(body string) (c Checkpoint, err error) {
	lines := strings.Split(body, "\n")
	if len(lines) != 7 || lines[0] != origin {
		return c, errors.New("not a checkpoint of ours")
	}
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 1 {
		return c, errors.New("its size is no number")
	}
	if c.Root, err = tlog.ParseHash(lines[2]); err != nil {
		return c, err
	}
	for i, to := range []*time.Time{&c.At, &c.From, &c.Until} {
		word := []string{"at ", "from ", "until "}[i]
		value, ok := strings.CutPrefix(lines[3+i], word)
		if !ok {
			return c, fmt.Errorf("it does not say %q", strings.TrimSpace(word))
		}
		if *to, err = time.Parse(time.RFC3339Nano, value); err != nil {
			return c, err
		}
	}
	return c, nil
}

// latest is the name under which the last checkpoint is always found.
const latest = "latest"

// name is the name under which c is published, for good.
func (c Checkpoint) name() string { return fmt.Sprintf("%s%015d", prefix, c.Size) }

const prefix = "checkpoint-"
