package file

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/tiff"

	"espacesante/internal/limit"
)

// Size is what an image says of its width and height, at its head; of a TIFF the first page.
func Size(kind Kind, data []byte) (width, height int, ok bool) {
	read := map[Kind]func(io.Reader) (image.Config, error){JPEG: jpeg.DecodeConfig, PNG: png.DecodeConfig, TIFF: tiff.DecodeConfig}
	if kind == HEIC {
		width, height = heicSize(data)
		return width, height, true
	}
	if read[kind] == nil {
		return 0, 0, false
	}
	c, err := read[kind](bytes.NewReader(data))
	return c.Width, c.Height, err == nil
}

// checkImage reads an image's size from its head, before anybody decodes it: 33 bytes can claim 8 Gpixel.
func checkImage(kind Kind, data []byte) string {
	width, height, ok := Size(kind, data)
	if !ok {
		return Damaged
	}
	if kind == TIFF {
		return checkFrames(data)
	}
	return checkSize(width, height)
}

func checkSize(width, height int) string {
	switch {
	case width <= 0 || height <= 0:
		return Damaged
	case width > limit.ImagePixels/height:
		return TooManyPixels
	}
	return ""
}

// checkFrames judges every page of a TIFF, together: the first one may be small.
func checkFrames(data []byte) string {
	all, err := Frames(data)
	if err != nil {
		return Damaged
	}
	for _, f := range all {
		if code := checkSize(f.Width, f.Height); code != "" {
			return code
		}
	}
	return ""
}

// heicSize is the largest extent written in the file (boxes ispe: four bytes of version, width, height).
func heicSize(data []byte) (width, height int) {
	for rest := data; ; {
		i := bytes.Index(rest, []byte("ispe"))
		if i < 0 || i+16 > len(rest) {
			return width, height
		}
		w := int(binary.BigEndian.Uint32(rest[i+8:]))
		h := int(binary.BigEndian.Uint32(rest[i+12:]))
		if w > 0 && h > 0 && (width == 0 || w/width > 0 && w*h > width*height) {
			width, height = w, h
		}
		rest = rest[i+16:]
	}
}
