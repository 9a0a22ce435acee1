package reading

import (
	"io"
	"net/http"
	"strconv"

	"espacesante/internal/export"
	"espacesante/internal/task"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

// Scope is what a copy holds, in words.
func Scope(s export.Scope) string { return scopes[s] }

var scopes = map[export.Scope]string{export.All: "Tout l’espace santé", export.LastYear: "Les 12 derniers mois", export.Documents: "Les documents seulement"}

// SendCopy answers with the bytes of a copy.
func SendCopy(w http.ResponseWriter, t *export.Taken) error {
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="espace-sante-`+t.ReadyAt.Format("2006-01-02")+`.zip"`)
	h.Set("Content-Length", strconv.FormatInt(t.Size, 10))
	h.Set("Cache-Control", "no-store")
	_, err := io.Copy(w, t)
	return err
}

var workStates = map[task.State]ui.WorkState{task.Waiting: ui.WorkWaits, task.Working: ui.WorkRuns, task.Done: ui.WorkEnded, task.Failed: ui.WorkStopped}

// Work is a task as the bar draws it.
func Work(t task.Task) ui.Work {
	return ui.Work{Name: "Nous préparons votre copie", State: workStates[t.State], Done: t.Percent(), Total: 100,
		Text: strconv.Itoa(t.Percent()) + "\u00a0%", Note: "Demandée à " + fr.Hour(t.BeganAt) + "."}
}
