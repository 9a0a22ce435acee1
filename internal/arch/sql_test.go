package arch

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// writers are the tables that more than one package writes, and why. Every
// other table has one writer (architecture.md §4.2).
var writers = map[string]string{
	"access_log": "internal/accesslog a line at a time; imports, campaigns and sweeps by sets, in the statement they tell of (decisions.md §7)",
	"spaces":     "internal/identity adds them with the persons imported, internal/enrolment leads them through their life",
	"settings":   "internal/enrolment writes what was chosen on activating, internal/consent what is chosen later",
}

var (
	isSQL      = regexp.MustCompile(`\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|SET LOCAL|TRUNCATE|CREATE|ALTER|DROP|GRANT)\s`)
	writing    = regexp.MustCompile(`(FOR\s+(?:NO KEY\s+)?|DO\s+)?\b(INSERT INTO|UPDATE|DELETE FROM)\s+([a-z_]+)`)
	mention    = regexp.MustCompile(`\b(?:FROM|JOIN|UPDATE|INSERT INTO)\s+([a-z_]+)(?:\s+AS)?(?:\s+([a-z_]+))?`)
	dataClock  = regexp.MustCompile(`(?i)\b(now\(\)|current_timestamp|current_date|clock_timestamp|localtimestamp|transaction_timestamp|statement_timestamp)`)
	everything = regexp.MustCompile(`SELECT\s+(?:[a-z]+\.)?\*\s+FROM\s+(\w+)`)
	walled     = regexp.MustCompile(`CALL wall\('([a-z_]+)'\)`)
)

// statements are the SQL of the program, tests and tools of the cluster aside.
func statements(t *testing.T) (all []text) {
	for _, s := range texts(t, func(f *goFile) bool { return !f.test && domestic(f.pkg) }) {
		if isSQL.MatchString(s.value) {
			all = append(all, s)
		}
	}
	if len(all) < 50 {
		t.Fatalf("only %d statements found: the scan is broken", len(all))
	}
	return all
}

// domestic leaves out what makes clusters and databases rather than uses one.
func domestic(pkg string) bool {
	return !slices.Contains([]string{"internal/devdb", "internal/migrate", "internal/dbtest", "internal/sample", "internal/tools/pgexec"}, pkg)
}

// tablesOfSpaces are the tables that migrations wall.
func tablesOfSpaces(t *testing.T) (all []string) {
	t.Helper()
	err := eachFile(".up.sql", func(_, sql string) error {
		for _, m := range walled.FindAllStringSubmatch(sql, -1) {
			all = append(all, m[1])
		}
		return nil
	})
	if err != nil || len(all) < 10 {
		t.Fatalf("%d tables walled: %v", len(all), err)
	}
	return all
}

func TestOneWriterPerTable(t *testing.T) {
	by := map[string][]string{}
	for _, s := range statements(t) {
		for _, m := range writing.FindAllStringSubmatch(s.value, -1) {
			if m[1] == "" && m[3] != "SET" && !slices.Contains(by[m[3]], s.file.pkg) {
				by[m[3]] = append(by[m[3]], s.file.pkg)
			}
		}
	}
	for table, packages := range by {
		if len(packages) > 1 && writers[table] == "" {
			t.Errorf("%s is written by %s", table, strings.Join(packages, " and "))
		}
	}
	for table := range writers {
		if len(by[table]) < 2 {
			t.Errorf("%s has one writer, %v: take it off the list", table, by[table])
		}
	}
}

// decisions.md §6: the schema can be distributed by patient_id, and a statement
// that forgot it would be stopped by the wall only.
func TestEveryStatementOnASpaceNamesIt(t *testing.T) {
	tables := tablesOfSpaces(t)
	for _, s := range statements(t) {
		for _, table := range unnamed(s.value, tables) {
			t.Errorf("%s:%d: %s without its patient_id", s.file.name, s.line, table)
		}
	}
}

// unnamed are the tables of a space that a statement reads or writes without
// naming the space.
func unnamed(sql string, tables []string) (bad []string) {
	for _, m := range mention.FindAllStringSubmatch(sql, -1) {
		table, alias := m[1], m[2]
		if !slices.Contains(tables, table) {
			continue
		}
		named := regexp.MustCompile(`\bpatient_id\b`)
		if alias != "" && !slices.Contains([]string{"set", "on", "using", "where"}, alias) && regexp.MustCompile(`\b`+alias+`\.`).MatchString(sql) {
			named = regexp.MustCompile(`\b` + alias + `\.patient_id\b|USING \(patient_id`)
		}
		if !named.MatchString(sql) {
			bad = append(bad, table)
		}
	}
	return bad
}

func TestPlantedStatementsAreCaught(t *testing.T) {
	tables := []string{"documents", "blocks"}
	for sql, want := range map[string]int{
		`SELECT id FROM documents WHERE id = @id`: 1,
		`SELECT d.id FROM documents d JOIN blocks b ON b.account_id = d.author_id WHERE d.patient_id = @patient`:     1,
		`SELECT d.id FROM documents d JOIN blocks b ON b.patient_id = d.patient_id WHERE d.patient_id = @patient`:    0,
		`UPDATE documents SET masked_at = @now WHERE id = @id`:                                                       1,
		`UPDATE documents SET masked_at = @now WHERE patient_id = @patient AND id = @id`:                             0,
		`SELECT name FROM professionals WHERE account_id = @id`:                                                      0,
		`SELECT 1 FROM spaces s WHERE EXISTS (SELECT FROM blocks b WHERE b.account_id = @a) AND s.patient_id = @pat`: 1,
	} {
		if got := unnamed(sql, tables); len(got) != want {
			t.Errorf("%v found in %s", got, sql)
		}
	}
}

func TestNoStatementReadsTheDatabasesClock(t *testing.T) {
	for _, s := range statements(t) {
		if m := dataClock.FindString(s.value); m != "" {
			t.Errorf("%s:%d: %s: the instant of a fact is @now", s.file.name, s.line, m)
		}
	}
}

// Code runs before and after a migration: columns are listed. What unnest gives
// is listed by its own arguments.
func TestNoStatementSelectsEverything(t *testing.T) {
	for _, s := range statements(t) {
		for _, m := range everything.FindAllStringSubmatch(s.value, -1) {
			if m[1] != "unnest" {
				t.Errorf("%s:%d: SELECT * FROM %s", s.file.name, s.line, m[1])
			}
		}
	}
}

// Values go to the database beside the statement, never inside it.
func TestNoStatementIsPrinted(t *testing.T) {
	for _, f := range files(t) {
		if f.test || !domestic(f.pkg) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 || !strings.HasPrefix(nameOf(call.Fun), "fmt.") {
				return true
			}
			if s, ok := joined(call.Args[0], nil); ok && isSQL.MatchString(s) {
				t.Errorf("%s:%d: a statement made by %s", f.name, line(n), nameOf(call.Fun))
			}
			return true
		})
	}
	// Two statements set what no parameter can: the space of a transaction, from identifiers only.
	for _, s := range statements(t) {
		if strings.Contains(s.value, "…") && s.file.name != "internal/db/db.go" {
			t.Errorf("%s:%d: a statement put together from what is no constant: %q", s.file.name, s.line, s.value)
		}
	}
}

func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return nameOf(e.X) + "." + e.Sel.Name
	}
	return ""
}

// The two ways past the wall of a space have one door each.
func TestTheDoorsOfTheWallAreFew(t *testing.T) {
	for _, s := range statements(t) {
		upper := strings.ToUpper(s.value)
		if (strings.Contains(upper, "LOCAL ROLE") || strings.Contains(upper, "SET ROLE")) && s.file.pkg != "internal/jobs" {
			t.Errorf("%s:%d: only internal/jobs enters another role", s.file.name, s.line)
		}
		if strings.Contains(s.value, "set_config") || strings.Contains(s.value, "app.space") && s.file.pkg != "internal/db" {
			t.Errorf("%s:%d: only internal/db sets the space, by SET LOCAL (decisions.md §6)", s.file.name, s.line)
		}
	}
	for _, f := range files(t) {
		if f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if ok && sel.Sel.Name == "InSpace" && f.pkg != "internal/gate" && f.pkg != "internal/sample" && !noSpace(call) {
				t.Errorf("%s:%d: only the gate enters a space", f.name, line(n))
			}
			return true
		})
	}
}

// noSpace reports whether InSpace is given no space at all: what opens then is
// the wall of an account alone.
func noSpace(call *ast.CallExpr) bool {
	if len(call.Args) < 2 {
		return false
	}
	zero, ok := call.Args[1].(*ast.CompositeLit)
	return ok && nameOf(zero.Type) == "id.Patient" && len(zero.Elts) == 0
}

// elsewhere are the files of domains that still hold a statement beside their
// rules. The list only shrinks: what is added goes to a sql file.
var elsewhere = map[string]bool{
	"internal/identity/find.go": true, "internal/identity/first.go": true, "internal/identity/link.go": true,
	"internal/identity/session.go":          true,
	"internal/notification/notification.go": true, "internal/notification/outgoing.go": true,
	"internal/record/history.go": true,
}

// architecture.md §4.6: a domain's statements stand in its sql files, where a
// reader finds all that touches its tables.
func TestStatementsOfDomainsStandInSQLFiles(t *testing.T) {
	domains := []string{"identity", "enrolment", "record", "consent", "care", "notification", "mandate", "family",
		"reimbursement", "directive", "task", "export", "card"}
	met := map[string]bool{}
	for _, s := range statements(t) {
		if !slices.Contains(domains, strings.TrimPrefix(s.file.pkg, "internal/")) || strings.HasPrefix(path.Base(s.file.name), "sql") {
			continue
		}
		met[s.file.name] = true
		if !elsewhere[s.file.name] {
			t.Errorf("%s:%d: this statement belongs in a sql file", s.file.name, s.line)
		}
	}
	for name := range elsewhere {
		if !met[name] {
			t.Errorf("%s holds no statement any more: take it off the list", name)
		}
	}
}
