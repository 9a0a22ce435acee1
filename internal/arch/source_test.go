package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// root is the folder of the project.
const root = "../.."

// goFile is one Go file written by hand, read once for all tests.
type goFile struct {
	name string // from the root: internal/record/sql.go
	pkg  string // internal/record
	test bool
	text string
	ast  *ast.File
}

var fileSet = token.NewFileSet()

// goFiles reads every Go file of the module that somebody wrote.
var goFiles = sync.OnceValues(func() (all []*goFile, err error) {
	err = eachFile(".go", func(name, text string) error {
		if strings.HasSuffix(name, "_templ.go") {
			return nil
		}
		parsed, err := parser.ParseFile(fileSet, name, text, parser.ParseComments)
		if err != nil {
			return err
		}
		all = append(all, &goFile{name, path.Dir(name), strings.HasSuffix(name, "_test.go"), text, parsed})
		return nil
	})
	return all, err
})

func files(t *testing.T) []*goFile {
	t.Helper()
	all, err := goFiles()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// eachFile walks what is the project's own: no build output, no other module.
func eachFile(extension string, fn func(name, text string) error) error {
	return filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(file, root+string(filepath.Separator)))
		if d.IsDir() {
			_, module := os.Stat(filepath.Join(file, "go.mod"))
			if file != root && (module == nil || d.Name() == "node_modules" || name == "build" || name == "bin" || name == "var" || strings.HasPrefix(d.Name(), ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, extension) {
			return nil
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		return fn(name, string(b))
	})
}

// line is where in its file a node stands.
func line(n ast.Node) int { return fileSet.Position(n.Pos()).Line }

// text is one string of a file, its pieces and the constants of its package put
// together: `SELECT `+columns+` FROM documents` is one.
type text struct {
	file  *goFile
	line  int
	value string
}

// texts are the strings of the files kept by which, whole expressions only.
func texts(t *testing.T, which func(*goFile) bool) (all []text) {
	t.Helper()
	constants := map[string]string{} // pkg.name
	for _, f := range files(t) {
		for _, d := range f.ast.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				v := s.(*ast.ValueSpec)
				for i, n := range v.Names {
					if i < len(v.Values) {
						if s, ok := joined(v.Values[i], nil); ok {
							constants[f.pkg+"."+n.Name] = s
						}
					}
				}
			}
		}
	}
	for _, f := range files(t) {
		if !which(f) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if _, ok := n.(*ast.ImportSpec); ok {
				return false
			}
			if field, ok := n.(*ast.Field); ok && field.Tag != nil {
				return false
			}
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			if _, name := e.(*ast.Ident); name {
				return true
			}
			value, ok := joined(e, func(name string) (string, bool) { s, ok := constants[f.pkg+"."+name]; return s, ok })
			if ok {
				all = append(all, text{f, line(n), value})
			}
			return !ok
		})
	}
	return all
}

// joined is the value of a string expression; what it does not know is « … ».
func joined(e ast.Expr, constant func(string) (string, bool)) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.Ident:
		if constant == nil {
			return "", false
		}
		return constant(e.Name)
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		left, lok := joined(e.X, constant)
		right, rok := joined(e.Y, constant)
		if !lok && !rok {
			return "", false
		}
		if !lok {
			left = "…"
		}
		if !rok {
			right = "…"
		}
		return left + right, true
	}
	return "", false
}
