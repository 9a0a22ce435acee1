package letter

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"espacesante/internal/mail"
	"espacesante/web/fr"
)

// MandateGiven is told at once on every channel: somebody at a desk may act.
type MandateGiven struct {
	Head
	At time.Time
}

func (m MandateGiven) words() words {
	return words{
		subject: "Vous avez donné un mandat à un aidant",
		body: []block{
			para("Le " + fr.Moment(m.At) + ", à un espace France services, **vous avez permis à un aidant de vous aider.**"),
			para("Il ne voit pas vos documents. Il ne connaît pas votre mot de passe. Ce qu’il fait avec vous est écrit dans votre historique."),
			para("Pour arrêter, ouvrez la page « Qui voit quoi », ou appelez le " + m.Service.Phone + "."),
			para("**Ce n’était pas vous ?** Appelez le " + m.Service.Phone + " tout de suite. Ce qui a été fait peut être annulé pendant 7 jours."),
		},
	}
}

// AgreementCode is the code that a person types herself at a desk, to agree to
// a mandate or to show one document.
type AgreementCode struct {
	Head
	Code   string
	Until  time.Time
	Unveil bool // shows a document; else gives a mandate
}

func (m AgreementCode) words() words {
	what := "Il donne votre accord à l’aidant qui est avec vous au guichet."
	if m.Unveil {
		what = "Il montre un seul document à l’aidant qui est avec vous au guichet."
	}
	return words{
		subject: "Votre code au guichet",
		body: []block{
			secret{label: "Votre code", code: m.Code, note: "Il sert une seule fois, jusqu’à " + fr.Hour(m.Until) + "."},
			para("**" + what + "** Tapez-le vous-même."),
			para("Vous n’êtes pas à un guichet ? Ne le donnez à personne, et appelez le " + m.Service.Phone + "."),
		},
	}
}

// SMS is the same for a telephone. It is tied to no address: the page is the
// desk's, not the telephone's.
func (m AgreementCode) SMS(to, key string) mail.SMS {
	what := " donne votre accord a l'aidant avec vous au guichet. "
	if m.Unveil {
		what = " montre un document a l'aidant avec vous au guichet. "
	}
	return mail.SMS{To: to, Key: key, Text: m.Code + what + "Tapez-le vous-même. Valable " +
		strconv.Itoa(int((m.Until.Sub(m.Date)+time.Minute-1)/time.Minute)) + " min. " + m.Service.Name}
}

// CopyBrought is M13c: a paper was scanned at a desk and filed in the space, as
// its holder's own (HLP-03). Nothing is said of what it is.
type CopyBrought struct {
	Head
	At time.Time
}

func (m CopyBrought) words() words {
	return words{
		subject: "Une copie a été ajoutée avec vous",
		body: []block{
			para("Le " + fr.Moment(m.At) + ", à un espace France services, **une copie a été ajoutée à " + m.the() + ".**"),
			para("Elle est rangée avec les documents que vous ajoutez vous-même. L’aidant n’en voit plus ni le titre, ni le contenu."),
			para("Vous pouvez la masquer, ou la mettre à la corbeille, n’importe quel jour."),
			para("**Ce n’était pas vous ?** Appelez le " + m.Service.Phone + " tout de suite."),
		},
	}
}

// MandatePaper is a mandate to print and to sign, in two copies: the structure
// keeps one (HLP, step 7).
type MandatePaper struct {
	Head
	Person    string // « Jeanne Lefort »
	Helper    string
	Structure string
	Tasks     []Task
	Until     time.Time // the instant at which it ends
	Curatelle bool
}

// Reading is the five sentences that are read aloud before anything else.
func Reading() []string {
	return []string{
		"Je vous aide à faire vos démarches. C’est vous qui décidez.",
		"Vous tapez vous-même vos codes et votre mot de passe. Je ne les demande jamais.",
		"Je ne vois pas vos documents, sauf celui que vous me montrez.",
		"Ce que nous faisons est écrit dans votre historique. Vous recevez un message.",
		"Vous pouvez arrêter mon aide quand vous voulez, sans dire pourquoi.",
	}
}

// Text is the mandate word for word: what is read, printed, hashed and kept.
func (m MandatePaper) Text() string { return strings.Join(m.lines(), "\n") }

// Hash is what the mandate is known by: SHA-256 of its text, in hexadecimal.
func (m MandatePaper) Hash() string {
	sum := sha256.Sum256([]byte(m.Text()))
	return hex.EncodeToString(sum[:])
}

func (m MandatePaper) lines() []string {
	all := []string{
		"Le " + fr.LongDate(m.Date) + ", " + m.Person + " donne mandat à " + m.Helper + ", " + m.Structure + ".",
		"Ce mandat sert à : " + strings.Join(named(m.Tasks), ", ") + ".",
		"Il vaut jusqu’au " + fr.LastDay(m.Until) + " inclus. La personne peut y mettre fin avant, à tout moment.",
	}
	if m.Curatelle {
		all = append(all, "La personne est sous curatelle. Elle donne elle-même son accord.")
	}
	all = append(all, "Ce texte a été lu à la personne :")
	all = append(all, Reading()...)
	return append(all, "L’aidant n’a pas noté le numéro de la pièce d’identité. Il garde le secret sur ce qu’il voit et entend.")
}

func named(all []Task) (words []string) {
	for _, t := range all {
		words = append(words, tasks[t])
	}
	return words
}

// WriteMandate prints the mandate, twice: one for the structure, one for the
// person.
func WriteMandate(w io.Writer, m MandatePaper) error {
	return pages(w, m.Head, "Mandat", func(pdf *fpdf.Fpdf) {
		for _, copy := range []string{"Exemplaire gardé par la structure", "Exemplaire de la personne"} {
			m.sheet(copy).print(pdf)
		}
	})
}

func (m MandatePaper) sheet(copy string) *sheet {
	return fit(func(s *sheet) bool {
		s.frame()
		s.sender(m.Head)
		s.y = 66
		s.title("Mandat donné à un aidant")
		for _, line := range m.lines() {
			para(line).draw(s)
		}
		s.y += 3
		half := (right - left - 6) / 2
		for i, who := range []string{"Signature de la personne", "Signature de l’aidant"} {
			x := left + float64(i)*(half+6)
			s.box(x, s.y, half, 26, 0.3, slate)
			s.flow(x+3, s.y+2, half-6, s.size-3, slate, who)
		}
		s.y += 30
		s.flow(left, s.y, right-left, 9, slate, copy+". Empreinte du texte (SHA-256) :")
		s.write(left, s.y+9, 7.5, mono, ink, m.Hash())
		s.y += 12
		return s.foot(m.Head, words{})
	})
}

// MeetingPaper is what a person takes home from a desk: what was done, and how
// to stop (HLP, step 9).
type MeetingPaper struct {
	MandateSummary
	Lines []string // « 10 h 18 : espace santé activé »
}

// WriteMeeting prints the summary of a session, twice.
func WriteMeeting(w io.Writer, m MeetingPaper) error {
	return pages(w, m.Head, "Résumé du rendez-vous", func(pdf *fpdf.Fpdf) {
		for range 2 {
			fit(func(s *sheet) bool {
				s.frame()
				s.sender(m.Head)
				s.y = 66
				s.title("Résumé de votre rendez-vous aidé")
				for i, b := range m.words().body {
					b.draw(s)
					if i == 0 && len(m.Lines) > 0 {
						list(m.Lines).draw(s)
					}
				}
				return s.foot(m.Head, words{})
			}).print(pdf)
		}
	})
}

// howTo is the printed help, in big letters, one subject a page (HLP-04).
var howTo = []struct {
	title string
	lines []string
}{
	{"Me connecter", []string{"Ouvrez le site écrit en haut de votre courrier.", "Touchez « Se connecter ».",
		"Tapez votre identifiant, puis votre mot de passe.", "Tapez le code reçu par courriel ou par SMS.",
		"Mot de passe oublié ? Touchez « Je n’arrive plus à me connecter »."}},
	{"Décider qui voit quoi", []string{"Touchez « Qui voit quoi ».", "Vous voyez qui peut ouvrir votre espace santé.",
		"Vous pouvez bloquer un professionnel.", "Vous pouvez masquer un document.", "L’historique dit qui est venu, et quand."}},
	{"M’opposer ou fermer", []string{"L’espace santé n’est pas obligatoire.", "Avant le dernier jour : touchez « M’opposer ».",
		"Après : touchez « Paramètres », puis « Fermer ».", "Vos soins et vos remboursements ne changent pas.",
		"Gardez le numéro de votre reçu."}},
	{"Être aidé, être prudent", []string{"Un aidant vous reçoit à France services.", "Il ne demande jamais votre mot de passe.",
		"Personne ne vous demande d’argent pour l’espace santé.", "Un message vous inquiète ? Touchez « Vérifier un message »."}},
}

// WriteHowTo prints the help in four pages, letters of 20 points.
func WriteHowTo(w io.Writer, h Head) error {
	return pages(w, h, "Mode d’emploi", func(pdf *fpdf.Fpdf) {
		for i, p := range howTo {
			s := &sheet{size: 20}
			s.frame()
			s.sender(h)
			s.y = 66
			s.title(strconv.Itoa(i+1) + ". " + p.title)
			s.y += 4
			for _, line := range p.lines {
				s.y += s.flow(left, s.y, right-left, s.size, ink, line) + 5
			}
			s.y += 3
			s.flow(left, s.y, right-left, 16, ink, "**Besoin d’aide ?** "+h.Service.Phone+", "+h.Service.Hours+".")
			s.print(pdf)
		}
	})
}

// pages prints sheets to one file, dated by the message and not by the machine.
func pages(w io.Writer, h Head, title string, draw func(*fpdf.Fpdf)) error {
	pdf := newPDF()
	if err := stamp(pdf, h, title); err != nil {
		return err
	}
	draw(pdf)
	if pdf.PageNo() == 0 {
		return errors.New("letter: nothing to print")
	}
	return pdf.Output(w)
}

// TaskName says a task in words, as an infinitive.
func TaskName(t Task) string { return tasks[t] }
