package support

import (
	"context"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/codes"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
)

// Answers are what a caller says to be known: the number, and two at least of
// the rest (SUP-02). They never print. A password, a bank detail, a code that
// was received are never among them.
type Answers struct {
	INS        identity.INS
	Birth      time.Time // zero: not said
	Birthplace string    // what the caller says: the town, or the country when it is abroad; its code will do
	Reference  string    // of the last letter or e-mail
}

// String never shows the answers.
func (Answers) String() string { return "[…]" }

// NotTogether is the one answer to a caller whose answers do not go together,
// whichever is wrong, and whether the number is anybody's.
const NotTogether = "answers-not-together"

// How often callers may be looked up: by one agent, and for one number.
const (
	identifyWindow = time.Hour
	identifyMost   = 60
	identifyDay    = 24 * time.Hour
	identifyOne    = 10
	answersPace    = 120 * time.Millisecond // the least time that judging takes
)

// Identify judges a caller's answers together. Three that go together make
// level 1 of this call; anything else is a line that the person reads.
func (s *Service) Identify(ctx context.Context, by access.Actor, a id.Attendance, said Answers) error {
	call, err := s.Live(ctx, by, a)
	if err != nil {
		return err
	}
	if call.Kind != Call || !call.Patient.IsZero() {
		return problem.Clash("caller-known")
	}
	if said.count() < 3 {
		return problem.Field("", "answers-few")
	}
	err = s.people.Throttle(ctx, identity.Brake{What: "caller by " + by.Account.String(), Window: identifyWindow, Most: identifyMost},
		identity.Brake{What: "caller " + said.INS.Reveal(), Window: identifyDay, Most: identifyOne})
	if err != nil {
		return err
	}
	floor := time.NewTimer(answersPace)
	defer floor.Stop()
	err = s.identify(ctx, by, call, said)
	select {
	case <-floor.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	if problem.Reason(err) == access.NotIdentified || problem.KindOf(err) == problem.NotFound {
		return problem.Field("", NotTogether)
	}
	return err
}

func (said Answers) count() (n int) {
	for _, given := range []bool{said.INS != identity.INS{}, !said.Birth.IsZero(), said.Birthplace != "", said.Reference != ""} {
		if given {
			n++
		}
	}
	return n
}

func (s *Service) identify(ctx context.Context, by access.Actor, call Attendance, said Answers) error {
	patient, err := s.people.PatientOf(ctx, said.INS)
	if err != nil {
		return err
	}
	if patient.IsZero() {
		patient = id.New[id.Patient]() // nobody's: the gate is passed all the same, and takes as long
	}
	req := gate.Request{By: by, Act: access.IdentifyCaller, Patient: patient, Target: "1"}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		person, err := identity.PersonIn(ctx, tx, s.vault, patient)
		if err != nil {
			return err
		}
		known, err := s.references(ctx, tx, patient)
		if err != nil {
			return err
		}
		if !said.fit(person, known) || person.DiedOn != nil || !tx.On().Adult {
			return problem.Refuse(access.NotIdentified)
		}
		return s.know(ctx, tx, by, call, patient, 1, "")
	})
}

// fit reports whether all that was said is so.
func (said Answers) fit(p identity.Person, references []string) bool {
	tail := lastOf(said.Reference)
	told := false
	for _, r := range references {
		told = told || len(tail) == 8 && lastOf(r) == tail
	}
	return (said.Birth.IsZero() || p.BirthDate.Equal(said.Birth)) &&
		(said.Birthplace == "" || codes.BornIn(p.BirthPlace, said.Birthplace)) &&
		(said.Reference == "" || told)
}

// lastOf is what tells one reference from another: « R-4F7K-22QM » without its
// first letter.
func lastOf(reference string) string {
	tidy := identity.TidyCode(reference)
	return strings.TrimPrefix(tidy, "R")[max(0, len(strings.TrimPrefix(tidy, "R"))-8):]
}

// references are those of the last messages sent to the person.
func (s *Service) references(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]string, error) {
	all, err := lastReferences(ctx, tx, patient)
	if err != nil {
		return nil, err
	}
	issues, err := lastIssues(ctx, tx, patient)
	for _, i := range issues {
		all = append(all, s.reference(i.ID, i.Issue))
	}
	return all, err
}

// know keeps whom the attendance is about, and how surely.
func (s *Service) know(ctx context.Context, tx *gate.Tx, by access.Actor, a Attendance, patient id.Patient, level int, shown string) error {
	if err := upsertIdentification(ctx, tx, patient, by.Account, a, level, shown); err != nil {
		return err
	}
	return setAttendance(ctx, tx, by.Account, a.ID, patient, level)
}

// purposeOf is what a code sent in a call serves for: that call, and nothing
// else. It is no code of activation, of sign-in or of opposition.
func purposeOf(a id.Attendance) string { return ofCall + a.String() }

const ofCall = "call "

// OfCall reports whether that is what a code serves for: its words are not those
// of a sign-in.
func OfCall(purpose string) bool { return strings.HasPrefix(purpose, ofCall) }

// SendCode sends six digits to the contact known before the call, to be read
// back: level 2. It answers where, masked.
func (s *Service) SendCode(ctx context.Context, by access.Actor, a id.Attendance) (sentTo string, err error) {
	call, err := s.Live(ctx, by, a)
	if err != nil {
		return "", err
	}
	if call.Patient.IsZero() {
		return "", problem.Refuse(access.NotIdentified)
	}
	req := gate.Request{By: by, Act: access.CodeCaller, Patient: call.Patient, Reads: true}
	reach, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (identity.Reach, error) { return s.knownReach(ctx, tx, call.Patient) })
	if err != nil {
		return "", err
	}
	code, err := s.people.AskCode(ctx, purposeOf(a), id.Account{}, reach)
	if err != nil {
		return "", err
	}
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) error { return setCode(ctx, tx, by.Account, a, code) })
	return reach.Masked(), err
}

// knownReach is how the person was reached before the call: as they chose, else
// as the caisse knows.
func (s *Service) knownReach(ctx context.Context, tx *gate.Tx, patient id.Patient) (identity.Reach, error) {
	reach, err := identity.ReachOf(ctx, tx, s.vault, patient)
	if err != nil || reach.Address != "" {
		return reach, err
	}
	person, err := identity.PersonIn(ctx, tx, s.vault, patient)
	if err != nil {
		return reach, err
	}
	if person.Contact.Email != "" {
		return identity.Reach{Channel: identity.ByEmail, Address: person.Contact.Email}, nil
	}
	if number, wrong := identity.ParseMobile(person.Contact.Phone); wrong == "" {
		return identity.Reach{Channel: identity.BySMS, Address: number}, nil
	}
	return reach, problem.Field("", "no-known-contact")
}

// ReadBack takes the six digits that the caller reads: level 2 of this call.
func (s *Service) ReadBack(ctx context.Context, by access.Actor, a id.Attendance, typed string) error {
	call, err := s.Live(ctx, by, a)
	if err != nil {
		return err
	}
	if call.Patient.IsZero() {
		return problem.Refuse(access.NotIdentified)
	}
	var code id.Code
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
		code, err = codeOf(ctx, tx, by.Account, a)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.people.UseCode(ctx, purposeOf(a), code, typed); err != nil {
		return err
	}
	req := gate.Request{By: by, Act: access.IdentifyCaller, Patient: call.Patient, Target: "2"}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error { return s.know(ctx, tx, by, call, call.Patient, 2, "") })
}
