package app

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"

	"espacesante/internal/access"
)

const (
	batchLines = 2048
	lineBytes  = 1 << 20 // of one question; a longer line is refused unread
)

// PolicyDecide answers `policy decide`: one question a line in, one answer a line out, in order (interface.md,
// Decisions). It needs no database. Lines that are not a question are refused like the others, and reported as an
// error once everything is answered.
func PolicyDecide(r io.Reader, w io.Writer) error {
	batches := make(chan chan batch, runtime.GOMAXPROCS(0)*2)
	stop, read := make(chan struct{}), make(chan error, 1)
	defer close(stop)
	go func() {
		defer close(batches)
		read <- readBatches(bufio.NewReaderSize(r, 1<<18), func(lines []byte, ends []int) bool {
			answered := make(chan batch, 1)
			select {
			case batches <- answered:
			case <-stop:
				return false
			}
			go func() { answered <- answer(lines, ends) }()
			return true
		})
	}()
	done, bad, firstBad := 0, 0, 0
	out := bufio.NewWriterSize(w, 1<<18)
	for next := range batches {
		b := <-next
		if b.bad > 0 && bad == 0 {
			firstBad = done + b.firstBad
		}
		bad, done = bad+b.bad, done+b.lines
		_, err := out.Write(b.text)
		if err == nil && len(batches) == 0 {
			err = out.Flush() // nobody waits for an answer that is ready
		}
		if err != nil {
			return fmt.Errorf("policy decide: %w", err)
		}
	}
	if err := errors.Join(out.Flush(), <-read); err != nil {
		return fmt.Errorf("policy decide: %w", err)
	}
	if bad > 0 {
		return fmt.Errorf("policy decide: not JSON: %d questions, the first is number %d", bad, firstBad)
	}
	return nil
}

// readBatches cuts r into lots of whole lines: as many as are there, never waiting for more than the next line. It
// ends when nobody takes a lot any more.
func readBatches(r *bufio.Reader, lot func(lines []byte, ends []int) bool) error {
	var lines []byte
	var ends []int
	for {
		line, err := readLine(r)
		if len(bytes.TrimSpace(line)) > 0 {
			lines = append(lines, line...)
			ends = append(ends, len(lines))
		}
		if len(ends) > 0 && (err != nil || len(ends) == batchLines || r.Buffered() == 0) {
			if !lot(lines, ends) {
				return nil
			}
			lines, ends = nil, nil
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// readLine reads to the end of the line and keeps lineBytes of it: what is longer is cut, so that it reads as no JSON.
func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, err
	}
	long := bytes.Clone(line)
	for errors.Is(err, bufio.ErrBufferFull) {
		line, err = r.ReadSlice('\n')
		long = append(long, line[:min(len(line), max(0, lineBytes-len(long)))]...)
	}
	return long, err
}

// batch is the answers to a lot of lines.
type batch struct {
	text                 []byte
	lines, bad, firstBad int
}

func answer(lines []byte, ends []int) batch {
	b := batch{lines: len(ends), text: make([]byte, 0, len(ends)*32)}
	from := 0
	for n, end := range ends {
		q, why, fact := readQuestion(lines[from:end])
		from = end
		v := access.Verdict{Gate: access.G0, Reason: why}
		if why == "" {
			v = access.Judge(q)
		}
		if why == notJSON {
			if b.bad == 0 {
				b.firstBad = n + 1
			}
			b.bad++
		}
		b.text = appendAnswer(b.text, v, fact)
	}
	return b
}

// appendAnswer writes one answer. Gates, reasons and names of facts are ours: nothing in them needs an escape.
func appendAnswer(to []byte, v access.Verdict, fact string) []byte {
	if v.Allow {
		return fmt.Appendf(to, `{"allow":true,"gate":"%s"}`+"\n", v.Gate)
	}
	if fact != "" {
		return fmt.Appendf(to, `{"allow":false,"gate":"%s","reason":"%s","fact":"%s"}`+"\n", v.Gate, v.Reason, fact)
	}
	return fmt.Appendf(to, `{"allow":false,"gate":"%s","reason":"%s"}`+"\n", v.Gate, v.Reason)
}

// PolicyActs answers `policy decide --acts`: one act a line.
func PolicyActs(w io.Writer) error {
	for _, a := range access.Acts() {
		if _, err := fmt.Fprintln(w, a); err != nil {
			return err
		}
	}
	return nil
}

// PolicyMatrix answers `policy matrix`: the matrix that the program carries, one cell a line.
func PolicyMatrix(w io.Writer) error { return csv.NewWriter(w).WriteAll(access.V1.Table()) }
