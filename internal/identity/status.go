package identity

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/vault"
)

// statusBatch is how many numbers are asked about at once.
const statusBatch = 1000

// StatusUnknown is the state of a number that was never imported.
const StatusUnknown = "UNKNOWN"

// Status reads numbers, one a line, and writes `ins,state,since,deadline` for
// each in order: where its space is in its life, and nothing of what it holds.
// Instants are UTC. What follows a comma is passed over, and so is a header, so
// that a file of insured persons may be given as it is.
func Status(ctx context.Context, pool *db.Pool, v *vault.Vault, r io.Reader, w io.Writer) error {
	err := pool.InTx(ctx, func(tx *db.Tx) error {
		return accesslog.Record(ctx, tx, accesslog.Operation{By: access.Actor{Role: access.System}, Act: access.ReadIdentity})
	})
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write([]string{"ins", "state", "since", "deadline"}); err != nil {
		return err
	}
	in := &lines{r: bufio.NewReaderSize(r, maxLine)}
	for {
		asked, err := askedNumbers(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err := writeStatus(ctx, pool, v, asked, out); err != nil {
			return err
		}
		if err != nil {
			return nil
		}
	}
}

// askedNumbers reads the next numbers; io.EOF comes with the last of them.
func askedNumbers(in *lines) (asked []string, err error) {
	for len(asked) < statusBatch {
		text, err := in.next()
		if err != nil {
			return asked, err
		}
		if number := askedNumber(text, in.line); number != "" {
			asked = append(asked, number)
		}
	}
	return asked, nil
}

// askedNumber is the number of a line, nothing for a header or an empty line.
func askedNumber(text string, line int) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(text, "\ufeff"), ",")
	first = strings.Trim(first, "\" \t")
	if line == 1 && strings.EqualFold(first, "ins") {
		return ""
	}
	return first
}

// spaceState is where a space is in its life.
type spaceState struct {
	INSMAC   []byte
	State    string
	Since    time.Time
	Deadline *time.Time
}

func writeStatus(ctx context.Context, pool *db.Pool, v *vault.Vault, asked []string, out *csv.Writer) error {
	macs := make([][]byte, len(asked))
	for i, number := range asked {
		if n, _ := ParseNIR(number); !n.IsZero() { // a wrong key may be that of a test identity
			asked[i], macs[i] = n.Reveal(), INSMAC(v, n)
		}
	}
	states := map[string]spaceState{}
	err := pool.InTx(ctx, func(tx *db.Tx) error {
		rows, err := spacesByINS(ctx, tx, macs)
		for _, r := range rows {
			states[string(r.INSMAC)] = r
		}
		return err
	})
	if err != nil {
		return err
	}
	for i, number := range asked {
		s, known := states[string(macs[i])]
		record := []string{number, StatusUnknown, "", ""}
		if known {
			record[1], record[2] = s.State, s.Since.UTC().Format(time.RFC3339)
			if s.Deadline != nil {
				record[3] = s.Deadline.UTC().Format(time.RFC3339)
			}
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
