//go:build race

package file_test

import "time"

// The race detector makes the same work ten times longer.
const patience = 50 * time.Second
