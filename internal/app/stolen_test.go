package app

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/totp"

	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
	"espacesante/internal/identity"
)

// canaries are what must stand nowhere in clear: one for each kind of thing.
type canaries map[string]string

// clear are things that may be read by whoever steals a backup: that the search
// finds them shows that it looks.
const clear = "CABINET DU TEMOIN EN CLAIR"

// T61, invariant 31: a whole life, by the pages of the program over a cluster of
// its own. What a thief of the backup, of the disk or of the logs would have
// shows no name, number, address, title, file, text, password, code or token.
func TestAStolenBackupShowsNothing(t *testing.T) {
	said := &heard{}
	was := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(said, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(was) })
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the program said: %s", said.bytes())
		}
	})
	cfg, err := ReadConfig([]string{"DATA_DIR=" + t.TempDir(), atOpening()})
	if err != nil {
		t.Fatal(err)
	}
	p, err := open(t.Context(), cfg, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.close)
	h := houseOver(t, cfg, p.pool)
	planted := h.plant()
	super, err := pgx.Connect(t.Context(), p.ground.cluster.SuperURL())
	if err != nil {
		t.Fatal(err)
	}
	defer super.Close(t.Context())
	if _, err := super.Exec(t.Context(), `CHECKPOINT`); err != nil { // what is in memory goes to the disk
		t.Fatal(err)
	}
	slog.Info("the log of the program is read: " + clear)

	loot := map[string][]byte{"the program's log": measured.ReplaceAll(said.bytes(), nil)}
	folder, err := filepath.EvalSymlinks(filepath.Join(cfg.DataDir, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for name, dir := range map[string]string{"cluster": folder, "blobs": filepath.Join(cfg.DataDir, "blobs"), "checkpoints": filepath.Join(cfg.DataDir, "checkpoints")} {
		for file, content := range filesBelow(t, dir) {
			loot[name+"/"+file] = content
			kinds[name]++
			if strings.Contains(file, "pg_wal/") {
				kinds["WAL"]++
			}
		}
	}
	if kinds["cluster"] < 300 || kinds["WAL"] < 1 || kinds["blobs"] < 2 {
		t.Errorf("too little was looked at: %v", kinds)
	}
	if _, err := exec.LookPath("pg_dump"); err != nil {
		t.Log("pg_dump is not on this machine: the cluster's files are searched, and no dump")
	} else if loot["the dump"], err = exec.CommandContext(t.Context(), "pg_dump", p.ground.cluster.SuperURL()).Output(); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for file, content := range loot {
		kind, _, _ := strings.Cut(file, "/")
		if strings.Contains(file, "pg_wal/") {
			kind = "WAL"
		}
		seen[kind] = seen[kind] || bytes.Contains(content, []byte(clear))
		for _, found := range planted.in(content) {
			t.Errorf("%s stands in clear in %s", found, file)
		}
	}
	for _, kind := range []string{"cluster", "WAL", "the program's log"} {
		if !seen[kind] {
			t.Errorf("what is in clear was not found in %s: the search looks at nothing", kind)
		}
	}
	if loot["the dump"] != nil && !seen["the dump"] {
		t.Error("what is in clear was not found in the dump")
	}
}

// measured are what the log measures: a duration may be the six digits of a code, by chance.
var measured = regexp.MustCompile(`"(took|bytes)":\d+,?`)

// in names the canaries that content shows, as they are, in hexadecimal or in
// base64, whatever their case.
func (c canaries) in(content []byte) (found []string) {
	lower := bytes.ToLower(content)
	for what, canary := range c {
		if short.MatchString(canary) { // six digits stand in many a number: only by themselves
			if bytes.Contains(content, []byte(canary)) && regexp.MustCompile(`(^|[^0-9A-Za-z.])`+canary+`([^0-9A-Za-z]|$)`).Match(content) {
				found = append(found, what)
			}
			continue
		}
		plain := []byte(strings.ToLower(canary))
		shapes := [][]byte{plain, []byte(hex.EncodeToString([]byte(canary)))}
		if bytes.Contains(lower, shapes[0]) || bytes.Contains(lower, shapes[1]) || inBase64(content, canary) {
			found = append(found, what)
		}
	}
	return found
}

var short = regexp.MustCompile(`^[0-9A-Z]{6}$`)

// inBase64 looks for a text that stands at any place in something encoded.
func inBase64(content []byte, canary string) bool {
	for shift := range 3 {
		e := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + canary))
		from, to := (shift*8+5)/6, len(e)-4 // only what the canary alone decides
		if to-from >= 8 && bytes.Contains(content, []byte(e[from:to])) {
			return true
		}
	}
	return false
}

// plant leads a life with a canary in every kind of thing.
func (h *house) plant() canaries {
	h.t.Helper()
	me := somebody{ins: "265036322004755", oid: identity.OIDTest, family: "CANARIFAMILLE", given: "CANARIPRENOM", birth: "1965-03-01",
		vitale: "8025000071717171", email: "canari.courriel@exemple.test"}
	c := canaries{"the number": me.ins, "the name": me.family, "the given name": me.given, "the used name": "CANARIUSAGE",
		"the card": me.vitale, "the e-mail": me.email, "the phone": "+33612349871", "the address": "RUE DU CANARI JAUNE",
		"the town": "CANARIVILLE", "the password": "mot canari bien cache", "the professional's e-mail": "canari.pro@exemple.test",
		"the professional's password": "mot canari du docteur", "a title": "Titre du canari", "a file's name": "fichier-canari",
		"a file's content": "ContenuDuCanari", "a deposit's title": "Depot du canari", "a deposit's content": "ContenuDeposeDuCanari",
		"a search word": "CANARICHERCHE", "a query": "CANARIREQUETE", "a wrong password": "mauvais mot canari",
		"an unknown identifier": "canari.inconnu@exemple.test", "the birth date": me.birth}
	csv := "ins,ins_oid,birth_name,birth_given_names,used_name,sex,birth_date,birth_place,vitale_serial,email,phone,address,postcode,city\n" +
		strings.Join([]string{me.ins, me.oid, me.family, me.given, c["the used name"], "F", me.birth, "63220", me.vitale, me.email, c["the phone"],
			"7 " + c["the address"], "09000", c["the town"]}, ",") + "\n"
	_, err := identity.ImportPersons(h.t.Context(), h.pool, h.vault, strings.NewReader(csv), identity.Watch{})
	if err == nil {
		_, err = h.enrolment.OpenCampaign(h.t.Context(), "test", 0, nil)
	}
	n, _ := identity.ParseNIR(me.ins)
	if err == nil {
		me.patient, err = h.people.PatientOf(h.t.Context(), n)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	c["the activation code"] = h.code(me)
	c["the activation code, bare"] = strings.ReplaceAll(c["the activation code"], "-", "")
	own := h.plantPerson(me, c)
	h.plantProfessional(me, own, c)
	h.plantMistakes(c)
	return c
}

func (h *house) post(c *client, status int, path string, fields ...string) string {
	h.t.Helper()
	a := c.post(path, fields...)
	if a.status != status {
		h.t.Fatalf("%s: %d %s, %s", path, a.status, a.path, visible(a.body))
	}
	return a.path
}

// plantPerson activates, adds a document and shows a code.
func (h *house) plantPerson(me somebody, c canaries) *client {
	h.t.Helper()
	own := h.client()
	h.post(own, moves, "/activation/code", "code", c["the activation code"])
	h.post(own, moves, "/activation/identite", proof(me)...)
	h.post(own, moves, "/activation/contact", "moyen", "courriel", "courriel", me.email)
	c["a one-time code"] = h.reads(me.email, "code", sixDigits)
	h.post(own, moves, "/activation/verification", "code", c["a one-time code"])
	h.post(own, moves, "/activation/mot-de-passe", "mot-de-passe", c["the password"])
	h.post(own, moves, "/activation/partage", "partage", "oui", "urgence", "yes")
	h.post(own, moves, "/activation/recapitulatif", "regles", "oui")
	a := own.sends("/documents/ajouter", c["a file's name"]+".pdf", cdatest.PDF(c["a file's content"]), "cle", "k", "type",
		codes.PatientTypes()[0].Code, "titre", c["a title"], "visibilite", "visible", "date-jour", "3", "date-mois", "5", "date-annee", "2026")
	if a.status != moves {
		h.t.Fatal(a.status, string(a.body))
	}
	if b := own.get(a.path + "/telecharger"); !bytes.Contains(b.body, []byte(c["a file's content"])) {
		h.t.Fatal("the document does not read back: its content is no canary")
	}
	shown := own.post("/acces/code")
	if shown.status == moves {
		shown = own.get(shown.path)
	}
	found := regexp.MustCompile(`\b[2-9A-HJ-NP-TV-Z]{3}[ -]?[2-9A-HJ-NP-TV-Z]{3}\b`).FindString(visible(shown.body))
	if c["a consent code"] = strings.NewReplacer(" ", "", "-", "").Replace(found); len(c["a consent code"]) != 6 {
		h.t.Fatalf("no code is shown: %s", shown.body)
	}
	h.plantAccess(me, own, c)
	c["a session"] = h.session(own)
	return own
}

// plantProfessional signs in for the first time, finds, opens and deposits.
func (h *house) plantProfessional(me somebody, _ *client, c canaries) {
	h.t.Helper()
	csv := "rpps,name,given_name,title,profession,specialty,structure_finess,structure_name,structure_city,email\n" +
		"10100000024,DIALLO,Marc,Dr,10,SM04,090000183," + clear + ",Foix," + c["the professional's e-mail"] + "\n"
	if _, err := identity.ImportProfessionals(h.t.Context(), h.pool, h.vault, strings.NewReader(csv), strict); err != nil {
		h.t.Fatal(err)
	}
	email := c["the professional's e-mail"]
	link := h.reads(email, "", regexp.MustCompile(`/premier-acces/[a-z2-7]+`))
	c["a sign-in link"] = strings.TrimPrefix(link, "/premier-acces/")
	pro := h.client()
	pro.get(link)
	h.post(pro, moves, link)
	c["a code of first access"] = h.reads(email, "code", sixDigits)
	h.post(pro, moves, "/premier-acces/code", "code", c["a code of first access"])
	h.post(pro, moves, "/premier-acces/mot-de-passe", "mot-de-passe", c["the professional's password"])
	page := string(pro.get("/premier-acces/application").body)
	c["an authenticator"] = strings.ReplaceAll(regexp.MustCompile(`(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}`).FindString(page), " ", "")
	code, err := totp.GenerateCode(c["an authenticator"], time.Now())
	if err != nil {
		h.t.Fatal(err)
	}
	h.post(pro, moves, "/premier-acces/application", "code", code)
	if code, err = totp.GenerateCode(c["an authenticator"], time.Now().Add(30*time.Second)); err != nil { // a step serves once
		h.t.Fatal(err)
	}
	h.post(pro, moves, "/pro/connexion", "identifiant", "10100000024", "mot-de-passe", c["the professional's password"])
	h.post(pro, moves, "/pro/connexion/code", "code", code)
	h.post(pro, wrong, "/pro/patients/sans-numero", append(born(me), "nom", c["a search word"], "prenom", me.given, "sexe", "F")...)
	h.post(pro, moves, "/pro/patients/sans-numero", append(born(me), "nom", me.family, "prenom", me.given, "sexe", "F")...)
	base := "/pro/patients/" + me.patient.String()
	pro.get(base + "/identite")
	if to := h.post(pro, moves, base+"/ouvrir/code", "code", c["a consent code"]); to != base {
		h.t.Fatal("the code leads to", to)
	}
	pro.get(base)
	a := pro.sends(base+"/deposer", c["a file's name"]+".pdf", cdatest.PDF(c["a deposit's content"]), "cle", "deux", "type", "11488-4",
		"informe", "oui", "titre", c["a deposit's title"], "date-jour", "3", "date-mois", "5", "date-annee", "2026")
	if a.status != moves {
		h.t.Fatal(a.status, string(a.body))
	}
	h.reads(me.email, "document", nil) // M9: the jobs have worked
	c["a professional's session"] = h.session(pro)
}

// plantMistakes does what goes wrong, and what the program writes to its log.
func (h *house) plantMistakes(c canaries) {
	h.t.Helper()
	anybody := h.client()
	anybody.get("/documents?q=" + c["a query"])
	anybody.get("/" + c["a query"])
	h.post(anybody, wrong, "/connexion", "identifiant", c["an unknown identifier"], "mot-de-passe", c["a wrong password"])
	h.post(anybody, moves, "/activation/code", "code", "2345-6789-ABCD")
	h.post(anybody, moves, "/activation/identite", "nir", c["the number"], "naissance-jour", "1", "naissance-mois", "3", "naissance-annee", "1965")
	// Statements that fail carry values too.
	for _, sql := range []string{`INSERT INTO receipts (number, kind, at) VALUES ($1, 'none', now())`, `SELECT $1::int`} {
		if _, err := h.pool.Exec(h.t.Context(), sql, c["a query"]); err == nil {
			h.t.Error("a statement was to fail")
		}
	}
}

// session is the token of the client's session.
func (h *house) session(c *client) string {
	h.t.Helper()
	at, err := url.Parse(h.url)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, cookie := range c.Jar.Cookies(at) {
		if strings.Contains(cookie.Name, "session") {
			return cookie.Value
		}
	}
	h.t.Fatal("no session")
	return ""
}

// visible is the text of a page, without its marks.
func visible(page []byte) string {
	body := string(page)
	if _, main, ok := strings.Cut(body, "<main"); ok {
		body = main
	}
	return regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " ")
}

func filesBelow(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return skipGone(err)
		}
		b, err := os.ReadFile(path)
		if err == nil {
			all[strings.TrimPrefix(path, dir+"/")] = b
		}
		return skipGone(err)
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// skipGone forgives a file that the server removed meanwhile.
func skipGone(err error) error {
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// heard keeps what was written to it.
type heard struct {
	sync.Mutex
	b bytes.Buffer
}

func (w *heard) Write(p []byte) (int, error) {
	w.Lock()
	defer w.Unlock()
	return w.b.Write(p)
}

func (w *heard) bytes() []byte {
	w.Lock()
	defer w.Unlock()
	return bytes.Clone(w.b.Bytes())
}

// A search that finds nothing must be one that could find.
func TestThePlantedCanaryIsFound(t *testing.T) {
	t.Parallel()
	c := canaries{"a title": "Titre du canari", "a code": "482913"}
	for shape, content := range map[string]string{
		"plain":       "x Titre du canari y",
		"other case":  "TITRE DU CANARI",
		"hexadecimal": "\\x00" + hex.EncodeToString([]byte("..Titre du canari..")),
		"base64":      base64.StdEncoding.EncodeToString([]byte("..Titre du canari et la suite")),
		"a code":      "code\t482913\n",
	} {
		if got := c.in([]byte(content)); len(got) != 1 {
			t.Errorf("%s: %v", shape, got)
		}
	}
	if got := c.in([]byte(fmt.Sprint("12:00:00.482913 9482913 ", http.StatusOK))); len(got) != 0 {
		t.Errorf("found in numbers: %v", got)
	}
}
