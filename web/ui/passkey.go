package ui

// Ask is a question put to a passkey (WebAuthn): what the browser is told, and
// what the button says.
type Ask struct {
	Makes   bool   // a new one; else one that answers
	Options string // JSON, for the browser
	Text    string // « Utiliser ma clé d’accès »
	Style   Style
}

func (a Ask) kind() string {
	if a.Makes {
		return "create"
	}
	return "get"
}
