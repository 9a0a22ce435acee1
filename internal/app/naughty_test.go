package app

import (
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"espacesante/internal/dbtest"
)

// special are strings that the big list does not hold.
var special = []string{"a\x00b", "\x00", "a\xffb", "\xed\xa0\x80", strings.Repeat("é", 30_000), strings.Repeat("9", 400),
	"\u202etxt.exe\u202c\u2066", "a\r\nSet-Cookie: x=1", "%00%0d%0a", "${jndi:ldap://x}", "' OR 1=1 --", "\\'; DROP TABLE x; --", "-1", "1e309", "NaN"}

// unstorable are those that nothing takes, not even a password.
var unstorable = special[:4]

// alone are those that each field gets by itself: all of special, or one of each
// kind when the machine is in a hurry.
func alone() []string {
	if !testing.Short() {
		return special
	}
	return []string{special[0], special[2], special[4], special[6], special[10]}
}

// final are the forms whose free words any string may be, and that end
// something, or may be made a few times only: what is taken there would end the walk.
var final = regexp.MustCompile(`suspendre|bloquer|fermer|effacer|deconnecter|opposer|deces|terminer|appareils|cles|mot-de-passe|recapitulatif|/historique/.*/signaler|/faire/|/danger|/contact|/pro/equipe$|/demandes/nouvelle|/correction$|/contester$|/pro/demandes/|/contestations/`)

// hostility sends to every form of the walk what no person would type.
type hostility struct {
	in      *inspection
	super   *pgxpool.Pool
	strings []string
	seen    map[string]bool
	taken   map[string]bool // the forms that took something
	sent    int
	refused int
}

// T01, invariant 42, issue 3 point 9: the big list of naughty strings, U+0000,
// what is not UTF-8 and what is too long, in each field of each form of each
// page. Nothing is a fault of ours, and what is refused changes nothing.
func TestNaughtyStringsBreakNothingInAnyForm(t *testing.T) {
	t.Parallel()
	in := inspect(t)
	in.hostile = &hostility{in: in, super: dbtest.AsSuperuser(t, in.pool), strings: append(naughty(t), special...), seen: map[string]bool{}, taken: map[string]bool{}}
	in.walks(t, nil)
	h := in.hostile
	t.Logf("%d forms, %d requests, %d refused, something was taken by %s", len(h.seen), h.sent, h.refused,
		slices.Sorted(maps.Keys(h.taken)))
	if len(h.seen) < 40 || h.refused < h.sent/2 {
		t.Error("too little was tried")
	}
}

// naughty is the big list, or one string in twenty of it.
func naughty(t *testing.T) (all []string) {
	t.Helper()
	b, err := os.ReadFile("../../web/assets/node_modules/big-list-of-naughty-strings/blns.json")
	if err == nil {
		err = json.Unmarshal(b, &all)
	}
	if err != nil || len(all) < 400 {
		t.Fatalf("the list of naughty strings is not there, « make assets » brings it: %d, %v", len(all), err)
	}
	if !testing.Short() {
		return all
	}
	var some []string
	for i := 3; i < len(all); i += 20 {
		some = append(some, all[i])
	}
	return some
}

var (
	formTag    = regexp.MustCompile(`(?s)<form\b([^>]*)>(.*?)</form>`)
	controlTag = regexp.MustCompile(`(?s)<(?:input|select|textarea|button)\b([^>]*)>`)
	attribute  = regexp.MustCompile(`\b([a-z-]+)="([^"]*)"`)
)

// aform is a form as a page shows it.
type aform struct {
	action string
	get    bool
	words  bool // some field takes words
	fields []string
	hidden url.Values
}

func formsOf(path string, page []byte) (all []aform) {
	for _, m := range formTag.FindAllSubmatch(page, -1) {
		a := attributes(string(m[1]))
		f := aform{action: a["action"], get: !strings.EqualFold(a["method"], "post"), hidden: url.Values{}}
		if f.action == "" {
			f.action = path
		}
		for _, c := range controlTag.FindAllSubmatch(m[2], -1) {
			a := attributes(string(c[1]))
			if a["name"] == "" {
				continue
			}
			if a["type"] == "hidden" {
				f.hidden.Set(a["name"], a["value"])
			}
			f.words = f.words || strings.HasPrefix(string(c[0]), "<textarea") ||
				strings.HasPrefix(string(c[0]), "<input") && !slices.Contains([]string{"hidden", "radio", "checkbox", "file", "password"}, a["type"])
			if !slices.Contains(f.fields, a["name"]) {
				f.fields = append(f.fields, a["name"])
			}
		}
		all = append(all, f)
	}
	return all
}

func attributes(s string) map[string]string {
	all := map[string]string{}
	for _, m := range attribute.FindAllStringSubmatch(s, -1) {
		all[m[1]] = html.UnescapeString(m[2])
	}
	return all
}

var numbered = regexp.MustCompile(`/[0-9]+(/|$)`)

// same names what answers a form: the twelve parts of one work are tried as one,
// but for make test-all.
func same(action string) string {
	action = opaque.ReplaceAllString(action, "{ref}")
	if testing.Short() {
		action = numbered.ReplaceAllString(action, "/{n}$1")
	}
	return action
}

// attacks sends naughty strings to each form of a page that was not met before:
// in all fields at once, then in each alone.
func (h *hostility) attacks(c *client, path string, page reply) {
	h.in.t.Helper()
	for _, f := range formsOf(path, page.body) {
		key := fmt.Sprint(same(f.action), f.get, f.fields)
		if h.seen[key] || len(f.fields) == 0 || strings.HasPrefix(path, "/demo") || f.action == "/deconnexion" {
			continue
		}
		h.seen[key] = true
		var tries []url.Values
		list, each := h.strings, alone()
		if !f.words || final.MatchString(f.action) {
			list, each = unstorable, unstorable
		}
		for _, s := range list {
			all := url.Values{}
			for _, field := range f.fields {
				all.Set(field, s)
			}
			tries = append(tries, all)
		}
		for _, field := range f.fields {
			for _, s := range each {
				one := url.Values{field: {s}}
				for name, value := range f.hidden {
					if name != field {
						one[name] = value
					}
				}
				tries = append(tries, one)
			}
		}
		h.sends(c, f.action, f.get, tries)
	}
}

// spoils sends what the walk is about to send, one field of it naughty: what
// stands behind the judgement of the form is reached too.
func (h *hostility) spoils(c *client, path string, fields []string) {
	h.in.t.Helper()
	key := "spoilt " + same(path)
	if h.seen[key] || len(fields) == 0 || strings.HasSuffix(path, "/cles") || path == "/mes-cles/ajouter" { // what a key signed is good for one answer
		return
	}
	h.seen[key] = true
	var tries []url.Values
	list := alone()
	if final.MatchString(path) {
		list = unstorable
	}
	for i := 0; i+1 < len(fields); i += 2 {
		for _, s := range list {
			v := url.Values{}
			for j := 0; j+1 < len(fields); j += 2 {
				v.Set(fields[j], fields[j+1])
			}
			v.Set(fields[i], s)
			tries = append(tries, v)
		}
	}
	h.sends(c, path, false, tries)
}

// sends sends forms, and again those that were refused while nothing else
// happens: then no row of any table has changed.
func (h *hostility) sends(c *client, path string, get bool, tries []url.Values) {
	h.in.t.Helper()
	var refused []url.Values
	for _, v := range tries {
		if status := h.one(c, path, get, v); status >= 400 && status < 500 {
			refused = append(refused, v)
		}
	}
	h.refused += len(refused)
	h.forgive()
	if get || len(refused) == 0 {
		return
	}
	// The clock has work of its own meanwhile (an alarm, a reminder): what a refused
	// form changes, it changes each time.
	for table := range h.changedBy(c, path, refused) {
		if h.changedBy(c, path, refused)[table] {
			h.in.t.Errorf("%s: what is refused changes %s", opaque.ReplaceAllString(path, "{ref}"), table)
		}
	}
}

// changedBy sends refused forms again, and gives the tables that changed meanwhile.
func (h *hostility) changedBy(c *client, path string, refused []url.Values) map[string]bool {
	h.in.t.Helper()
	before, changed := h.rows(), map[string]bool{}
	for _, v := range refused[max(0, len(refused)-60):] {
		h.one(c, path, false, v)
	}
	h.forgive()
	after := h.rows()
	for table, was := range before {
		if after[table] != was {
			changed[table] = true
		}
	}
	return changed
}

func (h *hostility) one(c *client, path string, get bool, v url.Values) int {
	h.in.t.Helper()
	method, at, body := http.MethodPost, h.in.url+path, v.Encode()
	if get {
		base, _, _ := strings.Cut(at, "?")
		if len(body) > 20_000 {
			return 0 // longer than a header may be: net/http refuses it
		}
		method, at, body = http.MethodGet, base+"?"+body, ""
	}
	r, err := http.NewRequestWithContext(h.in.t.Context(), method, at, strings.NewReader(body))
	if err != nil {
		h.in.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a := c.do(r)
	h.sent++
	if a.status >= 500 {
		h.in.t.Errorf("%s answers %d to %.200q", opaque.ReplaceAllString(path, "{ref}"), a.status, v)
	}
	if a.status < 400 && !get {
		h.taken[opaque.ReplaceAllString(path, "{ref}")] = true
	}
	if a.took > slow() {
		h.in.t.Errorf("%s takes %s for %.200q", path, a.took, v)
	}
	return a.status
}

// forgive forgets the tries that were counted: the walk goes on.
func (h *hostility) forgive() {
	h.in.t.Helper()
	if _, err := h.super.Exec(h.in.t.Context(), `DELETE FROM throttles`); err != nil {
		h.in.t.Fatal(err)
	}
}

// changing are the tables that may change by themselves, or count: logs, jobs,
// sessions, when a browser was seen last and a reader was last here, the index of texts, what was sealed.
var changing = regexp.MustCompile(`^(river_|access_log|operation_log|log_|throttles|sessions|devices|document_texts|document_shapes|document_visits|professional_lines|helper_lines|desk_counts|schema_migrations)`)

// rows are all tables, each as one number, once nothing is under way.
func (h *hostility) rows() map[string]string {
	h.in.t.Helper()
	if err := h.in.people.Sweep(h.in.t.Context()); err != nil { // what the sweep forgets is gone before, not between
		h.in.t.Fatal(err)
	}
	h.in.quiet()
	rows, err := h.super.Query(h.in.t.Context(), `SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`)
	if err != nil {
		h.in.t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		h.in.t.Fatal(err)
	}
	var each []string
	for _, name := range names {
		if !changing.MatchString(name) {
			each = append(each, `SELECT '`+name+`', count(*) || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM `+name+` t`)
		}
	}
	rows, err = h.super.Query(h.in.t.Context(), strings.Join(each, " UNION ALL "))
	if err != nil {
		h.in.t.Fatal(err)
	}
	all, name, sum := map[string]string{}, "", ""
	if _, err := pgx.ForEachRow(rows, []any{&name, &sum}, func() error {
		all[name] = sum
		return nil
	}); err != nil {
		h.in.t.Fatal(err)
	}
	return all
}
