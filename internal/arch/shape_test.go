package arch

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Lengths of files (architecture.md §4.18). A page's parts may be a longer list.
const (
	longest     = 300
	longestTest = 400
	longestPage = 500
)

func TestFilesAreShort(t *testing.T) {
	for _, f := range files(t) {
		most := longest
		if f.test {
			most = longestTest
		}
		if n := strings.Count(f.text, "\n"); n > most {
			t.Errorf("%s has %d lines: %d at most", f.name, n, most)
		}
	}
	err := eachFile(".templ", func(name, text string) error {
		if n := strings.Count(text, "\n"); n > longestPage {
			t.Errorf("%s has %d lines: %d at most", name, n, longestPage)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryPackageSaysWhatItKeeps(t *testing.T) {
	comment := map[string]string{}
	for _, f := range files(t) {
		if _, there := comment[f.pkg]; !there && (!f.test || f.pkg == "internal/arch") {
			comment[f.pkg] = ""
		}
		if f.ast.Doc != nil && !f.test || f.pkg == "internal/arch" && f.ast.Doc != nil {
			if comment[f.pkg] != "" {
				t.Errorf("%s has two package comments", f.pkg)
			}
			comment[f.pkg] = strings.Join(strings.Fields(f.ast.Doc.Text()), " ")
		}
	}
	for pkg, says := range comment {
		begins := "Package " + pkg[strings.LastIndex(pkg, "/")+1:] + " "
		if strings.HasPrefix(pkg, "cmd/") || strings.HasPrefix(pkg, "internal/tools/") {
			begins = ""
		}
		if says == "" || !strings.HasPrefix(says, begins) || !strings.HasSuffix(says, ".") {
			t.Errorf("%s: its comment is %q", pkg, says)
		}
	}
}

// wellKnown are methods whose names say all: interfaces of the language.
var wellKnown = []string{"Error", "Unwrap", "Is", "Len", "Less", "Swap"}

func TestExportedNamesAreDocumented(t *testing.T) {
	for _, f := range files(t) {
		if f.test || f.ast.Name.Name == "main" {
			continue
		}
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) && !slices.Contains(wellKnown, d.Name.Name) {
					t.Errorf("%s:%d: %s says nothing of itself", f.name, line(d), d.Name.Name)
				}
			case *ast.GenDecl:
				undocumented(t, f, d)
			}
		}
	}
}

// undocumented finds the names of a declaration that neither it nor its group
// documents. A group in brackets may say what its names have in common.
func undocumented(t *testing.T, f *goFile, d *ast.GenDecl) {
	for _, s := range d.Specs {
		var names []*ast.Ident
		var own bool
		switch s := s.(type) {
		case *ast.TypeSpec:
			names, own = []*ast.Ident{s.Name}, s.Doc != nil || s.Comment != nil
		case *ast.ValueSpec:
			names, own = s.Names, s.Doc != nil || s.Comment != nil
		}
		for _, n := range names {
			if n.IsExported() && !own && d.Doc == nil {
				t.Errorf("%s:%d: %s says nothing of itself", f.name, line(n), n.Name)
			}
		}
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	e := d.Recv.List[0].Type
	for {
		switch of := e.(type) {
		case *ast.StarExpr:
			e = of.X
		case *ast.IndexExpr:
			e = of.X
		case *ast.Ident:
			return of.IsExported()
		default:
			return false
		}
	}
}

// deciding are the places outside the policy that look at a role, and why it is
// no decision about access. Rights are internal/access's alone.
var deciding = map[string]string{
	"internal/enrolment/child.go":         "a parent signed in asks as what they are to the child; the policy judges it",
	"internal/gate/journal.go":            "a helper's line is kept a second time, for the helper",
	"internal/identity/representative.go": "a parent signed in asks as what they are to the child; the policy judges it",
	"internal/mandate/mandate.go":         "a helper ends what the policy let end: their own mandate",
	"internal/record/history.go":          "which lines name a representative: the role is of the log",
	"web/desk/door.go":                    "somebody signed in goes home",
	"internal/gate/gate.go":               "a professional comes in by the normal mode unless another is said",
	"internal/identity/signin.go":         "which log a sign-in is written in",
	"internal/record/deposit.go":          "what a professional must declare, what a patient need not",
	"internal/record/helped.go":           "by what a helper knows that a document is there: the curtain, not the reading",
	"web/serve/unsent.go":                 "whose form is their own: at a desk somebody else sits beside",
	"internal/record/list.go":             "the holder's own list shows the bin and the masks",
	"internal/record/document.go":         "whose author a document has, seen from who asks: a fact the policy wants",
	"web/professional/door.go":            "somebody signed in goes home",
	"web/patient/history.go":              "« vous » in the sentence of a line: the role is of the log",
	"web/serve/guard.go":                  "which area of the site a session belongs to",
	"web/serve/turn.go":                   "whose visit ends when a representative may not be there any longer",
	"web/public/signin.go":                "somebody signed in goes home",
	"web/public/activation.go":            "somebody signed in goes home",
}

func TestOnlyThePolicyDecides(t *testing.T) {
	used := map[string]bool{}
	for _, f := range files(t) {
		if f.test || f.pkg == "internal/access" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			looks := false
			switch n := n.(type) {
			case *ast.BinaryExpr:
				looks = (n.Op == token.EQL || n.Op == token.NEQ) && (isRole(n.X) || isRole(n.Y))
			case *ast.SwitchStmt:
				looks = isRole(n.Tag)
			}
			if looks {
				used[f.name] = true
				if deciding[f.name] == "" {
					t.Errorf("%s:%d: looks at a role: rights are asked of internal/access", f.name, line(n))
				}
			}
			return true
		})
	}
	for name := range deciding {
		if !used[name] {
			t.Errorf("%s looks at no role: take it off the list", name)
		}
	}
	err := eachFile(".templ", func(name, text string) error {
		if m := regexp.MustCompile(`\.Role\s*[!=]=|switch .*\.Role\b`).FindString(text); m != "" {
			t.Errorf("%s: %s: a page never computes rights", name, m)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func isRole(e ast.Expr) bool {
	sel, ok := e.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Role"
}

// No sleep in tests, no context made up in the middle of the program.
func TestTestsNeverSleep(t *testing.T) {
	for _, f := range files(t) {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && f.test && nameOf(call.Fun) == "time.Sleep" {
				t.Errorf("%s:%d: sleeps: wait for what is to come, or move the clock", f.name, line(n))
			}
			return true
		})
	}
}

// One clock (decisions.md §6): real time serves timers, TOTP and TLS only.
var realTime = map[string]string{
	"internal/clock":      "makes the clocks",
	"internal/dbtest":     "the clock of a test that sets none, and how old a template is",
	"internal/identity":   "TOTP: authenticators live by it",
	"internal/psc":        "OIDC: its tokens live by it",
	"internal/psc/optest": "the same, in tests",
	"internal/app":        "how long requests and long work take",
	"web/serve":           "how long requests take",
	"web/demo":            "TOTP of the people of the demonstration",
}

func TestTheProgramHasOneClock(t *testing.T) {
	for _, f := range files(t) {
		if f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && nameOf(sel) == "time.Now" && realTime[f.pkg] == "" {
				t.Errorf("%s:%d: time.Now: dates come from the injected clock", f.name, line(n))
			}
			return true
		})
	}
}
