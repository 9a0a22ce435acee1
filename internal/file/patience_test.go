//go:build !race

package file_test

import "time"

// patience is how long a file may take: five seconds, whatever it is.
const patience = 5 * time.Second
