package access

// Link is a kind of tie between who asks and the holder of a space. A decision
// looks only at the links that the role of who asks can have, so that reading
// the facts costs no more than what they decide.
type Link int

// The links.
const (
	Alone        Link = iota // the holder, jobs, operators: the space itself decides
	Caring                   // professionals: blocks, consents, teams, emergencies
	Helping                  // helpers under a mandate, agents in a call or at a counter
	Representing             // legal representatives of a child
	Chosen                   // relatives whom the holder chose, listed services
)

// LinkOf is the link that actors of a role can have.
func LinkOf(r Role) Link {
	switch r {
	case Professional:
		return Caring
	case Helper, Support, Caisse:
		return Helping
	case Representative:
		return Representing
	case Relative, App:
		return Chosen
	}
	return Alone
}

// Under is the facts without those that no decision about this link looks at.
func (f Facts) Under(l Link) Facts {
	kept := Facts{Patient: f.Patient, State: f.State, Adult: f.Adult, Twelve: f.Twelve, UnderSix: f.UnderSix}
	switch l {
	case Caring:
		kept = f
		kept.Represents, kept.Related, kept.Consented = false, false, false
		kept.Mandate, kept.Tasks, kept.Identified, kept.Present, kept.LetsSee = false, "", 0, false, false
	case Helping:
		kept.Mandate, kept.Tasks, kept.Identified, kept.Present, kept.LetsSee = f.Mandate, f.Tasks, f.Identified, f.Present, f.LetsSee
	case Representing:
		kept.Represents = f.Represents
	case Chosen:
		kept.Related, kept.Consented = f.Related, f.Consented
	}
	return kept
}
