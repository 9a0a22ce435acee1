// Package clamtest is a clamd for tests: it speaks clamd's protocol over TCP and knows one signature, EICAR's. It is no
// antivirus.
package clamtest

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"sync/atomic"
)

// EICAR is the harmless file that every antivirus calls harmful (eicar.org, 1999), in two halves: no scanner of a
// developer's machine removes this one.
var EICAR = []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`)

// Server answers at Address until it is closed.
type Server struct {
	Address string
	Scanned atomic.Int64 // files
	Most    int          // bytes of a stream (StreamMaxLength); 0 is no limit
	Says    string       // instead of a verdict, when set
	l       net.Listener
}

// Start listens on a port of its own.
func Start() (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{Address: l.Addr().String(), l: l}
	go s.listen()
	return s, nil
}

// Close stops answering.
func (s *Server) Close() { _ = s.l.Close() }

func (s *Server) listen() {
	for {
		c, err := s.l.Accept()
		if err != nil {
			return
		}
		go s.serve(c)
	}
}

func (s *Server) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	command, err := until(c)
	if err != nil {
		return
	}
	say := func(words string) { _, _ = io.WriteString(c, words+"\x00") }
	switch {
	case s.Says != "":
		say(s.Says)
	case command == "zVERSION":
		say("ClamAV 1.4.6/27000/Sun Nov 22 09:00:00 2026")
	case command == "zINSTREAM":
		file, whole := s.stream(c)
		switch {
		case !whole:
			say("INSTREAM size limit exceeded. ERROR")
		case bytes.Contains(file, EICAR):
			say("stream: Eicar-Test-Signature FOUND")
		default:
			say("stream: OK")
		}
		s.Scanned.Add(1)
	default:
		say("UNKNOWN COMMAND")
	}
}

func until(r io.Reader) (string, error) {
	var b []byte
	one := make([]byte, 1)
	for len(b) < 64 {
		if _, err := io.ReadFull(r, one); err != nil {
			return "", err
		}
		if one[0] == 0 {
			return string(b), nil
		}
		b = append(b, one[0])
	}
	return "", io.ErrUnexpectedEOF
}

func (s *Server) stream(r io.Reader) (file []byte, whole bool) {
	var length [4]byte
	for {
		if _, err := io.ReadFull(r, length[:]); err != nil {
			return nil, false
		}
		n := int(binary.BigEndian.Uint32(length[:]))
		if n == 0 {
			return file, true
		}
		if s.Most > 0 && len(file)+n > s.Most || n > 64<<20 {
			return nil, false
		}
		part := make([]byte, n)
		if _, err := io.ReadFull(r, part); err != nil {
			return nil, false
		}
		file = append(file, part...)
	}
}
