package directive

import (
	"context"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/name"
	"espacesante/internal/problem"
)

// Write keeps a wish. What stood of the same kind is replaced: the last one counts (L.1111-11).
func (s *Service) Write(ctx context.Context, by access.Actor, patient id.Patient, w Wish) error {
	w.tidy()
	if wrong := w.faults(); len(wrong) > 0 {
		return &problem.Problem{Kind: problem.Invalid, Code: "directive", Fields: wrong}
	}
	req := gate.Request{By: by, Act: access.WriteDirective, Patient: patient, Target: string(w.Kind)}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if w.Form == Paper {
			there, err := hasPaper(ctx, tx, patient, w.Document)
			if err != nil {
				return err
			}
			if !there {
				return problem.Field("fichier", "required")
			}
		}
		if err := end(ctx, tx, patient, w.Kind); err != nil {
			return err
		}
		space, err := s.vault.Make(ctx, tx, patient, tx.Line())
		if err != nil {
			return err
		}
		plain, err := json.Marshal(w.Words)
		if err != nil {
			return err
		}
		w.ID = id.NewAt[id.Directive](tx.Now())
		w.RemindOn = next(tx.Now())
		return insert(ctx, tx, patient, w, space.Seal(plain, about(w.ID)))
	})
}

// next is when the person is reminded of what is written at an instant.
func next(at time.Time) time.Time { return clock.Day(at).AddDate(0, limit.ReminderMonths, 0) }

// Revoke ends what stands of a kind, at any time and without a reason. Its words are gone.
func (s *Service) Revoke(ctx context.Context, by access.Actor, patient id.Patient, kind Kind) error {
	if document[kind] == "" {
		return problem.Missing("directive")
	}
	req := gate.Request{By: by, Act: access.WriteDirective, Patient: patient, Target: string(kind)}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error { return end(ctx, tx, patient, kind) })
}

// line is the longest of the short answers.
const line = 200

func (w *Wish) tidy() {
	for _, s := range []*string{&w.Place, &w.Name, &w.Link, &w.Phone, &w.Address} {
		*s = strings.Join(strings.Fields(name.Shown(*s)), " ")
	}
	w.Text = strings.TrimSpace(name.Shown(strings.ReplaceAll(w.Text, "\r\n", "\n")))
	var some []string
	for _, one := range w.Witnesses {
		if one = strings.Join(strings.Fields(name.Shown(one)), " "); one != "" {
			some = append(some, one)
		}
	}
	w.Witnesses = some
}

// faults says what is missing, under the names of the forms.
func (w Wish) faults() map[string]string {
	wrong := map[string]string{}
	want := func(field, value string) {
		if value == "" {
			wrong[field] = "required"
		}
	}
	switch {
	case w.Kind == Directives && w.Form == Written:
		want("texte", w.Text)
	case w.Kind == Directives && w.Form == Elsewhere:
		want("lieu", w.Place)
		want("detenteur", w.Name)
	case w.Kind == Directives && w.Form == Paper:
	case w.Kind == Trusted && w.Form == Stated:
		want("nom", w.Name)
		want("telephone", w.Phone)
	case w.Kind == Donation && w.Form == Stated:
		if w.Stance != Agrees && w.Stance != Refuses && w.Stance != Partly {
			wrong["position"] = "choose"
		}
	default:
		wrong["texte"] = "choose"
	}
	if len(w.Witnesses) == 1 || len(w.Witnesses) > 2 { // R.1111-17: two
		wrong["temoin-2"] = "required"
	}
	if utf8.RuneCountInString(w.Text) > limit.DirectiveCharacters {
		wrong["texte"] = "text-long"
	}
	for field, value := range map[string]string{"lieu": w.Place, "nom": w.Name, "lien": w.Link, "telephone": w.Phone, "adresse": w.Address} {
		if utf8.RuneCountInString(value) > line {
			wrong[field] = "text-long"
		}
	}
	return wrong
}
