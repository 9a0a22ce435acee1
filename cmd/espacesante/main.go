// Command espacesante serves the pages of the service, works its jobs and does
// what its operators ask on the command line. All of it is in internal/app.
package main

import (
	"os"

	"espacesante/internal/app"
)

func main() {
	os.Exit(app.Main(os.Args[1:], app.Std{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Environ()}))
}
