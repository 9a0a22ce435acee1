package identity

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// DemoRPPS are numbers of doctors who exist in demonstrations only: no number of
// the directory begins with 999. Synthetic persons declare them as médecins
// traitants.
var DemoRPPS = func() (numbers [12]RPPS) {
	for i := range numbers {
		numbers[i] = RPPS(withLuhn(fmt.Sprintf("99900000%02d", i+1)))
	}
	return numbers
}()

// Generate writes count synthetic persons as the CSV of interface.md: living,
// eligible, under the test OID, in households whose children name the adults as
// representatives. More than half have an e-mail of their own, whatever count.
// The same seed gives the same file on any day, and a longer file begins as a
// shorter one: adults are born from 1930 to 2000, children from 2015 to 2024.
func Generate(w io.Writer, count int, seed uint64) error {
	buffered := bufio.NewWriterSize(w, 1<<16)
	g := &generator{lists: loadLists(), r: rand.New(rand.NewPCG(seed, 0x696e7372)), out: csv.NewWriter(buffered), seen: map[string]bool{}}
	header := make([]string, len(personColumns))
	for i, c := range personColumns {
		header[i] = c.name
	}
	if err := g.out.Write(header); err != nil {
		return err
	}
	for g.n < count {
		if err := g.household(count); err != nil {
			return err
		}
	}
	g.out.Flush()
	if err := g.out.Error(); err != nil {
		return err
	}
	return buffered.Flush()
}

type generator struct {
	*lists
	r      *rand.Rand
	out    *csv.Writer
	seen   map[string]bool // numbers given, without their key
	n      int             // persons written
	mailed int             // those of them who have an e-mail
}

// synthetic is somebody drawn.
type synthetic struct {
	number          string
	given           []string // as people write them
	family, used    string
	sex             Sex
	born            time.Time
	place           string
	email, phone    string
	representatives []string
	doctor          RPPS
	child, dmp      bool
}

// dwelling is what a household shares.
type dwelling struct {
	address        string
	town           town
	caisse, scheme string
	doctor         RPPS
}

// household draws adults and, often enough, their children; the first one has
// a child so that the smallest files hold one.
func (g *generator) household(count int) error {
	d := g.dwelling()
	couple, children := g.r.Float64() < 0.55, 0
	if g.r.Float64() < 0.3 {
		children = 1 + g.r.IntN(3)
	}
	if g.n == 0 {
		couple, children = true, 1
	}
	first, last := 1930, 2000
	if children > 0 {
		first = 1978
	}
	one := g.adult(d, first+g.r.IntN(last-first+1), g.sex())
	adults := []synthetic{one}
	if couple {
		year := min(max(one.born.Year()+g.r.IntN(9)-4, first), last)
		two := g.adult(d, year, other(one.sex))
		two.marry(&one, g.r)
		adults[0] = one
		adults = append(adults, two)
	}
	for _, a := range adults {
		if err := g.write(a, d, count); err != nil {
			return err
		}
	}
	for range children {
		if 2*g.mailed <= g.n+1 { // more than half keep an e-mail
			return nil
		}
		if err := g.write(g.kid(d, adults), d, count); err != nil {
			return err
		}
	}
	return nil
}

func (g *generator) sex() Sex {
	if g.r.IntN(2) == 0 {
		return Female
	}
	return Male
}

func other(s Sex) Sex {
	if s == Female {
		return Male
	}
	return Female
}

// marry lets one of the two use the other's name, as half of the couples do.
func (p *synthetic) marry(q *synthetic, r *rand.Rand) {
	wife, husband := p, q
	if q.sex == Female {
		wife, husband = q, p
	}
	if r.Float64() < 0.5 {
		wife.used = husband.family
	}
}

func (g *generator) dwelling() dwelling {
	t := g.home(g.r)
	d := dwelling{town: t, caisse: caisse(t.cog), scheme: "01", doctor: DemoRPPS[g.r.IntN(len(DemoRPPS))]}
	if g.r.Float64() < 0.08 {
		d.scheme = "02" // the farmers'
	}
	d.address = fmt.Sprintf("%d %s", 1+g.r.IntN(120), g.streets[g.r.IntN(len(g.streets))])
	if g.r.Float64() < 0.25 {
		d.address = fmt.Sprintf("Appartement %d|%s", 1+g.r.IntN(60), d.address)
	}
	return d
}

// caisse is the code of the caisse of a commune's department.
func caisse(cog string) string {
	switch {
	case strings.HasPrefix(cog, "97"):
		return cog[:3]
	case strings.HasPrefix(cog, "2A"):
		return "201"
	case strings.HasPrefix(cog, "2B"):
		return "202"
	}
	return cog[:2] + "1"
}

func (g *generator) adult(d dwelling, year int, sex Sex) synthetic {
	p := g.person(d, year, sex, 0.35)
	p.family = frequent(g.r, g.families)
	p.used = p.family
	p.dmp = g.r.Float64() < 0.12
	if g.r.Float64() < 0.85 {
		p.doctor = d.doctor
	}
	switch mobile := g.r.Float64(); {
	case mobile < 0.7:
		p.phone = fmt.Sprintf("+3363998%04d", g.r.IntN(10_000))
	case mobile < 0.85:
		p.phone = landlines[g.r.IntN(len(landlines))] + fmt.Sprintf("%04d", g.r.IntN(10_000))
	}
	share := 0.85
	if year < 1950 {
		share = 0.55
	}
	if g.r.Float64() < share {
		p.email = reserved[g.r.IntN(len(reserved))]
	}
	return p
}

// landlines and the mobile range above are kept for fiction by the national
// numbering plan (ARCEP): they ring nobody.
var landlines = []string{"+3319900", "+3326191", "+3335301", "+3346571", "+3353649"}

// reserved are domains that nobody can own (RFC 2606).
var reserved = []string{"example.org", "example.net", "exemple.test", "courrier.test"}

func (g *generator) kid(d dwelling, adults []synthetic) synthetic {
	youngest := 0
	for _, a := range adults {
		youngest = max(youngest, a.born.Year())
	}
	from := max(2015, youngest+19)
	p := g.person(d, from+g.r.IntN(2024-from+1), g.sex(), 0.8)
	p.child = true
	p.family = adults[g.r.IntN(len(adults))].family
	p.used = p.family
	for _, a := range adults {
		p.representatives = append(p.representatives, a.number)
	}
	if g.r.Float64() < 0.6 {
		p.doctor = d.doctor
	}
	return p
}

// person draws what everybody has; local is how often one is born at home.
func (g *generator) person(d dwelling, year int, sex Sex, local float64) synthetic {
	p := synthetic{sex: sex}
	for range 1 + g.r.IntN(3) {
		if given := g.givenName(g.r, sex, year); len(p.given) == 0 || given != p.given[len(p.given)-1] {
			p.given = append(p.given, given)
		}
	}
	for p.number == "" {
		p.born = time.Date(year, 1, 1+g.r.IntN(365), 0, 0, 0, 0, time.UTC)
		p.place = d.town.cog
		switch birth := g.r.Float64(); {
		case birth < 0.02:
			p.place = g.countries[g.r.IntN(len(g.countries))].cog
		case birth > local:
			p.place = g.town(g.r).cog
		}
		if year < 1976 && (p.place[:2] == "2A" || p.place[:2] == "2B") {
			p.place = "20" + p.place[2:] // Corsica was one department
		}
		p.number = g.number(p)
	}
	return p
}

// number gives the next free number from an order drawn, none when the place and
// month have no number left.
func (g *generator) number(p synthetic) string {
	sex := "1"
	if p.sex == Female {
		sex = "2"
	}
	stem, order := sex+p.born.Format("0601")+p.place, g.r.IntN(999)
	for i := range 999 {
		n13 := stem + fmt.Sprintf("%03d", 1+(order+i)%999)
		if !g.seen[n13] {
			g.seen[n13] = true
			return n13 + NIRKey(n13)
		}
	}
	return ""
}

// write writes p unless the file is full.
func (g *generator) write(p synthetic, d dwelling, count int) error {
	if g.n == count {
		return nil
	}
	if !p.child && p.email == "" && 2*g.mailed <= g.n+1 {
		p.email = reserved[0]
	}
	if p.email != "" {
		local := strings.ToLower(plain(p.given[0]) + "." + plain(p.family))
		local = strings.NewReplacer(" ", "-", "'", "").Replace(local)
		p.email = local + "." + strconv.FormatInt(int64(g.n), 36) + "@" + p.email
		g.mailed++
	}
	vitale := ""
	if !p.child || g.r.Float64() < 0.4 {
		vitale = withLuhn(fmt.Sprintf("8025000099%09d", g.n*718_281_829%1_000_000_000))
	}
	g.n++
	return g.out.Write([]string{p.number, OIDTest, plain(p.family), plain(strings.Join(p.given, " ")), p.used, p.given[0], string(p.sex),
		p.born.Format(time.DateOnly), p.place, vitale, p.email, p.phone, d.address, d.town.postcode, d.town.city, d.caisse, d.scheme,
		strconv.FormatBool(p.dmp), strings.Join(p.representatives, " "), p.doctor.String(), ""})
}
