package app

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/web/letter"
)

// codes derives activation codes and their MACs, beside random bytes and HMAC.
func (t *tally) codes() {
	const n = 50_000
	ours := t.measure(n, func() {
		for i := range n {
			code := id.Unambiguous(t.p.vault.Derive("bench code", strconv.Itoa(i), 32), 12)
			t.p.vault.MAC("bench code", code)
		}
	})
	key := make([]byte, 32)
	bare := t.measure(n, func() {
		b := make([]byte, 32)
		for range n {
			rand.Read(b)
			m := hmac.New(sha256.New, key)
			m.Write([]byte(id.Unambiguous(b, 12)))
			m.Sum(nil)
		}
	})
	t.say("codes derived and looked up by MAC", ours, bare, "40000/s")
}

// letters prints invitations, beside as many pages of as much text.
func (t *tally) letters() {
	const n = 500
	service := t.p.cfg.Letter()
	posts := make([]letter.Post, n)
	for i := range posts {
		posts[i] = letter.Post{To: []string{"Ruth NESSI", "1 rue des Lilas", "09000 FOIX"}, Message: letter.Invitation{
			Head: letter.Head{Service: service, Date: time.Now(), Reference: "R-2345-6789"}, Code: "K7QF2M9TXW4H",
			Deadline: clock.EndOfDay(time.Now(), 42)}}
	}
	ours := t.measure(n, func() {
		var b bytes.Buffer
		t.must(letter.WriteLetters(&b, posts...))
	})
	bare := t.measure(n, func() {
		pdf := fpdf.New("P", "mm", "A4", "")
		for range 2 * n { // both sides
			pdf.AddPage()
			pdf.SetFont("Helvetica", "", 12)
			for line := range 30 {
				pdf.Text(24, 30+6*float64(line), "Une ligne de la longueur de celles d'une lettre, ou presque autant.")
			}
		}
		var b bytes.Buffer
		t.must(pdf.Output(&b))
	})
	t.say("letters, beside bare fpdf", ours, bare, "0.50")
}

// postmaster is the process of the server, when it runs on this machine.
func postmaster(ctx context.Context, pool *db.Pool) (pid int) {
	var backend int
	if err := pool.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&backend); err != nil {
		return 0
	}
	fields := stat(backend)
	if len(fields) < 4 {
		return 0
	}
	pid, _ = strconv.Atoi(fields[3])
	return pid
}

// stat reads /proc/PID/stat, the name of the program taken for one word.
func stat(pid int) []string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	text := string(b)
	open, end := strings.IndexByte(text, '('), strings.LastIndexByte(text, ')')
	if open < 0 || end < open {
		return nil
	}
	return strings.Fields(text[:open] + "name" + text[end+1:])
}

// databaseCPU is what the server's processes have used, those that ended
// included.
func databaseCPU(server int) time.Duration {
	if server == 0 {
		return 0
	}
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0
	}
	ticks := 0
	for _, dir := range all {
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			continue
		}
		f := stat(pid)
		if len(f) < 17 || pid != server && f[3] != strconv.Itoa(server) {
			continue
		}
		last := 15
		if pid == server {
			last = 17 // with its children that have ended
		}
		for _, field := range f[13:last] {
			n, err := strconv.Atoi(field)
			if err == nil {
				ticks += n
			}
		}
	}
	return time.Duration(ticks) * time.Second / 100 // USER_HZ
}
