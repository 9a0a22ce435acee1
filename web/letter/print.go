package letter

import (
	"errors"
	"io"

	"codeberg.org/go-pdf/fpdf"
)

// PerFile is how many letters a file holds unless asked otherwise.
const PerFile = 500

// Post is a message on its way to a letter box.
type Post struct {
	To      []string // lines of the address, as the caisse knows it: 6 at most
	Message Message
}

// Receipted is a message that also has a receipt, numbered and to be kept.
type Receipted interface {
	Message
	receipt(person string) (title string, body []block)
}

// WriteLetters prints letters to one PDF file, a sheet each, for window
// envelopes: the letter, then its back in simple words, to be printed on both
// sides. The same letters give the same bytes: a reprint can be compared.
func WriteLetters(w io.Writer, posts ...Post) error {
	pdf, backs := newPDF(), backs{}
	for i, p := range posts {
		if i == 0 {
			if err := stamp(pdf, p.Message.top(), "Courriers"); err != nil {
				return err
			}
		}
		if _, staff := p.Message.(FirstSignIn); staff {
			return errors.New("letter: a sign-in link is not printed")
		}
		if len(p.To) == 0 {
			return errors.New("letter: no address")
		}
		compose(p.Message, p.To).print(pdf)
		backs.print(pdf, p.Message)
	}
	if len(posts) == 0 {
		return errors.New("letter: nothing to print")
	}
	return pdf.Output(w)
}

// WriteReceipt prints the receipt of an opposition, a closing or an erasure.
// person is the name to print on it; without one it says what, not who.
func WriteReceipt(w io.Writer, m Receipted, person string) error {
	pdf := newPDF()
	if err := stamp(pdf, m.top(), "Accusé de réception"); err != nil {
		return err
	}
	composeReceipt(m, person).print(pdf)
	return pdf.Output(w)
}

// stamp dates the file by the message, not by the machine, and names nobody.
func stamp(pdf *fpdf.Fpdf, h Head, title string) error {
	if h.Date.IsZero() {
		return errors.New("letter: a message without a date")
	}
	pdf.SetCreationDate(h.Date)
	pdf.SetModificationDate(h.Date)
	pdf.SetTitle(title+" – "+h.Service.Name, true)
	pdf.SetAuthor(h.Service.Name, true)
	return nil
}
