package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/codes"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/identity"
)

const servingVariable = "APP_TEST_SERVING"

// TestServingProcess is `espacesante serve`, until it is killed.
func TestServingProcess(t *testing.T) {
	told := os.Getenv(servingVariable)
	if told == "" {
		t.Skip("run by TestNothingIsLostWhenTheProgramIsKilled")
	}
	var environ []string
	if err := json.Unmarshal([]byte(told), &environ); err != nil {
		t.Fatal(err)
	}
	os.Exit(Main([]string{"serve"}, Std{In: os.Stdin, Out: io.Discard, Err: os.Stderr, Env: environ}))
}

// killing is a server that is killed again and again, and who asks it things.
type killing struct {
	*house
	environ   []string
	addr      string
	uploaders []*uploader
	arrivals  []*arrival
	said      bytes.Buffer
}

// uploader is somebody who sends one file after the other, each again until it
// is acknowledged.
type uploader struct {
	who    access.Actor
	cookie *http.Cookie
	sent   int
	acked  map[string]int // address of a document to which file it is
}

// file is the bytes and the title of the nth file of an uploader.
func (u *uploader) file(n int) (b []byte, title string) {
	title = fmt.Sprintf("Document %d", n)
	return cdatest.PDF(strings.Repeat(title+" ", 400)), title
}

// arrival is somebody whose last step of an activation is sent, twice at once.
type arrival struct {
	somebody
	code   string
	cookie *http.Cookie
	acked  bool
}

// T20, T30, invariants 16, 25, 26, issue 3 point 7: the program is killed at any
// moment among uploads and activations. `make test-all` kills it 200 times.
func TestNothingIsLostWhenTheProgramIsKilled(t *testing.T) {
	t.Parallel()
	kills, arriving := 200, 40
	if testing.Short() {
		kills, arriving = 20, 4
	}
	k := newKilling(t, arriving)
	for range kills {
		k.once()
	}
	k.settled()
	k.keptUploads()
	k.activatedOnce()
	k.swept()
}

func newKilling(t *testing.T, arriving int) *killing {
	cfg, err := ReadConfig([]string{"DATA_DIR=" + t.TempDir(), atOpening()})
	if err != nil {
		t.Fatal(err)
	}
	pool := dbtest.New(t)
	k := &killing{house: houseOver(t, cfg, pool), addr: free(t)}
	k.environ = []string{"DATA_DIR=" + cfg.DataDir, "ADDR=" + k.addr, "BASE_URL=http://" + k.addr, "CLOCK_OFFSET=" + cfg.ClockOffset.String(),
		"DATABASE_URL=" + strings.Replace(dbtest.AppURL(pool), "application_name=dbtest", "application_name=killed", 1)}
	for i, ins := range []string{"277076322082910", "279035121518989"} {
		s := ruth()
		s.ins, s.email = ins, fmt.Sprintf("envoi%d@exemple.test", i)
		if i == 1 {
			s = patTrois()
		}
		s = k.invited(s)
		k.activated(s)
		var account id.Account
		err := dbtest.AsSuperuser(t, pool).QueryRow(t.Context(), `SELECT id FROM accounts WHERE patient_id = $1`, s.patient).Scan(&account)
		if err != nil {
			t.Fatal(err)
		}
		who, err := k.people.Actor(t.Context(), account, "")
		if err != nil {
			t.Fatal(err)
		}
		k.uploaders = append(k.uploaders, &uploader{who: who, cookie: k.cookie(k.client().signsIn(s)), acked: map[string]int{}})
	}
	for i := range arriving {
		k.arrivals = append(k.arrivals, k.arrives(i))
	}
	return k
}

func (k *killing) cookie(c *client) *http.Cookie {
	at, err := url.Parse(k.url)
	if err != nil {
		k.t.Fatal(err)
	}
	return c.Jar.Cookies(at)[0]
}

// arrives brings somebody to the last step of an activation.
func (k *killing) arrives(i int) *arrival {
	k.t.Helper()
	ins := fmt.Sprintf("26503632200%02d", i)
	number := ins + identity.NIRKey(ins)
	s := k.invited(somebody{ins: number, oid: identity.OIDNIR, family: fmt.Sprintf("ARRIVE%c%c", 'A'+i/26, 'A'+i%26), given: "ANNE",
		birth: "1965-03-01", vitale: fmt.Sprintf("55515%04d", i), email: fmt.Sprintf("arrive%d@exemple.test", i)})
	a := &arrival{somebody: s, code: k.code(s)}
	c := k.client()
	k.post(c, moves, "/activation/code", "code", a.code)
	k.post(c, moves, "/activation/identite", proof(s)...)
	k.post(c, moves, "/activation/contact", "moyen", "courriel", "courriel", s.email)
	k.post(c, moves, "/activation/verification", "code", k.reads(s.email, "code", sixDigits))
	k.post(c, moves, "/activation/mot-de-passe", "mot-de-passe", goodPassword)
	k.post(c, moves, "/activation/partage", "partage", "oui", "urgence", "yes")
	a.cookie = k.cookie(c)
	return a
}

// once starts the program, lets everybody ask, and kills it among the answers.
func (k *killing) once() {
	k.t.Helper()
	told, err := json.Marshal(k.environ)
	if err != nil {
		k.t.Fatal(err)
	}
	child := exec.CommandContext(k.t.Context(), os.Args[0], "-test.run=^TestServingProcess$")
	child.Env = append(os.Environ(), servingVariable+"="+string(told))
	child.Stderr = &k.said
	if err := child.Start(); err != nil {
		k.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	k.ready(ended)
	var all sync.WaitGroup
	for _, u := range k.uploaders {
		all.Go(func() { k.uploads(u) })
	}
	if waiting := slices.IndexFunc(k.arrivals, func(a *arrival) bool { return !a.acked }); waiting >= 0 {
		a := k.arrivals[waiting]
		presses := make([]bool, 2)
		for i := range presses {
			all.Go(func() { presses[i] = k.arrivesAt(a) })
		}
		defer func() { a.acked = presses[0] || presses[1] }()
	}
	<-time.After(time.Duration(5+rand.IntN(150)) * time.Millisecond)
	if err := child.Process.Kill(); err != nil {
		k.t.Fatal(err)
	}
	all.Wait()
	<-ended
	if child.ProcessState.ExitCode() != -1 {
		k.t.Fatalf("it ended by itself: %s", k.said.String())
	}
}

func (k *killing) ready(ended <-chan error) {
	k.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(60 * time.Second); ; {
		if code, _ := fetch(k.t, "http://"+k.addr+"/readyz"); code == http.StatusOK {
			return
		}
		select {
		case <-tick.C:
		case err := <-ended:
			k.t.Fatalf("it does not start: %v, %s", err, k.said.String())
		case <-deadline:
			k.t.Fatalf("it never became ready: %s", k.said.String())
		}
	}
}

// ask sends a request to the program, as a page of its own would; false when it
// was killed before the answer.
func (k *killing) ask(path, kind string, body io.Reader, cookie *http.Cookie) (status int, to string, ok bool) {
	r, err := http.NewRequestWithContext(k.t.Context(), http.MethodPost, "http://"+k.addr+path, body)
	if err != nil {
		k.t.Error(err)
		return 0, "", false
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(cookie)
	resp, err := wire.RoundTrip(r)
	if err != nil {
		return 0, "", false
	}
	defer resp.Body.Close()
	return resp.StatusCode, resp.Header.Get("Location"), true
}

// uploads sends files until the program answers no more.
func (k *killing) uploads(u *uploader) {
	for {
		b, title := u.file(u.sent)
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for name, value := range map[string]string{"cle": fmt.Sprintf("cle-%d", u.sent), "type": codes.PatientTypes()[0].Code, "titre": title,
			"visibilite": "visible", "date-jour": "3", "date-mois": "5", "date-annee": "2026"} {
			_ = w.WriteField(name, value)
		}
		part, err := w.CreateFormFile("fichier", "a.pdf")
		if err == nil {
			_, err = part.Write(b)
		}
		if err != nil || w.Close() != nil {
			k.t.Error(err)
			return
		}
		status, to, ok := k.ask("/documents/ajouter", w.FormDataContentType(), &body, u.cookie)
		if !ok {
			return
		}
		if status != http.StatusSeeOther || !strings.HasPrefix(to, "/documents/") {
			k.t.Errorf("an upload is answered %d %s", status, to)
			return
		}
		u.acked[to] = u.sent
		u.sent++
	}
}

func (k *killing) arrivesAt(a *arrival) bool {
	status, to, ok := k.ask("/activation/recapitulatif", "application/x-www-form-urlencoded", strings.NewReader("regles=oui"), a.cookie)
	if ok && status != http.StatusSeeOther {
		k.t.Errorf("an activation is answered %d %s", status, to)
	}
	return ok && status == http.StatusSeeOther
}
