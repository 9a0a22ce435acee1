package enrolment

import (
	"context"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
)

// Remind is the job that sends the reminder of the last day by e-mail (M2).
type Remind struct {
	Patient    id.Patient    `json:"patient"`
	Invitation id.Invitation `json:"invitation"`
	Issue      int           `json:"issue"`
}

// Kind names the job.
func (Remind) Kind() string { return "enrolment.remind" }

// RemindDue makes the reminder due in every space whose last day is a week away
// and whose person said nothing: once, by the channel of the invitation, with
// the same code. It gives how many spaces it was.
func (s *Service) RemindDue(ctx context.Context, progress func(done int)) (all int, err error) {
	for {
		n := 0
		err := jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
			patients, err := toRemind(ctx, tx, 10*s.batch)
			if n = len(patients); err != nil || n == 0 {
				return err
			}
			told, err := markReminded(ctx, tx, patients)
			if err != nil {
				return err
			}
			return s.sendReminders(ctx, tx, told)
		})
		all += n
		if err != nil || n == 0 {
			return all, err
		}
		if progress != nil {
			progress(all)
		}
	}
}

func (s *Service) sendReminders(ctx context.Context, tx *db.Tx, all []reminded) error {
	var mail, post []Remind
	for _, r := range all {
		if j := (Remind{r.PatientID, r.ID, r.Issue}); r.Channel == "letter" {
			post = append(post, j)
		} else {
			mail = append(mail, j)
		}
	}
	if err := queueReminderLetters(ctx, tx, post); err != nil {
		return err
	}
	return jobs.EnqueueAll(ctx, tx, mail)
}

// Reminder opens the reminder that a job is to send; Missing once the person has
// answered, has asked for another code, or the last day is over. Its code is
// empty when five tries have killed it: the reminder then says how to get one.
func (s *Service) Reminder(ctx context.Context, j Remind) (m Message, err error) {
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		row, err := waitingReminder(ctx, tx, j)
		if err == nil {
			m, err = s.openReminder(tx, row)
		}
		return err
	})
	return m, err
}

func (s *Service) openReminder(tx db.Runner, row waitingRow) (Message, error) {
	m, err := s.open(tx, row)
	if row.Tries >= limit.CodeTries {
		m.Code = Code{}
	}
	return m, err
}

// ReminderOnPaper puts a reminder whose e-mail was refused for good among the
// letters to print, once.
func (s *Service) ReminderOnPaper(ctx context.Context, j Remind) error {
	return jobs.Batch(ctx, s.pool, func(tx *db.Tx) error { return queueReminderLetters(ctx, tx, []Remind{j}) })
}

// RemindersToPrint gives the reminders that wait for paper and still serve, in
// the order in which they fell due: after a crash, the same ones.
func (s *Service) RemindersToPrint(ctx context.Context, most int) (all []Message, err error) {
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		rows, err := remindersToPrint(ctx, tx, most)
		if err != nil {
			return err
		}
		for _, row := range rows {
			m, err := s.openReminder(tx, row)
			if err != nil {
				return err
			}
			all = append(all, m)
		}
		return nil
	})
	return all, err
}

// RemindersPrinted says that the file of reminders is on disk.
func (s *Service) RemindersPrinted(ctx context.Context, all []Message) error {
	return jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		patients, ids := make([]id.Patient, len(all)), make([]id.Invitation, len(all))
		for i, m := range all {
			patients[i], ids[i] = m.Patient, m.Invitation
		}
		return markRemindersPrinted(ctx, tx, patients, ids)
	})
}
