// Package limit holds the numbers that bound what people may do
// (decisions.md §5 and the deadlines of the law). limits.csv says the same for
// machines that read it; a test keeps the two equal.
package limit

import (
	_ "embed"
	"time"
)

//go:embed limits.csv
var File string

// The limits: decisions.md §5, and the articles named.
const (
	PasswordMin = 12
	PasswordMax = 128

	CodeTries      = 5              // wrong tries that kill an activation code, never the person
	CodesADay      = 3              // new codes a person may ask for in a day
	OppositionDays = 42             // from sending, R.1111-28
	SlipLife       = 24 * time.Hour // of a code printed at a counter (PAT-01d)
	RecallDays     = 7              // to undo what somebody else did wrongly

	OneTimeCodeDigits = 6
	OneTimeCodeLife   = 15 * time.Minute
	OneTimeCodeTries  = 5
	PaperCodes        = 10
	Passkeys          = 10 // of one account

	GuessesAtOnce     = 10  // of one person in half an hour, then a pause: never a lock
	GuessesADay       = 50  // of one person, by one way in
	GuessesOfANetwork = 300 // in an hour, of whomever
	DeviceMonths      = 13  // a browser not seen for that long is a new one
	ContactDelay      = 24 * time.Hour

	PatientIdle          = 20 * time.Minute
	PatientAbsolute      = 12 * time.Hour
	ProfessionalIdle     = 30 * time.Minute
	ProfessionalAbsolute = 12 * time.Hour
	DeskIdle             = 15 * time.Minute
	DeskAbsolute         = 8 * time.Hour
	MinorIdle            = 10 * time.Minute
	MinorAbsolute        = 2 * time.Hour

	UploadBytes     = 25 << 20
	UploadFiles     = 10
	SpaceBytes      = 5 << 30
	ImagePixels     = 100_000_000
	ListRows        = 50
	HistoryLines    = 5000 // of one history taken away as a file
	UndoMinutes     = 10   // to take back a change of who sees what (ux.md §0.1, 7)
	Folders         = 50   // of one's own, in a space
	ContestDays     = 30   // to answer a request about a document (R.1111-47)
	AskedRemindDays = 7    // before that, a professional who has not answered is reminded
	BinDays         = 30   // to restore what was put into the bin
	HintDays        = 14   // after which the person is told that something waits (R.1111-53)

	MessageCharacters  = 20_000
	MessageAttachments = 5

	ConsentCodeLife     = 15 * time.Minute
	EntrustDays         = 30 // ahead, the day of the colleague's consultation (L.1111-17 II)
	TeamsOfOne          = 20 // formalised teams that one professional is of
	TeamMembers         = 50
	EmergencyLife       = 60 * time.Minute
	EmergencyReasonMin  = 20
	EmergencyReviewLife = 72 * time.Hour

	ArchiveYears        = 10 // R.1111-36
	ErasureCancelDays   = 30
	DMPTransitionMonths = 12 // a previous DMP after an opposition, unless DMP_TRANSITION says otherwise (#100)
	ErasureMaxMonths    = 3  // R.1111-36

	FirstSignInLife = 24 * time.Hour

	SynthesisMonths     = 12   // from one synthesis of the médecin traitant to the next (L.1111-15)
	SynthesisCharacters = 4000 // of one of its parts

	ReminderDays = 7  // before the last day to choose (M2)
	ScamMonths   = 12 // that a scam reported is kept

	CallLife  = 60 * time.Minute // a call to 3422, at most
	VisitLife = 20 * time.Minute // at the counter, identity seen

	SupportView = 24 * time.Hour // that 3422 may see the list of actions (SUP-05)

	PMIAge              = 6                  // until which the protection maternelle et infantile follows a child (L.2111-1)
	YoungAge            = 12                 // from which a minor may have a sign-in of their own
	YoungCode           = 7 * 24 * time.Hour // that the code of a minor's own sign-in lives
	ReimbursementMonths = 12                 // kept, #21
	ReminderMonths      = 12                 // between two reminders that directives exist (R.1111-19)
	DirectiveCharacters = 20_000             // written in the page
	ExportDays          = 7                  // that a copy is kept, ready
	ExportPasswordMin   = 12                 // characters
	CardMonths          = 12                 // of a square to scan
	CardPINDigits       = 4                  // on the back of the card
	CardTries           = 5                  // wrong PINs that end it

	ReviewDays     = 15 // of a representative's suspended access
	DisputeDays    = 15 // between two representatives
	MajorityFirst  = 90 // days before 18
	MajoritySecond = 30

	DayList = 100 // people on a professional's list of the day
)
