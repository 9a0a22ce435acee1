package enrolment

import (
	"strconv"
	"strings"

	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/vault"
)

// CodeLength is how many characters an activation code has, shown 4-4-4.
const CodeLength = 12

// Code is an activation code. It never prints: only Show shows it.
type Code struct{ text string }

// codeOf derives the code of an issue of an invitation. A reminder, a reprint
// and a retry carry the same code, and no table or backup holds it
// (decisions.md §2).
func codeOf(v *vault.Vault, invitation id.Invitation, issue int) Code {
	return Code{id.Unambiguous(v.Derive("activation code", invitation.String()+"/"+strconv.Itoa(issue), 32), CodeLength)}
}

// ParseCode reads a code as people type it; wrong is a code of web/fr and how
// many characters are missing (or too many, below zero).
func ParseCode(typed string) (c Code, wrong string, missing int) {
	text := identity.TidyCode(typed)
	switch n := len([]rune(text)); {
	case n == 0:
		return c, "code-empty", 0
	case n != CodeLength:
		return c, "code-length", CodeLength - n
	case strings.Trim(text, id.Alphabet) != "":
		return c, "code-alphabet", 0
	}
	return Code{text}, "", 0
}

// Show writes the code for its message: K7QF-2M9T-XW4H.
func (c Code) Show() string {
	if len(c.text) != CodeLength {
		return ""
	}
	return c.text[:4] + "-" + c.text[4:8] + "-" + c.text[8:]
}

// String never shows the code.
func (Code) String() string { return "[…]" }

// GoString never shows the code.
func (Code) GoString() string { return "[…]" }

func (c Code) mac(v *vault.Vault) []byte { return v.MAC("activation code", c.text) }
