package app

import (
	"espacesante/internal/clock"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/web/letter"
)

// copyWords are what a notice says about what a person keeps and takes away.
func copyWords(h letter.Head, t told) letter.Message {
	switch at := t.QueuedAt; t.Kind {
	case notification.ExportReady:
		return letter.ExportReady{Head: h, Until: clock.EndOfDay(at, limit.ExportDays-1)}
	case notification.ExportFailed:
		return letter.ExportFailed{Head: h}
	case notification.DirectiveReminder:
		return letter.DirectiveReminder{Head: h}
	case notification.CardOpened:
		return letter.CardOpened{Head: h, At: at}
	case notification.CardStopped:
		return letter.CardStopped{Head: h, At: at}
	}
	return nil
}
