package gate

import "espacesante/internal/access"

// Undecided is g with the first wall taken down: everybody may do everything.
// What is left is the database's wall.
func (g *Gate) Undecided() *Gate {
	open := *g
	open.decide = func(access.Question) access.Reason { return "" }
	return &open
}
