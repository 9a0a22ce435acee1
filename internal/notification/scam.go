package notification

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// ScamChannel is how a fake message came. Its value is written: never rename.
type ScamChannel string

// The ways, in the order in which people are asked.
const (
	ScamEmail  ScamChannel = "email"
	ScamSMS    ScamChannel = "sms"
	ScamPhone  ScamChannel = "phone"
	ScamLetter ScamChannel = "letter"
	ScamWeb    ScamChannel = "web"
	ScamPerson ScamChannel = "person"
)

// ScamChannels lists them.
func ScamChannels() []ScamChannel {
	return []ScamChannel{ScamEmail, ScamSMS, ScamPhone, ScamLetter, ScamWeb, ScamPerson}
}

// Scam is a fake message or call, as somebody tells it (#74-#78, #134). Nobody
// is asked who they are, and it never prints.
type Scam struct {
	Channel ScamChannel `json:"channel"`
	Text    string      `json:"text,omitempty"`
	Link    string      `json:"link,omitempty"`   // the site that it sends to
	Number  string      `json:"number,omitempty"` // who called, or the sender
}

// Format never shows the report, whatever the verb.
func (Scam) Format(f fmt.State, _ rune) { io.WriteString(f, "[…]") }

// What a report may hold.
const (
	scamTextMost = 4_000
	scamLineMost = 500
)

// figures are long numbers: of a card, of a person. A report keeps none, since
// the message may hold the reader's own.
var figures = regexp.MustCompile(`\d(?:[ .\-\x{a0}\x{202f}]?\d){12,}`)

// tidy checks a report and takes long numbers out of what it says.
func (s Scam) tidy() (Scam, error) {
	wrong := map[string]string{}
	if !known(s.Channel) {
		wrong["canal"] = "choose"
	}
	s.Text, s.Link, s.Number = strings.TrimSpace(s.Text), strings.TrimSpace(s.Link), strings.TrimSpace(s.Number)
	if s.Text == "" && s.Link == "" && s.Number == "" {
		wrong["texte"] = "scam-nothing"
	}
	for field, text := range map[string]string{"adresse": s.Link, "numero": s.Number} {
		if utf8.RuneCountInString(text) > scamLineMost {
			wrong[field] = "too-long"
		}
	}
	if utf8.RuneCountInString(s.Text) > scamTextMost {
		wrong["texte"] = "too-long"
	}
	if len(wrong) > 0 {
		return s, &problem.Problem{Kind: problem.Invalid, Code: "scam", Fields: wrong}
	}
	s.Text = figures.ReplaceAllString(s.Text, "[numéro retiré]")
	return s, nil
}

func known(c ScamChannel) bool {
	for _, k := range ScamChannels() {
		if k == c {
			return true
		}
	}
	return false
}

// same is what reports of one scam have in common: the site, else the number.
// Empty when they have nothing.
func (s Scam) same() string {
	link := strings.ToLower(s.Link)
	if link != "" && !strings.Contains(link, "//") {
		link = "//" + link
	}
	if u, err := url.Parse(link); err == nil && u.Hostname() != "" {
		return "site " + strings.TrimPrefix(u.Hostname(), "www.")
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s.Number)
	if rest, ok := strings.CutPrefix(digits, "33"); ok {
		digits = "0" + rest
	}
	if len(digits) < 4 {
		return ""
	}
	return "number " + digits
}

// ReportScam keeps a report, sealed: operators alone read it.
func ReportScam(ctx context.Context, pool *db.Pool, v *vault.Vault, s Scam) error {
	s, err := s.tidy()
	if err != nil {
		return err
	}
	plain, err := json.Marshal(s)
	if err != nil {
		return err
	}
	report := id.NewAt[id.Notice](pool.Now())
	var same []byte
	if key := s.same(); key != "" {
		same = v.MAC("scam", key)
	}
	return pool.InTx(ctx, func(tx *db.Tx) error {
		op := accesslog.Operation{By: access.Actor{Role: access.Patient}, Act: access.ReportScam}
		if err := accesslog.Record(ctx, tx, op); err != nil {
			return err
		}
		return insertScam(ctx, tx, report, s.Channel, same, v.Seal(plain, "scam "+report.String()))
	})
}

// Reported is a report as operators read it.
type Reported struct {
	Scam
	At   time.Time
	Same int // reports of the same site or number, this one included
}

// ScamPage is one page of reports, the newest first, with what came lately.
type ScamPage struct {
	Reports []Reported
	Total   int
	Page    int
	Pages   int                 // at least 1
	Lately  map[ScamChannel]int // in the last 30 days
}

// Scams gives reports to an operator; each reading is a line.
func Scams(ctx context.Context, pool *db.Pool, v *vault.Vault, by access.Actor, page int) (p ScamPage, err error) {
	if !access.Admits(by.Role, access.ReadScams) || !by.Active {
		return p, problem.Refuse(access.NotForRole)
	}
	var rows []scamRow
	err = pool.InTx(ctx, func(tx *db.Tx) error {
		if err := accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: access.ReadScams}); err != nil {
			return err
		}
		if p.Total, p.Lately, err = countScams(ctx, tx, tx.Now().AddDate(0, 0, -30)); err != nil {
			return err
		}
		p.Pages = max(1, (p.Total+limit.ListRows-1)/limit.ListRows)
		p.Page = min(max(1, page), p.Pages)
		rows, err = scams(ctx, tx, (p.Page-1)*limit.ListRows, limit.ListRows)
		return err
	})
	if err != nil {
		return ScamPage{}, err
	}
	for _, row := range rows { // after the line is committed
		r := Reported{At: row.At, Same: row.Same}
		plain, err := v.Unseal(row.Sealed, "scam "+row.ID.String())
		if err == nil {
			err = json.Unmarshal(plain, &r.Scam)
		}
		if err != nil {
			return ScamPage{}, fmt.Errorf("notification: report %s: %w", row.ID, err)
		}
		p.Reports = append(p.Reports, r)
	}
	return p, nil
}
