package letter

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"espacesante/web/fr"
)

// panel is one idea of the back of a letter, in simple words beside a drawing:
// short sentences, one fact each (FALC).
type panel struct {
	draw  func(s *sheet, x, y float64)
	title string
	says  []string
}

// simple is a message whose back explains the choice that it brings.
type simple interface{ back() []panel }

// backOf is what the back of a letter says: the choice when there is one, help
// and safety on every one.
func backOf(m Message) []panel {
	if s, ok := m.(simple); ok {
		return append(s.back(), m.top().helped()...)
	}
	return m.top().helped()
}

// backs are the backs of one file, by what they say: letters of a day share
// theirs, drawn once.
type backs map[string]fpdf.Template

func (b backs) print(pdf *fpdf.Fpdf, m Message) {
	said := ""
	for _, p := range backOf(m) {
		said += p.title + strings.Join(p.says, "")
	}
	if b[said] == nil {
		s := composeBack(m)
		b[said] = pdf.CreateTemplateCustom(fpdf.PointType{}, fpdf.SizeType{Wd: pageWidth, Ht: pageHeight}, func(t *fpdf.Tpl) { s.draw(&t.Fpdf) })
	}
	pdf.AddPage()
	pdf.UseTemplate(b[said])
}

// composeBack sets the back of a letter: its drawings stand in the margin of the
// ideas they show.
func composeBack(m Message) *sheet {
	panels := backOf(m)
	return fit(func(s *sheet) bool {
		s.frame()
		s.y = 24
		s.title("En mots simples")
		s.y += 4
		for _, p := range panels {
			const beside = 22.0
			top := s.y
			p.draw(s, left, top+1)
			s.y += s.flow(left+beside, s.y, right-left-beside, s.size+2, ink, "**"+p.title+"**") + 1
			for _, line := range p.says {
				s.y += s.flow(left+beside, s.y, right-left-beside, s.size, ink, line) + 0.8
			}
			s.y = max(s.y, top+16) + 5
		}
		return s.y <= bottom
	})
}

// choosing is what the choice is, in simple words.
func (h Head) choosing(lastDay string, otherwise ...string) []panel {
	whose, care := "vos papiers de santé", "Les personnes qui vous soignent peuvent le lire."
	if h.Child != "" {
		whose, care = "les papiers de santé "+of(h.Child), "Les personnes qui soignent "+h.Child+" peuvent le lire."
	}
	return []panel{
		{(*sheet).notebookPicture, "L’espace santé, c’est quoi ?", []string{
			"C’est un classeur sur internet.", "Il garde " + whose + ".", care, "Vous choisissez qui le lit."}},
		{(*sheet).doorsPicture, "Vous avez 2 choix", []string{
			"Vous dites oui : vous l’activez.", "Vous dites non : vous vous opposez.", "Vos soins et vos remboursements ne changent pas."}},
		{(*sheet).calendarPicture, lastDay, otherwise},
	}
}

// helped is how to be helped and how not to be deceived, on every letter.
func (h Head) helped() []panel {
	return []panel{
		{(*sheet).phonePicture, "Vous voulez de l’aide ?", []string{
			"Appelez le " + h.Service.Phone + ".", "Ou allez dans un espace France services, avec ce courrier.", "Une personne vous aide. C’est gratuit."}},
		{(*sheet).shieldPicture, "Attention aux voleurs", []string{
			"Ne donnez jamais votre mot de passe.", "Ne donnez jamais votre carte bancaire.",
			"Quelqu’un les demande ? Dites non, et raccrochez."}},
	}
}

func (m Invitation) back() []panel {
	return m.choosing("Vous avez jusqu’au "+fr.LastDay(m.Deadline), "Votre code est de l’autre côté de la feuille.",
		"Vous ne faites rien ? L’espace santé est créé le jour d’après.", "Vous pourrez le fermer quand vous voulez.")
}

func (m Reminder) back() []panel { return Invitation(m).back() }

func (m NewCode) back() []panel {
	return m.choosing("Le code sert jusqu’au "+fr.LastDay(m.Deadline), "Votre code est de l’autre côté de la feuille.",
		"Il sert une seule fois.", "Vous pouvez en demander un autre.")
}

func (m AutoOpened) back() []panel {
	return []panel{
		{(*sheet).notebookPicture, "L’espace santé existe", []string{
			"C’est un classeur sur internet.", "Nous n’avons pas eu de réponse.", "Il a donc été créé.",
			"Les personnes qui soignent peuvent le lire et le remplir."}},
		{(*sheet).doorsPicture, "Vous avez 2 choix", []string{
			"Vous le gardez : vous l’activez.", "Vous n’en voulez pas : vous le fermez.", "Les 2 choix sont gratuits."}},
		{(*sheet).calendarPicture, "Rien ne presse", []string{"Vous choisissez le jour que vous voulez."}},
	}
}

// The drawings, 14 mm wide: the marks of the service, not somebody else's.

func (s *sheet) notebookPicture(x, y float64) { s.notebook(x+2, y) }

func (s *sheet) doorsPicture(x, y float64) {
	for _, dx := range [...]float64{0, 8} {
		s.box(x+dx, y, 6, 12, 0.5, petrol)
		s.fill(x+dx+4.2, y+6, 0.9, 0.9, petrol)
	}
}

func (s *sheet) calendarPicture(x, y float64) {
	s.box(x, y+1, 14, 11.5, 0.5, petrol)
	s.fill(x, y+1, 14, 3, petrol)
	for row := range 2 {
		for column := range 4 {
			s.fill(x+1.6+float64(column)*3, y+5.8+float64(row)*3, 1.6, 1.6, slate)
		}
	}
}

func (s *sheet) phonePicture(x, y float64) {
	s.box(x+3, y, 8, 13, 0.6, petrol)
	s.fill(x+4.2, y+1.6, 5.6, 8.2, linen)
	s.fill(x+6.3, y+10.8, 1.4, 1.2, petrol)
}

func (s *sheet) shieldPicture(x, y float64) {
	s.line(0.6, petrol, [2]float64{x + 7, y}, [2]float64{x + 13, y + 2}, [2]float64{x + 12, y + 8}, [2]float64{x + 7, y + 13},
		[2]float64{x + 2, y + 8}, [2]float64{x + 1, y + 2}, [2]float64{x + 7, y})
	s.line(0.8, petrol, [2]float64{x + 4.2, y + 6}, [2]float64{x + 6.4, y + 8.4}, [2]float64{x + 10, y + 4.2})
}
