package identity

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// Device is a browser that somebody signed in from (ux.md PAT-18). No address is
// known of it.
type Device struct {
	ID         id.Device
	Browser    Browser
	FirstSeen  time.Time
	SignedInAt time.Time
	Seen       time.Time
}

// Arrive keeps that somebody who has just proved who they are did so from the
// browser of ctx. A browser never seen before gets something to keep, the token;
// it is told to the person (M11), unless it is the first of all.
func (s *Service) Arrive(ctx context.Context, by access.Actor) (device id.Device, token string, err error) {
	from := OriginOf(ctx)
	if known, err := s.deviceOf(ctx, by.Account); err != nil {
		return known, "", err
	} else if !known.IsZero() {
		return known, "", s.gate.Across(ctx, by.Account, func(tx *db.Tx) error { return deviceReturns(ctx, tx, by.Account, known) })
	}
	device, token = id.New[id.Device](), id.New[id.Device]().String()
	sealed, err := json.Marshal(from.Browser)
	if err != nil {
		return device, "", err
	}
	row := deviceRow{ID: device, MAC: s.deviceMAC(token), Sealed: s.vault.Seal(sealed, "device "+device.String())}
	var first bool
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
		first, err = insertDevice(ctx, tx, by.Account, row)
		return err
	})
	if err != nil || first {
		return device, token, err
	}
	return device, token, s.tellNewDevice(ctx, by, device)
}

// tellNewDevice leaves the line of a new device, and the message to a person.
// People who work here have no notices: theirs is a line of the other log.
func (s *Service) tellNewDevice(ctx context.Context, by access.Actor, device id.Device) error {
	if by.Patient.IsZero() {
		return s.pool.InTx(ctx, func(tx *db.Tx) error {
			return accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: access.NewDevice, Subject: by.Account})
		})
	}
	req := gate.Request{By: by, Act: access.NewDevice, Patient: by.Patient, Target: device.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		return notification.Tell(ctx, tx, by.Patient, notification.NewDevice)
	})
}

// Seen keeps when a device was last used, to the minute.
func (s *Service) Seen(ctx context.Context, a id.Account, d id.Device) error {
	return s.gate.Across(ctx, a, func(tx *db.Tx) error { return deviceSeen(ctx, tx, a, d) })
}

// Gone keeps that somebody signed out of a device themselves.
func (s *Service) Gone(ctx context.Context, a id.Account, d id.Device) error {
	return s.gate.Across(ctx, a, func(tx *db.Tx) error {
		_, err := endDevice(ctx, tx, a, d)
		return err
	})
}

// Devices are those on which somebody is signed in now, the last used first.
// A session ends by itself after idle without action, and absolute at most.
func (s *Service) Devices(ctx context.Context, by access.Actor, idle, absolute time.Duration) (all []Device, err error) {
	var rows []deviceRow
	var out *time.Time
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
		if rows, err = devices(ctx, tx, by.Account); err != nil {
			return err
		}
		out, err = signedOutAt(ctx, tx, by.Account)
		return err
	})
	if err != nil {
		return nil, err
	}
	now := s.pool.Now()
	for _, row := range rows {
		over := now.After(row.SeenAt.Add(idle)) || now.After(row.SignedInAt.Add(absolute)) ||
			row.EndedAt != nil && !row.SignedInAt.After(*row.EndedAt) || out != nil && row.SignedInAt.Before(*out)
		if over {
			continue
		}
		d := Device{ID: row.ID, FirstSeen: row.FirstSeenAt, SignedInAt: row.SignedInAt, Seen: row.SeenAt}
		if err := unsealJSON(s.vault, row.Sealed, "device "+row.ID.String(), &d.Browser); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b Device) int { return b.Seen.Compare(a.Seen) })
	return all, nil
}

// EndDevice ends the sessions of one device.
func (s *Service) EndDevice(ctx context.Context, by access.Actor, d id.Device) error {
	return s.endSessions(ctx, by, d.String(), func(tx db.Runner) error {
		found, err := endDevice(ctx, tx, by.Account, d)
		if err == nil && !found {
			return problem.Missing("device")
		}
		return err
	})
}

// SignOutEverywhere ends every session of the account, the one that asks
// included: « Tout déconnecter ».
func (s *Service) SignOutEverywhere(ctx context.Context, by access.Actor) error {
	return s.endSessions(ctx, by, "all", func(tx db.Runner) error { return signOut(ctx, tx, by.Account) })
}

func (s *Service) endSessions(ctx context.Context, by access.Actor, which string, end func(db.Runner) error) error {
	if by.Patient.IsZero() {
		return s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
			return errors.Join(end(tx), accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: access.EndSessions, Subject: by.Account}))
		})
	}
	req := gate.Request{By: by, Act: access.EndSessions, Patient: by.Patient, Target: which}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error { return end(tx) })
}

// deviceOf is which of its devices the account is used from in ctx; zero when it
// is a new one.
func (s *Service) deviceOf(ctx context.Context, a id.Account) (d id.Device, err error) {
	token := OriginOf(ctx).Device
	if token == "" || a.IsZero() {
		return d, nil
	}
	err = s.gate.Across(ctx, a, func(tx *db.Tx) error {
		d, err = deviceByMAC(ctx, tx, a, s.deviceMAC(token), tx.Now().AddDate(0, -limit.DeviceMonths, 0))
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return d, nil
	}
	return d, err
}

func (s *Service) deviceMAC(token string) []byte { return s.vault.MAC("device", token) }
