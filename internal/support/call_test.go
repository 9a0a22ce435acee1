package support_test

import (
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
	"espacesante/internal/support"
)

// SUP-02: three answers that go together make level 1; which one is wrong, and
// whether the number is anybody's, is not told; the person reads the failures.
func TestACallerIsKnownByThreeAnswersTogether(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p, other := d.Patient(t, access.Activated), d.Patient(t, access.Activated)
	call := d.call(d.agent)
	good := answers(p)
	nobody, err := identity.ParseNIR("2850678006999" + identity.NIRKey("2850678006999"))
	d.must(err)
	for name, change := range map[string]func(*support.Answers){
		"birth date": func(a *support.Answers) { a.Birth = a.Birth.AddDate(0, 0, 1) },
		"birthplace": func(a *support.Answers) { a.Birthplace = "31555" },
		"reference":  func(a *support.Answers) { a.Reference = "R-2222-3333" },
		"number":     func(a *support.Answers) { a.INS = other.Person.INS; a.Birth = sample.Adult.AddDate(1, 0, 0) },
		"nobody's":   func(a *support.Answers) { a.INS = nobody },
	} {
		said := good
		change(&said)
		if err := d.support.Identify(t.Context(), d.agent, call, said); problem.CodeOf(err) != support.NotTogether {
			t.Errorf("%s: %v", name, err)
		}
	}
	few := support.Answers{INS: good.INS, Birth: good.Birth}
	if err := d.support.Identify(t.Context(), d.agent, call, few); problem.CodeOf(err) != "answers-few" {
		t.Errorf("two answers: %v", err)
	}
	if _, err := d.spaces.Standing(t.Context(), d.agent, p.Patient); problem.Reason(err) != access.NotIdentified {
		t.Errorf("the standing before anybody is known: %v", err)
	}
	d.must(d.support.Identify(t.Context(), d.agent, call, good))
	if _, err := d.spaces.Standing(t.Context(), d.agent, p.Patient); err != nil {
		t.Error(err)
	}
	if n := d.lines(p.Patient, access.IdentifyCaller, access.NotIdentified); n != 3 {
		t.Errorf("%d failed tries are in the history", n)
	}
}

// SUP-02: the town of birth is said by its name: nobody knows its code by heart.
func TestATownOfBirthIsSaidByItsName(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.Patient(t, access.Activated) // born in 78006
	for said, good := range map[string]bool{"Adainville": true, "ADAINVILLE ": true, "78006": true, "Toulouse": false, "Yvelines": false} {
		answers := support.Answers{INS: p.Person.INS, Birth: p.Person.BirthDate, Birthplace: said}
		if err := d.support.Identify(t.Context(), d.agent, d.call(d.agent), answers); (err == nil) != good {
			t.Errorf("%q: %v", said, err)
		}
	}
}

// SUP-02: the reference of the last letter is one of the answers.
func TestTheReferenceOfTheLastLetterIsAnAnswer(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.Patient(t, access.Activated)
	reference := "R-4F7K-22QM"
	d.Notice(t, p.Patient, reference)
	for typed, good := range map[string]bool{"r4f7k 22qm": true, "4F7K22QM": true, "22QM": false, "R-4F7K-22QN": false} {
		call := d.call(d.agent)
		err := d.support.Identify(t.Context(), d.agent, call, support.Answers{INS: p.Person.INS, Birth: p.Person.BirthDate, Reference: typed})
		if (err == nil) != good {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

// SUP-02: level 2 is a code sent to the contact known before the call, read
// back; a code of sign-in is not taken, nor one of another call.
func TestACodeReadBackIsLevelTwo(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.Patient(t, access.Activated)
	call := d.known(p)
	if _, err := d.spaces.CloseFor(t.Context(), d.agent, p.Patient, false); problem.Reason(err) != access.NotIdentified {
		t.Fatalf("closed at level 1: %v", err)
	}
	to, err := d.support.SendCode(t.Context(), d.agent, call)
	d.must(err)
	if !strings.Contains(to, "•••@") {
		t.Errorf("the agent reads %q", to)
	}
	signIn, err := d.People.Challenge(t.Context(), p.Actor, "sign-in")
	d.must(err)
	sent, err := d.People.CodeToSend(t.Context(), signIn.Code)
	d.must(err)
	if digits := d.digits(call); sent.Digits != digits {
		if err := d.support.ReadBack(t.Context(), d.agent, call, sent.Digits); problem.CodeOf(err) != "one-time-wrong" {
			t.Errorf("a code of sign-in: %v", err)
		}
		if err := d.People.UseCode(t.Context(), "sign-in", signIn.Code, digits); problem.CodeOf(err) != "one-time-wrong" {
			t.Errorf("the code of the call signs in: %v", err)
		}
	}
	right := d.digits(call)
	d.must(d.support.ReadBack(t.Context(), d.agent, call, right))
	if err := d.support.ReadBack(t.Context(), d.agent, call, right); problem.CodeOf(err) != "one-time-wrong" {
		t.Errorf("read back twice: %v", err)
	}
	if _, err := d.spaces.CloseFor(t.Context(), d.agent, p.Patient, false); err != nil {
		t.Error(err)
	}
}

// SUP-01, SUP-02: no call, another agent's, one that was ended, one that ran out,
// an agent whose account is off: nobody acts.
func TestAnAgentActsForNobodyWithoutALiveCall(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p, next := d.Patient(t, access.Activated), d.Patient(t, access.Activated)
	colleague := d.Staff(t, access.Support)
	may := func(name string, by access.Actor, want access.Reason) {
		t.Helper()
		if _, err := d.spaces.Standing(t.Context(), by, p.Patient); problem.Reason(err) != want {
			t.Errorf("%s: %v", name, err)
		}
		if err := d.spaces.SignOutFor(t.Context(), by, p.Patient); problem.Reason(err) != want {
			t.Errorf("%s, acting: %v", name, err)
		}
	}
	may("without a call", d.agent, access.NotIdentified)
	call := d.known(p)
	may("in his call", d.agent, "")
	may("another agent", colleague, access.NotIdentified)
	if _, err := d.support.Of(t.Context(), colleague, call); problem.KindOf(err) != problem.NotFound {
		t.Errorf("another agent opens the call: %v", err)
	}
	if err := d.support.End(t.Context(), colleague, call); problem.KindOf(err) != problem.NotFound {
		t.Errorf("another agent ends the call: %v", err)
	}
	d.must(d.support.End(t.Context(), d.agent, call))
	d.must(d.support.End(t.Context(), d.agent, call)) // pressed twice
	may("ended", d.agent, access.NotIdentified)
	if _, err := d.support.SendCode(t.Context(), d.agent, call); problem.KindOf(err) != problem.Conflict {
		t.Errorf("a code in an ended call: %v", err)
	}
	d.known(p)
	d.Wait(limit.CallLife + time.Second)
	may("run out", d.agent, access.NotIdentified)
	d.known(p)
	d.known(next)
	may("the next caller is on the line", d.agent, access.NotIdentified)
	if err := d.support.Identify(t.Context(), d.teller, call, answers(p)); problem.KindOf(err) != problem.NotFound {
		t.Errorf("the caisse identifies a caller: %v", err)
	}
	if _, err := d.support.OpenCall(t.Context(), d.teller, support.LostCode); problem.Reason(err) != access.NotForRole {
		t.Errorf("the caisse takes a call: %v", err)
	}
	d.deactivate(d.agent)
	if _, err := d.People.Actor(t.Context(), d.agent.Account, ""); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("an agent whose account is off: %v", err)
	}
}

// A caller is one person: a second cannot be brought into the same call.
func TestACallIsAboutOnePerson(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p, other := d.Patient(t, access.Activated), d.Patient(t, access.Activated)
	call := d.known(p)
	if err := d.support.Identify(t.Context(), d.agent, call, answers(other)); problem.KindOf(err) != problem.Conflict {
		t.Errorf("%v", err)
	}
	child := d.Someone(t, sample.Someone{Birth: sample.Child, State: access.Invited})
	if err := d.support.Identify(t.Context(), d.agent, d.call(d.agent), answers(child)); problem.CodeOf(err) != support.NotTogether {
		t.Errorf("a child on the telephone: %v", err)
	}
}

// Guessing is slowed: for one number, by one agent.
func TestCallersAreNotGuessed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.Patient(t, access.Activated)
	call := d.call(d.agent)
	var err error
	for i := range 11 {
		said := answers(p)
		said.Birth = said.Birth.AddDate(0, 0, i+1)
		err = d.support.Identify(t.Context(), d.agent, call, said)
	}
	if problem.KindOf(err) != problem.TooMany {
		t.Errorf("the eleventh guess: %v", err)
	}
	if _, err := d.support.Of(t.Context(), d.agent, id.New[id.Attendance]()); problem.KindOf(err) != problem.NotFound {
		t.Error(err)
	}
}
