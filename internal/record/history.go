package record

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
)

// Event is one line of the history, with what it was about.
type Event struct {
	accesslog.Entry
	Mine         bool      // done by who reads
	Document     *Document // when it was about a document: type, title, day
	Professional *Author   // when it was about a professional: blocked, let in
}

// Past is one page of a history, the newest line first.
type Past struct {
	Events []Event
	Next   id.Line // where the page after begins; zero when this is the last
}

// History gives what happened to a space, done or refused (R.1111-43, #32): to
// its holder, the representatives, the médecin traitant. Lines about a
// document that the reader must not know of are not there (#37 of the
// invariants). A page is limit.ListRows lines unless the query wants more.
func (s *Service) History(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, q accesslog.Query) (Past, error) {
	type found struct {
		Past
		closed
	}
	if q.Most <= 0 {
		q.Most = limit.ListRows
	}
	q.Most, q.Reader = min(q.Most, limit.HistoryLines), by.Account
	req := gate.Request{By: by, Act: access.ReadHistory, Mode: mode, Patient: patient, Reads: true}
	got, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (f found, err error) {
		lines, named, more, err := told(ctx, tx, patient, q)
		if err != nil {
			return f, err
		}
		if more {
			f.Next = lines[len(lines)-1].ID
		}
		var docs []Document
		for _, l := range lines {
			e := Event{Entry: l, Mine: l.Actor != nil && *l.Actor == by.Account}
			if r, there := named[l.Target]; there && !r.gone() {
				delete(named, l.Target) // once: it is opened once
				docs = append(docs, r.document(tx))
			}
			f.Events = append(f.Events, e)
		}
		if err := nameProfessionals(ctx, tx, f.Events); err != nil {
			return f, err
		}
		if err := s.nameRepresentatives(ctx, tx, f.Events); err != nil {
			return f, err
		}
		f.closed, err = closeUp(ctx, tx, patient, docs)
		return f, err
	})
	if err != nil {
		return Past{}, err
	}
	docs, err := got.open(s.vault)
	if err != nil {
		return Past{}, err
	}
	opened := map[string]*Document{}
	for i := range docs {
		opened[docs[i].ID.String()] = &docs[i]
	}
	for i, e := range got.Events {
		got.Events[i].Document = opened[e.Target]
	}
	return got.Past, nil
}

// told reads the lines of one page that the reader may be told of, and the rows
// of the documents that they name. The few documents that are kept from
// somebody are asked for first, so that a page is one statement whether it has
// any or not; then each document named is judged, whatever it is.
func told(ctx context.Context, tx *gate.Tx, patient id.Patient, q accesslog.Query) (lines []accesslog.Entry, named map[string]row, more bool, err error) {
	kept, err := keptDocuments(ctx, tx, patient)
	if err != nil {
		return nil, nil, false, err
	}
	if q.Without, err = untold(ctx, tx, patient); err != nil {
		return nil, nil, false, err
	}
	var hidden []id.Document
	for _, r := range kept {
		if r.was(tx) != "" {
			hidden = append(hidden, r.ID)
		}
	}
	about, err := about(ctx, tx, patient, hidden)
	if err != nil {
		return nil, nil, false, err
	}
	q.Without = append(q.Without, about...)
	if q.Unseen, err = unseen(ctx, tx, patient); err != nil {
		return nil, nil, false, err
	}
	most := q.Most
	q.Most++
	named = map[string]row{}
	for {
		page, err := accesslog.History(ctx, tx, patient, q)
		if err != nil {
			return nil, nil, false, err
		}
		if err := nameDocuments(ctx, tx, patient, page, named); err != nil {
			return nil, nil, false, err
		}
		for _, l := range page {
			if r, there := named[l.Target]; !there || r.was(tx) == "" {
				lines = append(lines, l)
			}
		}
		if len(lines) > most {
			return lines[:most], named, true, nil
		}
		if len(page) < q.Most {
			return lines, named, false, nil
		}
		q.Before = page[len(page)-1].ID
	}
}

// unseen is whose lines who asks does not read: what a minor does with a sign-in
// of their own is the minor's (TEEN-03).
func unseen(ctx context.Context, tx *gate.Tx, patient id.Patient) (a id.Account, err error) {
	if tx.By().Role != access.Representative {
		return a, nil
	}
	return identity.YoungAccountOf(ctx, tx, patient)
}

// nameDocuments adds to named the rows of the documents that lines are about.
func nameDocuments(ctx context.Context, tx *gate.Tx, patient id.Patient, lines []accesslog.Entry, named map[string]row) error {
	var wanted []id.Document
	for _, l := range lines {
		if _, there := named[l.Target]; there {
			continue
		}
		if doc, err := id.Parse[id.Document](l.Target); err == nil {
			wanted = append(wanted, doc)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	rows, err := documentsNamed(ctx, tx, patient, wanted)
	for _, r := range rows {
		named[r.ID.String()] = r
	}
	return err
}

// aboutProfessional are the acts whose target is a professional's account.
var aboutProfessional = map[access.Act]bool{access.BlockProfessional: true, access.UnblockProfessional: true,
	access.ConsentTeam: true, access.WithdrawConsent: true, access.SetTreating: true}

// nameProfessionals finds in the directory whom acts were about.
func nameProfessionals(ctx context.Context, tx *gate.Tx, events []Event) error {
	wanted := map[id.Account][]int{}
	for i, e := range events {
		if !aboutProfessional[e.Act] {
			continue
		}
		if account, err := id.Parse[id.Account](e.Target); err == nil {
			wanted[account] = append(wanted[account], i)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	accounts := make([]id.Account, 0, len(wanted))
	for a := range wanted {
		accounts = append(accounts, a)
	}
	type entry struct {
		Account                                       id.Account
		Name, GivenName, Title, Profession, Specialty string
	}
	all, err := db.Rows[entry](ctx, tx, `
		SELECT account_id AS account, name, given_name, title, profession, specialty FROM professionals
		WHERE account_id = ANY(@accounts)`, pgx.NamedArgs{"accounts": accounts})
	for _, p := range all {
		for _, i := range wanted[p.Account] {
			events[i].Professional = &Author{Account: p.Account, Kind: ByProfessional, Name: p.Name, GivenName: p.GivenName,
				Title: p.Title, Profession: p.Profession, Specialty: p.Specialty}
		}
	}
	return err
}

// nameRepresentatives says which parent it was.
func (s *Service) nameRepresentatives(ctx context.Context, tx *gate.Tx, events []Event) error {
	if !slices.ContainsFunc(events, func(e Event) bool { return e.Role == access.Representative }) {
		return nil
	}
	names, err := identity.RepresentativeNames(ctx, tx, s.vault, tx.On().Patient)
	for i, e := range events {
		if e.Role == access.Representative && e.Actor != nil {
			events[i].Name = names[*e.Actor]
		}
	}
	return err
}
