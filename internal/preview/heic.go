package preview

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"io"
	"os"
	"runtime"
	"strconv"

	"github.com/gen2brain/heic"
)

// A HEIC photo is drawn by a child that is this very program, told so by its first argument: the decoder (libheif as
// WebAssembly) can be neither stopped nor bounded inside a process, and a photo may claim gigabytes.

// heicChild is that argument.
const heicChild = "draw-heic-from-input"

// The child begins before anything of the program does: it has no configuration, no database and no key.
func init() {
	if len(os.Args) == 3 && os.Args[1] == heicChild {
		os.Exit(beHEICChild(os.Stdin, os.Stdout, os.Args[2]))
	}
}

// beHEICChild draws the photo of its input as a JPEG, at most as wide as asked.
func beHEICChild(in io.Reader, out io.Writer, width string) int {
	w, err := strconv.Atoi(width)
	if err != nil {
		return 2
	}
	img, err := heic.Decode(in)
	if err != nil || img.Bounds().Dx() < 1 || img.Bounds().Dy() < 1 || img.Bounds().Dx() > decodePixels/img.Bounds().Dy() {
		return 1
	}
	if err := jpeg.Encode(out, scale(img, w, false), &jpeg.Options{Quality: 85}); err != nil {
		return 1
	}
	return 0
}

// isHEIC reads the first box of the file (HEIF 23008-12); internal/file has looked at the rest.
func isHEIC(data []byte) bool { return len(data) >= 12 && string(data[4:8]) == "ftyp" }

// drawHEIC has the child draw a photo. The library turns it upright by itself.
func drawHEIC(ctx context.Context, data []byte, width int) (Picture, error) {
	path, own, err := ownProgram()
	if err != nil {
		return Picture{}, fmt.Errorf("preview: own program: %w", err)
	}
	if own != nil {
		defer own.Close()
	}
	out, err := start(ctx, bound{photoTime, pageBytes}, data, ownBounds, own, "heic", []string{path, heicChild, strconv.Itoa(width)})
	if err != nil {
		return Picture{}, err
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(out))
	if err != nil || c.Width > maxWidth || c.Height > maxHeight {
		return Picture{}, ErrUnreadable
	}
	return Picture{MediaType: "image/jpeg", Bytes: out, Width: c.Width, Height: c.Height}, nil
}

// ownProgram is how a child finds this program: by an open file where the system has /proc, since a child without
// rights may not be allowed on the way to it.
func ownProgram() (path string, own *os.File, err error) {
	if runtime.GOOS != "linux" {
		path, err = os.Executable()
		return path, nil, err
	}
	own, err = os.Open("/proc/self/exe")
	return "/proc/self/fd/3", own, err
}
