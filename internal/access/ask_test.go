package access

import (
	"testing"
	"time"

	"espacesante/internal/id"
)

var (
	noon = time.Date(2027, 3, 12, 14, 5, 0, 0, time.UTC)
	lea  = id.Patient{1}
	noah = id.Patient{2}
)

// ordinary are the facts of an activated space whose holder changed no setting and knows no professional.
func ordinary() Facts {
	return Facts{Patient: lea, State: Activated, Emergency: EmergencyYes, SAMU: true, Sharing: true, Adult: true}
}

func with(change func(*Facts)) Facts {
	f := ordinary()
	change(&f)
	return f
}

func biology() Document { return Document{Type: "11502-2", Author: Other, Status: Approved} }

func typed(code string) Document { return Document{Type: code, Author: Other, Status: Approved} }

func masking(d Document) Document { d.Masked = true; return d }

func by(a Author, d Document) Document { d.Author = a; return d }

func pro(profession string) Actor {
	return Actor{Account: id.Account{9}, Role: Professional, Profession: profession, Active: true}
}

func specialist(specialty string) Actor { a := pro("10"); a.Specialty = specialty; return a }

func someone(r Role) Actor { return Actor{Account: id.Account{9}, Role: r} }

func holderOf(p id.Patient) Actor { return Actor{Account: id.Account{9}, Role: Patient, Patient: p} }

var (
	mt   = with(func(f *Facts) { f.TreatingDoctor = true })
	team = with(func(f *Facts) { f.CareTeam, f.TeamConsent = true, true })
)

func asked(a Actor, act Act, on Facts, d Document) Question {
	return Question{By: a, Act: act, Mode: Normal, On: on, Doc: d, Matrix: V1, At: noon}
}

func reads(a Actor, on Facts, d Document) Question { return asked(a, ReadDocument, on, d) }

func (q Question) in(m Mode) Question { q.Mode = m; return q }

func (q Question) state(s State) Question { q.On.State = s; return q }

// want is "yes G8" or "no D3 matrix".
func want(t *testing.T, what string, q Question, answer string) {
	t.Helper()
	v := Judge(q)
	got := "yes " + string(v.Gate)
	if !v.Allow {
		got = "no " + string(v.Gate) + " " + string(v.Reason)
	}
	if got != answer {
		t.Errorf("%s: %s, want %s", what, got, answer)
	}
}

// each asks the same of every type and wants the same answer.
func each(t *testing.T, a Actor, on Facts, answer string, types ...string) {
	t.Helper()
	for _, code := range types {
		want(t, code, reads(a, on, typed(code)), answer)
	}
}
