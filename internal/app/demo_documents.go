package app

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/clock"
	"espacesante/internal/consent"
	"espacesante/internal/identity"
	"espacesante/internal/record"
	"espacesante/web/demo"
)

// deposit is one document that the demonstration adds.
type deposit struct {
	key  string        // makes it one document, however often the demonstration is loaded
	days int           // ago
	at   time.Duration // of the day
	by   identity.RPPS // empty: the patient
	come visit
	mask bool // the patient masks it the day after
	of   age
	desk bool // a paper of an adult, scanned with a helper of a desk (HLP-03)
	make func(g *guest, at time.Time) record.Upload
}

// age says whose documents they may be.
type age int

const (
	anyAge age = iota
	grown
	child
)

// depositsOf are those that go with somebody of that age.
func depositsOf(g *guest) (all []deposit) {
	wrong := child
	if g.Patient.Represented != "" {
		wrong = grown
	}
	for _, d := range deposits {
		if d.of != wrong {
			all = append(all, d)
		}
	}
	return all
}

// visit is what a professional does before depositing.
type visit int

const (
	stays     visit = iota // deposits without opening: that needs no right
	opens                  // opens the record, as he may
	asksTeam               // notes the person's agreement for the care team, then opens
	asksToday              // for this consultation, then opens
)

// fillDemo adds documents to the space of whoever has some.
func (p *program) fillDemo(ctx context.Context, guests []*guest) error {
	for _, g := range guests {
		if g.Patient.Stage != demo.Activated && g.Patient.Stage != demo.ByParent || g.state != access.Activated || g.account.Account.IsZero() {
			continue
		}
		there, err := p.records.List(ctx, g.account, "", g.patient, record.Filter{})
		if err != nil {
			return err
		}
		mine := depositsOf(g)
		if there.Total >= len(mine) {
			continue // each deposit leaves a line, even of what is there already
		}
		for _, d := range mine {
			if err := p.addDemo(ctx, g, d); err != nil {
				return fmt.Errorf("%s: %s: %w", g.Name, d.key, err)
			}
		}
		if g.Patient.Represented == "" {
			if err := p.fileDemo(ctx, g); err != nil {
				return fmt.Errorf("%s: filing: %w", g.Name, err)
			}
		}
	}
	return nil
}

func (p *program) addDemo(ctx context.Context, g *guest, d deposit) error {
	past, by := p.ago(d.days, d.at), g.account
	if d.by != "" {
		account, _, err := p.people.Find(ctx, "professional", d.by.String())
		if err != nil {
			return err
		}
		if by, err = p.people.Actor(ctx, account, ""); err != nil {
			return err
		}
		if err := p.ago(d.days, d.at-10*time.Minute).visit(ctx, by, g, d.come); err != nil {
			return err
		}
	}
	u := d.make(g, past.pool.Now())
	u.Key, u.Informed = "demo "+d.key, d.by != ""
	if g.Patient.Represented != "" && d.by != "" {
		u.Secret = record.NotSecret // each professional is asked, for every minor
	}
	if d.desk && g.Patient.Represented == "" {
		return p.helpDemo(ctx, past, g, u)
	}
	doc, err := past.records.Deposit(ctx, by, g.patient, u)
	if err == nil && d.mask {
		err = p.ago(d.days-1, 19*time.Hour).records.Mask(ctx, g.account, g.patient, doc)
	}
	return err
}

func (p *program) visit(ctx context.Context, by access.Actor, g *guest, v visit) (err error) {
	switch v {
	case stays:
		return nil
	case asksTeam:
		err = p.consents.RecordTeamConsent(ctx, by, g.patient, consent.Oral, true)
	case asksToday:
		err = p.consents.DeclareConsent(ctx, by, g.patient, consent.Oral)
	}
	if err == nil {
		_, err = p.care.Open(ctx, by, g.patient)
	}
	return err
}

// deposits are what the spaces of Hélène and Zoé Marchand hold.
var deposits = []deposit{
	{key: "ordonnance", days: 45, at: 10*time.Hour + 20*time.Minute, by: demo.Doctor, come: asksTeam, make: func(g *guest, at time.Time) record.Upload {
		return record.Upload{Name: "ordonnance.pdf", Type: "57833-6", Title: "Prescription de médicaments", CaredOn: clock.Day(at),
			File: sheet(at, "Ordonnance", g.Name, "Dr Claire Vasseur, médecine générale", "Paracétamol 1 g, 3 fois par jour si douleur, 5 jours.",
				"Document inventé pour la démonstration.")}
	}},
	{key: "consultation", of: grown, days: 38, at: 15*time.Hour + 5*time.Minute, by: demo.Specialist, come: asksToday, make: func(g *guest, at time.Time) record.Upload {
		return record.Upload{Name: "consultation.xml", File: cdatest.Level3(g.clinical(at, "1.2.250.1.999.42.1", "Compte rendu de consultation de cardiologie"))}
	}},
	{key: "biologie", days: 30, at: 9*time.Hour + 40*time.Minute, by: demo.Doctor, come: opens, make: func(g *guest, at time.Time) record.Upload {
		return record.Upload{Name: "biologie.pdf", Type: "11502-2", Title: "Bilan sanguin", CaredOn: clock.Day(at),
			File: sheet(at, "Résultats de biologie", g.Name, "Hémoglobine 13,4 g/dL", "Glycémie à jeun 0,92 g/L", "Cholestérol total 1,98 g/L",
				"Document inventé pour la démonstration.")}
	}},
	{key: "entorse", of: child, days: 16, at: 17*time.Hour + 30*time.Minute, by: demo.Doctor, come: opens, make: func(g *guest, at time.Time) record.Upload {
		return record.Upload{Name: "entorse.pdf", Type: "11488-4", Title: "Consultation pour une entorse de la cheville", CaredOn: clock.Day(at),
			File: sheet(at, "Consultation", g.Name, "Entorse de la cheville droite, au handball. Repos 10 jours, pas de sport 3 semaines.", "Document inventé pour la démonstration.")}
	}},
	{key: "dispense", of: child, days: 15, at: 8 * time.Hour, make: func(g *guest, at time.Time) record.Upload {
		return record.Upload{Name: "dispense.pdf", Type: "EXPPAT_2", Title: "Dispense de sport pour le collège", CaredOn: clock.Day(at),
			File: sheet(at, "Dispense de sport", g.Name, "Trois semaines.", "Document inventé pour la démonstration.")}
	}},
	{key: "thyroide-1", days: 41, at: 11 * time.Hour, by: demo.Specialist, make: func(g *guest, at time.Time) record.Upload {
		return record.Upload{Name: "thyroide.xml", File: g.thyroid(at, "3", "6,80", "8,10")}
	}},
	{key: "thyroide-2", days: 8, at: 11 * time.Hour, by: demo.Specialist, make: func(g *guest, at time.Time) record.Upload {
		return record.Upload{Name: "thyroide.xml", File: g.thyroid(at, "4", "2,95", "12,40")}
	}},
	{key: "echographie", of: grown, days: 21, at: 16 * time.Hour, by: demo.Specialist, mask: true, make: func(g *guest, at time.Time) record.Upload {
		o := g.clinical(at, "1.2.250.1.999.42.2", "Compte rendu d’échocardiographie")
		o.TypeCode, o.TypeLabel = "18748-4", "Compte rendu d’imagerie médicale"
		o.Body = sheet(at, "Échocardiographie", g.Name, "Fonction ventriculaire gauche normale.", "Document inventé pour la démonstration.")
		return record.Upload{Name: "echographie.xml", File: cdatest.Level1(o)}
	}},
	{key: "carnet", of: grown, days: 12, at: 10*time.Hour + 15*time.Minute, desk: true, make: func(_ *guest, at time.Time) record.Upload {
		return record.Upload{Name: "tension.png", Type: "EXPPAT_2", Title: "Mon carnet de tension", CaredOn: clock.Day(at), File: picture()}
	}},
	{key: "note", of: grown, days: 3, at: 21 * time.Hour, make: func(g *guest, at time.Time) record.Upload {
		return record.Upload{Name: "questions.pdf", Type: "EXPPAT_2", Title: "Mes questions pour le cardiologue", CaredOn: clock.Day(at),
			File: sheet(at, "Mes questions", g.Name, "Puis-je reprendre la marche en montagne ?", "Document inventé pour la démonstration.")}
	}},
}

// clinical says whose and whose work a clinical document is.
func (g *guest) clinical(at time.Time, set, title string) cdatest.Options {
	born, err := time.Parse(time.DateOnly, g.BirthDate)
	if err != nil { // ours
		panic(err)
	}
	given := g.Patient.Given
	first := identity.Names{BirthGivenNames: given}.Given()
	o := cdatest.Options{SetID: set, Title: title, Date: at, INS: g.INS, INSRoot: identity.OIDDemo, BirthName: g.Patient.BirthName,
		UsualName: g.Patient.Used, FirstGiven: first, GivenList: given, Sex: g.Sex, BirthDate: born, BirthCOG: g.Patient.Place}
	for _, one := range demo.People() {
		if one.Identifier == demo.Specialist.String() {
			o.AuthorRPPS, o.AuthorFamily, o.AuthorGiven = one.Identifier, one.Worker.Name, one.Worker.Given
			o.AuthorSpecialty, o.FINESS, o.Organisation = "G15_10/"+one.Worker.Specialty, one.Worker.FINESS, one.Worker.Place
		}
	}
	return o
}

// thyroid is a report of biology whose figures can be compared with another's.
func (g *guest) thyroid(at time.Time, set, tsh, t4 string) []byte {
	o := g.clinical(at, "1.2.250.1.999.42."+set, "Bilan thyroïdien")
	o.TypeCode, o.TypeLabel = "11502-2", "CR d’examens biologiques"
	o.Section = `<table><thead><tr><th>Analyse</th><th>Résultat</th><th>Valeurs habituelles</th></tr></thead><tbody><tr><td>TSH</td><td>` + tsh +
		` mUI/l</td><td>0,27 à 4,20</td></tr><tr><td>T4 libre</td><td>` + t4 + ` pmol/l</td><td>9,30 à 17,00</td></tr></tbody></table>`
	return cdatest.Level3(o)
}

// sheet is a page of words as a PDF, the same bytes for the same words and day.
func sheet(at time.Time, title string, lines ...string) []byte {
	pdf := fpdf.New("P", "mm", "A4", "")
	latin := pdf.UnicodeTranslatorFromDescriptor("")
	pdf.SetCreationDate(at)
	pdf.SetModificationDate(at)
	pdf.SetTitle(title, true)
	pdf.SetMargins(24, 28, 24)
	pdf.AddPage()
	pdf.SetFont("Helvetica", "B", 20)
	pdf.MultiCell(0, 10, latin(title), "", "L", false)
	pdf.Ln(4)
	pdf.SetFont("Helvetica", "", 13)
	for _, line := range lines {
		pdf.MultiCell(0, 8, latin(line), "", "L", false)
		pdf.Ln(2)
	}
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil { // a buffer does not fail
		panic(err)
	}
	return b.Bytes()
}

// picture is a small chart, as somebody photographs one.
func picture() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 480, 320))
	for y := range 320 {
		for x := range 480 {
			c := color.RGBA{247, 244, 238, 255}
			if x%40 == 0 || y%40 == 0 {
				c = color.RGBA{214, 208, 196, 255}
			}
			if top := 160 + (x*7%90 - 45) - x/8; y >= top && y < top+4 {
				c = color.RGBA{15, 76, 85, 255}
			}
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}
