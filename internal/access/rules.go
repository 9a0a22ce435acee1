package access

// way is how a professional's request for an act is judged.
type way int

const (
	never     way = iota
	reading       // G3–G15: the record is opened, in any mode
	caring        // reading, in normal mode only: what is written there is not for an emergency
	tracing       // reading, and the médecin traitant only (R.1111-43)
	summing       // caring, and the médecin traitant only (L.1111-15, GP-08)
	giving        // a known professional, an open space, no block: no access right is needed (duty to deposit, L.1111-15)
	telling       // giving, to somebody who has activated
	sharing       // giving, and the patient shares at all
	following     // giving, by a PMI doctor, of a child under six (L.1111-18)
	meeting       // giving, or a previous DMP: before any right exists
)

// rule says who may do an act to the content of a record, and which documents it may be done to.
type rule struct {
	holder   []State // where the holder and his representatives may; nowhere when empty
	related  bool    // a relative may, where the holder may
	app      bool    // a listed service may, with the holder's consent
	system   bool    // a job may, where professionals deposit
	helper   bool    // who holds a mandate may, behind the curtain
	grown    bool    // of holders, adults in person only: nobody wants it in their place (L.1111-6, L.1111-11)
	pro      way
	document func(Question) Verdict // nil: not an act on one document
}

// Where the holder is at home. AUTO_CREATED is open to professionals, not to somebody who has not proved who he is.
var (
	home     = []State{Activated}
	homeLeft = []State{Activated, ClosedArchived} // a closed space can still be taken away by its holder
)

// rules holds every act on content. An act that is neither here nor in stages is unknown, and refused.
var rules = map[Act]rule{
	ListDocuments:   {holder: home, related: true, pro: reading},
	SearchDocuments: {holder: home, related: true, pro: reading},
	ReadDocument:    {holder: home, related: true, pro: reading, document: seen},
	ReadVersion:     {holder: home, related: true, pro: reading, document: seen},
	DepositDocument: {holder: home, related: true, helper: true, system: true, pro: giving, document: deposited},
	ReplaceDocument: {pro: giving, document: own},
	MaskDocument:    {holder: home, pro: giving, document: masked},
	// Only the patient shows again what he masked (invariant 6): no professional, no job.
	UnmaskDocument:   {holder: home, document: seen},
	ReleaseDocument:  {system: true, pro: giving, document: released},
	HintDocument:     {system: true, document: released},
	WithdrawDocument: {pro: giving, document: own},
	DeleteDocument:   {holder: home, document: added},
	RestoreDocument:  {holder: home, document: binned},
	ContestDocument:  {holder: home, document: seen},
	UnveilDocument:   {holder: home, document: seen},
	PinDocument:      {holder: home, document: seen},
	ListFolders:      {holder: home},
	SetFolder:        {holder: home},
	AskDocument:      {holder: home},
	AskCorrection:    {holder: home, document: seen},
	ReportError:      {pro: reading, document: seen},
	ListRequests:     {holder: home},
	CancelRequest:    {holder: home},
	AnswerRequest:    {pro: giving},
	ListVeiled:       {helper: true, document: veiled},
	ReadUnveiled:     {helper: true, document: unveiled},
	VeilDocument:     {holder: home, helper: true, document: drawn},

	OpenRecord:    {pro: reading},
	AskExport:     {holder: homeLeft},
	ExportRecord:  {holder: homeLeft, document: seen}, // what a copy holds is what who asked for it sees
	TakeExport:    {holder: homeLeft},
	ReadHistory:   {holder: home, pro: tracing},
	ReadAccess:    {holder: home},
	ContestAccess: {holder: home},

	ReadProfile:       {holder: home, related: true, pro: reading},
	WriteProfile:      {holder: home, pro: caring}, // #45
	WriteSynthesis:    {pro: summing},
	ReadMeasures:      {holder: home, related: true, app: true, pro: reading},
	WriteMeasure:      {holder: home, app: true, pro: caring},
	ReadVaccinations:  {holder: home, related: true, pro: reading},
	WriteVaccination:  {holder: home, pro: caring},
	ReadReimbursement: {holder: home},
	// Whoever opens the record reads what the matrix gives his profession of the same type of document.
	ReadDirective:  {holder: home, grown: true, pro: reading, document: seen},
	WriteDirective: {holder: home, grown: true},
	ReadCard:       {holder: home},
	SetCard:        {holder: home},
	ReadHome:       {holder: home},
	ListNotices:    {holder: home}, // what a minor keeps from them is missing (#71, R.1111-50): internal/notification
	ReadNotice:     {holder: home},

	ImportReimbursement:   {system: true},
	WithholdReimbursement: {pro: giving},

	ReadMessages: {holder: home, pro: telling},
	StartMessage: {pro: telling}, // only professionals start (domain study §1b)
	ReplyMessage: {holder: home, pro: telling},
	ReadAgenda:   {holder: home, pro: caring},
	WriteAgenda:  {holder: home, pro: caring},

	// The médecin traitant blocks a colleague at the patient's word, and never lifts a block (ux.md GP-08).
	BlockProfessional:   {holder: home, pro: summing},
	ReadAsked:           {pro: summing},
	UnblockProfessional: {holder: home},
	SetSharing:          {holder: home},
	SetEmergency:        {holder: home},
	SetMaskAll:          {holder: home},
	ConsentTeam:         {holder: home, pro: sharing}, // recorded by the professional, or given in the space
	ConsentDeclare:      {pro: sharing},
	FollowChild:         {pro: following},
	ConsentEntrust:      {pro: caring}, // who opens normally may open for the colleague he calls in
	IssueConsentCode:    {holder: home},
	RedeemConsentCode:   {pro: giving}, // the code is the say of the patient, sharing or not
	WithdrawConsent:     {holder: home},
	AddRelative:         {holder: home},
	RemoveRelative:      {holder: home},
	ConnectApp:          {holder: home},
	DisconnectApp:       {holder: home},
}

// stages says, for acts on the life of a space and on who people are, which role may ask in which state. A
// professional passes the gates of meeting besides; a helper needs a mandate, unless the act is to open one.
var stages = map[Act]map[Role][]State{
	InviteSpace:    {System: wanting, Caisse: wanting, Support: wanting},
	RemindSpace:    {System: {Invited, OppositionPending}},
	ImportDocument: {System: transferable},
	PurgeDocument:  {System: States()}, // whatever became of the space since
	// What is over is over, whatever became of the space since.
	ForgetReimbursement: {System: States()},
	EndExport:           {System: States(), Patient: homeLeft, Representative: homeLeft},
	RemindDirective:     {System: home},
	DigestNotices:       {System: home},
	SetNotices:          {Patient: home}, // one's own alone: a representative is told of a child as of oneself
	OpenCard:            {System: home},  // the PIN is judged with the card
	StopCard:            {System: home},
	RenewCode: {Patient: wanting, Representative: wanting, Helper: wanting, Support: wanting, Caisse: wanting,
		System: wanting},
	PrintCode:     {Helper: wanting, Caisse: wanting},
	TryCode:       {Patient: States(), Representative: States()},
	ActivateSpace: {Patient: activable, Representative: activable, Helper: activable},
	OpposeSpace: {Patient: opposable, Representative: disputable, Helper: opposable, Support: opposable,
		Caisse: opposable},
	AskOpposition: {Patient: opposable, Representative: opposable},
	DeferSpace:    {Caisse: {Invited, OppositionPending}, Operator: {Invited, OppositionPending}},
	OpenSpace:     {System: {Invited, OppositionPending}}, // R.1111-28
	CloseSpace: {Patient: alive, Representative: alive, Helper: alive, Support: alive, Caisse: alive,
		System: {Suspended, DMPOnly}},
	ReopenSpace: {Patient: closed, Representative: closed, Support: closed, Caisse: closed},
	EraseSpace: {Patient: erasable, Representative: erasable, Support: erasable, Caisse: erasable,
		System: {ClosedArchived, ClosedDeath, DeletionRequested}}, // R.1111-36
	KeepSpace:    {Patient: leaving, Representative: leaving, Support: leaving, Caisse: leaving},
	RewrapKey:    {System: States()},
	SuspendSpace: {Operator: alive, Caisse: alive},
	ResumeSpace:  {Patient: stopped, Representative: stopped, Support: stopped, Caisse: stopped, Operator: stopped},
	RecordDeath:  {System: mortal, Caisse: mortal},
	UndoDeath:    {Caisse: {ClosedDeath, DeletionRequested}},
	RecallAct: {Patient: recallable, Representative: recallable, Support: recallable, Caisse: recallable,
		Operator: recallable},
	SettleDispute: {Operator: {Disputed}},
	AskNewSpace:   {Patient: {Deleted}, Caisse: {Deleted}},
	SettleContest: {Operator: alive},

	ImportIdentity: {System: States()},
	FindPerson:     {Professional: readable, Helper: mandating}, // the same answer where nothing is open, and where he is blocked
	ReadIdentity: {Patient: States(), Representative: States(), Helper: States(), Support: States(),
		Caisse: States(), Operator: States(), System: States(), Professional: readable},
	SignIn:      {Patient: home},
	NewDevice:   {Patient: home},
	EndSessions: {Patient: home, Support: home, Caisse: home},
	SetFactor:   {Patient: home},
	SetContact:  {Patient: home, Representative: home, Caisse: States(), System: States()},
	SetTreating: {Caisse: States(), System: States()},
	SetMark:     {Patient: home},
	ReadMark:    {Patient: home},
	ReportScam:  {Patient: States()}, // whoever it is: nobody is asked
	ReadScams:   {Operator: States()},

	ProposeMatrix: {Operator: nowhere},
	PublishMatrix: {Operator: nowhere},
	DropMatrix:    {Operator: nowhere},
	MakeTeam:      {Professional: nowhere},
	InviteToTeam:  {Professional: nowhere},
	JoinTeam:      {Professional: nowhere},
	LeaveTeam:     {Professional: nowhere},
	EndTeam:       {Professional: nowhere},

	OpenCall:       {Support: States()},
	CodeCaller:     {Support: States()},
	IdentifyCaller: {Support: States()},
	ReceivePerson:  {Caisse: States()},
	OpenFile:       {Caisse: States()},
	EndAttendance:  {Support: States(), Caisse: States()},
	OpenTicket:     {Patient: States(), Representative: States(), Support: States(), Caisse: States()},
	MoveTicket:     {Support: States(), Caisse: States(), Operator: States()},
	ReadTickets:    {Patient: States(), Representative: States(), Support: States(), Caisse: States(), Operator: States()},
	SuspendSignIn:  {Support: home, Caisse: home},
	RestoreSignIn:  {Support: home, Caisse: home},
	GiveView:       {Patient: home, Support: alive},
	EndView:        {Patient: States(), Support: States()},
	ReadActions:    {Support: alive},

	OpenMandate:           {Helper: mandating},
	UseMandate:            {Helper: States()},
	RecoverSignIn:         {Helper: home},
	EndMandate:            {Patient: States(), Representative: States(), Helper: States(), Support: States()},
	EnterChild:            {Representative: home},
	OfferYoung:            {Representative: home},
	OpenYoung:             {Patient: home},
	EndYoung:              {Patient: home, Representative: States(), System: States()},
	AnnounceMajority:      {System: aging},
	ComeOfAge:             {System: aging},
	SuspendRepresentation: {Caisse: States(), Operator: States()},
	RestoreRepresentation: {Caisse: States(), Operator: States()},
	ReviewEmergency:       {Reviewer: States()}, // the reason and the lines, never a document
	SettleReview:          {Reviewer: States()},
	LateReview:            {System: States()},
	CloseEmergency:        {Professional: readable}, // his own
	ReportMistake:         {Professional: readable}, // his own
}

// nowhere is where acts on no space are done: a role may (Admits), on any space it may not.
var nowhere []State

// The states in which acts on the life of a space make sense. What follows from them is internal/enrolment's.
var (
	// A code is of use before the person has come in, and to come back: closed, to be erased, suspended.
	wanting = []State{Eligible, Invited, OppositionPending, Opposed, DMPOnly, AutoCreated, ClosedArchived,
		DeletionRequested, Suspended}
	activable = []State{Invited, OppositionPending, Opposed, DMPOnly, AutoCreated, ClosedArchived, DeletionRequested,
		Suspended}
	recallable = []State{Activated, AutoCreated, Opposed, DMPOnly, ClosedArchived, DeletionRequested}
	opposable  = []State{Eligible, Invited, OppositionPending}
	disputable = append(opposable[:3:3], Activated) // by the other representative (decisions §4)
	alive      = []State{Activated, AutoCreated}
	erasable   = []State{Activated, AutoCreated, ClosedArchived}
	closed     = []State{ClosedArchived}
	leaving    = []State{DeletionRequested}
	stopped    = []State{Suspended}
	aging      = []State{Eligible, Invited, OppositionPending, Opposed, Disputed, Activated, AutoCreated, Suspended, DMPOnly}
	mandating  = []State{Eligible, Invited, OppositionPending, Opposed, Disputed, Activated, AutoCreated, Suspended,
		ClosedArchived, DeletionRequested, DMPOnly} // whoever lives and has a number
	mortal = []State{Eligible, Invited, OppositionPending, Opposed, Disputed, Activated, AutoCreated, Suspended,
		ClosedArchived, DeletionRequested, DMPOnly}
)

// byPhone says how surely a caller is known before a 3422 agent does an act (SUP-02, SUP-03): 0 nobody yet, 1 three
// answers that go together, 2 a code read back. What protects the person at once wants less than what ends something.
// Opposing judges code, number and serial number by itself, together (#132).
var byPhone = map[Act]int{OpenCall: 0, CodeCaller: checked, OpposeSpace: 0, IdentifyCaller: 0, EndAttendance: 0, MoveTicket: 0, ReadIdentity: checked, OpenTicket: checked,
	ReadTickets: checked, RenewCode: checked, InviteSpace: checked, EndSessions: checked, SuspendSignIn: checked,
	EndMandate: checked, EndView: checked, ReadActions: checked}

const (
	checked = 1
	byCode  = 2
)

// absent are the acts that an agent of the caisse does without the person: what brings the person into the visit,
// a death, and what protects against somebody else (CPAM-05, CPAM-08).
var absent = map[Act]bool{ReceivePerson: true, OpenFile: true, EndAttendance: true, MoveTicket: true, RecordDeath: true,
	SuspendSpace: true, DeferSpace: true, SuspendSignIn: true, SuspendRepresentation: true, RestoreRepresentation: true}

// transferable are the states in which a previous DMP's documents come in (#20, #98): they wait until the space
// opens, or stay readable for a while without it (#100). Nothing is added to what was refused, closed or erased.
var transferable = []State{Eligible, Invited, OppositionPending, Disputed, DMPOnly, Activated, AutoCreated, Suspended}

// grown are the acts that a minor cannot do in person: the representatives decide (#69). A minor who signs in reads,
// adds, masks, chooses what reaches their own contact, and neither chooses who may come in for everybody nor lets anybody else act.
var grown = map[Act]bool{SetSharing: true, SetEmergency: true, AddRelative: true, RemoveRelative: true, ConnectApp: true,
	DisconnectApp: true, GiveView: true, ActivateSpace: true, OpposeSpace: true, CloseSpace: true, ReopenSpace: true,
	EraseSpace: true, KeepSpace: true, ResumeSpace: true, AskOpposition: true, RecallAct: true}
