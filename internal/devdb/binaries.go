package devdb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// oldest is the first major version whose SQL ours is written for.
const oldest = 15

// wellKnown is where packages put the server's programs.
var wellKnown = []string{
	"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin",
	"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// binaries is the folder of the server's programs, installed when there are
// none. A cluster that exists is served by the major version that made it.
func (p place) binaries(ctx context.Context, o options) (string, error) {
	if o.bin != "" {
		return o.bin, nil
	}
	if dir := os.Getenv("PG_BIN"); dir != "" {
		if !hasServer(dir) {
			return "", fmt.Errorf("PG_BIN=%s: no initdb and postgres there", dir)
		}
		return dir, nil
	}
	major, err := p.major()
	if err != nil {
		return "", err
	}
	if dir := installed(wellKnown, major); dir != "" {
		return dir, nil
	}
	if dir := npmFolder(npmCache()); hasServer(dir) && (major == 0 || major == npmMajor) {
		return dir, nil
	}
	return install(ctx, major, o.say)
}

// major is the version that made the cluster, 0 if there is none.
func (p place) major() (int, error) {
	text, err := os.ReadFile(filepath.Join(p.data(), "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}

// installed is the newest of the known folders, or the one of a given major version.
func installed(patterns []string, major int) string {
	best, at := "", oldest-1
	for _, pattern := range patterns {
		dirs, err := filepath.Glob(pattern)
		if err != nil {
			continue // patterns are constants
		}
		for _, dir := range dirs {
			v := versionIn(dir)
			if hasServer(dir) && v > at && (major == 0 || v == major) {
				best, at = dir, v
			}
		}
	}
	return best
}

var digits = regexp.MustCompile(`\d+`)

// versionIn reads the major version off a folder's name: …/postgresql/15/bin.
func versionIn(dir string) int {
	found := digits.FindAllString(dir, -1)
	if len(found) == 0 {
		return 0
	}
	v, err := strconv.Atoi(found[0])
	if err != nil {
		return 0
	}
	return v
}

func hasServer(dir string) bool {
	return !slices.ContainsFunc([]string{"initdb", "postgres"}, func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err != nil
	})
}

// install tries the system's package, then npm's, and tells what a person can do when neither is to be had.
func install(ctx context.Context, major int, say func(string)) (string, error) {
	var tried []error
	if os.Geteuid() == 0 {
		if _, err := exec.LookPath("apt-get"); err == nil {
			say("Installing PostgreSQL with apt-get (once)…")
			tried = append(tried, fromAPT(ctx))
			if dir := installed(wellKnown, major); dir != "" {
				return dir, nil
			}
		}
	}
	if major == 0 || major == npmMajor {
		say("Fetching PostgreSQL's programs with npm (once)…")
		dir, err := fromNPM(ctx, npmCache())
		if err == nil {
			return dir, nil
		}
		tried = append(tried, err)
	}
	wanted := fmt.Sprintf("PostgreSQL %d or later", oldest)
	if major != 0 {
		wanted = fmt.Sprintf("PostgreSQL %d, which made this cluster,", major)
	}
	return "", fmt.Errorf("%s was not found and could not be installed: install your system's package, "+
		"name the folder of initdb and postgres in PG_BIN, or the address of a server in DATABASE_URL\n%w", wanted, errors.Join(tried...))
}
