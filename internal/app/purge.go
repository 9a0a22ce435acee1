package app

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"espacesante/internal/enrolment"
)

// erasedList is where the list of what was erased is kept: beside the published
// checkpoints when these are in a folder, below DATA_DIR otherwise.
func (c Config) erasedList() string {
	dir := filepath.Join(c.DataDir, "checkpoints")
	if folder, ok := strings.CutPrefix(c.CheckpointURL, "file://"); ok && folder != "" {
		dir = folder
	}
	return filepath.Join(dir, "erased.jsonl")
}

// erasing is what erasing stands on besides the database.
func (p *program) erasing(step func(int)) enrolment.Erasing {
	return enrolment.Erasing{Files: p.blobs, List: p.erased, Step: step}
}

// purgeReplayCommand erases again, after a backup was restored, what was erased
// since it was taken.
func purgeReplayCommand(ctx context.Context, c *call) error {
	if _, err := c.flags(nil, 0); err != nil {
		return err
	}
	p, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	bar := newProgress(c.Err, "spaces", 0)
	done, err := p.replay(ctx, bar.At)
	bar.End()
	fmt.Fprintf(c.Out, "%d spaces erased again\n", done)
	return err
}

// replay erases again what a backup brought back, and signs everybody out: a
// restored session may be of somebody who is gone.
func (p *program) replay(ctx context.Context, step func(int)) (int, error) {
	done, err := p.enrolment.Replay(ctx, p.erasing(step))
	if err != nil || done == 0 {
		return done, err
	}
	return done, p.people.EndSessions(ctx)
}
