package patient

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/codes"
	"espacesante/internal/consent"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// sightRoutes adds the pages that say who would see what (#84, #118).
func (s *Site) sightRoutes(r chi.Router) {
	r.Get("/acces/voir-comme", serve.Page(s.seeAs))
	r.Get("/documents/{document}/qui", serve.Page(s.whoSees))
}

// anyRepresentative and ofProfession are how an address names a viewer; any
// other is an account.
const (
	anyRepresentative = "representant"
	ofProfession      = "p-"
)

// circumstances are how a professional comes in.
var circumstances = []ui.Option{{Value: "", Label: "Pour des soins"}, {Value: "urgence", Label: "En urgence"}, {Value: "centre-15", Label: "Centre 15 (SAMU)"}}

var modeOf = map[string]access.Mode{"urgence": access.BrisDeGlace, "centre-15": access.Centre15}

// looker is who the person wants to look as, and in which words.
type looker struct {
	record.Viewer
	Who    string
	Named  bool // somebody in particular
	Places []identity.Place
}

// lookerOf reads whom an address asks about; false when it asks about nobody.
func (s *Site) lookerOf(r *http.Request) (l looker, asked bool, err error) {
	q := r.URL.Query()
	who := q.Get("qui")
	l.Mode = modeOf[q.Get("comment")]
	if code, ok := strings.CutPrefix(who, ofProfession); ok {
		_, known := codes.Profession(code)
		if !known {
			return l, false, problem.Missing("profession")
		}
		l.Actor, l.Who = access.Actor{Role: access.Professional, Profession: code, Active: true}, fr.Profession(code)
		return l, true, nil
	}
	switch who {
	case "":
		return l, false, nil
	case anyRepresentative:
		l.Actor, l.Mode, l.Who = access.Actor{Role: access.Representative, Active: true}, "", kinsOf(r)
		return l, true, nil
	}
	a, err := account(who)
	if err != nil {
		return l, false, err
	}
	known, err := s.People.Professional(r.Context(), a)
	if err != nil {
		return l, false, err
	}
	l.Who, l.Named = strings.TrimSpace(strings.Join([]string{known.Title, known.GivenName, known.Name}, " ")), true
	if l.Actor, err = s.actor(r, known, q.Get("lieu")); err != nil {
		return l, false, err
	}
	l.Places, err = s.People.Places(r.Context(), a)
	return l, true, err
}

func (s *Site) seeAs(w http.ResponseWriter, r *http.Request) error {
	by := serve.Actor(r)
	circle, err := s.Consents.Circle(r.Context(), by, serve.Space(r))
	if err != nil {
		return err
	}
	page, err := s.accessPart(r, "Voir comme")
	if err != nil {
		return err
	}
	l, asked, err := s.lookerOf(r)
	if err != nil {
		return err
	}
	v := sightView{looker: l, asked: asked, query: r.URL.Query(), groups: lookers(circle, kinsOf(r))}
	if asked {
		n, _ := strconv.Atoi(r.URL.Query().Get("page"))
		if v.Sight, err = s.Records.SeeAs(r.Context(), by, serve.Space(r), l.Viewer, n); err != nil {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, seeAsPage(page, v))
}

// sightView is « Voir comme… » on screen.
type sightView struct {
	looker
	record.Sight
	asked  bool
	query  url.Values
	groups []ui.Group
}

// chosen shows again what the address asks.
func (v sightView) chosen() *form.Form {
	return form.Filled(map[string]string{"qui": v.query.Get("qui")})
}

// href is the same question with one answer changed.
func (v sightView) href(name, value string) string {
	q := url.Values{"qui": {v.query.Get("qui")}}
	for _, n := range []string{"comment", "lieu"} {
		if old := v.query.Get(n); old != "" {
			q.Set(n, old)
		}
	}
	q.Set(name, value)
	return "/acces/voir-comme?" + q.Encode()
}

func (v sightView) pages() ui.Pages {
	return ui.Pages{Current: v.Sight.Page, Last: v.Pages, Href: func(n int) string { return v.href("page", strconv.Itoa(n)) }}
}

// places are the ways to look from another place of work: the colleagues there,
// and what they wrote, are not the same.
func (v sightView) places() (all []ui.Link) {
	if len(v.looker.Places) < 2 {
		return nil
	}
	for _, p := range v.looker.Places {
		l := ui.Link{Text: fr.Place(p.Name, p.City)}
		if p.FINESS != v.Structure {
			l.Href = v.href("lieu", p.FINESS)
		}
		all = append(all, l)
	}
	return all
}

// sum says in one sentence what is served.
func (v sightView) sum() string {
	switch {
	case v.Shut != "":
		return "Ne peut pas ouvrir l’espace santé\u00a0: " + fr.Sight(v.Shut) + "."
	case v.Total == 0:
		return "Peut ouvrir l’espace santé. Il n’y a aucun document."
	case v.Read == v.Total:
		return "Lit tous les documents (" + fr.Number(v.Total) + ")."
	case v.Read == 0:
		return "Peut ouvrir l’espace santé, et ne lit aucun document."
	}
	return "Lit " + fr.Number(v.Read) + " des " + fr.Count(v.Total, "document", "documents") + "."
}

// lookers are those whom one may look as.
func lookers(c consent.Circle, kin string) []ui.Group {
	people, health, others := ui.Group{Label: "Des personnes"}, ui.Group{Label: "Une profession de santé"}, ui.Group{Label: "Un autre métier"}
	for _, p := range slices.Concat(c.Allowed, c.Past, c.Blocked) {
		people.Options = append(people.Options, ui.Option{Value: p.Account.String(), Label: named(p) + ", " + fr.Profession(p.Profession)})
	}
	if kin != "" {
		people.Options = append(people.Options, ui.Option{Value: anyRepresentative, Label: kin})
	}
	for _, t := range codes.Professions() {
		o := ui.Option{Value: ofProfession + t.Code, Label: fr.Profession(t.Code)}
		if t.Kind == codes.Health {
			health.Options = append(health.Options, o)
		} else {
			others.Options = append(others.Options, o)
		}
	}
	byLabel := func(a, b ui.Option) int { return cmp.Compare(a.Label, b.Label) }
	slices.SortStableFunc(health.Options, byLabel)
	slices.SortStableFunc(others.Options, byLabel)
	if len(people.Options) == 0 {
		return []ui.Group{health, others}
	}
	return []ui.Group{people, health, others}
}

// whoSees is « Qui peut voir ce document ? », asked of the policy.
func (s *Site) whoSees(w http.ResponseWriter, r *http.Request) error {
	doc, err := of(r)
	if err != nil {
		return err
	}
	by := serve.Actor(r)
	d, err := s.Records.Read(r.Context(), by, "", serve.Space(r), doc)
	if err != nil {
		return err
	}
	var v seersView
	if v.around, err = s.aroundOf(r, []record.Document{d}); err != nil {
		return err
	}
	if v.Seers, err = s.Records.WhoSees(r.Context(), by, serve.Space(r), doc, tradeCodes(), v.ask.Named); err != nil {
		return err
	}
	page, err := s.page(r, "Qui peut voir ce document", "/documents")
	if err != nil {
		return err
	}
	page.Back = ui.Link{Href: "/documents/" + doc.String(), Text: "Retour au document"}
	return ui.Render(w, r, http.StatusOK, whoSeesPage(page, v))
}

// mostSeers bounds how many people one page asks the policy about.
const mostSeers = 60

func tradeCodes() (all []string) {
	for _, t := range codes.Professions() {
		all = append(all, t.Code)
	}
	return all
}

// seersView is who may see one document, on screen.
type seersView struct {
	record.Seers
	around
}

// why is why number i does not read it, at none of his places; empty when he does.
func (v seersView) why(i int) (why access.Reason) {
	for n, who := range v.from {
		switch {
		case who != i:
		case v.Seers.Named[n] == "":
			return ""
		case why == "":
			why = v.Seers.Named[n]
		}
	}
	return why
}

// trades are the professions of which the answer is the same, by name.
func (v seersView) trades(may bool) (all []string) {
	for _, t := range codes.Professions() {
		if why := v.Professions[t.Code]; (why == "") == may && (may || why == access.NotHabilitated) {
			all = append(all, fr.Profession(t.Code))
		}
	}
	slices.SortFunc(all, fr.Compare)
	return all
}

// noTrade is why no profession at all reads it; empty when some do.
func (v seersView) noTrade() access.Reason {
	var why access.Reason
	for _, reason := range v.Professions {
		switch {
		case reason == "":
			return ""
		case reason != access.NotHabilitated && reason != access.RolesClosed:
			why = reason
		}
	}
	return cmp.Or(why, access.NotHabilitated)
}

// yesOr is the answer in a cell.
func yesOr(why access.Reason) string {
	if why == "" {
		return "Oui"
	}
	return "Non\u00a0: " + fr.Sight(why)
}

func sightActions(d record.Document) []ui.Action {
	all := []ui.Action{{Icon: ui.IconEye, Href: "/acces/voir-comme", Text: "Voir mes documents comme quelqu’un d’autre"}}
	if d.Can(access.MaskDocument) {
		all = append(all, ui.Action{Icon: ui.IconMasked, Href: "/documents/" + d.ID.String() + "/masquer", Text: "Masquer ce document"})
	}
	return all
}
