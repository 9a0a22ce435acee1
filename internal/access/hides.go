package access

import "espacesante/internal/codes"

// filter is Hides with the step that decided.
func filter(q Question) Verdict {
	if q.Act == ListDocuments { // a list shows what may be read
		q.Act = ReadDocument
	}
	r := rules[q.Act]
	if r.document == nil {
		return no(G0, UnknownAct)
	}
	return r.document(q)
}

// seen judges whether a document exists for who asks.
func seen(q Question) Verdict {
	d := q.Doc
	current := d.Status == Approved || d.Status == Archived
	switch {
	case d.Type == "" || d.Status == "":
		return no(G0, MissingFact)
	case q.Act == ReadVersion && d.Status != Deprecated:
		return no(D1, NotReplaced)
	case q.Act != ReadVersion && !current: // D1
		return no(D1, NotCurrent)
	}
	switch d.Author {
	case Self, Structure, Holder, Other:
	default:
		return no(G0, NoAuthor)
	}
	return unhidden(q)
}

// unhidden judges the flags and the matrix, viewer by viewer.
func unhidden(q Question) Verdict {
	d := q.Doc
	switch q.By.Role {
	case Professional:
		return shown(q)
	case Patient:
		if d.HiddenFromPatient { // D6
			return no(D6, NotAnnounced)
		}
		return yes(D6)
	case Representative:
		return told(d)
	case Relative:
		if d.Masked { // D4: only the patient, the author and the médecin traitant see it
			return no(D4, Masked)
		}
		return told(d)
	}
	return no(G2, NoContent)
}

// told judges for those who stand in for the patient: what he is not told yet, and what a minor keeps from them.
func told(d Document) Verdict {
	switch {
	case d.HiddenFromRepresentatives: // D6, R.1111-50
		return no(D6, KeptSecret)
	case d.HiddenFromPatient: // D6, R.1111-53
		return no(D6, NotAnnounced)
	}
	return yes(D6)
}

// shown judges for professionals. D5 is a setting that masks each document, not a step; the two flags of D6 have no
// effect here; D7 is a line for each document opened.
func shown(q Question) Verdict {
	d := q.Doc
	withMasked := q.Mode == BrisDeGlace && q.On.Emergency == EmergencyYesWithMasked // D4b: not for the SAMU
	switch {
	case d.Author == Self: // D2
		return yes(D2)
	case d.Author != Structure && !q.Matrix.Allows(q.By.Profession, d.Type): // D3, a colleague of the author skips it
		return no(D3, NotHabilitated)
	case d.Masked && !treating(q) && !withMasked: // D4
		return no(D4, Masked)
	}
	return yes(D4)
}

// deposited judges what is added: anything on the list by a professional, what patients write by the others.
func deposited(q Question) Verdict {
	t, listed := codes.DocumentType(q.Doc.Type)
	patientType := t.PatientAuthored && t.DMP
	switch {
	case !listed:
		return no(A2, UnknownType)
	case q.By.Role == Professional || q.By.Role == System:
		return yes(A2)
	case !patientType:
		return no(A2, NotPatientDoc)
	case (q.By.Role == Relative || q.By.Role == Helper) && q.Doc.Type == directives:
		return no(A2, NotPatientDoc)
	}
	return yes(A2)
}

const directives = "EXPPAT_3" // nobody writes advance directives for somebody else

// own: a professional changes and withdraws what he wrote in person, nothing else.
func own(q Question) Verdict {
	switch {
	case q.Doc.Author != Self:
		return no(A2, NotAuthor)
	case q.Doc.Status != Approved && q.Doc.Status != Archived: // D1
		return no(D1, NotCurrent)
	}
	return yes(A2)
}

// masked: the patient masks what he sees; a professional what he wrote, at the patient's wish.
func masked(q Question) Verdict {
	if q.By.Role == Professional {
		return own(q)
	}
	return seen(q)
}

// released: who wrote it, his structure, or the médecin traitant ends « pas encore le patient »; the deadline too.
func released(q Question) Verdict {
	ours := q.Doc.Author == Self || q.Doc.Author == Structure
	switch {
	case q.Doc.Status != Approved && q.Doc.Status != Archived: // D1
		return no(D1, NotCurrent)
	case q.By.Role == System, ours, treating(q) && q.On.Sharing:
		return yes(A2)
	}
	return no(A2, NotAuthor)
}

// added: the patient deletes what he added, never what a professional wrote (#66).
func added(q Question) Verdict {
	if !mine(q.Doc) {
		return no(A2, NotAdded)
	}
	return seen(q)
}

// binned: what the patient put into the bin comes back.
func binned(q Question) Verdict {
	switch {
	case !mine(q.Doc):
		return no(A2, NotAdded)
	case q.Doc.Status != Erased:
		return no(A2, NotInBin)
	}
	return unhidden(q)
}

// mine: added by the patient or who acts for him, asked about by one of them.
func mine(d Document) bool { return d.Author == Holder || d.Author == Self }
