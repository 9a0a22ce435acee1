package demo

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"espacesante/internal/mail"
	"espacesante/web/ui"
)

// sought is which messages one wants to see.
type sought struct {
	kind   mail.Kind // empty for all
	person int       // from 1, in the order of the list; 0 for everybody
	whose  Person
	reach  []string // their addresses and numbers, or those of who represents them
}

// sought reads what is asked; a number that is nobody's asks for everybody.
func (s *Site) sought(q url.Values) sought {
	want := sought{}
	if kind := mail.Kind(q.Get("genre")); kinds[kind] != "" {
		want.kind = kind
	}
	if n, err := strconv.Atoi(q.Get("personne")); err == nil && n > 0 && n <= len(s.People) {
		want.person, want.whose = n, s.People[n-1]
		for _, p := range s.People {
			if p.Name == want.whose.Name || p.Patient.Key != "" && p.Patient.Key == want.whose.Patient.Represented {
				want.reach = append(want.reach, p.Email, p.Identifier, p.Patient.Phone)
			}
		}
	}
	return want
}

// among keeps the messages wanted. A file of letters has several addressees: it
// is kept for whoever may have one in it, who has no e-mail.
func (w sought) among(all []mail.Stored) []mail.Stored {
	return slices.DeleteFunc(all, func(m mail.Stored) bool {
		if w.kind != "" && m.Kind != w.kind {
			return true
		}
		return w.person > 0 && !w.theirs(m)
	})
}

func (w sought) theirs(m mail.Stored) bool {
	if m.Kind == mail.Paper {
		return strings.Join(w.reach, "") == ""
	}
	return m.To != "" && slices.Contains(w.reach, m.To)
}

// at is the address of a page of the same messages, or of another kind of them.
func (w sought) at(kind mail.Kind, page int) string {
	q := url.Values{}
	if kind != "" {
		q.Set("genre", string(kind))
	}
	if w.person > 0 {
		q.Set("personne", strconv.Itoa(w.person))
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return "/demo/courrier"
	}
	return "/demo/courrier?" + q.Encode()
}

// views are the kinds, the one on screen without address.
func (w sought) views() (all []ui.Link) {
	for _, v := range []struct {
		kind mail.Kind
		text string
	}{{"", "Tout"}, {mail.Email, "Courriels"}, {mail.Text, "SMS"}, {mail.Paper, "Courriers papier"}} {
		l := ui.Link{Text: v.text}
		if v.kind != w.kind {
			l.Href = w.at(v.kind, 1)
		}
		all = append(all, l)
	}
	return all
}

// lead says under the title what is shown.
func (w sought) lead() string {
	if w.person > 0 {
		return "Ce qui est parti pour " + w.whose.Name + ", le plus récent en premier. Rien n’est parti pour de vrai."
	}
	return "Tout ce qui a été envoyé, le plus récent en premier. Rien n’est parti pour de vrai."
}
