package cdatest

import _ "embed"

// photo is the picture that gen2brain/heic tests itself with (MIT licence).
//
//go:embed photo.heic
var photo []byte

// HEIC is a photograph as telephones take them, 512 pixels wide.
func HEIC() []byte { return append([]byte(nil), photo...) }
