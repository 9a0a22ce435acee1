package access

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// mutant is one change of one source file: the bytes from, to are replaced.
type mutant struct {
	file     string
	from, to int
	with     string
	line     int
}

// TestEveryMutantIsCaught changes the policy in one place at a time — a condition turned round, a state or a role
// taken off a list, a case dropped — and wants the other tests of this package to fail each time.
func TestEveryMutantIsCaught(t *testing.T) {
	files := strings.Fields(os.Getenv("MUTANTS"))
	if len(files) == 0 {
		t.Skip("MUTANTS=1, as make test-all sets: builds and runs this package 1,300 times, 30 minutes; MUTANTS=links.go for one file")
	}
	whole := files[0] == "1"
	if whole {
		files = []string{"access.go", "acts.go", "decide.go", "helper.go", "hides.go", "links.go", "motive.go", "professional.go",
			"rules.go", "matrix.go", "table.go"}
	}
	dir := t.TempDir()
	all := mutants(t, files...)
	if whole && len(all) < 1000 {
		t.Errorf("%d mutants only", len(all))
	}
	work := make(chan int)
	var alive, stillborn []string
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range work {
				caught, built := caught(t, dir, i, all[i])
				mu.Lock()
				switch {
				case !built:
					stillborn = append(stillborn, all[i].String())
				case !caught:
					alive = append(alive, all[i].String())
				}
				mu.Unlock()
			}
		})
	}
	for i := range all {
		work <- i
	}
	close(work)
	wg.Wait()
	t.Logf("%d mutants, %d do not compile", len(all), len(stillborn))
	slices.Sort(alive)
	for _, m := range alive {
		t.Errorf("no test fails with %s", m)
	}
}

func (m mutant) String() string {
	src, err := os.ReadFile(m.file)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s:%d %q for %q", m.file, m.line, m.with, src[m.from:m.to])
}

// caught builds and runs the quick tests with m in the place of its file.
func caught(t *testing.T, dir string, i int, m mutant) (caught, built bool) {
	src, err := os.ReadFile(m.file)
	if err != nil {
		t.Error(err)
		return false, true
	}
	path, err := filepath.Abs(m.file)
	changed, overlay := filepath.Join(dir, fmt.Sprintf("%d.go", i)), filepath.Join(dir, fmt.Sprintf("%d.json", i))
	list, jsonErr := json.Marshal(map[string]any{"Replace": map[string]string{path: changed}})
	if err != nil || jsonErr != nil ||
		os.WriteFile(changed, slices.Concat(src[:m.from], []byte(m.with), src[m.to:]), 0o600) != nil ||
		os.WriteFile(overlay, list, 0o600) != nil {
		t.Errorf("cannot write %s", m)
		return false, true
	}
	run := exec.Command("go", "test", "-short", "-failfast", "-vet=off", "-overlay", overlay, ".")
	run.Env = append(os.Environ(), "MUTANTS=")
	out, err := run.CombinedOutput()
	return err != nil, !strings.Contains(string(out), "[build failed]")
}

// mutants lists every change tried in files.
func mutants(t *testing.T, files ...string) (all []mutant) {
	for _, file := range files {
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		add := func(from, to token.Pos, with string) {
			all = append(all, mutant{file, set.Position(from).Offset, set.Position(to).Offset, with, set.Position(from).Line})
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if other := map[token.Token]string{token.LAND: "||", token.LOR: "&&", token.EQL: "!=", token.NEQ: "=="}[n.Op]; other != "" {
					add(n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), other)
				}
				if n.Op == token.LOR || n.Op == token.LAND { // one side of it left out
					add(n.X.Pos(), n.Y.Pos(), "")
					add(n.X.End(), n.Y.End(), "")
				}
			case *ast.UnaryExpr:
				if n.Op == token.NOT {
					add(n.OpPos, n.OpPos+1, "")
				}
			case *ast.IfStmt:
				add(n.Cond.Pos(), n.Cond.End(), "false")
				add(n.Cond.Pos(), n.Cond.End(), "true")
			case *ast.SwitchStmt:
				clauses(n, add)
			case *ast.CompositeLit:
				elements(n, add)
			}
			return true
		})
	}
	return all
}

// clauses drops each case: its body is never reached.
func clauses(n *ast.SwitchStmt, add func(from, to token.Pos, with string)) {
	for _, s := range n.Body.List {
		c := s.(*ast.CaseClause)
		for _, e := range c.List {
			switch {
			case n.Tag == nil:
				add(e.Pos(), e.End(), "false")
				add(e.Pos(), e.End(), "true")
			case len(c.List) > 1:
				add(e.Pos(), e.End(), `"nothing"`)
			}
		}
		if n.Tag != nil && c.List != nil {
			add(c.Pos(), c.Colon, "case \"nothing\"")
		}
	}
}

// elements takes each element off a list or a table.
func elements(n *ast.CompositeLit, add func(from, to token.Pos, with string)) {
	for i, e := range n.Elts {
		end := e.End()
		if i+1 < len(n.Elts) {
			end = n.Elts[i+1].Pos()
		}
		add(e.Pos(), end, "")
	}
}
