package notification

import "espacesante/internal/id"

// The messages about a child's space, besides those that its holder would get.
// All but the two that announce a majority go to each representative.
const (
	Disputed   Kind = "M6d"  // two representatives disagree: the space waits
	Settled    Kind = "M6s"  // an operator settled it
	Majority90 Kind = "M14n" // 18 in three months: to the young person
	Majority30 Kind = "M14t" // 18 in a month: to the young person
)

// DueTo is the job that tells a representative something about a child's space.
type DueTo struct {
	Due
	To id.Patient `json:"to"`
}

// Kind names the job.
func (DueTo) Kind() string { return "notification.due_to" }
