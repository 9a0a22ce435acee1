// Package access decides who may do what to a space, and which of its documents exist for whom. It is the only place
// where the answer is given; it reads facts and touches nothing: no database, no clock, no context.
//
// The steps G1–G15 and D1–D7 in the comments are those of the domain study (§2.3), corrected by decisions §2–4.
// Whatever is not said is refused: an unknown act, role, state or mode, an empty fact, a cell missing in the matrix.
package access

import (
	"time"

	"espacesante/internal/id"
)

// Role is the hat a person wears for the length of a session. Its value is written in the log: never rename.
type Role string

// The roles. Employers, insurers and the médecine du travail have none that opens anything: Insurer exists so that a
// question about one can be answered no (#25, #26, #86).
const (
	Patient        Role = "patient"        // the holder of a space, in it
	Representative Role = "representative" // the legal representative of the holder
	Relative       Role = "relative"       // somebody the holder chose: reads and adds, never changes
	Professional   Role = "professional"
	Helper         Role = "helper"   // a desk agent (France services), under a mandate
	Support        Role = "support"  // a 3422 agent
	Caisse         Role = "caisse"   // an agent at the counter of a caisse
	Operator       Role = "operator" // who runs the service
	Reviewer       Role = "reviewer" // the doctor who reviews openings in an emergency
	App            Role = "app"      // a listed digital service (R.1111-37)
	Insurer        Role = "insurer"  // insurer, mutuelle, employer, bank, contract expert
	System         Role = "system"   // a job, an import: nobody in person
)

// Actor is who asks.
type Actor struct {
	Account    id.Account
	Role       Role
	Patient    id.Patient // the actor's own space, when a patient
	Profession string     // code of the matrix: "10", "60", "R95_93", "FCT_COORD"
	Specialty  string     // TRE_R38 code, may be empty
	Active     bool       // registered and in practice today
	Structure  string     // FINESS of the place of work of this session
	Young      bool       // signed in with a minor's own sign-in: shorter sessions; rights are Facts.Adult's
}

// ForOthers reports whether whoever acts does so for somebody else as an agent: what he does is kept with his name
// and told to the person on every known channel.
func (a Actor) ForOthers() bool {
	switch a.Role {
	case Helper, Support, Caisse, Operator:
		return true
	}
	return false
}

// HeardOnly reports whether the person is heard and not seen: what ends or refuses a space then asks for the code and
// the serial number of the card (#132).
func (a Actor) HeardOnly() bool { return a.Role == Support }

// State is where a space is in its life (domain study §4).
type State string

// The states.
const (
	Eligible          State = "ELIGIBLE"
	Invited           State = "INVITED"
	Opposed           State = "OPPOSED"
	OppositionPending State = "OPPOSITION_PENDING"
	Activated         State = "ACTIVATED"
	AutoCreated       State = "AUTO_CREATED"
	Suspended         State = "SUSPENDED"
	ClosedArchived    State = "CLOSED_ARCHIVED"
	ClosedDeath       State = "CLOSED_DEATH"
	DeletionRequested State = "DELETION_REQUESTED"
	Deleted           State = "DELETED"
	DMPOnly           State = "DMP_ONLY" // opposed, the previous DMP still readable by professionals (#99–#100)
	Disputed          State = "DISPUTED" // two representatives disagree
)

// States lists all states, in the order of a life.
func States() []State {
	return []State{Eligible, Invited, OppositionPending, Opposed, Disputed, Activated, AutoCreated, Suspended,
		ClosedArchived, ClosedDeath, DeletionRequested, Deleted, DMPOnly}
}

// Mode is how a professional comes in (TRE_R248). That its conditions were met (attestations, typed reason, call) is
// for who sets it to know.
type Mode string

// The modes.
const (
	Normal      Mode = "normal"
	BrisDeGlace Mode = "bris_de_glace" // opening in an emergency, L.1111-17 I
	Centre15    Mode = "centre_15"     // the SAMU's regulating doctor on a call
)

// Emergency is what the patient answered about openings in an emergency (R.1111-48, #30).
type Emergency string

// The answers. EmergencyYes is what stands when nothing was said; here an empty answer is no answer and refuses.
const (
	EmergencyYesWithMasked Emergency = "yes_with_masked"
	EmergencyYes           Emergency = "yes"
	EmergencyNo            Emergency = "no"
)

// Facts is all that a decision may depend on, besides who asks and the document, as it stands at the question's
// instant. It is flat, read by column name in one statement: a fact the statement forgets is an error, not a no.
type Facts struct {
	Patient   id.Patient // whose space
	State     State
	Emergency Emergency
	SAMU      bool // the SAMU's regulating doctor may open
	Sharing   bool // false: « personne pour le moment », only the patient's code opens; emergencies follow their own
	MaskAll   bool // every new document starts masked; no filter of its own (decisions §3 over D5)
	Lapsed    bool // a mode of emergency is asked for and no opening of the actor in that mode stands, attested and live
	Adult     bool // the holder is 18 or more: nobody's child any longer, and may oppose and close (#69)
	UnderSix  bool // the holder is not 6 yet: the protection maternelle et infantile (L.2111-1)
	Twelve    bool // the holder is 12 or more: may have a sign-in of their own (decisions §4)

	Represents bool   // the actor is a legal representative, today, not suspended
	Related    bool   // the actor is a relative the holder chose, today
	Mandate    bool   // the actor holds a live mandate of the person
	Tasks      string // what the person ticked in that mandate: values of Task, with a space between
	Identified int    // how surely the person is known in the actor's live call: 1 checked by phone, 2 by a code (SUP-02)
	Present    bool   // the actor, at the counter of a caisse, has the person before him and saw who it is (CPAM-01)
	LetsSee    bool   // the person lets 3422 see the list of actions, for now (SUP-05)
	Consented  bool   // the holder connected this listed service to this kind of data, and has not cut it

	Blocked        bool // the patient blocked this professional
	TreatingDoctor bool // the actor is the declared médecin traitant
	CareTeam       bool // the patient added the actor to his care team, or agreed to a formalised team that he is of
	Colleague      bool // the actor works where somebody works whose team consent is recorded (same FINESS)
	TeamConsent    bool // the team's initial consent is recorded, the actor's own or a colleague's, and not withdrawn
	ConsentToday   bool // consent for today's consultation, verified or declared
	Entrusted      bool // consent that another professional collected for the actor (L.1111-17 II), for today
	Code           bool // the patient's one-time code was entered, and has not run out (R.1111-32)
	PMI            bool // the actor said to a parent, where he works today, that he follows this child for the PMI (L.1111-18)
	AtPMI          bool // the actor's place of work today is one of the protection maternelle et infantile
	RolesOpen      bool // the deployer lets non-health members of a care team in; false unless switched on
}

// Author is who wrote or deposited a document, seen from who asks.
type Author string

// The authors.
const (
	Self      Author = "self"      // the professional who asks, in person
	Structure Author = "structure" // a colleague of the same structure
	Holder    Author = "patient"   // the patient, or who acts for him
	Other     Author = "other"
)

// Status is where a document is in its life.
type Status string

// The statuses.
const (
	Approved   Status = "approved"
	Deprecated Status = "deprecated" // replaced by a new version
	Archived   Status = "archived"
	Erased     Status = "deleted" // withdrawn by its author, or in the patient's bin
)

// Document is what a decision may depend on in a document. Domains embed it in the rows they read.
type Document struct {
	Type   string // JDV_J66 code
	Author Author
	Status Status

	Masked                    bool // from professionals, by the patient (MASQUE_PS)
	HiddenFromPatient         bool // « pas encore le patient », until it is told (INVISIBLE_PATIENT)
	HiddenFromRepresentatives bool // at the minor's demand (INVISIBLE_REPRESENTANTS_LEGAUX)
	Unveiled                  bool // shown by the person to the helper who asks, in the session that is open
}

// Question is one act that someone asks to do. Doc counts for acts on a document only, Mode and Matrix for professionals
// only. Matrix is the version in force at that instant; without one no profession reads anything.
type Question struct {
	By     Actor
	Act    Act
	Mode   Mode
	On     Facts
	Doc    Document
	Matrix *Matrix
	At     time.Time
}

// Verdict is an answer and the step that gave it: G1–G15, D1–D6, or one of the steps named in gates.go.
type Verdict struct {
	Allow  bool
	Gate   Gate
	Reason Reason // empty when allowed
}

// Decide answers whether the act may be done to the space: why it is refused, or nothing when it is allowed.
func Decide(q Question) Reason { return opening(q).Reason }

// Hides answers whether the document is out of the act's reach for who asks: why, or nothing when it is within. It
// says nothing of the space: ask Decide first, or Judge for both.
func Hides(q Question) Reason { return filter(q).Reason }

// Judge is Decide, then Hides when the act is one on a document, with the step that decided.
func Judge(q Question) Verdict {
	v := opening(q)
	if !v.Allow || !OnDocument(q.Act) {
		return v
	}
	if hidden := filter(q); !hidden.Allow {
		return hidden
	}
	return v
}
