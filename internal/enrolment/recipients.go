package enrolment

import (
	"context"

	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/identity"
)

// recipient is who gets the message of an invitation, and how.
type recipient struct {
	patient id.Patient
	channel string
}

// recipients are, for each person, the person, or each legal representative of a
// minor that the caisses know; with none known, a letter « aux représentants
// légaux » (decisions.md §4).
func (s *Service) recipients(ctx context.Context, tx db.Runner, people []eligiblePerson) ([][]recipient, error) {
	all, minors := make([][]recipient, len(people)), []id.Patient{}
	for i, p := range people {
		person, err := p.Open(s.vault, p.PatientID)
		if err != nil {
			return nil, err
		}
		if tx.Now().Before(clock.Majority(person.BirthDate)) {
			minors = append(minors, p.PatientID)
		} else {
			all[i] = []recipient{{p.PatientID, channelTo(person)}}
		}
	}
	parents, err := s.parents(ctx, tx, minors)
	if err != nil {
		return nil, err
	}
	for i, p := range people {
		if all[i] == nil {
			all[i] = parents[p.PatientID]
		}
		if all[i] == nil {
			all[i] = []recipient{{p.PatientID, "letter"}}
		}
	}
	return all, nil
}

// parents gives the readers of what is sent for each of some children; none for
// a child whose representatives nobody knows.
func (s *Service) parents(ctx context.Context, tx db.Runner, children []id.Patient) (map[id.Patient][]recipient, error) {
	if len(children) == 0 {
		return nil, nil
	}
	rows, err := parentsOf(ctx, tx, children)
	if err != nil {
		return nil, err
	}
	of := make(map[id.Patient][]recipient, len(children))
	for _, parent := range rows {
		person, err := parent.Open(s.vault, parent.PatientID)
		if err != nil {
			return nil, err
		}
		of[parent.ChildID] = append(of[parent.ChildID], recipient{parent.PatientID, channelTo(person)})
	}
	return of, nil
}

// channelTo is e-mail to the declared address, post when there is none
// (R.1111-28).
func channelTo(p identity.Person) string {
	if p.Contact.Email != "" {
		return "email"
	}
	return "letter"
}
