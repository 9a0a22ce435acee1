package access

// Gate names the step that decided. G1–G15 and D1–D6 are those of the domain study §2.3; the steps it has no number
// for are named here.
type Gate string

// The study's steps. D5 is a setting and D7 a line for each document opened: neither decides.
const (
	G1  Gate = "G1"  // no insurer, no employer
	G2  Gate = "G2"  // no agent reads content
	G3  Gate = "G3"  // an active professional, in person
	G4  Gate = "G4"  // the state of the space
	G5  Gate = "G5"  // blocked by the patient
	G6a Gate = "G6a" // the SAMU's regulating doctor
	G6b Gate = "G6b" // breaking the glass
	G7  Gate = "G7"  // the médecin traitant
	G8  Gate = "G8"  // the care team, its initial consent recorded
	G9  Gate = "G9"  // the care team, not recorded yet
	G10 Gate = "G10" // consent for this consultation
	G11 Gate = "G11" // consent collected by a colleague
	G12 Gate = "G12" // médecine du travail
	G13 Gate = "G13" // the PMI doctor
	G14 Gate = "G14" // members of the team who are not of a health profession
	G15 Gate = "G15" // the patient's one-time code

	D1 Gate = "D1" // status
	D2 Gate = "D2" // its author in person
	D3 Gate = "D3" // the matrix
	D4 Gate = "D4" // masked
	D6 Gate = "D6" // not the patient yet, not the representatives
)

// Steps without a number in the study.
const (
	G0 Gate = "G0" // the question itself: unknown act, role or mode, a fact missing
	P1 Gate = "P1" // the holder in his own space
	P2 Gate = "P2" // a legal representative
	P3 Gate = "P3" // a relative
	P4 Gate = "P4" // a listed service
	A1 Gate = "A1" // who may do this act at all
	A2 Gate = "A2" // whether the document is one this act may be done to
	S1 Gate = "S1" // acts on the life of a space, by state and actor
)

// Reason is why an act was refused, a closed set; each has a sentence in web/fr. Empty when allowed. It goes to the
// log as it is: on screen, NoSpace and Blocked say the same words, and a hidden document is a missing one.
type Reason string

// The reasons.
const (
	MissingFact    Reason = "missing-fact"     // G0
	UnknownAct     Reason = "unknown-act"      // G0
	UnknownActor   Reason = "unknown-actor"    // G0
	UnknownMode    Reason = "unknown-mode"     // G0
	NotForRole     Reason = "not-for-role"     // A1
	NotYours       Reason = "not-yours"        // P1–P3: no link between who asks and the space
	NoMandate      Reason = "no-mandate"       // A1: the desk agent holds no live mandate
	NotInMandate   Reason = "not-in-mandate"   // A1: the person did not tick this
	NotIdentified  Reason = "not-identified"   // A1: nobody known surely enough is on the agent's line
	NotPresent     Reason = "not-present"      // A1: the person is not before the agent of the caisse, identity seen
	NotLet         Reason = "not-let"          // A1: the person does not let 3422 see the list of actions, or no longer
	NotTwelve      Reason = "not-twelve"       // P1, P2: a minor's own sign-in exists from 12
	NotConnected   Reason = "not-connected"    // P4: the holder connected no such service
	MinorMayNot    Reason = "minor"            // P1: the representatives decide (#69)
	NoInsurer      Reason = "insurer"          // G1
	NoContent      Reason = "no-content"       // G2: this role reads no health content
	NotActive      Reason = "not-active"       // G3
	NoProfession   Reason = "no-profession"    // G3: a profession the lists do not know
	NoSpace        Reason = "no-space"         // G4
	NotActivated   Reason = "not-activated"    // G4: the person has not activated the space
	SpaceClosed    Reason = "space-closed"     // G4
	SpaceStopped   Reason = "space-suspended"  // G4
	PreviousOnly   Reason = "previous-dmp"     // G4: only the previous DMP's documents are readable
	Blocked        Reason = "blocked"          // G5
	SAMURefused    Reason = "samu-refused"     // G6a
	DoctorsOnly    Reason = "doctors-only"     // G6a
	EmergencyNone  Reason = "emergency-no"     // G6b: the patient refused openings in an emergency
	CarersOnly     Reason = "carers-only"      // G6b: health professions only
	NotOpened      Reason = "not-opened"       // G6a, G6b: no opening in an emergency stands behind the request, or it is over
	NoTeamConsent  Reason = "no-team-consent"  // G9
	NoConsent      Reason = "no-consent"       // G10
	SharingOff     Reason = "sharing-off"      // G10: « personne pour le moment »
	WorkMedicine   Reason = "work-medicine"    // G12
	RolesClosed    Reason = "roles-closed"     // G14
	NotPMI         Reason = "not-pmi"          // G13: no doctor of the protection maternelle et infantile, or not there today
	NotUnderSix    Reason = "not-under-six"    // G13
	NotNormal      Reason = "not-in-emergency" // A1: this act is not done in an emergency opening
	NotCurrent     Reason = "not-current"      // D1: replaced, withdrawn or in the bin
	NotReplaced    Reason = "not-replaced"     // D1: a current document is not read as an old version
	NoAuthor       Reason = "no-author"        // D2: who wrote it is not said
	NotHabilitated Reason = "matrix"           // D3: the matrix of habilitations, L.1111-17, arrêté of 26/10/2023
	Masked         Reason = "masked"           // D4
	NotAnnounced   Reason = "not-announced"    // D6
	KeptSecret     Reason = "kept-secret"      // D6: from representatives
	NotAuthor      Reason = "not-author"       // A2
	NotAdded       Reason = "not-added-by-you" // A2: the patient deletes only what he added
	NotPatientDoc  Reason = "not-patient-type" // A2: a type of document only professionals write
	NotInBin       Reason = "not-in-bin"       // A2
	UnknownType    Reason = "unknown-type"     // A2: not on the list of document types
	Veiled         Reason = "veiled"           // D4: behind the curtain, the person did not show it
	WrongState     Reason = "wrong-state"      // S1
	WrongCode      Reason = "wrong-code"       // G15: not the person's code of the moment
)

// Reasons lists all reasons, so that a test can ask a sentence of each.
func Reasons() []Reason {
	return []Reason{MissingFact, UnknownAct, UnknownActor, UnknownMode, NotForRole, NotYours, NoMandate, NotInMandate, NotIdentified, NotPresent, NotLet, NotTwelve, NotConnected,
		MinorMayNot, NoInsurer, NoContent, NotActive, NoProfession, NoSpace, NotActivated, SpaceClosed, SpaceStopped,
		PreviousOnly, Blocked, SAMURefused, DoctorsOnly, EmergencyNone, CarersOnly, NotOpened, NoTeamConsent, NoConsent,
		SharingOff, WorkMedicine, RolesClosed, NotPMI, NotUnderSix, NotNormal, NotCurrent, NotReplaced, NoAuthor, NotHabilitated, Masked,
		NotAnnounced, KeptSecret, NotAuthor, NotAdded, NotPatientDoc, UnknownType, NotInBin, Veiled, WrongState, WrongCode}
}
