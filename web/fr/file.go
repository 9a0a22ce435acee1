package fr

import (
	"errors"
	"fmt"

	"espacesante/internal/cda"
	"espacesante/internal/file"
)

// File says why a file is refused and what its sender can do. Args are those of file.Error. A code without a
// sentence still says that nothing was kept.
func File(code string, args ...any) string {
	write, known := refusals[code]
	if !known {
		return "Nous n’avons pas pu lire ce fichier. Il n’a pas été enregistré."
	}
	return write(args)
}

// Refused says why file.Inspect or cda.Parse refused, and nothing for any other error: that one is a fault of ours.
func Refused(err error) string {
	var f *file.Error
	var c *cda.Error
	switch {
	case errors.As(err, &f):
		return File(f.Code, f.Args...)
	case errors.As(err, &c):
		return CDA(c.Code)
	}
	return ""
}

const allowed = "Envoyez un PDF, une photo (JPEG, PNG, HEIC, TIFF) ou un texte (TXT, RTF)."

var refusals = map[string]func([]any) string{
	file.Empty: say("Le fichier est vide. Vérifiez le fichier choisi."),
	file.TooBig: func(args []any) string {
		return "Le fichier est trop lourd. La limite est " + Number(arg(args, 0)) + nbsp + "Mo."
	},
	file.UnknownType: func(args []any) string {
		if e := ending(args, 0); e != "" {
			return "Nous ne prenons pas les fichiers " + e + ". " + allowed
		}
		return "Nous ne reconnaissons pas ce fichier. " + allowed
	},
	file.Mismatch: func(args []any) string {
		return "Le nom du fichier finit par " + ending(args, 0) + ", mais son contenu est du type " + ending(args, 1) +
			". Corrigez son nom ou choisissez un autre fichier."
	},
	file.OtherImage: func(args []any) string {
		return "Nous ne prenons pas les images " + ending(args, 0) + ". Enregistrez-la en JPEG ou en PNG."
	},
	file.Office:     say("Nous ne prenons pas les documents de bureautique. Enregistrez-le en PDF, puis envoyez le PDF."),
	file.Archive:    say("Nous ne prenons pas les fichiers compressés. Ouvrez-le et envoyez ses documents un par un."),
	file.Executable: say("Ce fichier est un programme. Nous ne prenons que des documents."),
	file.Web:        say("Ce fichier est une page web. Imprimez-la en PDF, puis envoyez le PDF."),
	file.EncryptedPDF: say("Ce PDF est protégé par un mot de passe ou contre la copie. " +
		"Enregistrez-le sans protection, ou imprimez-le en PDF."),
	file.ActivePDF:     say("Ce PDF contient un programme. Imprimez-le en PDF pour n’en garder que les pages."),
	file.PDFAttachment: say("Ce PDF contient d’autres fichiers. Imprimez-le en PDF, et envoyez les autres fichiers à part."),
	file.ActiveRTF:     say("Ce texte contient un objet ou un lien actif. Enregistrez-le en PDF, puis envoyez le PDF."),
	file.TooManyPixels: func(args []any) string {
		return "L’image est trop grande. La limite est " + Number(arg(args, 0)) + " millions de pixels."
	},
	file.Reordered: say("Ce texte contient des signes invisibles qui changent l’ordre des mots. Enregistrez-le en PDF, puis envoyez le PDF."),
	file.Damaged:   say("Le fichier est abîmé ou n’est pas ce que dit son nom. Enregistrez-le de nouveau."),
}

// ending reads the i-th argument as the ending of a file's name, or nothing when it is long or odd: it comes from
// whoever sent the file.
func ending(args []any, i int) string {
	if i >= len(args) {
		return ""
	}
	s := fmt.Sprint(args[i])
	if len(s) > 10 {
		return ""
	}
	return s
}
