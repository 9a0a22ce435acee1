package export

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what WinZip's format wants
	"encoding/binary"
	"hash/crc32"
	"io"
	"time"
)

// zipped writes a ZIP, encrypted as WinZip does it (AE-2, AES-256) when there is a password: 7-Zip, Keka and WinZip open
// it. Each file is held in memory, and no more than one.
type zipped struct {
	w        *zip.Writer
	password string
	at       time.Time
}

func newZip(w io.Writer, password string, at time.Time) *zipped {
	return &zipped{zip.NewWriter(w), password, at}
}

func (z *zipped) add(name string, content []byte) error {
	var packed bytes.Buffer
	f, err := flate.NewWriter(&packed, flate.DefaultCompression)
	if err != nil {
		return err
	}
	if _, err := f.Write(content); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: z.at, UncompressedSize64: uint64(len(content)), Flags: 0x800}
	body := packed.Bytes()
	if z.password == "" {
		h.CRC32 = crc32.ChecksumIEEE(content)
	} else {
		if body, err = lock(body, z.password); err != nil {
			return err
		}
		h.Method, h.Flags, h.Extra = winzip, 0x801, aesExtra
	}
	h.CompressedSize64 = uint64(len(body))
	out, err := z.w.CreateRaw(h)
	if err != nil {
		return err
	}
	_, err = out.Write(body)
	return err
}

func (z *zipped) close() error { return z.w.Close() }

// winzip is the method of an entry that WinZip encrypted; the real one stands in its extra field.
const winzip = 99

// aesExtra says AE-2, AES-256, deflated (WinZip, « AES Encryption Information », APPNOTE 0x9901).
var aesExtra = []byte{0x01, 0x99, 7, 0, 2, 0, 'A', 'E', 3, 8, 0}

// Sizes of AES-256 in that format.
const (
	saltSize  = 16
	keySize   = 32
	checkSize = 2
	macSize   = 10
	rounds    = 1000
)

// lock encrypts one entry: salt, two bytes that tell a wrong password, what is encrypted, ten bytes of HMAC.
func lock(plain []byte, password string) ([]byte, error) {
	salt := make([]byte, saltSize)
	rand.Read(salt)
	cipherKey, macKey, check, err := keysOf(password, salt)
	if err != nil {
		return nil, err
	}
	out := append(append(make([]byte, 0, len(plain)+saltSize+checkSize+macSize), salt...), check...)
	body := make([]byte, len(plain))
	if err := counting(body, plain, cipherKey); err != nil {
		return nil, err
	}
	mac := hmac.New(sha1.New, macKey)
	mac.Write(body)
	return append(append(out, body...), mac.Sum(nil)[:macSize]...), nil
}

func keysOf(password string, salt []byte) (cipherKey, macKey, check []byte, err error) {
	all, err := pbkdf2.Key(sha1.New, password, salt, rounds, 2*keySize+checkSize)
	if err != nil {
		return nil, nil, nil, err
	}
	return all[:keySize], all[keySize : 2*keySize], all[2*keySize:], nil
}

// counting is AES in counter mode, the counter little-endian from 1, which the standard library's is not.
func counting(to, from, key []byte) error {
	block, err := aes.NewCipher(key)
	if err != nil {
		return err
	}
	count(to, from, block)
	return nil
}

func count(to, from []byte, block cipher.Block) {
	var counter, stream [aes.BlockSize]byte
	for n := uint64(1); len(from) > 0; n++ {
		binary.LittleEndian.PutUint64(counter[:8], n)
		block.Encrypt(stream[:], counter[:])
		k := min(len(from), aes.BlockSize)
		for i := range k {
			to[i] = from[i] ^ stream[i]
		}
		to, from = to[k:], from[k:]
	}
}
