// Package app is the program: it reads the configuration, wires everything
// together, serves and runs commands. It keeps no rule of the trade.
package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// Exit statuses of the program (interface.md).
const (
	Done   = 0
	Failed = 1 // said on stderr, one line a failure
	Misuse = 2 // wrong usage
)

// Std is what a command reads and writes.
type Std struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
	Env []string // as os.Environ gives it
}

// call is one command being run.
type call struct {
	Std
	name string
	args []string // after the command's name
}

type command struct {
	name, args, does string
	run              func(context.Context, *call) error
}

// commands lists what the program does, in the order of its usage text.
func commands() []command {
	return []command{
		{"serve", "[--jobs=both|none|only]", "serves pages and works jobs until it is told to stop", serveCommand},
		{"migrate", "up | down N | status", "brings the database to this program's schema, or back", migrateCommand},
		{"demo", "[--json]", "loads the demonstration people and prints their sign-ins", demoCommand},
		{"insured generate", "--count N --seed S", "writes synthetic insured persons as CSV", generateCommand},
		{"insured import", "FILE|-", "inserts or updates insured persons by INS", importPersonsCommand},
		{"insured status", "FILE|-", "says where the space of each INS of a list is", statusCommand},
		{"professionals import", "FILE|-", "inserts or updates professionals by RPPS", importProfessionalsCommand},
		{"staff import", "FILE|-", "inserts or updates helpers, agents, operators and reviewers", importStaffCommand},
		{"staff operator", "--email E", "makes the first operator", operatorCommand},
		{"campaign open", "--name NAME [--limit N]", "invites eligible persons, nobody twice", campaignCommand},
		{"campaign letters", "--out DIR [--per-file N]", "prints the letters not printed yet, as PDF files", lettersCommand},
		{"campaign bounces", "DIR|-", "turns invitations whose e-mail came back into letters", bouncesCommand},
		{"dmp import", "DIR", "takes in the documents of previous DMPs, a folder of clinical documents", dmpImportCommand},
		{"reimbursements import", "FILE|-", "takes in what the caisses reimbursed: CSV, or a clinical document (.xml)", importReimbursementsCommand},
		{"sweep", "", "does now whatever a deadline makes due", sweepCommand},
		{"keys rotate", "[--retire]", "rewraps the key of every space under a new master key", keysRotateCommand},
		{"purge replay", "", "after a restore: erases again what was erased since", purgeReplayCommand},
		{"policy decide", "[--acts]", "answers questions of access, JSON lines in and out", decideCommand},
		{"policy matrix", "", "writes the matrix in force as CSV", matrixCommand},
		{"audit verify", "[--checkpoint FILE]", "checks every line of the logs against the published checkpoints", auditCommand},
		{"audit check-proof", "FILE|-", "checks the proof of a line with the public key alone", proofCommand},
		{"audit keys", "", "makes the keys that sign and verify checkpoints", auditKeysCommand},
		{"doctor", "", "checks configuration, database, files, mail, keys and clock", doctorCommand},
	}
}

// errUsage is an error of the person who typed the command.
type errUsage struct{ what string }

func (e errUsage) Error() string { return e.what }

// errSaid is a failure whose lines have been written already.
var errSaid = errors.New("failed")

// Main runs the command that args name and answers the exit status. SIGINT and
// SIGTERM end it in order; the same again end it at once.
func Main(args []string, std Std) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	slog.SetDefault(slog.New(slog.NewJSONHandler(std.Err, nil)))
	return run(ctx, args, std)
}

func run(ctx context.Context, args []string, std Std) int {
	if len(args) == 0 {
		fmt.Fprint(std.Err, usage())
		return Misuse
	}
	if slices.Contains([]string{"help", "-h", "--help"}, args[0]) {
		fmt.Fprint(std.Out, usage())
		return Done
	}
	cmd, rest, ok := find(args)
	if !ok {
		fmt.Fprintf(std.Err, "espacesante: no such command: %s\n\n%s", strings.Join(args[:min(2, len(args))], " "), usage())
		return Misuse
	}
	err := cmd.run(ctx, &call{Std: std, name: cmd.name, args: rest})
	var misuse errUsage
	switch {
	case err == nil:
		return Done
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(std.Out, "espacesante %s %s\n    %s\n", cmd.name, cmd.args, cmd.does)
		return Done
	case errors.As(err, &misuse):
		fmt.Fprintf(std.Err, "espacesante: %s\nusage: espacesante %s %s\n", misuse.what, cmd.name, cmd.args)
		return Misuse
	case errors.Is(err, errSaid):
		return Failed
	}
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(std.Err, "espacesante: %s\n", strings.TrimSpace(line))
	}
	return Failed
}

// find takes the command whose name args begin with.
func find(args []string) (command, []string, bool) {
	for _, cmd := range commands() {
		words := strings.Fields(cmd.name)
		if len(args) >= len(words) && slices.Equal(args[:len(words)], words) {
			return cmd, args[len(words):], true
		}
	}
	return command{}, nil, false
}

func usage() string {
	var b strings.Builder
	b.WriteString("usage: espacesante COMMAND\n\n")
	for _, cmd := range commands() {
		fmt.Fprintf(&b, "  %-44s %s\n", strings.TrimSpace(cmd.name+" "+cmd.args), cmd.does)
	}
	b.WriteString("\nThe environment configures it: see README.md. Exit status: 0 done, 1 failed, 2 wrong usage.\n")
	return b.String()
}

// flags reads the command's flags, which may stand before or after its plain
// arguments, and wants these many of the latter.
func (c *call) flags(set func(*flag.FlagSet), plain int) ([]string, error) {
	f := flag.NewFlagSet(c.name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	if set != nil {
		set(f)
	}
	var words []string
	for rest := c.args; len(rest) > 0; {
		if err := f.Parse(rest); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errUsage{err.Error()}
		}
		if rest = f.Args(); len(rest) > 0 {
			words, rest = append(words, rest[0]), rest[1:]
		}
	}
	switch {
	case len(words) > plain:
		return nil, errUsage{"too many arguments"}
	case len(words) < plain:
		return nil, errUsage{"an argument is missing"}
	}
	return words, nil
}

// config reads the environment of the command.
func (c *call) config() (Config, error) { return ReadConfig(c.Env) }
