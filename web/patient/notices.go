package patient

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	"espacesante/internal/id"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/web/form"
	"espacesante/web/fr"
	"espacesante/web/serve"
	"espacesante/web/ui"
)

// noticeRoutes adds the centre of notices and how a person is told (PAT-13).
func (s *Site) noticeRoutes(r chi.Router) {
	r.Get("/notifications", serve.Page(s.noticeList))
	r.Post("/notifications/lues", serve.Page(s.readNotices))
	r.Get("/notifications/{notice}", serve.Page(s.openNotice))
	r.Group(func(r chi.Router) { // one's own alone, in no child's space
		r.Use(serve.Only(access.Patient))
		r.Get("/parametres/notifications", serve.Page(s.askNotices))
		r.Post("/parametres/notifications", serve.Page(s.setNotices))
	})
}

// centre is the notices on screen: what they are narrowed to, and one page.
type centre struct {
	notification.Listing
	event  notification.Event
	unread bool
	rows   []ui.Document
	newest string // the newest on screen, when it is the newest of all
}

// centreOf reads what the list is narrowed to from its address; an unknown value
// narrows to nothing.
func centreOf(q url.Values) (c centre, page int) {
	for _, e := range notification.Events() {
		if eventSlugs[e] == q.Get("sorte") {
			c.event = e
		}
	}
	page, _ = strconv.Atoi(q.Get("page"))
	c.unread = q.Get("lues") == "non"
	return c, page
}

func (c centre) narrowed() bool { return c.event != "" || c.unread }

func (c centre) pages() ui.Pages {
	return ui.Pages{Current: c.Page, Last: c.Pages, Href: func(n int) string {
		q := url.Values{"page": {strconv.Itoa(n)}}
		if c.event != "" {
			q.Set("sorte", eventSlugs[c.event])
		}
		if c.unread {
			q.Set("lues", "non")
		}
		return "/notifications?" + q.Encode()
	}}
}

func (s *Site) noticeList(w http.ResponseWriter, r *http.Request) error {
	c, n := centreOf(r.URL.Query())
	var err error
	c.Listing, err = s.Notices.List(r.Context(), serve.Actor(r), serve.Space(r), notification.Filter{Event: c.event, Unread: c.unread, Page: n})
	if err != nil {
		return err
	}
	for _, t := range c.Notices {
		c.rows = append(c.rows, noticeRow(t, serve.Elsewhere(r)))
	}
	if len(c.Notices) > 0 && c.Page == 1 && !c.narrowed() {
		c.newest = c.Notices[0].ID.String()
	}
	page, err := s.page(r, "Notifications", "/notifications")
	if err != nil {
		return err
	}
	s.counted(r, &page, c.Unread)
	return ui.Render(w, r, http.StatusOK, noticesPage(page, c, serve.Elsewhere(r)))
}

// noticeRow is a notice in the list.
func noticeRow(t notification.Told, child bool) ui.Document {
	d := ui.Document{Href: "/notifications/" + t.ID.String(), Title: noticeSaid(t.Kind, child), New: !t.Read,
		Day: fr.Upper(fr.Moment(t.QueuedAt)), Author: "référence " + t.Reference}
	if t.Kind == notification.OpenedInEmergency {
		d.Seen = ui.Urgent
	}
	return d
}

// openNotice marks a notice as read and leads where it matters.
func (s *Site) openNotice(w http.ResponseWriter, r *http.Request) error {
	notice, err := id.Parse[id.Notice](chi.URLParam(r, "notice"))
	if err != nil {
		return problem.Missing("notice")
	}
	seen, err := s.Notices.Open(r.Context(), serve.Actor(r), serve.Space(r), notice)
	if err != nil {
		return err
	}
	s.Sessions.Forget(r, "privacy") // one less to read
	to := noticeWords[seen.Kind].to
	switch {
	case seen.There:
		to = "/documents/" + seen.Target
	case seen.Kind == notification.Updated:
		s.Sessions.Flash(r, ui.Flash{Text: "Un professionnel a mis à jour cet espace santé. Il souhaite en parler avec vous\u00a0: prenez rendez-vous."})
		to = "/notifications"
	case (serve.Elsewhere(r) || serve.Actor(r).Young) && !everybodys[to]:
		to = "/historique" // a page of an adult's own space
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// readNotices is « Tout marquer comme lu »: what came since the page was read
// stays unread.
func (s *Site) readNotices(w http.ResponseWriter, r *http.Request) error {
	f, err := form.Read(r)
	if err != nil {
		return err
	}
	upTo, _ := id.Parse[id.Notice](f.Typed("jusqu")) // none: all that stand
	if err := s.Notices.ReadAll(r.Context(), serve.Actor(r), serve.Space(r), upTo); err != nil {
		return err
	}
	s.Sessions.Flash(r, ui.Flash{Text: "Toutes vos notifications sont marquées comme lues."})
	http.Redirect(w, r, "/notifications", http.StatusSeeOther)
	return nil
}

// counted puts a count just read beside the bell, and keeps it for the pages to come.
func (s *Site) counted(r *http.Request, p *ui.Page, unread int) {
	current := ""
	if p.Bell.Current {
		current = p.Bell.Href
	}
	p.Bell = bell(unread, current)
	if kept, ok := serve.Recall[privacy](s.Sessions, r, "privacy"); ok && kept.Space == serve.Space(r) && kept.Unread != unread {
		kept.Unread = unread
		s.Sessions.Keep(r, "privacy", kept)
	}
}

// keptUnread is how many were not read when a page last counted them; 0 when
// none did.
func (s *Site) keptUnread(r *http.Request) int {
	kept, ok := serve.Recall[privacy](s.Sessions, r, "privacy")
	if !ok || kept.Space != serve.Space(r) {
		return 0
	}
	return kept.Unread
}

// bell is the way to the notices, with how many are not read.
func bell(unread int, current string) ui.Tab {
	t := ui.Tab{Href: "/notifications", Text: "Notifications", Current: current == "/notifications", Count: unread, CountOf: "non lues"}
	if unread < 2 {
		t.CountOf = "non lue"
	}
	return t
}
