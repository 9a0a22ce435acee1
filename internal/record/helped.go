package record

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/identity"
)

// helped writes on a copy who helped to bring it.
func (in *incoming) helped(ctx context.Context, tx *gate.Tx) error {
	with, err := identity.AgentIn(ctx, tx, tx.By().Account)
	in.words.Helped = &Helped{Helper: with.Name, Structure: with.Structure}
	return err
}

// counts reports whether the depositor of tx knows that r is there: a helper by
// the curtain, which is one thing for each document.
func (r row) counts(tx *gate.Tx) bool {
	if tx.By().Role == access.Helper {
		return access.Hides(access.Question{By: tx.By(), Act: access.ListVeiled, On: tx.On(), At: tx.Now(), Doc: r.policy(tx)}) == ""
	}
	return r.seen(tx) == ""
}

// Try says what is wrong with an upload, as Deposit would before it looks at a
// space, and keeps nothing of it: for who learns with people who do not exist.
func (s *Service) Try(ctx context.Context, by access.Actor, u Upload) error {
	in, err := s.examine(by, u)
	if err == nil {
		err = s.scanned(ctx, in)
	}
	return err
}
