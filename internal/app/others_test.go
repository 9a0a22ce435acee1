package app

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/web/demo"
)

// rowsOf are the rows of a space that a part of an address may name.
var rowsOf = map[string]string{"document": "documents", "line": "access_log", "notice": "notices", "mandate": "mandates", "entry": "entries",
	"mesure": "entries", "demande": "document_requests", "account": "accounts", "ref": "folders", "id": "folders", "act": "directives", "change": "consents"}

// theirs are the references of somebody's rows: one or two of each table.
func (h *house) theirs(of id.Patient) map[string][]string {
	h.t.Helper()
	super, all := dbtest.AsSuperuser(h.t, h.pool), map[string][]string{}
	for _, table := range rowsOf {
		rows, err := super.Query(h.t.Context(), `SELECT id FROM `+table+` WHERE patient_id = $1 ORDER BY id DESC LIMIT 2`, of)
		if err != nil {
			h.t.Fatal(table, err)
		}
		all[table] = nil
		for rows.Next() {
			var one id.Document
			if err := rows.Scan((*[16]byte)(&one)); err != nil {
				h.t.Fatal(table, err)
			}
			all[table] = append(all[table], one.String())
		}
		rows.Close()
	}
	return all
}

// parted is a route with something of somebody in its address.
type parted struct{ method, path string }

var partOf = regexp.MustCompile(`\{([a-z]+)[^}]*\}`)

// filled is the address of a route about somebody: whose parts are given by pick.
func (r parted) filled(pick func(part string) string) string {
	return partOf.ReplaceAllStringFunc(strings.TrimSuffix(r.path, "*"), func(s string) string { return pick(partOf.FindStringSubmatch(s)[1]) })
}

// Invariants 1 and 2, decisions.md §3: whoever tries a real reference of somebody else, on any route, is answered as for one that
// never was, to the byte, and never with a fault: another person, a professional whom she does not know, a helper without a
// mandate, agents without a call or a visit, nobody.
func TestAReferenceOfSomebodyElseIsLikeNone(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	if err := h.loadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	guests, err := h.loadPatients(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var her id.Patient
	for _, g := range guests {
		if g.Patient.Key == "helene" && g.Patient.Stage == demo.Activated {
			her = g.patient
		}
	}
	refs := h.theirs(her)
	for _, table := range []string{"documents", "access_log", "notices", "entries", "accounts", "folders"} {
		if len(refs[table]) == 0 {
			t.Fatalf("she has no row in %s: nothing is tried", table)
		}
	}
	me := h.invited(ruth())
	h.activated(me)
	staff := h.staffs("helper", "support", "caisse")
	who := map[string]*client{"nobody": h.client(), "another person": h.client().signsIn(me), "a professional": h.client().worksAs(h.hires(drSmith)[0])}
	for i, door := range []string{"/guichet", "/assistance", "/caisse"} {
		who[staff[i].role] = h.client()
		who[staff[i].role].comesIn(door, staff[i])
	}
	tried := 0
	for _, r := range h.partedRoutes() {
		for name, c := range who {
			if name == "a professional" && strings.HasPrefix(r.path, "/pro/patients/{ref}") {
				continue // the reference of a space is what finding its person gives: what follows is web/professional's to test
			}
			none := c.asks(r.method, r.filled(func(part string) string { return numberOr(part, id.New[id.Document]().String()) }))
			for n := range 2 {
				path := r.filled(func(part string) string {
					if all := refs[rowsOf[part]]; n < len(all) {
						return all[n]
					}
					return numberOr(part, her.String())
				})
				got := c.asks(r.method, path)
				tried++
				if got.status >= 500 || got.status != none.status || bare(got) != bare(none) {
					t.Errorf("%s, %s %s: %d %s for what is somebody else's, %d %s for what never was\n%s", name, r.method, r.path,
						got.status, opaque.ReplaceAllString(got.path, "{ref}"), none.status, opaque.ReplaceAllString(none.path, "{ref}"), firstDifference(bare(none), bare(got)))
				}
			}
		}
	}
	t.Log(tried, "addresses of hers tried by others")
	if tried < 1000 {
		t.Error("too few")
	}
}

// partedRoutes are the routes with a reference in them.
func (h *house) partedRoutes() (all []parted) {
	h.t.Helper()
	routes := h.handler(newMetrics(h.pool), &health{probes: h.probes()}, true).(chi.Routes)
	err := chi.Walk(routes, func(method, path string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if partOf.MatchString(path) && !strings.HasPrefix(path, "/demo/") {
			all = append(all, parted{method, path})
		}
		return nil
	})
	if err != nil || len(all) < 100 {
		h.t.Fatal(len(all), err)
	}
	return all
}

// numberOr is a page or a place in a list where the address wants one.
func numberOr(part, reference string) string {
	if part == "n" || part == "page" || part == "rubrique" {
		return "1"
	}
	return reference
}

func (c *client) asks(method, path string) reply {
	if method == http.MethodGet {
		return c.get(path)
	}
	return c.post(path)
}

// bare is an answer without what differs between two of the same: references, the number of the request, the time.
func bare(a reply) string {
	said := opaque.ReplaceAllString(fmt.Sprint(a.status, " ", a.path, "\n", steady(a.body)), "{ref}")
	return regexp.MustCompile(`\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b`).ReplaceAllString(said, "{number}")
}
