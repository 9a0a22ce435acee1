package app

import "context"

// sweepCopies does what deadlines make due of what people keep and take away: reimbursements of more than 12 months
// leave (#21), persons are reminded of what they want (R.1111-19),
// professionals of what they were asked (R.1111-47), copies of 7 days go and those
// cut short begin again (PAT-16).
func (p *program) sweepCopies(ctx context.Context) error {
	if _, err := p.refunds.Sweep(ctx, p.pool); err != nil {
		return err
	}
	if _, err := p.wishes.Remind(ctx, p.pool); err != nil {
		return err
	}
	if _, err := p.records.RemindAsked(ctx, p.pool); err != nil {
		return err
	}
	_, err := p.copies.Sweep(ctx)
	return err
}
