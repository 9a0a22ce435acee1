package app

import (
	"context"
	"strings"
	"time"

	"espacesante/internal/id"
	"espacesante/internal/record"
	"espacesante/web/demo"
)

// fileDemo files, pins and asks as somebody would who uses the space: a folder,
// a document at hand, a request that waits for the doctor.
func (p *program) fileDemo(ctx context.Context, g *guest) error {
	past := p.ago(2, 18*time.Hour).records
	list, err := past.List(ctx, g.account, "", g.patient, record.Filter{})
	if err != nil {
		return err
	}
	heart, err := past.MakeFolder(ctx, g.account, g.patient, demo.Folder)
	if err != nil {
		return err
	}
	for _, d := range list.Documents {
		switch {
		case strings.Contains(d.Title, "cardio"):
			err = past.File(ctx, g.account, g.patient, heart, d.ID, true)
		case d.Title == "Mon carnet de tension":
			err = past.Pin(ctx, g.account, g.patient, d.ID)
		}
		if err != nil {
			return err
		}
	}
	doctor, _, err := p.people.Find(ctx, "professional", demo.Doctor.String())
	if err != nil {
		return err
	}
	return past.Ask(ctx, g.account, g.patient, record.Appeal{ID: id.New[id.Request](), Kind: record.Missing, To: doctor,
		Words: demo.Asked})
}
