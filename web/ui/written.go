package ui

import (
	"context"
	"io"
	"strconv"
	"sync"

	"github.com/a-h/templ"
)

// written is HTML put together by hand: for the rows of long lists, which a
// template writes five times slower. What is not a constant goes through text.
type written []byte

func (w *written) html(constant string) { *w = append(*w, constant...) }

func (w *written) text(s string) { *w = append(*w, templ.EscapeString(s)...) }

// link opens a link of a list.
func (w *written) link(href string) {
	w.html(`<a class="govuk-link govuk-link--no-visited-state" href="`)
	w.text(string(templ.URL(href)))
	w.html(`"`)
}

// component is what was written, as part of a page.
func component(write func(*written)) templ.Component {
	return componentOf(func(_ context.Context, w *written) error {
		write(w)
		return nil
	})
}

func componentOf(write func(context.Context, *written) error) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, to io.Writer) error {
		w := sheets.Get().(*written)
		defer func() {
			if *w = (*w)[:0]; cap(*w) <= draftMost {
				sheets.Put(w)
			}
		}()
		if err := write(ctx, w); err != nil {
			return err
		}
		_, err := to.Write(*w)
		return err
	})
}

// sheets are what rows were written on, to write others on.
var sheets = sync.Pool{New: func() any { return new(written) }}

// documentRows are the rows of the table of Documents.
func documentRows(docs []Document) templ.Component {
	ticked, acted := ticked(docs), acted(docs)
	return component(func(w *written) {
		for i, d := range docs {
			w.html(`<tr class="govuk-table__row" role="row">`)
			if ticked {
				w.tick(i, d)
			}
			w.html(`<td class="govuk-table__cell es-table__title" role="cell">`)
			w.link(d.Href)
			w.html(`>`)
			w.text(d.Title)
			w.html(`</a> `)
			w.marks(d)
			w.html(`<span class="es-table__sub">`)
			w.text(d.Kind)
			w.html(`</span></td><td class="govuk-table__cell es-nowrap" role="cell" data-label="Soins du">`)
			w.text(d.Day)
			w.html(`</td><td class="govuk-table__cell" role="cell" data-label="Auteur">`)
			w.text(d.Author)
			w.html(`</td><td class="govuk-table__cell es-table__split" role="cell">`)
			if all := d.badges(); len(all) > 0 {
				w.badges(all)
			}
			w.html(`</td>`)
			if acted {
				w.act(d)
			}
			w.html(`</tr>`)
		}
	})
}

// tick is the box that chooses a row.
func (w *written) tick(i int, d Document) {
	w.html(`<td class="govuk-table__cell es-table__tick" role="cell"><input class="es-tick" type="checkbox" id="choix-`)
	*w = strconv.AppendInt(*w, int64(i), 10)
	w.html(`" name="document" value="`)
	w.text(d.Tick)
	w.html(`"`)
	if d.Ticked {
		w.html(` checked`)
	}
	w.html(` aria-label="`)
	w.text("Choisir\u00a0: " + d.named())
	w.html(`"></td>`)
}

func (w *written) badges(all []Seen) {
	w.html(`<span class="es-vis-set">`)
	for _, s := range all {
		if s != "" {
			w.badge(s, badges[s].word)
		}
	}
	w.html(`</span>`)
}

// badge is the badge of s with a word.
func (w *written) badge(s Seen, word string) {
	b := badges[s]
	w.html(`<span class="es-vis `)
	w.html(b.class)
	w.html(`"><svg class="es-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">`)
	w.html(drawings[b.icon])
	w.html(`</svg>`)
	w.text(word)
	w.html(`</span>`)
}

// act is what can be done at once to a row.
func (w *written) act(d Document) {
	w.html(`<td class="govuk-table__cell es-table__split" role="cell">`)
	if d.Act.Href != "" {
		w.link(d.Act.Href)
		w.html(`>`)
		w.text(d.Act.Text)
		w.html(`<span class="govuk-visually-hidden">&nbsp;: `)
		w.text(d.named())
		w.html(`</span></a>`)
	}
	w.html(`</td>`)
}

// entryRows are the rows of Entries.
func entryRows(all []Entry) templ.Component {
	return componentOf(func(ctx context.Context, w *written) error {
		for _, e := range all {
			if err := w.entry(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *written) entry(ctx context.Context, e Entry) error {
	w.html(`<li`)
	if e.Current {
		w.html(` class="is-open"`)
	}
	w.html(`>`)
	w.link(e.Href)
	if e.Current {
		w.html(` aria-current="true"`)
	}
	w.html(`>`)
	w.text(e.Text)
	w.html(`</a> <time datetime="`)
	w.text(e.ISO)
	w.html(`">`)
	w.text(e.Day)
	w.html(`</time> `)
	if e.Note != "" || e.More != nil {
		w.html(`<span class="es-entries__sub">`)
		w.text(e.Note)
		w.html(` `)
		if e.More != nil {
			if err := e.More.Render(ctx, w); err != nil {
				return err
			}
		}
		w.html(`</span>`)
	}
	w.html(`</li>`)
	return nil
}

// Write takes what a component writes as it is.
func (w *written) Write(p []byte) (int, error) {
	*w = append(*w, p...)
	return len(p), nil
}

// Badge says who may see something.
func Badge(s Seen) templ.Component { return BadgeOf(s, badges[s].word) }

// BadgeOf is a badge with words of its own.
func BadgeOf(s Seen, word string) templ.Component {
	return component(func(w *written) { w.badge(s, word) })
}

// Badges are several of them: who may see it, and that one added it oneself.
func Badges(all ...Seen) templ.Component { return component(func(w *written) { w.badges(all) }) }

// marks are said beside a title.
func marks(d Document) templ.Component { return component(func(w *written) { w.marks(d) }) }

func (w *written) marks(d Document) {
	if d.New {
		w.html(newMark)
	}
	if d.Pinned {
		w.html(`<span class="es-new es-new--pin">Épinglé</span>`)
	}
}

// New marks what came since the last visit.
func New() templ.Component { return component(func(w *written) { w.html(newMark) }) }

const newMark = `<span class="es-new">Nouveau</span>`
