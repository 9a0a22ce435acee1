// Package letter holds the words of everything a person is told outside the
// pages: e-mails, text messages, letters on paper and receipts. It knows neither
// when a message is due nor where a person lives; it is given both.
package letter

import (
	"html"
	"strings"
	"time"

	"espacesante/internal/mail"
)

// Service is what messages say of who sends them. All of it is configuration.
type Service struct {
	Name     string   // « Espace santé »
	Address  string   // host of the pages: « espace-sante.example »
	Phone    string   // « 01 99 00 42 42 (numéro fictif) »
	Hours    string   // « du lundi au vendredi, de 8 h 30 à 17 h 30 »
	Operator string   // who runs the service
	From     string   // sender of e-mails, for mail.Open
	Return   []string // sender's lines at the top of letters; may be empty
	Official bool     // without it every message says that this is a demonstration
}

// Head is what every message carries beside its own words.
type Head struct {
	Service   Service
	Date      time.Time // of the message: injected, so that a reprint is the same file
	Reference string    // R-XXXX-XX, confirmed by /verifier-un-message
	Record    string    // record number, printed on letters to sign in with; may be empty
	Mark      string    // « mot repère » the person chose; may be empty
	Child     string    // given name, when the message is about a child's space
}

func (h Head) top() Head { return h }

// Message is anything this package can say. Each is a struct of this package
// with a Head and the facts it tells.
type Message interface {
	top() Head
	words() words
}

// words are what a message says, whatever carries it.
type words struct {
	subject string  // 50 characters at most, no name, no health word
	body    []block // the message's own sentences
	why     string  // why this person gets it, in small at the end; may be empty
	staff   bool    // for a professional or an agent: no counter to go to
	choice  bool    // activating and opposing are both still open
}

// Email writes m for an inbox. key makes retries one message (mail.Message).
func Email(m Message, to, key string) mail.Message {
	h, w := m.top(), m.words()
	blocks := []block{para("Bonjour.")}
	blocks = append(blocks, w.body...)
	blocks = append(blocks, closing(h, w)...)
	return mail.Message{To: to, Key: key, Reference: h.Reference, Subject: typo(w.subject),
		Text: text(blocks), HTML: page(w.subject, blocks)}
}

// closing is how every e-mail ends: help, what we never ask, how to check it.
func closing(h Head, w words) []block {
	s := h.Service
	help := para("**Besoin d’aide ?** Appelez le " + s.Phone + ", " + s.Hours + ".")
	if !w.staff {
		help += " Ou allez dans un espace France services."
	}
	out := []block{help,
		para(never + " **Un doute ?** Ouvrez " + s.Address + ", page « Vérifier un message ». " +
			"Tapez-y la référence de ce message : " + h.Reference + "."),
	}
	if h.Mark != "" {
		out = append(out, para("Votre mot repère : "+h.Mark+"."))
	}
	if w.why != "" {
		out = append(out, para(w.why))
	}
	return append(out, para(h.signature()))
}

// never is what no message, page or agent of the service asks.
const never = "Nous ne demandons jamais d’argent, de mot de passe ni de carte bancaire."

const demonstration = "Service de démonstration, ce n’est pas un service de l’État."

func (h Head) signature() string {
	if h.Service.Official {
		return h.Service.Name + ", " + h.Service.Operator + "."
	}
	return h.Service.Name + ". " + demonstration
}

// the is how sentences name the space: « votre espace santé », « l’espace santé
// de Léa ».
func (h Head) the() string {
	if h.Child != "" {
		return "l’espace santé " + of(h.Child)
	}
	return "votre espace santé"
}

// pick chooses between words to the person and words about a child.
func (h Head) pick(own, child string) string {
	if h.Child != "" {
		return child
	}
	return own
}

// of puts « de » before a given name: « de Léa », « d’Élise ».
func of(name string) string {
	if name != "" && strings.ContainsRune("AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ", []rune(strings.ToUpper(name))[0]) {
		return "d’" + name
	}
	return "de " + name
}

// groups cuts a code into groups of four: « K7QF-2M9T-XW4H ».
func groups(code string) string {
	var out strings.Builder
	n := 0
	for _, r := range strings.ToUpper(code) {
		if r == '-' || r == ' ' || r == nbsp {
			continue
		}
		if n > 0 && n%4 == 0 {
			out.WriteByte('-')
		}
		out.WriteRune(r)
		n++
	}
	return out.String()
}

func text(blocks []block) string {
	var out strings.Builder
	for i, b := range blocks {
		if i > 0 {
			out.WriteString("\n\n")
		}
		out.WriteString(typo(strings.ReplaceAll(b.text(), "**", "")))
	}
	return out.String() + "\n"
}

// page is light HTML: the reader's own font and size, no picture, no style.
func page(title string, blocks []block) string {
	var out strings.Builder
	out.WriteString("<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
		html.EscapeString(typo(title)) + "</title>\n</head>\n<body>\n")
	for _, b := range blocks {
		out.WriteString(b.html() + "\n")
	}
	out.WriteString("</body>\n</html>\n")
	return out.String()
}
