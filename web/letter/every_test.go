package letter

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The tests of words read every message: one that nobody put in the sample
// would say what it likes.
func TestEveryKindOfMessageIsInTheSample(t *testing.T) {
	sampled := map[string]bool{}
	for _, m := range every() {
		sampled[reflect.TypeOf(m).Name()] = true
	}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "words" || len(f.Type.Results.List) != 1 || fmt.Sprint(f.Type.Results.List[0].Type) != "words" {
				continue
			}
			count++
			if kind, ok := f.Recv.List[0].Type.(*ast.Ident); !ok || !sampled[kind.Name] {
				t.Errorf("%s: %v is not in the sample", name, f.Recv.List[0].Type)
			}
		}
	}
	if count < 15 {
		t.Fatalf("only %d messages found: the scan is broken", count)
	}
}
