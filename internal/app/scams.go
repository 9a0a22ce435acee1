package app

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/identity"
	"espacesante/internal/notification"
)

// Whoever reports scams says nothing of himself: the network alone slows one
// who sends hundreds, and a total the one who has many networks.
const (
	scamsOfANetwork = 20
	scamsOfAll      = 5_000
)

// reportScam keeps what somebody tells of a fake message.
func (p *program) reportScam(ctx context.Context, from string, s notification.Scam) error {
	err := p.people.Throttle(ctx, identity.Brake{What: "scams from " + from, Window: time.Hour, Most: scamsOfANetwork},
		identity.Brake{What: "scams", Window: time.Hour, Most: scamsOfAll})
	if err != nil {
		return err
	}
	return notification.ReportScam(ctx, p.pool, p.vault, s)
}

// scams gives the reports to an operator.
func (p *program) scams(ctx context.Context, by access.Actor, page int) (notification.ScamPage, error) {
	return notification.Scams(ctx, p.pool, p.vault, by, page)
}
