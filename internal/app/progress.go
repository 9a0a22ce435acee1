package app

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// progress shows how far long work is: a bar on a terminal, a line every ten
// seconds elsewhere, each with the rate and the time that remains.
type progress struct {
	out      io.Writer
	what     string // « persons »
	total    int    // 0 when it is not known
	terminal bool
	now      func() time.Time // the machine's: a duration is no fact
	began    time.Time
	said     time.Time
	done     int
}

func newProgress(out io.Writer, what string, total int) *progress {
	p := &progress{out: out, what: what, total: total, now: time.Now}
	if f, ok := out.(*os.File); ok {
		p.terminal = term.IsTerminal(int(f.Fd()))
	}
	p.began = p.now()
	p.said = p.began
	return p
}

// At says that done are done.
func (p *progress) At(done int) {
	p.done = done
	now, every := p.now(), 10*time.Second
	if p.terminal {
		every = 100 * time.Millisecond
	}
	if now.Sub(p.said) < every {
		return
	}
	p.said = now
	if p.terminal {
		fmt.Fprintf(p.out, "\r\x1b[K%s%s", p.bar(), p.line(now))
	} else {
		fmt.Fprintln(p.out, p.line(now))
	}
}

// End closes the work with a line of its own: what was done, and how fast.
func (p *progress) End() {
	if p.terminal {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
	if took := p.now().Sub(p.began); p.done > 0 {
		fmt.Fprintf(p.out, "%d %s in %s, %.0f a second\n", p.done, p.what, took.Round(100*time.Millisecond), p.rate(took))
	}
}

func (p *progress) rate(took time.Duration) float64 {
	return float64(p.done) / max(took.Seconds(), 0.001)
}

func (p *progress) line(now time.Time) string {
	rate := p.rate(now.Sub(p.began))
	if p.total <= 0 || p.done > p.total {
		return fmt.Sprintf("%d %s, %.0f a second", p.done, p.what, rate)
	}
	left := time.Duration(float64(p.total-p.done) / max(rate, 0.001) * float64(time.Second))
	return fmt.Sprintf("%d of %d %s, %.0f a second, %s left", p.done, p.total, p.what, rate, left.Round(time.Second))
}

func (p *progress) bar() string {
	const width = 24
	if p.total <= 0 || p.done > p.total {
		return ""
	}
	full := width * p.done / p.total
	return "[" + strings.Repeat("=", full) + strings.Repeat(" ", width-full) + "] "
}
