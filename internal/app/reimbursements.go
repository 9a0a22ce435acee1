package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/reimbursement"
)

// importReimbursementsCommand takes in a file of the feed of the Assurance Maladie (#21): CSV, or one clinical document.
// Run again, or after a crash, it adds nothing twice.
func importReimbursementsCommand(ctx context.Context, c *call) error {
	words, err := c.flags(nil, 1)
	if err != nil {
		return err
	}
	in, total, err := c.input(words[0])
	if err != nil {
		return err
	}
	defer in.Close()
	p, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	if strings.HasSuffix(strings.ToLower(words[0]), ".xml") {
		return p.importReport(ctx, c, in)
	}
	refused, end, err := c.rejects(words[0])
	if err != nil {
		return err
	}
	bar := newProgress(c.Err, "lines", total)
	n, err := p.refunds.Import(ctx, p.pool, in, reimbursement.Watch{Refused: refused, Step: func(n reimbursement.Imported) { bar.At(n.Lines()) }})
	bar.End()
	c.sayImported(n)
	if err := errors.Join(err, end()); err != nil {
		return err
	}
	if n.Refused > 0 {
		if words[0] != "-" {
			fmt.Fprintf(c.Err, "espacesante: %d refused, see %s.rejects.csv\n", n.Refused, words[0])
		}
		return errSaid
	}
	return nil
}

// importReport takes in one document.
func (p *program) importReport(ctx context.Context, c *call, in io.Reader) error {
	file, err := io.ReadAll(io.LimitReader(in, limit.UploadBytes+1))
	if err != nil {
		return err
	}
	if len(file) > limit.UploadBytes {
		return errors.New("file-too-big")
	}
	report, err := reimbursement.ReadCDA(file)
	var n reimbursement.Imported
	if err == nil {
		n, err = p.refunds.ImportReport(ctx, p.pool, report)
	}
	if problem.KindOf(err) == problem.Invalid || problem.KindOf(err) == problem.NotFound {
		_, why, _ := refusal(err)
		return identity.Rejected{{Line: 1, Reason: why}}
	}
	if err == nil {
		c.sayImported(n)
	}
	return err
}

func (c *call) sayImported(n reimbursement.Imported) {
	fmt.Fprintf(c.Out, "%d added, %d unchanged, %d waiting for their space, %d older than 12 months, %d refused\n",
		n.Added, n.Unchanged, n.Waiting, n.Old, n.Refused)
}
