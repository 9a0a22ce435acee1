package fr

// Why says for which reason its author withdrew a document (internal/record.Why).
func Why(code string) string { return whys[code] }

var whys = map[string]string{
	"wrong-person": "Il concerne une autre personne",
	"wrong-file":   "Ce n’était pas le bon fichier",
	"mistaken":     "Son contenu comporte une erreur",
	"other":        "Autre",
}
