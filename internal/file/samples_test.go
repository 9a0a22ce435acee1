package file_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"espacesante/internal/file"
)

// Every real file, good, odd, bad or mutated, meets the fate of the index in bounded time and memory. Kinds that the
// product does not hold (GIF, WebP: decisions.md §5) are refused though the index would take them.
func TestRealFilesMeetTheFateOfTheIndex(t *testing.T) {
	root := os.Getenv("CDA_SAMPLES")
	if root == "" {
		t.Skip("CDA_SAMPLES is not set: the real files are not part of the project")
	}
	f, err := os.Open(filepath.Join(root, "INDEX.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at, expect := slices.Index(rows[0], "file"), slices.Index(rows[0], "expect")
	met := 0
	for _, r := range rows[1:] {
		folder, _, _ := strings.Cut(r[at], "/")
		if !strings.HasPrefix(folder, "files-") && !strings.HasPrefix(folder, "cda") {
			continue
		}
		met++
		t.Run(strings.ReplaceAll(r[at], "/", "_"), func(t *testing.T) { fate(t, filepath.Join(root, r[at]), r[expect]) })
	}
	if met < 80 {
		t.Errorf("only %d files", met)
	}
}

func fate(t *testing.T, name, expect string) {
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	kind, err := file.Inspect(data, filepath.Base(name))
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	t.Logf("%s: %q %v in %v", expect, kind, err, took)
	if took > patience || after.TotalAlloc-before.TotalAlloc > 300<<20 {
		t.Errorf("took %v and %d bytes", took, after.TotalAlloc-before.TotalAlloc)
	}
	ending := filepath.Ext(name)
	switch {
	case expect == "accept" && err != nil && ending != ".gif" && ending != ".webp":
		t.Errorf("refused: %v", err)
	case expect == "reject" && err == nil:
		t.Errorf("taken as %q", kind)
	case (ending == ".gif" || ending == ".webp") && err == nil:
		t.Errorf("taken as %q", kind)
	}
}
