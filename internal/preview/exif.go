package preview

import (
	"bytes"
	"encoding/binary"
)

// orientation reads EXIF tag 274 of a JPEG or TIFF: 1 to 8, and 1 when there is none.
func orientation(data []byte) int {
	if bytes.HasPrefix(data, []byte("\xff\xd8")) {
		data = exif(data)
	}
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return 1
	}
	if len(data) < 8 {
		return 1
	}
	at := int64(order.Uint32(data[4:]))
	if at+2 > int64(len(data)) {
		return 1
	}
	for i := range int64(order.Uint16(data[at:])) {
		entry := at + 2 + 12*i
		if entry+12 > int64(len(data)) {
			return 1
		}
		if order.Uint16(data[entry:]) != 274 {
			continue
		}
		if v := int(order.Uint16(data[entry+8:])); v >= 1 && v <= 8 {
			return v
		}
		return 1
	}
	return 1
}

// exif finds the TIFF block inside a JPEG's APP1 segment.
func exif(data []byte) []byte {
	for i := 2; i+4 <= len(data) && data[i] == 0xff && data[i+1] != 0xda; {
		length := int(binary.BigEndian.Uint16(data[i+2:]))
		end := i + 2 + length
		if length < 2 || end > len(data) {
			return nil
		}
		if body := data[i+4 : end]; data[i+1] == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return body[6:]
		}
		i = end
	}
	return nil
}
