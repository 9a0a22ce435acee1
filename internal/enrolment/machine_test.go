package enrolment

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/problem"
)

// life is domain.md §4 written once more, by hand: what each event leads to
// from each state, in time and late (for the person's answer, or for the content
// once closed), without and with a previous DMP. All other pairs are refused
// (invariant 20). The six weeks of a suspension and the transition of a previous
// DMP end with the rest here.
const life = `
ELIGIBLE            sent           INVITED            INVITED            INVITED            INVITED
INVITED             sent           INVITED            INVITED            INVITED            INVITED
INVITED             bounced        ELIGIBLE           ELIGIBLE           ELIGIBLE           ELIGIBLE
INVITED             activated      ACTIVATED          ACTIVATED          ACTIVATED          ACTIVATED
INVITED             asked          OPPOSITION_PENDING -                  OPPOSITION_PENDING -
INVITED             opposed        OPPOSED            -                  DMP_ONLY           -
INVITED             timed-out      -                  AUTO_CREATED       -                  AUTO_CREATED
INVITED             deferred       ELIGIBLE           ELIGIBLE           ELIGIBLE           ELIGIBLE
ELIGIBLE            asked          OPPOSITION_PENDING OPPOSITION_PENDING OPPOSITION_PENDING OPPOSITION_PENDING
ELIGIBLE            opposed        OPPOSED            OPPOSED            DMP_ONLY           DMP_ONLY
OPPOSITION_PENDING  asked          OPPOSITION_PENDING OPPOSITION_PENDING OPPOSITION_PENDING OPPOSITION_PENDING
OPPOSITION_PENDING  deferred       ELIGIBLE           ELIGIBLE           ELIGIBLE           ELIGIBLE
OPPOSITION_PENDING  sent           OPPOSITION_PENDING OPPOSITION_PENDING OPPOSITION_PENDING OPPOSITION_PENDING
OPPOSITION_PENDING  activated      ACTIVATED          ACTIVATED          ACTIVATED          ACTIVATED
OPPOSITION_PENDING  opposed        OPPOSED            -                  DMP_ONLY           -
OPPOSITION_PENDING  timed-out      -                  AUTO_CREATED       -                  AUTO_CREATED
AUTO_CREATED        sent           AUTO_CREATED       AUTO_CREATED       AUTO_CREATED       AUTO_CREATED
AUTO_CREATED        activated      ACTIVATED          ACTIVATED          ACTIVATED          ACTIVATED
AUTO_CREATED        closed         CLOSED_ARCHIVED    CLOSED_ARCHIVED    CLOSED_ARCHIVED    CLOSED_ARCHIVED
AUTO_CREATED        erase-asked    DELETION_REQUESTED DELETION_REQUESTED DELETION_REQUESTED DELETION_REQUESTED
AUTO_CREATED        suspended      SUSPENDED          SUSPENDED          SUSPENDED          SUSPENDED
OPPOSED             sent           OPPOSED            OPPOSED            OPPOSED            OPPOSED
OPPOSED             activated      ACTIVATED          ACTIVATED          ACTIVATED          ACTIVATED
OPPOSED             disagreed      DISPUTED           DISPUTED           DISPUTED           DISPUTED
DMP_ONLY            sent           DMP_ONLY           DMP_ONLY           DMP_ONLY           DMP_ONLY
DMP_ONLY            activated      ACTIVATED          ACTIVATED          ACTIVATED          ACTIVATED
DMP_ONLY            transition-ended -                OPPOSED            -                  OPPOSED
DMP_ONLY            disagreed      DISPUTED           DISPUTED           DISPUTED           DISPUTED
ACTIVATED           closed         CLOSED_ARCHIVED    CLOSED_ARCHIVED    CLOSED_ARCHIVED    CLOSED_ARCHIVED
ACTIVATED           erase-asked    DELETION_REQUESTED DELETION_REQUESTED DELETION_REQUESTED DELETION_REQUESTED
ACTIVATED           suspended      SUSPENDED          SUSPENDED          SUSPENDED          SUSPENDED
ACTIVATED           disagreed      DISPUTED           -                  DISPUTED           -
ACTIVATED           came-of-age    AUTO_CREATED       AUTO_CREATED       AUTO_CREATED       AUTO_CREATED
DISPUTED            came-of-age    INVITED            INVITED            INVITED            INVITED
SUSPENDED           sent           SUSPENDED          SUSPENDED          SUSPENDED          SUSPENDED
SUSPENDED           activated      ACTIVATED          -                  ACTIVATED          -
SUSPENDED           resumed        AUTO_CREATED       AUTO_CREATED       AUTO_CREATED       AUTO_CREATED
SUSPENDED           unanswered     -                  CLOSED_ARCHIVED    -                  CLOSED_ARCHIVED
CLOSED_ARCHIVED     sent           CLOSED_ARCHIVED    CLOSED_ARCHIVED    CLOSED_ARCHIVED    CLOSED_ARCHIVED
CLOSED_ARCHIVED     activated      ACTIVATED          -                  ACTIVATED          -
CLOSED_ARCHIVED     reopened       AUTO_CREATED       -                  AUTO_CREATED       -
CLOSED_ARCHIVED     erase-asked    DELETION_REQUESTED DELETION_REQUESTED DELETION_REQUESTED DELETION_REQUESTED
CLOSED_ARCHIVED     erased         -                  DELETED            -                  DELETED
DELETION_REQUESTED  sent           DELETION_REQUESTED DELETION_REQUESTED DELETION_REQUESTED DELETION_REQUESTED
DELETION_REQUESTED  activated      ACTIVATED          -                  ACTIVATED          -
DELETION_REQUESTED  kept           CLOSED_ARCHIVED    -                  CLOSED_ARCHIVED    -
DELETION_REQUESTED  erased         -                  DELETED            -                  DELETED
DELETION_REQUESTED  died           DELETION_REQUESTED DELETION_REQUESTED DELETION_REQUESTED DELETION_REQUESTED
CLOSED_DEATH        erased         -                  DELETED            -                  DELETED
DISPUTED            settled-open   ACTIVATED          ACTIVATED          ACTIVATED          ACTIVATED
DISPUTED            settled-closed OPPOSED            OPPOSED            DMP_ONLY           DMP_ONLY
ELIGIBLE            died           CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH
INVITED             died           CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH
OPPOSITION_PENDING  died           CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH
OPPOSED             died           CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH
DMP_ONLY            died           CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH
DISPUTED            died           CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH
ACTIVATED           died           CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH
AUTO_CREATED        died           CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH
SUSPENDED           died           CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH
CLOSED_ARCHIVED     died           CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH       CLOSED_DEATH
`

// want is what life says of a pair: a state in each of the four cases, "-" for
// refused.
func want(s access.State, e Event) []string {
	for l := range strings.Lines(life) {
		if f := strings.Fields(l); len(f) == 6 && f[0] == string(s) && f[1] == string(e) {
			return f[2:]
		}
	}
	return []string{"-", "-", "-", "-"}
}

func TestEveryPairOfStateAndEventEndsWhereTheLifeSays(t *testing.T) {
	end := endOf42(start)
	for _, s := range append(access.States(), "", "UNHEARD_OF") {
		for _, e := range append(Events(), "", "unheard-of") {
			for i, to := range want(s, e) {
				late, dmp := i%2 == 1, i >= 2
				at := end // the very instant: in time (invariant 19)
				if late {
					at = end.Add(time.Microsecond)
				}
				got, err := Next(Situation{State: s, Deadline: end, Informed: true, End: end, ObjectBy: end, DMPEnds: end, HasDMP: dmp, At: at}, e)
				switch {
				case to == "-" && (problem.KindOf(err) != problem.Conflict || got != ""):
					t.Errorf("%s %s (late %t, DMP %t): %s, %v: want it refused", s, e, late, dmp, got, err)
				case to != "-" && (err != nil || string(got) != to):
					t.Errorf("%s %s (late %t, DMP %t): %s, %v: want %s", s, e, late, dmp, got, err, to)
				}
			}
		}
	}
}

// Before anything was sent nothing can be opposed in time and nothing times out.
func TestWithoutADeadlineNobodyIsInTimeOrLateToBeOpened(t *testing.T) {
	if _, err := Next(Situation{State: access.Invited, At: start}, Opposed); err == nil {
		t.Error("opposed without a deadline")
	}
	for s, e := range map[access.State]Event{access.ClosedArchived: Erased, access.DeletionRequested: Kept} {
		if _, err := Next(Situation{State: s, At: start}, e); err == nil {
			t.Errorf("%s was let through without an end of the content", e)
		}
	}
}

func TestEveryStateOfTheMachineIsReached(t *testing.T) {
	reached := []access.State{access.Eligible}
	for range Machine {
		for _, step := range Machine {
			if slices.Contains(reached, step.From) && !slices.Contains(reached, step.To) {
				reached = append(reached, step.To)
			}
		}
	}
	for _, s := range access.States() {
		if !slices.Contains(reached, s) {
			t.Errorf("nothing leads to %s", s)
		}
	}
	for _, step := range Machine {
		if step.Rules == "" || step.Through == "" || len(step.By) == 0 {
			t.Errorf("%s %s: by whom, through what, by which rule?", step.From, step.On)
		}
	}
}

func TestNoPairHasTwoWays(t *testing.T) {
	for i, a := range Machine {
		for _, b := range Machine[i+1:] {
			if a.From == b.From && a.On == b.On && a.To == b.To && slices.Equal(a.If, b.If) {
				t.Errorf("%s %s stands twice", a.From, a.On)
			}
		}
	}
}

// The services do what the machine says, and nothing else, whatever the state:
// neither the policy nor a statement says otherwise. What is refused changes
// nothing and is in the log (invariant 20).
func TestTheServicesFollowTheMachineInEveryState(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, dmp := range []bool{false, true} {
		for _, s := range access.States() {
			for _, e := range []Event{Sent, Activated, Opposed, Closed, EraseAsked, Kept} {
				name := fmt.Sprintf("%s %s, DMP %t", s, e, dmp)
				p := w.invited(t, columns{"has_dmp": fmt.Sprint(dmp)})
				c := w.claim(t, p)
				w.put(t, p, s)
				to, machine := Next(w.situationOf(t, p), e)
				err := w.happen(t, p, c, e)
				if (err == nil) != (machine == nil) {
					t.Errorf("%s: %v, the machine says %v", name, err, machine)
				}
				if machine != nil {
					to = s
				}
				if got := w.stateOf(t, p); got != to {
					t.Errorf("%s: ends in %s, want %s", name, got, to)
				}
				if err != nil && !refused(err) {
					t.Errorf("%s: %v is a fault", name, err)
				}
			}
		}
	}
}

// happen makes an event happen to a space by the service that leads to it.
func (w *world) happen(t testing.TB, p human, c Claim, e Event) (err error) {
	switch e {
	case Sent: // a new code leaves
		w.force(t, `UPDATE invitations SET sent_at = NULL WHERE patient_id = $1`, p.patient)
		return w.HasLeft(ctx(t), Invite{p.patient, c.Invitation, c.Issue})
	case Activated:
		_, err = w.Activate(ctx(t), activation(c))
	case Opposed:
		_, err = w.Oppose(ctx(t), c)
	case Closed:
		_, err = w.Close(ctx(t), holder(p, access.Actor{}), ByHolder)
	case EraseAsked:
		_, err = w.CloseAndErase(ctx(t), holder(p, access.Actor{}), ByHolder)
	case Kept:
		err = w.Keep(ctx(t), holder(p, access.Actor{}), p.patient)
	}
	return err
}
