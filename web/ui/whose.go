package ui

import (
	"context"

	"espacesante/web/fr"
)

type whoseKey struct{}

// whose has everything that a page says speak of the child in whose space it is.
func whose(ctx context.Context, p Page) context.Context {
	if p.Space == nil || p.Space.Kind != Child || p.Space.Given == "" {
		return ctx
	}
	return context.WithValue(ctx, whoseKey{}, p.Space.Given)
}

// Told is a sentence of a page as its reader is told it: « votre espace santé »,
// or « l’espace santé de Léa » to a parent. It is given our own words only, never
// what somebody typed.
func Told(ctx context.Context, words string) string {
	given, child := ctx.Value(whoseKey{}).(string)
	if !child {
		return words
	}
	return fr.OfChild(words, given)
}

// nameless is Told for the browser's title, which never holds a name.
func nameless(ctx context.Context, words string) string {
	if _, child := ctx.Value(whoseKey{}).(string); child {
		return fr.OfChild(words, "")
	}
	return words
}
