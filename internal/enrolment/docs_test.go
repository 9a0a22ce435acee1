package enrolment

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
)

var update = flag.Bool("update", false, "write docs/life-of-a-space.md anew (make docs)")

const lifeFile = "../../docs/life-of-a-space.md"

// The page of the documentation is the machine, and current.
func TestTheLifeOfASpaceIsWritten(t *testing.T) {
	want := lifeOfASpace()
	if *update {
		check(t, os.MkdirAll("../../docs", 0o755))
		check(t, os.WriteFile(lifeFile, []byte(want), 0o644))
	}
	got, err := os.ReadFile(lifeFile)
	check(t, err)
	if string(got) != want {
		t.Error("docs/life-of-a-space.md is not what the machine says: make docs")
	}
	for _, e := range Events() {
		if !strings.Contains(want, "\n| "+string(e)+" |") {
			t.Errorf("no line tells of %s", e)
		}
	}
}

const lifeHead = `# The life of a space

Written by ` + "`make docs`" + ` from ` + "`enrolment.Machine`" + ` (internal/enrolment/machine_steps.go), which the program itself reads: nothing else leads a
space on. A pair of state and event that is not here is refused, and the refusal is a line of the log. In the instant of a deadline itself the person
is in time and the timer waits.

Who: *holder* is the person, or for a minor a legal representative. Numbers with # are rules of the five articles, R. articles are those of the Code de
la santé publique.
`

func lifeOfASpace() string {
	var out strings.Builder
	out.WriteString(lifeHead)
	for _, s := range access.States() {
		steps := stepsFrom(s)
		if len(steps) == 0 {
			continue
		}
		fmt.Fprintf(&out, "\n## %s\n\n| event | by | through | if | until, or from | to | written in |\n|---|---|---|---|---|---|---|\n", s)
		for _, step := range steps {
			fmt.Fprintf(&out, "| %s | %s | %s | %s | %s | %s | %s |\n", step.On, whoDoes(step.By), step.Through, guardWords(step.If), step.Within, step.To, step.Rules)
		}
	}
	out.WriteString("\n## DELETED\n\nNothing leads on from here: the key is destroyed, the rows and files are gone. Who asks for a space again, with the card or at the counter of the caisse, gets a\nnew, empty one with the next file of the caisse: another identifier, ELIGIBLE, then invited. Nothing leads from the one to the other.\n")
	return out.String()
}

func stepsFrom(s access.State) (all []Step) {
	for _, step := range Machine {
		if step.From == s {
			all = append(all, step)
		}
	}
	return all
}

func whoDoes(roles []access.Role) string {
	var all []string
	for _, r := range roles {
		name := string(r)
		switch r {
		case access.Patient:
			name = "holder"
		case access.Representative:
			continue
		case access.System:
			name = "service"
		case access.Support:
			name = "3422"
		}
		all = append(all, name)
	}
	return strings.Join(all, ", ")
}

func guardWords(guards []Guard) string {
	var all []string
	for _, g := range guards {
		all = append(all, strings.ReplaceAll(strings.Replace(string(g), wasIn, "it was in ", 1), "-", " "))
	}
	return strings.Join(all, ", ")
}

// actOf is the act that the policy judges before an event.
var actOf = map[Event]access.Act{Activated: access.ActivateSpace, Asked: access.AskOpposition, Opposed: access.OpposeSpace,
	Deferred: access.DeferSpace, Closed: access.CloseSpace, EraseAsked: access.EraseSpace, Kept: access.KeepSpace, Reopened: access.ReopenSpace,
	Suspended: access.SuspendSpace, Resumed: access.ResumeSpace, Died: access.RecordDeath, Lives: access.UndoDeath, Recalled: access.RecallAct,
	SettledOpen: access.SettleDispute, SettledClosed: access.SettleDispute, Sent: access.InviteSpace, Erased: access.EraseSpace, TimedOut: access.OpenSpace}

// Who the table says may, the policy lets, with every link to the person; and
// nobody else.
func TestTheTableAndThePolicySayTheSameOfWhoMay(t *testing.T) {
	p := id.New[id.Patient]()
	for _, step := range Machine {
		act, judged := actOf[step.On]
		if !judged {
			continue
		}
		for _, role := range []access.Role{access.Patient, access.Representative, access.Helper, access.Support, access.Caisse, access.Operator, access.System} {
			if act == access.InviteSpace && role != access.System || act == access.EraseSpace && (role == access.System) != (step.On == Erased) {
				continue // asked for by people, done by the service
			}
			q := access.Question{Act: act, At: time.Now(), By: access.Actor{Role: role, Active: true, Patient: p},
				On: access.Facts{Patient: p, State: step.From, Adult: role != access.Representative, Represents: true, Identified: 2, Present: true, Mandate: true,
					Tasks: everyTask()}}
			allowed, listed := access.Decide(q) == "", slices.Contains(step.By, role)
			if allowed != listed {
				t.Errorf("%s %s by %s: the policy says %t, the table %t (%s)", step.From, step.On, role, allowed, listed, access.Decide(q))
			}
		}
	}
}

func everyTask() string {
	var all []string
	for _, task := range access.Tasks() {
		all = append(all, string(task))
	}
	return strings.Join(all, " ")
}
