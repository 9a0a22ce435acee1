// Package id gives every kind of thing its own identifier type, so that a
// patient's identifier cannot be passed where a document's is wanted. It knows
// nothing of what the things are.
package id

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"time"
)

// ID identifies one thing of a kind: 16 bytes, `uuid` in SQL, 26 characters of
// base32 in addresses.
type ID[kind any] [16]byte

// One identifier type for each kind of thing.
type (
	Account    = ID[account]
	ActFor     = ID[actFor]     // what somebody else did for a person
	Attendance = ID[attendance] // a call or a visit that an agent has opened
	Campaign   = ID[campaign]
	Change     = ID[change] // of who sees what
	Code       = ID[code]
	Consent    = ID[consent]
	Device     = ID[device]  // a browser that signs in
	Dispute    = ID[dispute] // between two representatives
	Document   = ID[document]
	Entry      = ID[entry] // a line of the profile, a vaccination, a measure
	Invitation = ID[invitation]
	Line       = ID[line] // of the access log
	Link       = ID[link] // of a first sign-in
	Mandate    = ID[mandate]
	Notice     = ID[notice]
	Patient    = ID[patient]
	Review     = ID[review]  // of an opening in an emergency, or of a report
	Sitting    = ID[sitting] // a session of a helper, with the person beside
	Team       = ID[team]    // of care, formalised (L.1110-12)
)

type (
	account    struct{}
	actFor     struct{}
	attendance struct{}
	campaign   struct{}
	change     struct{}
	code       struct{}
	consent    struct{}
	device     struct{}
	dispute    struct{}
	document   struct{}
	entry      struct{}
	invitation struct{}
	line       struct{}
	link       struct{}
	mandate    struct{}
	notice     struct{}
	patient    struct{}
	review     struct{}
	sitting    struct{}
	team       struct{}
)

var encoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// New draws a random identifier (UUID version 4): id.New[id.Patient]().
func New[T ~[16]byte]() (v T) {
	rand.Read(v[:])
	v[6] = v[6]&0x0f | 0x40
	v[8] = v[8]&0x3f | 0x80
	return v
}

// NewAt draws an identifier that sorts by t, to the millisecond (UUID version
// 7). Lines of the log are numbered so.
func NewAt[T ~[16]byte](t time.Time) (v T) {
	rand.Read(v[:])
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(t.UnixMilli()))
	copy(v[:6], ms[2:])
	v[6] = v[6]&0x0f | 0x70
	v[8] = v[8]&0x3f | 0x80
	return v
}

// FloorAt is the least identifier that NewAt may draw at t: where a range of
// lines begins.
func FloorAt[T ~[16]byte](t time.Time) (v T) {
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(t.UnixMilli()))
	copy(v[:6], ms[2:])
	return v
}

// Parse reads what String writes: id.Parse[id.Patient](s).
func Parse[T ~[16]byte](s string) (v T, err error) {
	if len(s) != 26 {
		return v, errors.New("id: want 26 characters")
	}
	b, err := encoding.DecodeString(s)
	if err != nil || encoding.EncodeToString(b) != s {
		return v, errors.New("id: not an identifier")
	}
	copy(v[:], b)
	return v, nil
}

// String is the identifier as addresses show it.
func (v ID[kind]) String() string { return encoding.EncodeToString(v[:]) }

// UUID is the identifier as SQL writes it.
func (v ID[kind]) UUID() string {
	h := hex.EncodeToString(v[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// IsZero reports whether v identifies nothing.
func (v ID[kind]) IsZero() bool { return v == ID[kind]{} }

// MarshalText makes an ID a string in JSON.
func (v ID[kind]) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText is the way back.
func (v *ID[kind]) UnmarshalText(b []byte) (err error) {
	*v, err = Parse[ID[kind]](string(b))
	return err
}
