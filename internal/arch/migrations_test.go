package arch

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var migrationName = regexp.MustCompile(`^(\d{6})_([a-z_]+)\.(up|down)\.sql$`)

func TestMigrationsAreNumberedWithoutGapsAndGoBothWays(t *testing.T) {
	entries, err := os.ReadDir(filepath.Join(root, "migrations"))
	if err != nil {
		t.Fatal(err)
	}
	ways := map[string]string{} // number to subject and ways
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".sql") {
			continue
		}
		m := migrationName.FindStringSubmatch(e.Name())
		if m == nil {
			t.Errorf("%s: want NNNNNN_subject.up.sql", e.Name())
			continue
		}
		ways[m[1]] += m[2] + "." + m[3] + " "
	}
	if len(ways) == 0 {
		t.Fatal("no migration")
	}
	for i := 1; i <= len(ways); i++ {
		if number := fmt.Sprintf("%06d", i); ways[number] == "" {
			t.Errorf("%s is missing", number)
		}
	}
	for number := range ways {
		words := strings.Fields(ways[number])
		if len(words) != 2 || strings.TrimSuffix(words[0], ".down") != strings.TrimSuffix(words[1], ".up") {
			t.Errorf("%s: %q: want one step up and its way down", number, ways[number])
		}
	}
}

// What a migration creates it says the meaning of (architecture.md §4.14).
func TestEveryTableIsDescribedWhereItIsCreated(t *testing.T) {
	created := regexp.MustCompile(`CREATE TABLE ([a-z_]+)( PARTITION OF)?`)
	err := eachFile(".up.sql", func(name, sql string) error {
		for _, m := range created.FindAllStringSubmatch(sql, -1) {
			if m[2] == "" && !strings.Contains(sql, "COMMENT ON TABLE "+m[1]+" IS") {
				t.Errorf("%s: %s without a COMMENT", name, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
