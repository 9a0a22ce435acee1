// Package webtest judges pages as a browser and a validator do: html-validate
// for the markup, axe in Chromium for accessibility. Only tests import it; it
// needs `npm ci` in web/assets, node and Chromium, and says so.
package webtest

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// assets is the folder of the tools, found from the folder of the module that the
// test runs in: the same whether or not paths were trimmed from the binary.
func assets() string {
	here, _ := os.Getwd()
	for dir := here; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "web", "assets")
		}
	}
	return here // no module above: reading what stands there says so
}

// validator is one node process for the whole test binary; it ends with us,
// when its input closes.
type validator struct {
	sync.Mutex
	in  io.Writer
	out *bufio.Reader
}

var validate = sync.OnceValues(func() (*validator, error) {
	cmd := exec.Command("node", "validate.mjs")
	cmd.Dir = assets()
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &validator{in: in, out: bufio.NewReaderSize(out, 1<<20)}, cmd.Start()
})

// HTML fails t for everything html-validate finds wrong in a whole page.
func HTML(t testing.TB, name, page string) {
	t.Helper()
	v, err := validate()
	if err != nil {
		t.Fatal("html-validate does not start (run `npm ci` in web/assets):", err)
	}
	v.Lock()
	defer v.Unlock()
	if err := json.NewEncoder(v.in).Encode(map[string]string{"name": name, "html": page}); err != nil {
		t.Fatal(err)
	}
	line, err := v.out.ReadBytes('\n')
	if err != nil {
		t.Fatal("html-validate stopped (run `npm ci` in web/assets):", err)
	}
	var answer struct{ Wrong []string }
	if err := json.Unmarshal(line, &answer); err != nil {
		t.Fatal(err)
	}
	for _, w := range answer.Wrong {
		t.Errorf("%s: %s", name, w)
	}
}
