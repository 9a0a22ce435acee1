package file

import (
	"encoding/binary"
	"errors"
)

// Frame is one page of a TIFF: where its directory stands, and the size that it claims.
type Frame struct {
	At            uint32
	Width, Height int
}

// maxFrames is the most pages of a TIFF: a fax of 200 pages is a book.
const maxFrames = 200

var errTIFF = errors.New("file: not the directories of a TIFF")

// Frames reads the chain of directories of a TIFF (TIFF 6.0 §2), each once: a chain that bites its tail is damaged.
func Frames(data []byte) (all []Frame, err error) {
	order, err := tiffOrder(data)
	if err != nil {
		return nil, err
	}
	seen := map[uint32]bool{}
	for at := order.Uint32(data[4:]); at != 0; {
		f, next, ok := frame(data, order, at)
		if !ok || seen[at] || len(all) == maxFrames {
			return nil, errTIFF
		}
		seen[at] = true
		all, at = append(all, f), next
	}
	if len(all) == 0 {
		return nil, errTIFF
	}
	return all, nil
}

func tiffOrder(data []byte) (binary.ByteOrder, error) {
	switch {
	case len(data) < 8:
	case string(data[:4]) == "II*\x00":
		return binary.LittleEndian, nil
	case string(data[:4]) == "MM\x00*":
		return binary.BigEndian, nil
	}
	return nil, errTIFF
}

// frame reads the directory at an offset: width and height are its tags 256 and 257.
func frame(data []byte, order binary.ByteOrder, at uint32) (f Frame, next uint32, ok bool) {
	from := int64(at)
	if from < 8 || from+2 > int64(len(data)) {
		return f, 0, false
	}
	entries := int64(order.Uint16(data[from:]))
	end := from + 2 + 12*entries
	if end+4 > int64(len(data)) {
		return f, 0, false
	}
	f.At = at
	for e := from + 2; e < end; e += 12 {
		value := int(order.Uint32(data[e+8:]))
		if kind := order.Uint16(data[e+2:]); kind == 3 { // SHORT
			value = int(order.Uint16(data[e+8:]))
		}
		switch order.Uint16(data[e:]) {
		case 256:
			f.Width = value
		case 257:
			f.Height = value
		}
	}
	return f, order.Uint32(data[end:]), true
}

// FrameAlone is a TIFF that begins with its n-th page, from 1, and goes no further for decoders that read one.
func FrameAlone(data []byte, n int) ([]byte, error) {
	all, err := Frames(data)
	if err != nil || n < 1 || n > len(all) {
		return nil, errTIFF
	}
	if n == 1 {
		return data, nil
	}
	order, err := tiffOrder(data)
	if err != nil {
		return nil, err
	}
	own := append([]byte(nil), data...)
	order.PutUint32(own[4:], all[n-1].At)
	return own, nil
}
