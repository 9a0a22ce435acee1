package ui

// Style is the weight of a button.
type Style string

// The weights. One Main button a page, except Activer and M’opposer.
const (
	Main   Style = ""
	Second Style = "govuk-button--secondary"
	Grave  Style = "govuk-button--warning"
)

// Act is what a button does: a verb and its object, « Masquer ce document ».
type Act struct {
	Text  string
	Of    string // read aloud after Text where several buttons say the same
	Style Style
	Icon  Icon
	Name  string // sent with Value when this button is the one pressed
	Value string
	Small bool
}

func (a Act) class() string {
	class := "govuk-button"
	if a.Style != Main {
		class += " " + string(a.Style)
	}
	if a.Small {
		class += " es-button--small"
	}
	return class
}
