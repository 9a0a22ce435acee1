package identity

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// LinkDue is the job that sends somebody imported the link of a first sign-in
// (decisions.md §7).
type LinkDue struct {
	Link id.Link `json:"link"`
}

// Kind names the job.
func (LinkDue) Kind() string { return "identity.link" }

// LinkToSend is the link of a first sign-in on its way. It never prints.
type LinkToSend struct {
	Reach   Reach
	Token   string // what follows /premier-acces/
	Expires time.Time
}

// String never shows the link.
func (LinkToSend) String() string { return hidden }

// LinkToSend opens a link that waits to be sent; Missing when it is over, used,
// or its account has a password already.
func (s *Service) LinkToSend(ctx context.Context, link id.Link) (LinkToSend, error) {
	row, err := s.liveLink(ctx, link)
	if err != nil {
		return LinkToSend{}, err
	}
	reach, err := openAccountReach(s.vault, row.AccountID, row.Contact)
	return LinkToSend{reach, linkToken(s.vault, link), row.ExpiresAt}, err
}

// LinkAccount is whose first sign-in a token opens; Missing when it opens none.
func (s *Service) LinkAccount(ctx context.Context, token string) (id.Link, id.Account, error) {
	link, err := id.Parse[id.Link](token[:min(len(token), 26)])
	if err != nil || token != linkToken(s.vault, link) {
		return link, id.Account{}, problem.Missing("link")
	}
	row, err := s.liveLink(ctx, link)
	return link, row.AccountID, err
}

// Furnish gives an imported account its password (a hash) and the secret of its
// authenticator, and ends its links.
func (s *Service) Furnish(ctx context.Context, a id.Account, password, totpSecret string) error {
	return s.pool.InTx(ctx, func(tx *db.Tx) error { return s.furnish(ctx, tx, a, password, totpSecret) })
}

func (s *Service) furnish(ctx context.Context, tx *db.Tx, a id.Account, password, totpSecret string) error {
	if err := setPassword(ctx, tx, a, password); err != nil {
		return err
	}
	if err := setTOTP(ctx, tx, a, s.vault.Seal([]byte(totpSecret), "totp "+a.String())); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE sign_in_links SET used_at = @now WHERE account_id = @account AND used_at IS NULL`,
		pgx.NamedArgs{"account": a, "now": tx.Now()})
	return err
}

// Find is the account that an identifier names at a door (patient,
// professional, staff); the zero account when none or more than one.
func (s *Service) Find(ctx context.Context, door, identifier string) (a id.Account, furnished bool, err error) {
	row, err := s.find(ctx, door, identifiers(identifier))
	return row.ID, row.Password != "", err
}

// linkToken is what the address of a link ends with: its identifier, and a
// secret that no table holds.
func linkToken(v *vault.Vault, link id.Link) string {
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(v.Derive("sign-in link", link.String(), 16))
	return link.String() + strings.ToLower(secret)
}

type linkRow struct {
	AccountID id.Account
	ExpiresAt time.Time
	Contact   []byte
}

func (s *Service) liveLink(ctx context.Context, link id.Link) (row linkRow, err error) {
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		row, err = db.Row[linkRow](ctx, tx, `
			SELECT l.account_id, l.expires_at, a.contact FROM sign_in_links l JOIN accounts a ON a.id = l.account_id
			WHERE l.id = @id AND l.used_at IS NULL AND l.expires_at > @now AND a.active AND a.password = ''`,
			pgx.NamedArgs{"id": link, "now": tx.Now()})
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return row, problem.Missing("link")
	}
	return row, err
}

// sendLinks makes a link for each account and the jobs that send them.
func sendLinks(ctx context.Context, tx *db.Tx, accounts []id.Account) error {
	links, due := make([]id.Link, len(accounts)), make([]LinkDue, len(accounts))
	for i := range accounts {
		links[i] = id.New[id.Link]()
		due[i] = LinkDue{links[i]}
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO sign_in_links (id, account_id, expires_at)
		SELECT id, account, @expires::timestamptz FROM unnest(@links::uuid[], @accounts::uuid[]) AS t (id, account)`,
		pgx.NamedArgs{"links": links, "accounts": accounts, "expires": tx.Now().Add(limit.FirstSignInLife)})
	if err != nil {
		return err
	}
	return jobs.EnqueueAll(ctx, tx, due)
}

// sealAccountReach seals how somebody imported is reached.
func sealAccountReach(v *vault.Vault, a id.Account, r Reach) []byte {
	b, err := json.Marshal(r)
	if err != nil { // two strings
		panic(err)
	}
	return v.Seal(b, "account contact "+a.String())
}

func openAccountReach(v *vault.Vault, a id.Account, sealed []byte) (r Reach, err error) {
	if sealed == nil {
		return r, nil
	}
	return r, unsealJSON(v, sealed, "account contact "+a.String(), &r)
}

// SamePerson reports whether two accounts that were imported belong to one person:
// the same address reaches both. One without an address is nobody else's.
func SamePerson(ctx context.Context, tx db.Runner, v *vault.Vault, a, b id.Account) (bool, error) {
	var to [2]Reach
	for i, account := range []id.Account{a, b} {
		sealed, err := accountContact(ctx, tx, account)
		if err = ignoreNoRows(err); err != nil {
			return false, err
		}
		if to[i], err = openAccountReach(v, account, sealed); err != nil {
			return false, err
		}
	}
	return to[0].Address != "" && strings.EqualFold(to[0].Address, to[1].Address), nil
}

// AccountReach is how somebody imported is reached: the zero Reach when no
// address of theirs is known.
func (s *Service) AccountReach(ctx context.Context, a id.Account) (Reach, error) {
	var sealed []byte
	err := s.pool.Look(ctx, func(tx db.Runner) (err error) {
		sealed, err = accountContact(ctx, tx, a)
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return Reach{}, nil
	}
	if err != nil {
		return Reach{}, err
	}
	return openAccountReach(s.vault, a, sealed)
}
