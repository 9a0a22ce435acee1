package app

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/identity"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/web"
	"espacesante/web/counter"
	"espacesante/web/demo"
	"espacesante/web/desk"
	"espacesante/web/fr"
	"espacesante/web/gallery"
	"espacesante/web/operator"
	"espacesante/web/patient"
	"espacesante/web/professional"
	"espacesante/web/public"
	"espacesante/web/review"
	"espacesante/web/second"
	"espacesante/web/serve"
)

// pages is the whole site over the program's services.
func (p *program) pages() http.Handler {
	sessions := serve.NewSessions(identity.NewSessions(p.pool, p.vault), p.cfg.Secure(), p.pool.Now, p.people)
	sessions.While(p.family.Stands)
	info := &public.Site{Genuine: p.genuine, Secure: p.cfg.Secure()}
	doors := &public.Doors{Enrolment: p.enrolment, People: p.people, Sessions: sessions, Letters: p.cfg.Letter(), Now: p.pool.Now}
	holder := &patient.Site{Records: p.records, Consents: p.consents, Care: p.care, Enrolment: p.enrolment, Family: p.family, Mandates: p.mandates, Teams: p.teams, People: p.people, Sessions: sessions,
		Letters: p.cfg.Letter(), Now: p.pool.Now, LogKey: p.logKeys.Public}
	info.Own = map[string]serve.Handler{"/securite": holder.Safety}
	pro := &professional.Site{People: p.people, Consents: p.consents, Care: p.care, Records: p.records, Teams: p.teams, Matrices: p.matrices, Cards: p.cfg.cards(), Sessions: sessions, Now: p.pool.Now}
	holder.Notices = p.notices
	holder.Profiles, pro.Profiles, pro.Letters, pro.Writing = p.profiles, p.profiles, p.cfg.Letter(), p.writing
	work := &desk.Doors{People: p.people, Sessions: sessions}
	helpers := &desk.Site{People: p.people, Mandates: p.mandates, Enrolment: p.enrolment, Records: p.records, Sessions: sessions,
		Letters: p.cfg.Letter(), Now: p.pool.Now}
	reviewers := &review.Site{Care: p.care, Sessions: sessions, Now: p.pool.Now}
	agents := &counter.Site{Support: p.support, Enrolment: p.enrolment, Family: p.family, People: p.people, Sessions: sessions, Letters: p.cfg.Letter(), Now: p.pool.Now}
	open := []web.Area{p.addCopies(doors, holder, pro), (&public.Scams{Report: p.reportScam}).Routes, agents.FollowRoutes, info.InfoRoutes, (&public.Matrix{Matrices: p.matrices, Now: p.pool.Now}).Routes, doors.Routes, holder.Left, pro.DoorRoutes, work.Routes}
	if p.cfg.Mode == Demonstration {
		open = append(open, p.backRoom().Routes, func(r chi.Router) { gallery.Routes(r) })
	}
	return web.Handler(web.Deps{Service: p.cfg.Page(), Secure: p.cfg.Secure(), Proxies: p.cfg.TrustedProxies, Log: slog.Default(), Sessions: sessions, Open: open,
		Inside: []web.Area{(&second.Own{People: p.people, Sessions: sessions, Now: p.pool.Now}).Routes, holder.Routes, pro.Routes, helpers.Routes, agents.PhoneRoutes, agents.CaisseRoutes, reviewers.Routes,
			(&operator.Scams{Reports: p.scams, Sessions: sessions}).Routes,
			(&operator.Matrix{Matrices: p.matrices, Sessions: sessions, Now: p.pool.Now}).Routes,
			(&operator.Site{Records: p.records, Enrolment: p.enrolment, Family: p.family, People: p.people, Sessions: sessions, Now: p.pool.Now}).Routes}})
}

// backRoom is the demonstration's own pages.
func (p *program) backRoom() *demo.Site {
	s := &demo.Site{People: demo.People(), Letters: p.cfg.lettersDir(), BaseURL: p.cfg.BaseURL,
		Known: func(ctx context.Context) (bool, error) { return demoAccounts(ctx, p) },
		Print: func(ctx context.Context) (int, error) {
			done, err := p.printLetters(ctx, p.cfg.lettersDir(), 1, func(int) {})
			return done.Letters, err
		}}
	for _, address := range []string{p.cfg.MailURL, p.cfg.SMSURL} {
		if dir, ok := strings.CutPrefix(address, "file://"); ok {
			s.Mail = append(s.Mail, filepath.Clean(dir))
		}
	}
	s.Mail = append(s.Mail, s.Letters)
	return s
}

// genuine tells whether a reference is of a message of ours, and how it left.
func (p *program) genuine(ctx context.Context, reference string) (time.Time, string, bool, error) {
	r, err := notification.Genuine(ctx, p.pool, reference)
	if problem.KindOf(err) == problem.NotFound {
		return time.Time{}, "", false, nil
	}
	return r.SentAt, fr.Channel(string(r.Kind)), err == nil, err
}
