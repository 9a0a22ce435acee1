// Package migrations holds the schema, one numbered step at a time. README.md
// beside it says how to add one.
package migrations

import "embed"

// Files are the steps, as golang-migrate reads them.
//
//go:embed *.sql
var Files embed.FS
