// Package antivirus asks a clamd whether a file is known to be harmful, over TCP or a unix socket. It keeps nothing, and
// answers nothing but that: whoever asks refuses what was not scanned.
package antivirus

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// ErrInfected says that the scanner knows the file as harmful. It names no signature: that is for the log of clamd.
var ErrInfected = errors.New("antivirus: a signature matched")

// ErrUnavailable says that the file was not scanned: clamd does not answer, or not as it should. Nothing unscanned is
// kept (fail closed).
var ErrUnavailable = errors.New("antivirus: not scanned")

const (
	chunk  = 64 << 10 // bytes sent at a time
	answer = 4 << 10  // the most that an answer is
)

// patience is how long one file may take. 20 MiB take clamd half a second.
const patience = 20 * time.Second

// Scanner is a clamd. Each file has a connection of its own.
type Scanner struct {
	network, address string
}

// Open reads an address: host:port, or the path of a unix socket.
func Open(address string) (*Scanner, error) {
	if strings.HasPrefix(address, "/") {
		return &Scanner{"unix", address}, nil
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil || host == "" || port == "" {
		return nil, errors.New("antivirus: host:port, or the path of a socket, is wanted")
	}
	return &Scanner{"tcp", address}, nil
}

// Scan sends a file (INSTREAM, clamd(8)). Its size is for the caller to judge first: over its StreamMaxLength clamd
// closes early, which is a file that was not scanned.
func (s *Scanner) Scan(ctx context.Context, file []byte) error {
	said, err := s.ask(ctx, "zINSTREAM\x00", file)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	case said == "stream: OK":
		return nil
	case strings.HasPrefix(said, "stream: ") && strings.HasSuffix(said, " FOUND"):
		return ErrInfected
	}
	return fmt.Errorf("%w: clamd said neither yes nor no", ErrUnavailable)
}

// Version says which clamd answers, with which signatures, for `doctor`.
func (s *Scanner) Version(ctx context.Context) (string, error) {
	said, err := s.ask(ctx, "zVERSION\x00", nil)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	if !strings.HasPrefix(said, "ClamAV ") {
		return "", fmt.Errorf("%w: what answers at %s is no clamd", ErrUnavailable, s.address)
	}
	return said, nil
}

// ask sends one command, with a file in chunks behind it, and reads the answer up to its zero byte.
func (s *Scanner) ask(ctx context.Context, command string, file []byte) (said string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := (&net.Dialer{}).DialContext(ctx, s.network, s.address)
	if err != nil {
		return "", err
	}
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer func() {
		stop()
		_ = c.Close()
	}()
	sent := send(c, command, file)
	b, err := io.ReadAll(io.LimitReader(c, answer)) // clamd may have answered and closed before all was sent
	line, _, whole := bytes.Cut(b, []byte{0})
	if !whole {
		return "", errors.Join(sent, err, errors.New("no whole answer"))
	}
	return string(line), nil
}

func send(c net.Conn, command string, file []byte) error {
	if _, err := io.WriteString(c, command); err != nil || file == nil {
		return err
	}
	var length [4]byte
	for rest := file; len(rest) > 0; {
		n := min(len(rest), chunk)
		binary.BigEndian.PutUint32(length[:], uint32(n))
		if _, err := c.Write(length[:]); err != nil {
			return err
		}
		if _, err := c.Write(rest[:n]); err != nil {
			return err
		}
		rest = rest[n:]
	}
	_, err := c.Write(make([]byte, 4)) // a chunk of nothing ends the stream
	return err
}
