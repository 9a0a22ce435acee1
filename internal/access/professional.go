package access

import (
	"slices"

	"espacesante/internal/codes"
)

// professional judges a professional's acts on what a record holds.
func professional(q Question, w way) Verdict {
	switch w {
	case reading:
		return opened(q)
	case caring:
		return calmly(q, opened(q))
	case tracing:
		return onlyTreating(q, opened(q))
	case summing:
		v := onlyTreating(q, calmly(q, opened(q)))
		if v.Allow && q.On.State == DMPOnly { // nothing is added there (#100)
			return no(G4, PreviousOnly)
		}
		return v
	case giving:
		return given(q)
	case telling:
		v := given(q)
		if v.Allow && q.On.State != Activated {
			return no(G4, NotActivated)
		}
		return v
	case following:
		return follows(q, given(q))
	case sharing:
		v := given(q)
		if v.Allow && !q.On.Sharing {
			return no(G10, SharingOff)
		}
		return v
	}
	return no(A1, NotForRole)
}

// calmly: what is written there is not for an emergency.
func calmly(q Question, v Verdict) Verdict {
	if q.Mode == BrisDeGlace || q.Mode == Centre15 {
		return no(A1, NotNormal)
	}
	return v
}

// onlyTreating: what the law gives the médecin traitant alone.
func onlyTreating(q Question, v Verdict) Verdict {
	if v.Allow && !treating(q) {
		return no(A1, NotForRole)
	}
	return v
}

// opened judges whether the record opens: G3–G5 and G12, then the mode's own gates.
func opened(q Question) Verdict {
	if v := met(q); !v.Allow {
		return v
	}
	switch q.On.Emergency {
	case EmergencyYesWithMasked, EmergencyYes, EmergencyNo:
	default: // not loaded: in no mode
		return no(G0, MissingFact)
	}
	switch q.Mode {
	case Centre15: // G6a
		return standingOpen(q, regulating(q))
	case BrisDeGlace: // G6b
		return standingOpen(q, breaking(q))
	case Normal:
		return linked(q)
	case "":
		return no(G0, MissingFact)
	}
	return no(G0, UnknownMode)
}

// met judges what comes before any right: who the professional is, whether there is something to open, the block.
func met(q Question) Verdict {
	_, listed := known(q.By)
	switch {
	case !q.By.Active: // G3
		return no(G3, NotActive)
	case !listed: // G3
		return no(G3, NoProfession)
	case !slices.Contains(readable, q.On.State): // G4
		return no(G4, shut(q.On.State, NoSpace))
	case q.On.Blocked: // G5, in every mode, for every act
		return no(G5, Blocked)
	case workMedicine(q.By): // G12, in every mode: decisions §3 shuts what L.1111-17 IV opens (#86)
		return no(G12, WorkMedicine)
	}
	return yes(G5)
}

// readable are the states in which professionals read. The previous DMP's documents are all that DMP_ONLY holds.
var readable = []State{Activated, AutoCreated, DMPOnly}

// given judges what needs no access right: depositing, and what an author does to his own documents.
func given(q Question) Verdict {
	v := met(q)
	if v.Allow && q.On.State == DMPOnly { // G4: nothing is added to a DMP that is to be closed for good (#100)
		return no(G4, PreviousOnly)
	}
	return v
}

// regulating: the SAMU's doctor on a call, without a check of authorisations.
func regulating(q Question) Verdict {
	switch {
	case !q.On.SAMU: // G6a, of its own: the answer about break-glass says nothing here (invariant 8)
		return no(G6a, SAMURefused)
	case !doctor(q.By): // G6a
		return no(G6a, DoctorsOnly)
	}
	return yes(G6a)
}

// breaking: an opening in an emergency, by any health profession.
func breaking(q Question) Verdict {
	kind, _ := known(q.By)
	switch {
	case q.On.Emergency == EmergencyNo: // G6b
		return no(G6b, EmergencyNone)
	case kind != codes.Health: // G6b
		return no(G6b, CarersOnly)
	}
	return yes(G6b)
}

// standingOpen: in an emergency only the act of opening needs no opening behind it, which was attested, explained and
// is not over (decisions §3: 60 minutes, one patient).
func standingOpen(q Question, v Verdict) Verdict {
	if v.Allow && q.On.Lapsed && q.Act != OpenRecord {
		return no(v.Gate, NotOpened)
	}
	return v
}

// linked judges the normal mode: what links the professional to the patient today.
func linked(q Question) Verdict {
	f := q.On
	team := f.CareTeam || f.Colleague
	if kind, _ := known(q.By); kind != codes.Health { // G14
		return outsider(q, team)
	}
	switch {
	case f.Sharing && treating(q): // G7
		return yes(G7)
	case f.Sharing && team && f.TeamConsent: // G8
		return yes(G8)
	case f.Sharing && team && f.ConsentToday: // G9, asked again until the team's consent is recorded
		return yes(G9)
	case f.Sharing && f.ConsentToday: // G10
		return yes(G10)
	case f.Sharing && f.Entrusted: // G11
		return yes(G11)
	case f.Sharing && f.PMI && f.UnderSix && doctor(q.By): // G13
		return yes(G13)
	case f.Code: // G15, the one way in under « personne pour le moment »
		return yes(G15)
	case !f.Sharing:
		return no(G10, SharingOff)
	case team: // G9
		return no(G9, NoTeamConsent)
	}
	return no(G10, NoConsent)
}

// outsider judges members of a care team who are not of a health profession: never without the team.
func outsider(q Question, team bool) Verdict {
	switch {
	case !q.On.RolesOpen: // G14, shut unless the deployer opens it
		return no(G14, RolesClosed)
	case !q.On.Sharing:
		return no(G10, SharingOff)
	case !team || !q.On.TeamConsent:
		return no(G14, NoTeamConsent)
	}
	return yes(G14)
}

// OnlyByTeam reports whether a professional is let in by the agreement of a care team alone: of no health profession.
func OnlyByTeam(a Actor) bool {
	kind, listed := known(a)
	return listed && kind != codes.Health
}

// follows judges who says that he follows a child: a doctor of the protection maternelle et infantile, where it works,
// and as long as it looks after the child (L.1111-18, L.2111-1: until six).
func follows(q Question, v Verdict) Verdict {
	switch {
	case !v.Allow:
		return v
	case !q.On.Sharing:
		return no(G10, SharingOff)
	case !doctor(q.By) || !q.On.AtPMI:
		return no(G13, NotPMI)
	case !q.On.UnderSix:
		return no(G13, NotUnderSix)
	}
	return yes(G13)
}

// treating: the declared médecin traitant. Of another profession the fact is a mistake and opens nothing.
func treating(q Question) bool { return q.On.TreatingDoctor && doctor(q.By) }

// workMedicine: a specialty of médecine du travail, whatever profession it is written beside.
func workMedicine(a Actor) bool {
	s, _ := codes.Specialty("10", a.Specialty)
	return s.WorkMedicine
}
