package app

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// free is an address nobody listens on, of those that systems give to nobody by themselves: a test beside this one that asks
// for any port cannot be given it between now and the start of what will listen there.
func free(t *testing.T) string {
	t.Helper()
	for range 100 {
		ln, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(12_000)))
		if err == nil {
			defer ln.Close()
			return ln.Addr().String()
		}
	}
	t.Fatal("no port is free")
	return ""
}

func fetch(t testing.TB, url string) (int, string) {
	t.Helper()
	resp, err := (&http.Client{Transport: wire}).Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func TestServeAnswersThenDrainsWhenTold(t *testing.T) {
	t.Parallel()
	p, _ := quiet(t)
	p.cfg.Addr, p.cfg.MetricsAddr = free(t), free(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	var out strings.Builder
	go func() { ended <- p.serve(ctx, &call{Std: Std{Out: &out, Err: io.Discard}}, "both") }()
	base := "http://" + p.cfg.Addr
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(patience); ; {
		if code, _ := fetch(t, base+"/readyz"); code == http.StatusOK {
			break
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("it never became ready")
		}
	}
	if code, page := fetch(t, base+"/verifier-un-message?reference=R-2345-6789"); code != 200 || !strings.Contains(page, "<html") {
		t.Errorf("a page answers %d", code)
	}
	if code, _ := fetch(t, base+"/nulle-part/2770763220829"); code != http.StatusNotFound {
		t.Errorf("a missing page answers %d", code)
	}
	_, counts := fetch(t, "http://"+p.cfg.MetricsAddr+"/metrics")
	if !strings.Contains(counts, `http_request_seconds_count{method="GET",route="/verifier-un-message",status="200"} 1`) {
		t.Error("the page is not counted under its route")
	}
	if strings.Contains(counts, "2770763220829") || strings.Contains(counts, "R-2345") {
		t.Error("an address stands in the metrics")
	}
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(drain + 5*time.Second):
		t.Fatal("it does not end")
	}
	if code, _ := fetch(t, base+"/healthz"); code != 0 {
		t.Errorf("it still answers %d", code)
	}
	if !strings.Contains(out.String(), p.cfg.BaseURL+"/demo") {
		t.Errorf("it does not say where to look: %q", out.String())
	}
}

func TestJobsAloneServeNoPages(t *testing.T) {
	t.Parallel()
	p, _ := quiet(t)
	p.cfg.Addr = free(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.serve(ctx, &call{Std: Std{Out: io.Discard, Err: io.Discard}}, "only") }()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for code := 0; code != http.StatusOK; code, _ = fetch(t, "http://"+p.cfg.Addr+"/readyz") {
		<-tick.C
	}
	if code, _ := fetch(t, "http://"+p.cfg.Addr+"/"); code != http.StatusNotFound {
		t.Errorf("the home page answers %d", code)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
