package fr_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"espacesante/internal/cda"
	"espacesante/internal/file"
	"espacesante/web/fr"
)

func TestEveryRefusalOfAFileHasASentence(t *testing.T) {
	unknown := fr.File("something-new")
	for _, code := range file.Codes() {
		s := fr.File(code, ".xyz", ".pdf")
		if s == unknown || strings.ContainsAny(s, "'!") || !strings.HasSuffix(s, ".") {
			t.Errorf("%s: %q", code, s)
		}
	}
	for got, want := range map[string]string{
		fr.File(file.TooBig, 25):          "Le fichier est trop lourd. La limite est 25 Mo.",
		fr.File(file.TooManyPixels, 100):  "L’image est trop grande. La limite est 100 millions de pixels.",
		fr.File(file.OtherImage, "GIF"):   "Nous ne prenons pas les images GIF. Enregistrez-la en JPEG ou en PNG.",
		fr.File(file.UnknownType, ""):     "Nous ne reconnaissons pas ce fichier. Envoyez un PDF, une photo (JPEG, PNG, HEIC, TIFF) ou un texte (TXT, RTF).",
		fr.File(file.UnknownType, ".dcm"): "Nous ne prenons pas les fichiers .dcm. Envoyez un PDF, une photo (JPEG, PNG, HEIC, TIFF) ou un texte (TXT, RTF).",
	} {
		if plain(got) != want {
			t.Errorf("got %q, want %q", plain(got), want)
		}
	}
}

func TestOnlyRefusalsAreSaid(t *testing.T) {
	for _, err := range []error{&file.Error{Code: file.Empty}, fmt.Errorf("deposit: %w", &cda.Error{Code: cda.Doctype})} {
		if fr.Refused(err) == "" {
			t.Errorf("%v has no sentence", err)
		}
	}
	if s := fr.Refused(errors.New("disk full")); s != "" {
		t.Errorf("a fault says %q", s)
	}
}
