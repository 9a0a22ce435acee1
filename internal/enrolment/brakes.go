package enrolment

import (
	"context"
	"time"

	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// triesOfANetwork is how many wrong codes typed on one network with the number
// of somebody count against that person's code in a day: fewer than kill it, so
// that who knows a number cannot take the code from its holder.
const triesOfANetwork = limit.CodeTries - 2

// counts reports whether a wrong code typed with a number is held against the
// code of that number (decisions.md §2): those of one network are, a few a day.
func (s *Service) counts(ctx context.Context, n identity.INS) (bool, error) {
	from := identity.OriginOf(ctx).Network
	if from == "" {
		return true, nil
	}
	err := s.people.Throttle(ctx, identity.Brake{What: "wrong code of " + n.Reveal() + " from " + from, Window: 24 * time.Hour, Most: triesOfANetwork})
	if problem.KindOf(err) == problem.TooMany {
		return false, nil
	}
	return err == nil, err
}

// brakesOfAsking bound how often the serial number of a card can be guessed: of
// one number in a day, and by one network whomever it tries.
func brakesOfAsking(ctx context.Context, n identity.INS) []identity.Brake {
	return append(identity.FromNetwork(ctx, "new code"),
		identity.Brake{What: "new code of " + n.Reveal(), Window: 24 * time.Hour, Most: limit.GuessesADay})
}
