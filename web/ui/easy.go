package ui

import (
	"context"
	"strings"
)

// simpler leads from pages to the same thing in plain words (« version
// simplifiée »), the closest address first.
var simpler = []struct{ page, words string }{
	{"/activation", "activer"},
	{"/opposition", "opposer"},
	{"/parametres/fermer", "fermer"},
	{"/acces/code", "code"},
	{"/acces/urgence", "urgence"},
	{"/acces", "qui-voit"},
	{"/documents/", "masquer"},
	{"/historique", "historique"},
	{"/verifier-un-message", "arnaques"},
	{"/securite", "arnaques"},
	{"/guichets", "etre-aide"},
	{"/aide", "etre-aide"},
	{"/proches", "enfant"},
	{"/accueil", "comprendre"},
}

// Simpler is the address of the page being drawn in plain words, empty when it
// has none.
func Simpler(ctx context.Context) string {
	path := frameOf(ctx).path
	if path == "/" {
		return "/facile-a-lire/comprendre"
	}
	for _, s := range simpler {
		if strings.HasPrefix(path, s.page) {
			return "/facile-a-lire/" + s.words
		}
	}
	return ""
}
