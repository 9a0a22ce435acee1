package desk

import (
	"net/http"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/mandate"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/serve"
)

// fictional is somebody who does not exist, to learn with.
type fictional struct {
	Name, Says   string
	NIR, Born    string // as one types them
	Birth        time.Time
	Code, Serial string
	State        access.State
	Documents    []string // days
}

// fictionals are the people of the practice room. No table knows them.
var fictionals = []fictional{
	{"Odette Modèle", "Veut activer son espace santé", "2\u00a045\u00a003\u00a009\u00a0122\u00a0901\u00a0" + keyOf("2450309122901"), "7\u00a0mars 1945",
		time.Date(1945, 3, 7, 0, 0, 0, 0, time.UTC), "2345-6789-ABCD", "80250000999001", access.Invited, nil},
	{"Gaston Exemple", "Son espace santé est activé", "1\u00a038\u00a011\u00a009\u00a0122\u00a0902\u00a0" + keyOf("1381109122902"), "21\u00a0novembre 1938",
		time.Date(1938, 11, 21, 0, 0, 0, 0, time.UTC), "3456-789A-BCDE", "80250000999002", access.Activated, []string{"2026-05-03", "2026-04-28"}},
}

// bornOn says it in words: the first digit of the number is the sex.
func (f fictional) bornOn() string {
	sex := map[byte]string{'1': "M", '2': "F"}[f.NIR[0]]
	return fr.Upper(fr.BornOn(sex, f.Birth))
}

func keyOf(number string) string { return identity.NIRKey(number) }

// practiceCode is what every code of the practice room is.
const practiceCode = "123456"

const roomKey = "practice"

// roomState is the practice room as it is now, kept in the session alone.
type roomState struct {
	Who   int // from 1
	State access.State
	Tasks []access.Task
	Ends  time.Time
	Began time.Time
	Over  bool
	Shown []int
	Added []string // days of the copies brought
	Done  []mandate.Done
}

// room is the practice room: the same questions, nobody real. It has no service
// to call: nothing is written, nothing is sent.
type room struct {
	s *Site
	r *http.Request
}

func (o *room) state() roomState {
	st, _ := serve.Recall[roomState](o.s.Sessions, o.r, roomKey)
	return st
}

func (o *room) keep(st roomState) { o.s.Sessions.Keep(o.r, roomKey, st) }

func (o *room) did(act access.Act, change func(*roomState)) {
	st := o.state()
	if change != nil {
		change(&st)
	}
	st.Done = append([]mandate.Done{{At: o.s.Now(), Act: act}}, st.Done...)
	o.keep(st)
}

// patientOf marks somebody fictional: no space has such an identifier, which no
// version of UUID draws.
func patientOf(i int) id.Patient { return id.Patient{0xff, 15: byte(i)} }

func (o *room) helper() (identity.Agent, error) {
	return o.s.Mandates.Helper(o.r.Context(), serve.Actor(o.r))
}

func (o *room) found(match func(fictional) bool, n identity.INS, birth time.Time) (mandate.Who, error) {
	for i, f := range fictionals {
		typed, _ := identity.ParseNIR(f.NIR)
		if match(f) && n == typed && birth.Equal(f.Birth) {
			o.keep(roomState{Who: i + 1, State: f.State})
			return mandate.Who{Patient: patientOf(i + 1), Called: f.Name, Short: f.Name, SentTo: "p•••@example.org"}, nil
		}
	}
	return mandate.Who{}, problem.Field("", mandate.NotProven)
}

func (o *room) byCode(p enrolment.Proof) (mandate.Who, error) {
	return o.found(func(f fictional) bool { c, _, _ := enrolment.ParseCode(f.Code); return c == p.Code }, p.INS, p.Birth)
}

func (o *room) byCard(c mandate.Card) (mandate.Who, error) {
	return o.found(func(f fictional) bool { return f.Serial == c.Serial }, c.INS, c.Birth)
}

func (o *room) askCode(id.Patient, string) (id.Code, error) { return id.Code{0xff}, nil }

func (o *room) useCode(_ string, _ id.Code, typed string) error {
	if identity.Digits(typed) != practiceCode {
		return problem.Field("code", "one-time-wrong")
	}
	return nil
}

func (o *room) open(m mandate.Opening) (id.Mandate, error) {
	o.did(access.OpenMandate, func(st *roomState) { st.Tasks, st.Ends, st.Over = m.Tasks, m.Term.Ends(o.s.Now()), false })
	return id.Mandate{0xff}, nil
}

func (o *room) enter(m id.Mandate) (mandate.Sitting, error) {
	o.did(access.UseMandate, func(st *roomState) { st.Began = o.s.Now() })
	st := o.state()
	if st.Who < 1 || st.Who > len(fictionals) {
		return mandate.Sitting{}, problem.Missing("practice")
	}
	return mandate.Sitting{ID: id.Sitting{0xff}, Mandate: m, Patient: patientOf(st.Who), Short: fictionals[st.Who-1].Name, Tasks: st.Tasks,
		EndsAt: st.Ends, Began: st.Began}, nil
}

func (o *room) holds(m id.Mandate) (mandate.Held, error) {
	st := o.state()
	if st.Who == 0 || st.Over {
		return mandate.Held{}, problem.Missing("mandate")
	}
	return mandate.Held{ID: m, Patient: patientOf(st.Who), Tasks: st.Tasks, EndsAt: st.Ends}, nil
}

func (o *room) leave(mandate.Sitting, bool) error { return nil }

func (o *room) journal(mandate.Sitting) ([]mandate.Done, error) { return o.state().Done, nil }

// judge asks the policy as for anybody, of somebody who does not exist: what the
// mandate does not name is refused here too.
func (o *room) judge(act access.Act) access.Reason {
	st := o.state()
	return access.Decide(access.Question{By: access.Actor{Role: access.Helper, Active: true}, Act: act, At: o.s.Now(),
		On: access.Facts{Patient: patientOf(st.Who), State: st.State, Adult: true, Mandate: !st.Over, Tasks: tasksWritten(st.Tasks)}})
}

func tasksWritten(all []access.Task) string {
	words := ""
	for _, t := range all {
		words += string(t) + " "
	}
	return words
}

func (o *room) standing(id.Patient) (enrolment.Standing, error) {
	st := o.state()
	may := map[access.Act]bool{}
	for _, act := range access.Acts() {
		may[act] = o.judge(act) == ""
	}
	return enrolment.Standing{State: st.State, Adult: true, Account: st.State == access.Activated, Reach: "p•••@example.org", May: may}, nil
}

func (o *room) contact(identity.Reach) (id.Code, error) { return id.Code{0xff}, nil }

func (o *room) activate(id.Patient, enrolment.Activation) error {
	return o.moved(access.ActivateSpace, access.Activated)
}

// moved does an act that the policy allows.
func (o *room) moved(act access.Act, to access.State) error {
	if why := o.judge(act); why != "" {
		return problem.Refuse(why)
	}
	o.did(act, func(st *roomState) {
		if to != "" {
			st.State = to
		}
	})
	return nil
}

func (o *room) oppose(id.Patient) (enrolment.Receipt, error) {
	return enrolment.Receipt{Number: "2222-0000-0001", Kind: "opposition", At: o.s.Now()}, o.moved(access.OpposeSpace, access.Opposed)
}

func (o *room) shut(id.Patient) (enrolment.Receipt, error) {
	return enrolment.Receipt{Number: "2222-0000-0002", Kind: "closure", At: o.s.Now()}, o.moved(access.CloseSpace, access.ClosedArchived)
}

func (o *room) renew(id.Patient) error { return o.moved(access.RenewCode, "") }

func (o *room) slip(id.Patient) (enrolment.Invite, time.Time, error) {
	return enrolment.Invite{}, o.s.Now().Add(limit.SlipLife), o.moved(access.PrintCode, "")
}

func (o *room) slipCode(enrolment.Invite) string { return fictionals[max(1, o.state().Who)-1].Code }

func (o *room) askReset(id.Patient) (identity.Reset, string, error) {
	return identity.Reset{At: o.s.Now()}, "p•••@example.org", o.moved(access.RecoverSignIn, "")
}

func (o *room) proveReset(_ identity.Reset, typed string) error {
	return o.useCode("", id.Code{}, typed)
}
func (o *room) setPassword(identity.Reset, string) error { return nil }

// bring judges the file as for anybody, and keeps the day of its care alone.
func (o *room) bring(_ id.Patient, u record.Upload) error {
	if why := o.judge(access.DepositDocument); why != "" {
		return problem.Refuse(why)
	}
	if err := o.s.Records.Try(o.r.Context(), serve.Actor(o.r), u); err != nil {
		return err
	}
	o.did(access.DepositDocument, func(st *roomState) { st.Added = append(st.Added, u.CaredOn.Format(time.DateOnly)) })
	return nil
}

func (o *room) days() (all []record.Veil) {
	st := o.state()
	if st.State != access.Activated || st.Who < 1 || st.Who > len(fictionals) {
		return nil
	}
	for i, day := range append(st.Added, fictionals[st.Who-1].Documents...) {
		on, _ := time.Parse(time.DateOnly, day)
		v := record.Veil{ID: id.Document{0xff, 15: byte(i + 1)}, CaredOn: on}
		for _, n := range st.Shown {
			v.Shown = v.Shown || n == i+1
		}
		all = append(all, v)
	}
	return all
}

func (o *room) veils(id.Patient, int) (record.Veils, error) {
	if why := o.judge(access.ListVeiled); why != "" {
		return record.Veils{}, problem.Refuse(why)
	}
	days := o.days()
	return record.Veils{All: days, Total: len(days), Page: 1, Pages: 1}, nil
}

func (o *room) unveil(_ mandate.Sitting, doc id.Document) error {
	st := o.state()
	st.Shown = append(st.Shown, int(doc[15]))
	o.keep(st)
	return nil
}

func (o *room) veil(_ id.Patient, doc id.Document) error {
	o.did(access.VeilDocument, func(st *roomState) {
		var left []int
		for _, n := range st.Shown {
			if n != int(doc[15]) {
				left = append(left, n)
			}
		}
		st.Shown = left
	})
	return nil
}

func (o *room) read(_ id.Patient, doc id.Document) (record.Content, error) {
	for _, v := range o.days() {
		if v.ID == doc && v.Shown {
			o.did(access.ReadUnveiled, nil)
			return record.Content{Document: record.Document{ID: doc, Title: "Document d’entraînement", CaredOn: v.CaredOn},
				Kind: record.ShownText, Text: "Ce document est inventé. Il sert à apprendre."}, nil
		}
	}
	return record.Content{}, problem.Missing("document")
}
