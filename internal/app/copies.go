package app

import (
	"espacesante/internal/card"
	"espacesante/internal/directive"
	"espacesante/internal/export"
	"espacesante/internal/gate"
	"espacesante/internal/reimbursement"
	"espacesante/internal/task"
	"espacesante/web"
	"espacesante/web/patient"
	"espacesante/web/professional"
	"espacesante/web/public"
	"espacesante/web/takeaway"
)

// copying are the services over what a person keeps and takes away.
type copying struct {
	refunds *reimbursement.Service
	wishes  *directive.Service
	cards   *card.Service
	tasks   *task.Service
	copies  *export.Service
}

// wireCopies makes them, over the services that they copy from.
func (p *program) wireCopies(guard *gate.Gate) {
	p.refunds, p.wishes = reimbursement.New(guard, p.vault), directive.New(guard, p.vault)
	p.profiles.Wishes = directive.Flags
	p.cards, p.tasks = card.New(guard, p.vault, p.people), task.New(guard, p.pool)
	p.copies = export.New(guard, p.pool, p.vault, p.blobs, export.Sources{People: p.people, Records: p.records, Refunds: p.refunds, Wishes: p.wishes, Profile: p.profiles},
		takeaway.Writer{Service: p.cfg.ServiceName}.Files)
}

// addCopies gives them to the pages, and answers with the page that a card's square opens.
func (p *program) addCopies(doors *public.Doors, holder *patient.Site, pro *professional.Site) web.Area {
	doors.Copies, doors.Tasks = p.copies, p.tasks
	holder.Refunds, holder.Wishes, holder.Cards, holder.Copies, holder.Tasks, holder.Base = p.refunds, p.wishes, p.cards, p.copies, p.tasks, p.cfg.BaseURL
	pro.Wishes, pro.Refunds = p.wishes, p.refunds
	return (&public.Cards{Cards: p.cards}).Routes
}
