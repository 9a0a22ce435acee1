package app

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/dbtest"
	"espacesante/internal/seal"
)

// What an operator does: the log verifies, then somebody changes it.
func TestAuditVerifyNamesTheLineAndFails(t *testing.T) {
	t.Parallel()
	pool := dbtest.New(t)
	dir := t.TempDir()
	env := []string{"DATA_DIR=" + dir, "DATABASE_URL=" + pool.Config().ConnString()}
	for range 2 { // the second run adds lines of the past between those of today
		if got := commandLine(t, env, "", "demo"); got.status != Done {
			t.Fatal(got.err)
		}
	}
	// An auditor has the public key and where checkpoints are, nothing else.
	auditor := []string{"DATA_DIR=" + t.TempDir(), env[1], "VERIFY_KEY_FILE=" + filepath.Join(dir, "keys/log.pub"), "CHECKPOINT_URL=file://" + filepath.Join(dir, "checkpoints"),
		"MODE=production"}
	got := commandLine(t, auditor, "", "audit", "verify")
	if got.status != Done || !strings.Contains(got.out, "0 lines not sealed yet") || !strings.Contains(got.out, "nothing was changed") {
		t.Fatalf("%+v", got)
	}
	if doctor := commandLine(t, env, "", "doctor"); !regexp.MustCompile(`ok   sealed log: .* the last checkpoint is \d+s old and covers \d+ lines`).MatchString(doctor.out) {
		t.Error(doctor.out)
	}
	kept := filepath.Join(t.TempDir(), "kept")
	latest, err := os.ReadFile(filepath.Join(dir, "checkpoints/latest"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kept, latest, 0o600); err != nil {
		t.Fatal(err)
	}
	super := dbtest.AsSuperuser(t, pool)
	_, err = super.Exec(t.Context(), `BEGIN; SET LOCAL session_replication_role = replica;
		UPDATE access_log SET reason = 'x' WHERE (patient_id, id) = (SELECT patient_id, id FROM log_leaves WHERE log = 'access' ORDER BY n OFFSET 7 LIMIT 1); COMMIT`,
		pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		t.Fatal(err)
	}
	got = commandLine(t, append(auditor, ""), "", "audit", "verify", "--checkpoint", kept)
	if got.status != Failed || !regexp.MustCompile(`^espacesante: line \d+ \(access_log [0-9a-f-]{36}\): changed since it was sealed\n$`).MatchString(got.err) {
		t.Errorf("%+v", got)
	}
}

// A patient downloads the proof of a line, and whoever has the public key
// checks it.
func TestAPatientDownloadsTheProofOfALine(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	me := h.invited(ruth())
	h.activated(me)
	own := h.client().signsIn(me)
	page := own.get("/historique")
	found := regexp.MustCompile(`href="(/historique/[a-z2-7]{26}/preuve)"`).FindSubmatch(page.body)
	if found == nil {
		t.Fatalf("no proof on the page: %s", page.body)
	}
	var answer reply
	for range 100 { // until the sealer, ours or the house's own, has been by
		if _, err := h.sealer.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		if answer = own.get(string(found[1])); answer.status == http.StatusOK {
			break
		}
		if answer.status != http.StatusSeeOther || answer.path != "/historique" {
			t.Fatalf("not sealed yet: %d %s", answer.status, answer.body)
		}
	}
	content := answer.body
	if answer.status != http.StatusOK || !strings.HasPrefix(answer.head.Get("Content-Disposition"), "attachment;") {
		t.Fatalf("%d %s", answer.status, content)
	}
	if p, _, err := seal.CheckProof(content, h.logKeys.Check); err != nil || p.Key != h.logKeys.Public {
		t.Errorf("%v: %s", err, content)
	}
	file := filepath.Join(t.TempDir(), "preuve.json")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"VERIFY_KEY_FILE=" + h.cfg.VerifyKeyFile}
	if got := commandLine(t, env, "", "audit", "check-proof", file); got.status != Done || !strings.HasPrefix(got.out, "line ") {
		t.Errorf("%+v", got)
	}
	var spoilt map[string]any
	if err := json.Unmarshal(content, &spoilt); err != nil {
		t.Fatal(err)
	}
	spoilt["line"].(map[string]any)["role"] = "operator"
	content, _ = json.Marshal(spoilt)
	if got := commandLine(t, env, string(content), "audit", "check-proof", "-"); got.status != Failed {
		t.Errorf("%+v", got)
	}
}
