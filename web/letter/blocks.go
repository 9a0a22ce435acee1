package letter

import (
	"html"
	"strings"
)

// block is one piece of a message, written for an inbox or drawn on paper.
// Its strings use ordinary spaces and **strong words**; writing them sets the
// no-break spaces.
type block interface {
	text() string
	html() string
	draw(*sheet)
}

// para is a paragraph.
type para string

func (p para) text() string { return string(p) }
func (p para) html() string { return "<p>" + rich(string(p)) + "</p>" }

// secret is a code to type, large and alone on its line.
type secret struct{ label, code, note string }

func (s secret) text() string { return s.label + " : " + s.code + "\n" + s.note }

func (s secret) html() string {
	return "<p>" + rich(s.label+" :") + "<br>\n<strong>" + html.EscapeString(s.code) + "</strong><br>\n" + rich(s.note) + "</p>"
}

// door is one of two choices of the same weight.
type door struct{ title, says, path string }

func (d door) sentence() string {
	return "**" + d.title + "** : " + strings.ToLower(d.says[:1]) + d.says[1:]
}

// doors are two choices side by side. On paper each shows its address; an inbox
// gets none, since a message without a link cannot be imitated with one.
type doors [2]door

func (d doors) text() string {
	return d[0].sentence() + "\n\n" + d[1].sentence()
}

func (d doors) html() string {
	return "<p>" + rich(d[0].sentence()) + "</p>\n<p>" + rich(d[1].sentence()) + "</p>"
}

// fact is one line of a receipt.
type fact struct{ name, value string }

type facts []fact

func (f facts) text() string {
	lines := make([]string, len(f))
	for i, x := range f {
		lines[i] = x.name + " : " + x.value
	}
	return strings.Join(lines, "\n")
}

func (f facts) html() string {
	lines := make([]string, len(f))
	for i, x := range f {
		lines[i] = rich(x.name+" : ") + "<strong>" + html.EscapeString(typo(x.value)) + "</strong>"
	}
	return "<p>" + strings.Join(lines, "<br>\n") + "</p>"
}

// list is a few short lines.
type list []string

func (l list) text() string { return "- " + strings.Join(l, "\n- ") }

func (l list) html() string {
	var out strings.Builder
	out.WriteString("<ul>\n")
	for _, s := range l {
		out.WriteString("<li>" + rich(s) + "</li>\n")
	}
	return out.String() + "</ul>"
}

// link is the one address to open that a message may hold: an agent's or a
// professional's first sign-in. It is never printed.
type link string

func (l link) text() string { return string(l) }

func (l link) html() string {
	to := html.EscapeString(string(l))
	return "<p><a href=\"" + to + "\">" + to + "</a></p>"
}

// rich turns a sentence into HTML.
func rich(s string) string {
	var out strings.Builder
	for i, run := range strings.Split(html.EscapeString(typo(s)), "**") {
		if i%2 == 1 {
			out.WriteString("<strong>" + run + "</strong>")
		} else {
			out.WriteString(run)
		}
	}
	return out.String()
}
