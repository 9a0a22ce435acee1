package access

import "slices"

// Act is what is asked. Its value is written in the log: acts are added, never renamed.
type Act string

// Acts on documents.
const (
	ListDocuments    Act = "document.list"
	SearchDocuments  Act = "document.search" // in titles and texts: the line never says for what
	ReadDocument     Act = "document.read"
	ReadVersion      Act = "document.version.read" // one that a newer version replaced
	DepositDocument  Act = "document.deposit"
	ReplaceDocument  Act = "document.replace" // a new version, by its author
	MaskDocument     Act = "document.mask"
	UnmaskDocument   Act = "document.unmask"
	ReleaseDocument  Act = "document.release" // the patient has been told: « pas encore le patient » ends (R.1111-53)
	HintDocument     Act = "document.hint"    // the patient is told that something came, not what (R.1111-53, day 14)
	WithdrawDocument Act = "document.withdraw"
	DeleteDocument   Act = "document.delete" // by the patient, of what he added: into the bin
	RestoreDocument  Act = "document.restore"
	PurgeDocument    Act = "document.purge"          // out of the bin for good, by the service, 30 days later
	ImportDocument   Act = "document.import"         // of a previous DMP (#20, #98)
	ContestDocument  Act = "document.contest"        // a motif légitime against a deposit (R.1111-47)
	UnveilDocument   Act = "document.unveil"         // the person shows one to the helper beside
	VeilDocument     Act = "document.veil"           // the curtain is drawn again
	PinDocument      Act = "document.pin"            // kept at hand, by who does it for himself
	ListFolders      Act = "folder.list"             // of one's own
	SetFolder        Act = "folder.set"              // made, renamed, filled, ended
	AskDocument      Act = "document.ask"            // one that is missing, of a professional (#19)
	AskCorrection    Act = "document.correction.ask" // of its author
	ReportError      Act = "document.error.report"   // to its author, by a colleague who reads it
	ListRequests     Act = "request.list"
	CancelRequest    Act = "request.cancel"
	AnswerRequest    Act = "request.answer"          // by the professional asked
	SettleContest    Act = "document.contest.settle" // by the operator, where the author did not answer
	ReadUnveiled     Act = "document.unveiled.read"
	ListVeiled       Act = "document.veiled.list" // that documents are there, and of which day
)

// Acts on a record as a whole.
const (
	OpenRecord        Act = "record.open" // a professional opens under a motive
	ExportRecord      Act = "record.export"
	ReadHistory       Act = "history.read"
	ReadAccess        Act = "access.read" // « qui voit quoi »
	ContestAccess     Act = "access.contest"
	WriteSynthesis    Act = "synthesis.write" // the yearly one, by the médecin traitant (L.1111-15): prepared, then deposited
	ReadHome          Act = "home.read"       // the first page: treatments, vaccines to do, notices not read
	ReadProfile       Act = "profile.read"
	WriteProfile      Act = "profile.write"
	ReadMeasures      Act = "measure.read"
	WriteMeasure      Act = "measure.write"
	ReadVaccinations  Act = "vaccination.read"
	WriteVaccination  Act = "vaccination.write"
	ReadReimbursement Act = "reimbursement.read"
	ReadDirective     Act = "directive.read"  // directives, the trusted person, what was said of organ donation
	WriteDirective    Act = "directive.write" // replaced and revoked too (L.1111-11)
	AskExport         Act = "record.export.ask"
	TakeExport        Act = "record.export.take" // downloads a copy that was made
	ReadCard          Act = "card.read"
	SetCard           Act = "card.set" // the card shown in an emergency: made, ended
	ReadMessages      Act = "message.read"
	StartMessage      Act = "message.start" // professionals only start a conversation
	ReplyMessage      Act = "message.reply"
	ReadAgenda        Act = "agenda.read"
	WriteAgenda       Act = "agenda.write"
)

// Acts of the feed of the Assurance Maladie, of deadlines, and of who holds a card.
const (
	ImportReimbursement   Act = "reimbursement.import"
	WithholdReimbursement Act = "reimbursement.withhold" // a minor wants no trace of an act (R.1111-33)
	ForgetReimbursement   Act = "reimbursement.forget"   // its 12 months are over
	RemindDirective       Act = "directive.remind"       // R.1111-19
	EndExport             Act = "record.export.end"      // its 7 days are over, or it is thrown away
	OpenCard              Act = "card.open"              // by whoever holds the card and its PIN
	StopCard              Act = "card.stop"              // five wrong PINs
)

// Acts on what a person is told (PAT-13).
const (
	ListNotices   Act = "notice.list"
	ReadNotice    Act = "notice.read"   // one, or all that stand: each reader for themselves
	SetNotices    Act = "notice.set"    // which events, on which channels, when
	DigestNotices Act = "notice.digest" // what waited is told in one message
)

// Acts on who may see what.
const (
	BlockProfessional     Act = "professional.block"
	ReadAsked             Act = "professional.block.asked" // by the médecin traitant, of those that he himself blocked for the person (GP-08)
	UnblockProfessional   Act = "professional.unblock"
	SetSharing            Act = "sharing.set"
	SetEmergency          Act = "emergency.set"
	SetMaskAll            Act = "mask.all.set" // every document, present and to come
	CloseEmergency        Act = "emergency.close"
	ReportMistake         Act = "access.mistake"   // « j’ai ouvert par erreur », by who opened (ux.md §1.12)
	ReviewEmergency       Act = "emergency.review" // an opening in an emergency, or a report, read by who reviews it
	SettleReview          Act = "emergency.review.settle"
	LateReview            Act = "emergency.review.late" // nobody has looked within the time: the reviewers are told
	ConsentTeam           Act = "consent.team"          // the initial consent of a care team
	ConsentDeclare        Act = "consent.declare"       // for today's consultation, outside the team
	ConsentEntrust        Act = "consent.entrust"       // collected for another professional (L.1111-17 II)
	FollowChild           Act = "child.follow"          // by a PMI doctor, who says to a parent that he follows the child (L.1111-18)
	IssueConsentCode      Act = "consent.code.issue"
	RedeemConsentCode     Act = "consent.code.redeem"
	WithdrawConsent       Act = "consent.withdraw"
	AddRelative           Act = "relative.add"
	RemoveRelative        Act = "relative.remove"
	SuspendRepresentation Act = "representation.suspend"
	RestoreRepresentation Act = "representation.restore"
	ConnectApp            Act = "app.connect"
	DisconnectApp         Act = "app.disconnect"
	EndMandate            Act = "mandate.end"
)

// Acts on the life of a space. Access says who may ask; what follows is internal/enrolment's.
const (
	InviteSpace    Act = "space.invite"
	RemindSpace    Act = "space.remind" // a week before the last day
	RenewCode      Act = "space.code.renew"
	TryCode        Act = "space.code.try" // a code typed by somebody unidentified
	ActivateSpace  Act = "space.activate"
	OpposeSpace    Act = "space.oppose"
	AskOpposition  Act = "space.oppose.ask" // on the web without a code: it waits for one (#129, #130)
	OpenSpace      Act = "space.open"       // nothing was said by the end of day 42
	CloseSpace     Act = "space.close"
	ReopenSpace    Act = "space.reopen"
	EraseSpace     Act = "space.erase" // asked for by a person, done by the system
	KeepSpace      Act = "space.erase.cancel"
	RewrapKey      Act = "space.key.rewrap" // a new master key wraps the key of the space: nothing in it changes
	SuspendSpace   Act = "space.suspend"
	ResumeSpace    Act = "space.resume"
	RecordDeath    Act = "space.death"
	UndoDeath      Act = "space.death.undo"   // recorded by mistake: the person is at the counter
	PrintCode      Act = "space.code.print"   // a slip of 24 hours, printed before the person (HLP-02, CPAM-02)
	RecallAct      Act = "space.act.recall"   // what somebody else did wrongly, undone within 7 days
	DeferSpace     Act = "space.invite.defer" // technical impossibility: told at once, invited again later (R.1111-28)
	SettleDispute  Act = "space.dispute.settle"
	AskNewSpace    Act = "space.ask.again" // after an erasing: a new, empty one
	ImportIdentity Act = "identity.import"
	FindPerson     Act = "person.find" // by a number or by all exact traits, never by a name alone
	ReadIdentity   Act = "identity.read"
	SignIn         Act = "account.sign_in" // the holder comes in
	SetContact     Act = "contact.set"
	NewDevice      Act = "account.device" // signing in from a browser never seen
	EndSessions    Act = "session.end"    // of one device, or of all
	SetFactor      Act = "factor.set"     // a passkey, an authenticator, paper codes: added or removed
	SetMark        Act = "mark.set"       // the « mot repère » printed in genuine messages
	ReadMark       Act = "mark.read"
	ReportScam     Act = "scam.report" // by anybody, of a fake message (#74-#78)
	ReadScams      Act = "scam.read"
	SetTreating    Act = "treating.set" // the médecin traitant, from the caisse
	OpenMandate    Act = "mandate.open"
	UseMandate     Act = "mandate.use"     // a session under it begins, or ends
	RecoverSignIn  Act = "sign_in.recover" // at a desk: a code to the person, then a password that she types
)

// Acts of agents: whom they have on the line or at the counter, and what outlasts it.
const (
	OpenCall       Act = "call.open"
	CodeCaller     Act = "caller.code"     // sends a code to be read back in the call
	IdentifyCaller Act = "caller.identify" // by phone (SUP-02)
	ReceivePerson  Act = "person.receive"  // at the counter, identity seen (CPAM-01)
	OpenFile       Act = "file.open"       // at the counter, without the person: a death, a fraud, a danger
	EndAttendance  Act = "attendance.end"  // the call or the visit is over
	OpenTicket     Act = "ticket.open"     // a request that outlasts the call (SUP-07)
	MoveTicket     Act = "ticket.move"     // its next step
	ReadTickets    Act = "ticket.read"     // the person's own, or a team's
	SuspendSignIn  Act = "sign_in.suspend" // on suspicion: nobody signs in to the space until it is given back
	RestoreSignIn  Act = "sign_in.restore" // given back
	GiveView       Act = "view.give"       // 3422 may see the list of actions for 24 hours (SUP-05)
	EndView        Act = "view.end"
	ReadActions    Act = "view.read" // dates and kinds, never a name nor a document
)

// Acts on what opens spaces rather than on one: the habilitations, and teams across structures.
const (
	ProposeMatrix Act = "matrix.propose"
	PublishMatrix Act = "matrix.publish" // by another operator than who proposed it
	DropMatrix    Act = "matrix.drop"
	MakeTeam      Act = "team.make" // a formalised care team (L.1110-12, 3°)
	InviteToTeam  Act = "team.invite"
	JoinTeam      Act = "team.join"
	LeaveTeam     Act = "team.leave"
	EndTeam       Act = "team.end"
)

// Acts on the space of a child, besides those that a representative does as its holder would.
const (
	EnterChild       Act = "child.enter" // a representative comes in
	OfferYoung       Act = "young.offer" // a sign-in of the minor's own, from 12 (decisions §4)
	OpenYoung        Act = "young.open"  // the minor takes it
	EndYoung         Act = "young.end"
	AnnounceMajority Act = "majority.announce" // 90 and 30 days before
	ComeOfAge        Act = "space.majority"    // at 18: nobody represents any longer
)

// Acts lists all acts, in alphabetical order.
func Acts() []Act {
	var all []Act
	for a := range rules {
		all = append(all, a)
	}
	for a := range stages {
		all = append(all, a)
	}
	slices.Sort(all)
	return all
}

// Admits reports whether a role does an act at all, for acts on no space: a call taken, a queue read.
func Admits(r Role, a Act) bool {
	_, may := stages[a][r]
	return may
}

// OnDocument reports whether an act is done to one document, so that the document must be judged too.
func OnDocument(a Act) bool { return rules[a].document != nil }
