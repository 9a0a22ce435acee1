package export

import (
	"bytes"
	"compress/flate"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what WinZip's format wants
	"errors"
	"io"
)

// Unlock opens what lock made, as another program would: the same layout, read back.
func Unlock(sealed []byte, password string) ([]byte, error) {
	if len(sealed) < saltSize+checkSize+macSize {
		return nil, errors.New("short")
	}
	salt, check, body := sealed[:saltSize], sealed[saltSize:saltSize+checkSize], sealed[saltSize+checkSize:len(sealed)-macSize]
	cipherKey, macKey, want, err := keysOf(password, salt)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha1.New, macKey)
	mac.Write(body)
	if !bytes.Equal(check, want) || !hmac.Equal(mac.Sum(nil)[:macSize], sealed[len(sealed)-macSize:]) {
		return nil, errors.New("not opened")
	}
	packed := make([]byte, len(body))
	if err := counting(packed, body, cipherKey); err != nil {
		return nil, err
	}
	return io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
}
