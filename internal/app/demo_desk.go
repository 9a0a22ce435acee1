package app

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/mandate"
	"espacesante/internal/record"
	"espacesante/web/letter"
)

// helpDemo has somebody, at an instant of the past, add a paper at the France services desk, with its
// helper, under a mandate of that day (HLP-01, HLP-03).
func (p *program) helpDemo(ctx context.Context, past *program, g *guest, u record.Upload) error {
	account, _, err := p.people.Find(ctx, "staff", "helper@example.net")
	if err != nil {
		return err
	}
	by, err := p.people.Actor(ctx, account, "")
	if err != nil {
		return err
	}
	who, err := past.mandates.Helper(ctx, by)
	if err != nil {
		return err
	}
	now := past.pool.Now()
	paper := letter.MandatePaper{Head: letter.Head{Service: past.cfg.Letter(), Date: now}, Person: g.Name, Helper: who.Name, Structure: who.Structure,
		Tasks: []letter.Task{letter.TaskAdd}, Until: mandate.Today.Ends(now)}
	m, err := past.mandates.Open(ctx, by, mandate.Opening{Patient: g.patient, Tasks: []access.Task{access.TaskAdd}, Term: mandate.Today,
		Protection: mandate.NoProtection, Shown: mandate.IdentityCard, Proof: mandate.ByCard, Agreement: mandate.Signed,
		Words: mandate.Words{Helper: who.Name, Structure: who.Structure, Text: paper.Text()}})
	if err != nil {
		return err
	}
	sit, err := past.mandates.Enter(ctx, by, m.ID)
	if err == nil {
		_, err = past.records.Deposit(ctx, by, g.patient, u)
	}
	if err == nil {
		err = past.mandates.Leave(ctx, by, sit, true)
	}
	return err
}
