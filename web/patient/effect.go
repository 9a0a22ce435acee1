package patient

import (
	"net/http"
	"slices"
	"strings"

	"espacesante/internal/access"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// around are the people whom a person may wonder about, and how the policy is
// asked of each: one who works at several places is asked about at each.
type around struct {
	people []consent.Professional
	roles  []string // « qui l’a déposé », beside each
	from   []int    // which of them a viewer is
	ask    record.Asking
	kin    string // who else represents a minor, in the reader's words; empty: nobody
}

// kinsOf names those who represent a minor: to one of them, or to the minor who
// signed in (TEEN-03).
func kinsOf(r *http.Request) string {
	switch {
	case serve.Elsewhere(r):
		return "Un autre représentant légal"
	case serve.Actor(r).Young:
		return "Vos parents, ou qui vous représente"
	}
	return ""
}

// aroundOf are the professionals of the circle and those who wrote docs; of all
// documents when none is given.
func (s *Site) aroundOf(r *http.Request, docs []record.Document) (around, error) {
	c, err := s.Consents.Circle(r.Context(), serve.Actor(r), serve.Space(r))
	if err != nil {
		return around{}, err
	}
	a := around{people: slices.Concat(c.Allowed, c.Past, c.Blocked), kin: kinsOf(r)}
	a.people = a.people[:min(len(a.people), mostSeers)]
	for _, d := range docs {
		a.ask.Documents = append(a.ask.Documents, d.ID)
		w := d.Author
		known := func(p consent.Professional) bool { return p.Account == w.Account }
		if w.Kind != record.ByProfessional || slices.ContainsFunc(a.people, known) {
			continue
		}
		a.people = append(a.people, consent.Professional{Account: w.Account, Name: w.Name, GivenName: w.GivenName, Title: w.Title,
			Profession: w.Profession, Specialty: w.Specialty, Structure: w.Structure})
	}
	a.ask.Professions = tradeCodes()
	for i, p := range a.people {
		a.roles = append(a.roles, roleOf(p, docs))
		if err := s.placesOf(r, &a, i, p); err != nil {
			return around{}, err
		}
	}
	if a.kin != "" {
		a.ask.Named = append(a.ask.Named, record.Viewer{Actor: access.Actor{Role: access.Representative, Active: true}})
		a.from = append(a.from, len(a.people))
	}
	return a, nil
}

// placesOf adds the eyes of p at each place where he works.
func (s *Site) placesOf(r *http.Request, a *around, i int, p consent.Professional) error {
	by, err := s.actor(r, identity.Known{Account: p.Account, Profession: p.Profession, Specialty: p.Specialty}, "")
	if err != nil {
		return err
	}
	places, err := s.People.Places(r.Context(), p.Account)
	if err != nil {
		return err
	}
	a.ask.Named, a.from = append(a.ask.Named, record.Viewer{Actor: by}), append(a.from, i)
	for _, at := range places {
		if at.FINESS != by.Structure {
			by.Structure = at.FINESS
			a.ask.Named, a.from = append(a.ask.Named, record.Viewer{Actor: by}), append(a.from, i)
		}
	}
	return nil
}

// actor is who a professional is when he signs in at a place; somebody who may
// not sign in any more is not active, and reads nothing.
func (s *Site) actor(r *http.Request, known identity.Known, place string) (access.Actor, error) {
	by, err := s.People.Actor(r.Context(), known.Account, place)
	if problem.KindOf(err) == problem.SignInFirst {
		return access.Actor{Role: access.Professional, Account: known.Account, Profession: known.Profession, Specialty: known.Specialty}, nil
	}
	return by, err
}

// roleOf is what a professional is to the person, or to the documents.
func roleOf(p consent.Professional, docs []record.Document) string {
	for _, d := range docs {
		if d.Author.Kind == record.ByProfessional && d.Author.Account == p.Account {
			if p.Standing == consent.TreatingDoctor {
				return "votre médecin traitant, qui " + itWas(len(docs))
			}
			return "qui " + itWas(len(docs))
		}
	}
	if p.Standing == consent.TreatingDoctor {
		return "votre médecin traitant"
	}
	return strings.ToLower(fr.Profession(p.Profession))
}

func itWas(n int) string {
	if n > 1 {
		return "en a déposé"
	}
	return "l’a déposé"
}

// best is what number i reads from the place where he reads most.
func (a around) best(r record.Reach, i int) (h record.Held) {
	first := true
	for n, who := range a.from {
		if who == i && (first || r.Named[n].Read > h.Read || h.Shut != "" && r.Named[n].Shut == "") {
			h, first = r.Named[n], false
		}
	}
	return h
}

// standing is why number i comes in, or what he has to do with the document.
func (a around) standing(i int) string {
	if p := a.people[i]; p.Standing != consent.Past || p.Blocked || !strings.HasPrefix(a.roles[i], "qui ") {
		return standing(p)
	}
	return "l’a déposé"
}

// doctor is the declared médecin traitant if he reads under r; empty when he
// does not, or none is declared.
func (a around) doctor(r record.Reach) string {
	for i, p := range a.people {
		if p.Standing == consent.TreatingDoctor && a.best(r, i).Read > 0 {
			return named(p)
		}
	}
	return ""
}

// effect is who reads before and after a choice, and who never does either way.
type effect struct {
	before, after []ui.Seer
	never         []string
}

// effectOf words both answers, one under the other for each who reads in one of
// them. With changed, those whom the choice does not concern are left out.
func (a around) effectOf(before, after record.Reach, changed bool) (e effect) {
	total := before.Total
	add := func(who, role string, b, n record.Held) {
		none := func(h record.Held) bool { return h.Shut != "" || h.Read == 0 && total > 0 }
		switch {
		case none(b) && none(n):
			e.never = append(e.never, line(who, "", n, total).Who)
		case changed && b.Read == n.Read && (b.Shut == "") == (n.Shut == ""):
		default:
			e.before, e.after = append(e.before, line(who, role, b, total)), append(e.after, line(who, role, n, total))
		}
	}
	if !changed {
		e.before, e.after = []ui.Seer{{Who: "Vous"}}, []ui.Seer{{Who: "Vous"}}
	}
	for i, p := range a.people {
		add(named(p), a.roles[i], a.best(before, i), a.best(after, i))
	}
	if a.kin != "" {
		add(a.kin, "", a.best(before, len(a.people)), a.best(after, len(a.people)))
	}
	b, n := trades(before), trades(after)
	switch {
	case changed && b == n:
	case b == n && b.No:
		e.never = append(e.never, n.Who)
	default:
		e.before, e.after = append(e.before, b), append(e.after, n)
	}
	add("Un médecin, en urgence", "", before.Emergency, after.Emergency)
	add("Le centre 15 (SAMU), pendant un appel", "", before.OnCall, after.OnCall)
	return e
}

// reading are those who read before the choice, then those who never do.
func (e effect) reading() (all []ui.Seer) {
	for _, s := range e.before {
		if !s.No {
			all = append(all, s)
		}
	}
	return append(all, ui.Seer{Who: "Jamais un employeur, un assureur ni une mutuelle", No: true})
}

// gaining are those who read only after the choice.
func (e effect) gaining() (all []string) {
	for i, s := range e.after {
		if e.before[i].No && !s.No {
			all = append(all, lowered(s.Who))
		}
	}
	return all
}

// foresee asks what choices would do to docs, or to all of them.
func (s *Site) foresee(r *http.Request, docs []record.Document, ifs ...record.If) (around, []record.Reach, error) {
	a, err := s.aroundOf(r, docs)
	if err != nil {
		return a, nil, err
	}
	got, err := s.Records.Foresee(r.Context(), serve.Actor(r), serve.Space(r), a.ask, ifs...)
	return a, got, err
}

// foreseeOf asks what a choice about one professional, or a team, would do to
// what everybody around reads; the one it is about is among them.
func (s *Site) foreseeOf(r *http.Request, c consent.Choice, about consent.Professional) (around, record.Reach, record.Reach, error) {
	a, err := s.aroundOf(r, nil)
	if err != nil {
		return a, record.Reach{}, record.Reach{}, err
	}
	known := func(p consent.Professional) bool { return p.Account == about.Account }
	if !about.Account.IsZero() && !slices.ContainsFunc(a.people, known) {
		a.people, a.roles = append(a.people, about), append(a.roles, roleOf(about, nil))
		at := len(a.people) - 1
		for i := range a.from { // a representative stands after the last of the people
			if a.from[i] == at {
				a.from[i]++
			}
		}
		if err := s.placesOf(r, &a, at, about); err != nil {
			return a, record.Reach{}, record.Reach{}, err
		}
	}
	before, after, err := s.Consents.Foresee(r.Context(), serve.Actor(r), serve.Space(r), c, a.ask)
	return a, before, after, err
}

// nowRead is the sentence after documents were masked or shown: who reads them
// now, asked once more.
func (s *Site) nowRead(r *http.Request, docs []id.Document) (string, error) {
	found, err := s.Records.Ticked(r.Context(), serve.Actor(r), serve.Space(r), docs)
	if err != nil || len(found) == 0 {
		return "", err
	}
	a, got, err := s.foresee(r, found)
	if err != nil {
		return "", err
	}
	return a.sentence(got[0]), nil
}
