package app

import (
	"context"

	"espacesante/internal/notification"
)

// unreadDemo is how many notices Hélène has not read yet.
const unreadDemo = 3

// noticesDemo has Hélène read all but the last of what she was told, unless she
// read anything since.
func (p *program) noticesDemo(ctx context.Context, guests []*guest) error {
	for _, g := range guests {
		if g.Patient.Key != "helene" || g.account.Account.IsZero() {
			continue
		}
		all, err := p.notices.List(ctx, g.account, g.patient, notification.Filter{})
		if err != nil || all.Unread < all.Total || all.Total <= unreadDemo {
			return err
		}
		return p.ago(1, 0).notices.ReadAll(ctx, g.account, g.patient, all.Notices[unreadDemo].ID)
	}
	return nil
}
