// Package arch holds no code. Its tests keep the floors of the program apart,
// its statements to their rules, its words to one voice.
package arch

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// floors, from the ground up (architecture.md §4.2). A package imports only
// from lower floors, and from its own floor only what siblings lists.
var floors = [][]string{
	{"internal/id", "internal/clock", "internal/limit", "internal/name", "migrations", "internal/tools/icons"},
	{"internal/tools/terms"},
	{"internal/codes", "internal/cda/cdatest", "internal/antivirus/clamtest", "internal/terms", "internal/vaccine"},
	{"internal/access", "internal/cda"},
	{"internal/problem", "internal/file", "internal/fhir"},
	{"internal/db"},
	{"internal/vault", "internal/accesslog", "internal/jobs", "internal/blob", "internal/devdb", "internal/migrate", "internal/mail", "internal/psc/optest", "internal/psc", "internal/preview",
		"internal/antivirus"},
	{"internal/gate", "internal/seal", "internal/dbtest", "internal/tools/pgexec"},
	{"internal/identity", "internal/enrolment", "internal/record", "internal/consent", "internal/care",
		"internal/mandate", "internal/messaging", "internal/agenda", "internal/notification", "internal/support", "internal/family", "internal/habilitation", "internal/team", "internal/profile",
		"internal/reimbursement", "internal/directive", "internal/task", "internal/export", "internal/card", "internal/synthesis"},
	{"internal/sample"},
	{"web/fr", "web/form", "web/static", "web/webtest"},
	{"web/ui"},
	{"web/serve", "web/letter", "web/reading"},
	{"web/health", "web/second"},
	{"web/takeaway"},
	{"web/public", "web/patient", "web/professional", "web/review", "web/desk", "web/counter", "web/operator", "web/demo", "web/gallery", "web/fhir"},
	{"web"},
	{"internal/app"},
	{"cmd/espacesante"},
}

// siblings are the few imports allowed within a floor. Among domains they go
// one way: notification knows none, identity knows notification, the others
// know both.
var siblings = map[string][]string{
	"internal/identity":      {"internal/notification"},
	"internal/enrolment":     {"internal/identity", "internal/notification", "internal/family"},
	"internal/record":        {"internal/identity", "internal/notification"},
	"internal/consent":       {"internal/identity", "internal/notification", "internal/record"}, // « tout masquer »
	"internal/mandate":       {"internal/identity", "internal/notification"},
	"internal/family":        {"internal/identity"},
	"internal/team":          {"internal/identity"},
	"internal/profile":       {"internal/identity", "internal/notification"},
	"internal/support":       {"internal/identity", "internal/enrolment"},
	"internal/reimbursement": {"internal/identity"},
	"internal/card":          {"internal/identity", "internal/notification"},
	"internal/export":        {"internal/identity", "internal/notification", "internal/record", "internal/reimbursement", "internal/directive", "internal/task", "internal/profile"},
	"internal/directive":     {"internal/notification"},
	"internal/synthesis":     {"internal/identity", "internal/record", "internal/profile", "internal/care"},
	"internal/care":          {"internal/identity", "internal/notification", "internal/consent"}, // a report blocks in the same step
}

// only names the packages that alone may import a dependency. One that ends
// with a slash stands for all below it.
var only = map[string][]string{
	"net/http": {"web/", "web", "internal/app", "cmd/espacesante",
		"internal/psc", "internal/psc/optest", // the client of Pro Santé Connect, and one of tests
		"internal/mail", // the client of the SMS operator
		"internal/file", // DetectContentType: what browsers would take a file for
	},
	"github.com/jackc/pgx/": {"internal/db", "internal/gate", "internal/accesslog", "internal/seal", "internal/jobs", "internal/vault", "internal/seal",
		"internal/migrate", "internal/dbtest", "internal/devdb", "internal/sample",
		"internal/identity", "internal/enrolment", "internal/record", "internal/consent", "internal/care",
		"internal/mandate", "internal/messaging", "internal/agenda", "internal/notification", "internal/support", "internal/family", "internal/habilitation", "internal/team", "internal/profile",
		"internal/reimbursement", "internal/directive", "internal/task", "internal/export", "internal/card", "internal/synthesis"},
	"github.com/a-h/templ":            {"web/", "web"},
	"github.com/go-chi/chi/":          {"web/", "web", "internal/app"},
	"github.com/alexedwards/scs/":     {"web/serve"},
	"github.com/riverqueue/":          {"internal/jobs", "internal/migrate"},
	"github.com/tink-crypto/":         {"internal/vault"},
	"github.com/golang-migrate/":      {"internal/migrate"},
	"github.com/minio/":               {"internal/blob"},
	"golang.org/x/mod/":               {"internal/seal"},
	"github.com/alexedwards/argon2id": {"internal/identity"},
	"github.com/go-webauthn/":         {"internal/identity"},
	"github.com/wneessen/":            {"internal/mail"},
	"golang.org/x/oauth2":             {"internal/psc"},
	"github.com/go-jose/":             {"internal/psc/optest"},
	"github.com/caarlos0/env/":        {"internal/app"},
	"codeberg.org/go-pdf/":            {"web/letter", "internal/app"}, // papers, and those of the demonstration
	"github.com/gen2brain/heic":       {"internal/preview"},           // in its child, and nowhere else
	"testing":                         {"internal/psc/optest", "internal/dbtest", "internal/sample", "web/webtest"},
	"github.com/coreos/go-oidc/":      {"internal/app", "internal/psc"},
}

// forTests are packages that no program may import. internal/cda/cdatest makes
// documents up for tests and for the demonstration.
var forTests = []string{"internal/antivirus/clamtest", "internal/psc/optest", "internal/dbtest", "internal/sample", "web/webtest", "internal/arch"}

func TestFloors(t *testing.T) {
	for pkg, imports := range importsOf(t) {
		at := floorOf(pkg)
		if at < 0 && pkg != "internal/arch" {
			t.Errorf("%s is on no floor: give it one", pkg)
		}
		for _, imp := range imports {
			for _, wrong := range mayNotImport(pkg, at, imp) {
				t.Errorf("%s must not import %s: %s", pkg, imp, wrong)
			}
		}
	}
}

// A rule that nothing breaks may be one that nothing could break.
func TestPlantedImportsAreCaught(t *testing.T) {
	for _, c := range [][2]string{
		{"internal/record", "espacesante/web/fr"}, {"internal/record", "espacesante/internal/consent"},
		{"internal/notification", "espacesante/internal/identity"}, {"internal/record", "net/http"},
		{"web/patient", "github.com/jackc/pgx/v5"}, {"web/patient", "espacesante/web/public"},
		{"internal/app", "espacesante/internal/dbtest"}, {"internal/access", "espacesante/internal/db"},
		{"internal/enrolment", "github.com/riverqueue/river"}, {"internal/gate", "github.com/tink-crypto/tink-go/v2/aead"},
	} {
		if len(mayNotImport(c[0], floorOf(c[0]), c[1])) == 0 {
			t.Errorf("%s may import %s", c[0], c[1])
		}
	}
}

func mayNotImport(pkg string, at int, imp string) (wrong []string) {
	if own, ok := strings.CutPrefix(imp, "espacesante/"); ok {
		switch f := floorOf(own); {
		case slices.Contains(forTests, own) && !slices.Contains([]string{"internal/sample", "internal/dbtest"}, pkg):
			wrong = append(wrong, "it is for tests")
		case f > at:
			wrong = append(wrong, "it is on a higher floor")
		case f == at && !slices.Contains(siblings[pkg], own):
			wrong = append(wrong, "it is a sibling, and not on the list")
		}
	}
	for dep, allowed := range only {
		under := imp == dep || strings.HasPrefix(imp, strings.TrimSuffix(dep, "/")+"/")
		if under && !slices.ContainsFunc(allowed, func(a string) bool { return pkg == a || strings.HasSuffix(a, "/") && strings.HasPrefix(pkg, a) }) {
			wrong = append(wrong, "only "+strings.Join(allowed, ", ")+" may")
		}
	}
	return wrong
}

// The list of siblings stays as short as it is true.
func TestEverySiblingServes(t *testing.T) {
	imports := importsOf(t)
	for pkg, list := range siblings {
		if _, there := imports[pkg]; !there {
			continue // not built yet
		}
		for _, own := range list {
			if !slices.Contains(imports[pkg], "espacesante/"+own) {
				t.Errorf("%s does not import %s any longer: take it off the list", pkg, own)
			}
		}
	}
}

func importsOf(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-e", "-f", `{{.ImportPath}}: {{join .Imports " "}}`, "espacesante/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		pkg, imports, _ := strings.Cut(strings.TrimSpace(line), ":")
		all[strings.TrimPrefix(pkg, "espacesante/")] = strings.Fields(imports)
	}
	return all
}

func floorOf(pkg string) int {
	return slices.IndexFunc(floors, func(f []string) bool { return slices.Contains(f, pkg) })
}
