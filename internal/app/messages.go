package app

import (
	"context"
	"strconv"
	"strings"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/enrolment"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/web/letter"
)

// head is what every message carries.
func (p *program) head(reference string) letter.Head {
	return letter.Head{Service: p.cfg.Letter(), Date: p.pool.Now(), Reference: reference}
}

// about names a message to the register of references and to the outbox: the
// same each time it is tried.
func about(j enrolment.Invite) string {
	return "invitation " + j.Invitation.String() + "/" + strconv.Itoa(j.Issue)
}

// invitation is the words of a code on its way.
func (p *program) invitation(m enrolment.Message) letter.Message {
	h := p.head(notification.ReferenceOf(p.vault, about(m.Invite)))
	h.Mark = m.Mark
	h.Record = identity.RecordNumber(p.vault, m.Person.Patient)
	if minor := p.pool.Now().Before(clock.Majority(m.Person.BirthDate)); minor {
		h.Child = m.Person.Given()
	}
	if p.cameOfAge(m) {
		return letter.OfAge{Head: h, Code: m.Code.Show(), Deadline: m.Ends, Opened: m.State == access.AutoCreated}
	}
	if m.Invite.Issue == 1 && (m.State == access.Eligible || m.State == access.Invited) {
		return letter.Invitation{Head: h, Code: m.Code.Show(), Deadline: m.Ends}
	}
	return letter.NewCode{Head: h, Code: m.Code.Show(), Deadline: m.Ends, Opened: m.State == access.AutoCreated,
		Opposing: m.State == access.OppositionPending}
}

// reminder is the words of M2: the same code, the same two doors.
func (p *program) reminder(m enrolment.Message) letter.Reminder {
	h := p.head(notification.ReferenceOf(p.vault, aboutReminder(m)))
	h.Mark = m.Mark
	h.Record = identity.RecordNumber(p.vault, m.Person.Patient)
	if p.pool.Now().Before(clock.Majority(m.Person.BirthDate)) {
		h.Child = m.Person.Given()
	}
	return letter.Reminder{Head: h, Code: m.Code.Show(), Deadline: m.Ends}
}

// aboutReminder is about, for the reminder of an invitation.
func aboutReminder(m enrolment.Message) string { return "reminder of " + about(m.Invite) }

// addressOf is where the caisse writes to somebody, on six lines at most.
func addressOf(reader identity.Person, child string) []string {
	name := reader.Called()
	if child != "" { // nobody is known to represent the child
		name = letter.ToRepresentatives(child)
	}
	street := reader.Contact.Address
	if len(street) > 4 {
		street = append(street[:3:3], strings.Join(street[3:], ", "))
	}
	lines := append([]string{name}, street...)
	return append(lines, strings.TrimSpace(reader.Contact.Postcode+" "+reader.Contact.City))
}

// toAddress is addressOf for an invitation.
func (p *program) toAddress(m enrolment.Message) []string {
	child := ""
	if m.Recipient.Patient == m.Person.Patient && p.pool.Now().Before(clock.Majority(m.Person.BirthDate)) {
		child = m.Person.Called()
	}
	return addressOf(m.Recipient, child)
}

// told is a notice with whom it is for.
type told struct {
	notification.Notice
	person identity.Person
	reach  identity.Reach
	chosen identity.Reach  // what the person chose; zero without an account
	reader identity.Person // who reads: the person, or one who represents them
	mark   string          // the word that the reader chose; may be empty

	places identity.Places
	wishes notification.Wishes // of the reader
	count  int                 // of a digest: of how many things it tells…
	digest notification.Choice // …and on which channels
}

// tell opens a notice, with the person it is for and how they are reached: as
// they chose, else as the caisse knows.
func (p *program) tell(ctx context.Context, tx *db.Tx, n notification.Notice) (t told, err error) {
	t.Notice = n
	if t.person, err = identity.PersonIn(ctx, tx, p.vault, n.PatientID); err != nil {
		return t, err
	}
	if t.reach, err = identity.ReachOf(ctx, tx, p.vault, n.PatientID); err != nil {
		return t, err
	}
	t.chosen = t.reach
	if err = p.read(ctx, tx, &t); err != nil {
		return t, err
	}
	marks, err := identity.Marks(ctx, tx, p.vault, t.reader.Patient)
	if err != nil {
		return t, err
	}
	t.mark = marks[t.reader.Patient]
	if t.reach.Address == "" && t.reader.Contact.Email != "" {
		t.reach = identity.Reach{Channel: identity.ByEmail, Address: t.reader.Contact.Email}
	}
	return t, p.ways(ctx, tx, &t)
}

func (p *program) loadNotice(ctx context.Context, due notification.Due) (t told, err error) {
	return p.loadNoticeTo(ctx, notification.DueTo{Due: due})
}

// words are what a notice says; none for a kind that it does not know.
func (p *program) words(t told) letter.Message {
	h := p.head(t.Reference)
	h.Mark = t.mark
	h.Record = identity.RecordNumber(p.vault, t.PatientID)
	if p.minor(t) {
		h.Child = t.person.Given()
	}
	if words := familyWords(h, t); words != nil {
		return words
	}
	if words := copyWords(h, t); words != nil {
		return words
	}
	switch at := t.QueuedAt; t.Kind {
	case notification.Digest:
		return letter.Digest{Head: h, Count: t.count}
	case notification.Opened:
		return letter.AutoOpened{Head: h, At: at}
	case notification.Activated:
		return letter.Activated{Head: h, At: at, Way: wayOf(t)}
	case notification.Opposed:
		return letter.Opposed{Head: h, Number: t.Target, At: at, Way: wayOf(t)}
	case notification.FirstAccess:
		return letter.FirstAccess{Head: h, At: at}
	case notification.Declared:
		return letter.AgreementDeclared{Head: h, At: at}
	case notification.Entrusted:
		return letter.AgreementEntrusted{Head: h, At: at}
	case notification.BlockedForYou:
		return letter.BlockedForYou{Head: h, At: at, Doctor: t.ActorName}
	case notification.Mistaken:
		return letter.OpenedByMistake{Head: h, At: at}
	case notification.NewDocument:
		return letter.NewDocument{Head: h, At: at}
	case notification.Updated:
		return letter.Updated{Head: h, At: at}
	case notification.ProfileCompleted:
		return letter.ProfileCompleted{Head: h, At: at}
	case notification.RequestAnswered:
		return letter.RequestAnswered{Head: h, At: at}
	case notification.Refused:
		return letter.DepositRefused{Head: h, At: at}
	case notification.NewDevice:
		return letter.NewDevice{Head: h, At: at}
	case notification.ContactChanging:
		return letter.ContactChanged{Head: h, Phone: t.reach.Channel == identity.BySMS, At: at, Effective: at.Add(limit.ContactDelay),
			Stop: p.people.StopCode(t.Target)}
	case notification.FactorChanged:
		return letter.FactorChanged{Head: h, At: at}
	case notification.OpenedInEmergency:
		return letter.Emergency{Head: h, At: at}
	case notification.EmergencyRefused:
		return letter.EmergencyRefused{Head: h, At: at}
	case notification.ReportAnswered:
		return letter.ReportAnswered{Head: h, At: at}
	case notification.ReviewConcluded:
		return letter.EmergencyUnjustified{Head: h, At: at}
	case notification.SignInHeld:
		return letter.SignInHeld{Head: h, At: at}
	case notification.SignInGiven:
		return letter.SignInGiven{Head: h, At: at}
	case notification.SignedOut:
		return letter.SignedOut{Head: h, At: at}
	case notification.PasswordChanged:
		return letter.PasswordChanged{Head: h, At: at}
	case notification.Closed:
		return letter.Closed{Head: h, Number: t.Target, At: at, Way: wayOf(t), ArchiveUntil: at.AddDate(limit.ArchiveYears, 0, 0)}
	case notification.Erasing:
		return letter.Closed{Head: h, Number: t.Target, At: at, Way: wayOf(t), Erase: true,
			CancelUntil: enrolment.EraseOn(at), EraseBy: enrolment.EraseBy(at)}
	}
	return lifeWords(h, t)
}

// byPost are the notices that reach people on paper when nothing else does (✉
// in ux.md §1.16). The others wait in the space.
func byPost(k notification.Kind) bool {
	return k == notification.Disputed || k == notification.Settled || aboutMajority(k) || k == notification.Opened || k == notification.Opposed || k == notification.Closed || k == notification.Erasing || k == notification.Kept || k == notification.Reopened ||
		k == notification.Unobjected || k == notification.DMPEnded || k == notification.Died
}
