package access

import (
	"slices"

	"espacesante/internal/codes"
)

func yes(g Gate) Verdict            { return Verdict{Allow: true, Gate: g} }
func no(g Gate, why Reason) Verdict { return Verdict{Gate: g, Reason: why} }

// opening is Decide with the step that decided. Each role has its own short function; what no function takes is
// refused.
func opening(q Question) Verdict {
	stage, onLife := stages[q.Act]
	rule, onContent := rules[q.Act]
	switch {
	case q.By.Role == Insurer: // G1, even if the patient agrees (L.1111-18)
		return no(G1, NoInsurer)
	case q.At.IsZero() || q.On.State == "": // nobody loaded the facts
		return no(G0, MissingFact)
	case onLife:
		return life(q, stage)
	case onContent:
		return content(q, rule)
	}
	return no(G0, UnknownAct)
}

// life judges acts on the life of a space.
func life(q Question, stage map[Role][]State) Verdict {
	states, may := stage[q.By.Role]
	if !may {
		return no(A1, NotForRole)
	}
	if who := standing(q); !who.Allow {
		return who
	}
	if !slices.Contains(states, q.On.State) {
		return no(S1, WrongState)
	}
	return yes(S1)
}

// standing judges what links who asks to the space, for acts on its life.
func standing(q Question) Verdict {
	switch q.By.Role {
	case Patient:
		v := holder(q)
		if v.Allow && grown[q.Act] && !q.On.Adult { // #69
			return no(P1, MinorMayNot)
		}
		return young(q, v)
	case Representative:
		return young(q, representative(q))
	case Professional:
		v := met(q)
		if v.Allow && q.Act == CloseEmergency && (q.On.Lapsed || q.Mode != BrisDeGlace && q.Mode != Centre15) {
			return no(G6b, NotOpened) // only what he opened himself
		}
		return v
	case Helper:
		return helper(q)
	case Support:
		return onTheLine(q)
	case Caisse:
		if !absent[q.Act] && !q.On.Present {
			return no(A1, NotPresent)
		}
		return yes(A1)
	case Operator, Reviewer, System:
		return yes(A1)
	}
	return no(G0, UnknownActor)
}

// young: a minor's own sign-in exists from 12 (decisions §4); at 18 it is over, and what is left is the adult's.
func young(q Question, link Verdict) Verdict {
	if link.Allow && (q.Act == OfferYoung || q.Act == OpenYoung) && !q.On.Twelve {
		return no(link.Gate, NotTwelve)
	}
	return link
}

// onTheLine: a 3422 agent acts for the person on the line, known as surely as the act wants; what no table lists
// wants a code.
func onTheLine(q Question) Verdict {
	level, listed := byPhone[q.Act]
	if !listed {
		level = byCode
	}
	switch {
	case q.On.Identified < level:
		return no(A1, NotIdentified)
	case q.Act == ReadActions && !q.On.LetsSee: // SUP-05
		return no(A1, NotLet)
	}
	return yes(A1)
}

// content judges acts on what a record holds.
func content(q Question, r rule) Verdict {
	switch q.By.Role {
	case Patient:
		v := holder(q)
		if v.Allow && (grown[q.Act] || r.grown) && !q.On.Adult { // #69, L.1111-6, L.1111-11
			return no(P1, MinorMayNot)
		}
		return atHome(q, r, v)
	case Representative:
		if r.grown {
			return no(A1, NotForRole)
		}
		return atHome(q, r, representative(q))
	case Relative:
		return atHome(q, r, relative(q, r))
	case Professional:
		return professional(q, r.pro)
	case App:
		return app(q, r)
	case System:
		return job(q, r)
	case Helper:
		return behind(q, r)
	case Support, Caisse, Operator, Reviewer: // G2
		return no(G2, NoContent)
	}
	return no(G0, UnknownActor)
}

// holder: the space is the actor's own. An identifier that nobody filled in is nobody's.
func holder(q Question) Verdict {
	if q.By.Patient.IsZero() || q.By.Patient != q.On.Patient {
		return no(P1, NotYours)
	}
	return yes(P1)
}

// representative: with the rights of the holder, until the holder is 18, whatever the rows still say (scenario 35).
// Guardians of adults are no representatives in this sense: they will be a fact of their own.
func representative(q Question) Verdict {
	if !q.On.Represents || q.On.Adult {
		return no(P2, NotYours)
	}
	return yes(P2)
}

// relative: reads and adds.
func relative(q Question, r rule) Verdict {
	switch {
	case !q.On.Related:
		return no(P3, NotYours)
	case !r.related:
		return no(A1, NotForRole)
	}
	return yes(P3)
}

// atHome judges holders and those who stand in for them: link is what gives them the right.
func atHome(q Question, r rule, link Verdict) Verdict {
	switch {
	case !link.Allow:
		return link
	case len(r.holder) == 0:
		return no(A1, NotForRole)
	case !slices.Contains(r.holder, q.On.State): // G4
		return no(G4, shut(q.On.State, NotActivated))
	}
	return link
}

// app judges a listed service: by consent, for kinds of data, never for documents (R.1111-38).
func app(q Question, r rule) Verdict {
	switch {
	case !r.app:
		return no(G2, NoContent)
	case q.On.State != Activated: // G4
		return no(G4, shut(q.On.State, NotActivated))
	case !q.On.Consented:
		return no(P4, NotConnected)
	}
	return yes(P4)
}

// job judges the system: the Assurance Maladie's feed, and deadlines.
func job(q Question, r rule) Verdict {
	switch {
	case !r.system:
		return no(G2, NoContent)
	case !slices.Contains(alive, q.On.State): // G4
		return no(G4, shut(q.On.State, NoSpace))
	}
	return yes(A1)
}

// shut says why a state lets nobody in; asleep is what to say where only the person's own step is missing.
func shut(s State, asleep Reason) Reason {
	switch s {
	case Suspended:
		return SpaceStopped
	case ClosedArchived, ClosedDeath, DeletionRequested:
		return SpaceClosed
	case Invited, AutoCreated:
		return asleep
	}
	return NoSpace // never opened, opposed, erased, in dispute, unknown: one answer
}

// known says what a profession's code stands for; false when the lists do not know it.
func known(a Actor) (codes.Kind, bool) {
	p, ok := codes.Profession(a.Profession)
	return p.Kind, ok
}

// doctor is a médecin: the only one whom a patient can declare as his own, whom the SAMU or the PMI sends.
func doctor(a Actor) bool { return a.Profession == "10" }
