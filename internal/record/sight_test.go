package record_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/care"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// mixed are types that the matrix opens to some and not to others.
var mixed = []string{biology, birth, "11488-4", "34112-3", "78513-9", "15507-7", "68599-0", "83901-9", "56445-0", "18748-4"}

// cast are professionals in every relation to the patient that there is.
func (p *place) cast(r *rand.Rand) (all []*sample.Professional) {
	p.t.Helper()
	ctx, me := p.t.Context(), p.patient
	professions := []string{"10", "10", "21", "60", "26", "28", "40", "50", "70", "80"}
	for i := range 12 {
		who := p.Professional(p.t, professions[r.IntN(len(professions))], "", sample.FINESS(1+r.IntN(4)))
		switch i % 6 {
		case 0:
			p.must(p.Consents.RecordTeamConsent(ctx, who.Actor, me.Patient, consent.Oral, true))
		case 1:
			p.must(p.Consents.DeclareConsent(ctx, who.Actor, me.Patient, consent.Written))
		case 2:
			code, err := p.Consents.IssueCode(ctx, me.Actor, me.Patient)
			p.must(err)
			p.must(p.Consents.Redeem(ctx, who.Actor, me.Patient, code.Show()))
		case 3:
			p.must(p.Consents.AddToTeam(ctx, me.Actor, me.Patient, who.Account))
			p.must(p.Consents.Block(ctx, me.Actor, me.Patient, who.Account))
		case 4: // never seen
		case 5:
			p.must(p.Consents.RecordTeamConsent(ctx, who.Actor, me.Patient, consent.Oral, true))
			p.must(p.Consents.WithdrawConsent(ctx, me.Actor, me.Patient, who.Account))
		}
		all = append(all, who)
	}
	return append(all, p.doctor, p.author)
}

// shelf is documents of all sorts.
func (p *place) shelf(r *rand.Rand, by []*sample.Professional) (all []id.Document) {
	p.t.Helper()
	for i := range 20 {
		if i%5 == 4 {
			all = append(all, p.adds(fmt.Sprintf("moi %d", i)))
		} else {
			u := upload(fmt.Sprintf("document %d", i))
			u.Type, u.HiddenFromPatient = mixed[r.IntN(len(mixed))], i%7 == 3
			writer := by[len(by)-1-i%2]
			if i%4 == 1 {
				writer = by[0]
			}
			all = append(all, p.deposit(writer.Actor, u))
		}
		if r.IntN(3) == 0 && i%7 != 3 {
			p.must(p.Records.Mask(p.t.Context(), p.patient.Actor, p.patient.Patient, all[i]))
		}
	}
	return all
}

// served is what the real person gets, document by document.
func (p *place) served(by access.Actor, mode access.Mode, docs []id.Document) (shut bool, reads map[id.Document]bool) {
	p.t.Helper()
	reads = map[id.Document]bool{}
	l, err := p.Records.List(p.t.Context(), by, mode, p.patient.Patient, record.Filter{})
	if problem.Reason(err) != "" {
		return true, reads
	}
	p.must(err)
	for _, d := range l.Documents {
		reads[d.ID] = true
	}
	for _, d := range docs {
		if _, err := p.Records.Read(p.t.Context(), by, mode, p.patient.Patient, d); (err == nil) != reads[d] {
			p.t.Errorf("listed and read differ: %v", err)
		}
	}
	return false, reads
}

// compare compares what « Voir comme… » and « Qui peut voir ce document » say
// with what the viewer is served; it gives how many pairs it compared.
func (p *place) compare(asker access.Actor, v record.Viewer, real access.Actor, docs []id.Document) (pairs int) {
	p.t.Helper()
	ctx := p.t.Context()
	shut, reads := p.served(real, v.Mode, docs)
	sight, err := p.Records.SeeAs(ctx, asker, p.patient.Patient, v, 1)
	p.must(err)
	if (sight.Shut != "") != shut {
		p.t.Errorf("%s of %s: the page says %q, the space is shut: %t", v.Mode, v.Profession, sight.Shut, shut)
	}
	told, n := map[id.Document]bool{}, 0
	for _, d := range sight.Documents {
		told[d.ID] = true
		if d.Why == "" {
			n++
		}
		if (d.Why == "") != reads[d.ID] {
			p.t.Errorf("%s of %s, %s: the page says %q, he reads it: %t", v.Mode, v.Profession, d.Type, d.Why, reads[d.ID])
		}
		who, err := p.Records.WhoSees(ctx, asker, p.patient.Patient, d.ID, []string{"10"}, []record.Viewer{v})
		p.must(err)
		if (who.Named[0] == "") != reads[d.ID] {
			p.t.Errorf("of one document: %q, he reads it: %t", who.Named[0], reads[d.ID])
		}
		pairs++
	}
	if sight.Read != n {
		p.t.Errorf("%d said to be read, %d are", sight.Read, n)
	}
	_, own := p.served(asker, "", docs)
	if len(told) != len(own) || sight.Total != len(own) {
		p.t.Errorf("%d documents told of, total %d, the asker sees %d", len(told), sight.Total, len(own))
	}
	for d := range told {
		if !own[d] {
			p.t.Error("a document that the asker does not see is told of")
		}
	}
	return pairs
}

// #84, #118, R.1111-46, R.1111-49, D1–D6: what the page says somebody sees is
// what that person is served, over 200 pairs and more of person and document.
func TestSeeingAsSomebodyIsWhatTheyAreServed(t *testing.T) {
	p := open(t)
	r := rand.New(rand.NewPCG(7, 3))
	all := p.cast(r)
	docs := p.shelf(r, all)
	pairs := 0
	me := p.patient
	round := func() {
		for _, who := range all {
			pairs += p.compare(me.Actor, record.Viewer{Actor: who.Actor}, who.Actor, docs)
		}
	}
	round()
	p.must(p.Consents.SetSharing(t.Context(), me.Actor, me.Patient, false))
	round()
	for _, choice := range []access.Emergency{access.EmergencyYesWithMasked, access.EmergencyYes} {
		p.must(p.Consents.SetEmergency(t.Context(), me.Actor, me.Patient, choice, true))
		urgent := p.Professional(t, "10", "SM05", sample.FINESS(9))
		_, err := p.Care.OpenInEmergency(t.Context(), urgent.Actor, me.Patient, care.Emergency{Mode: access.BrisDeGlace, Speechless: true,
			Danger: true, Reason: "Malaise dans la rue, sans connaissance."})
		p.must(err)
		pairs += p.compare(me.Actor, record.Viewer{Actor: urgent.Actor, Mode: access.BrisDeGlace}, urgent.Actor, docs)
	}
	if pairs < 200 {
		t.Errorf("only %d pairs were compared", pairs)
	}
}

// Anybody of a profession: what the first one who comes with the person's
// agreement of the day is served (D3, decisions §3).
func TestSeeingAsAProfessionIsWhatAnyOfThemIsServed(t *testing.T) {
	p := open(t)
	r := rand.New(rand.NewPCG(1, 2))
	docs := p.shelf(r, p.cast(r))
	for i, profession := range []string{"10", "21", "60", "28", "70"} {
		who := p.Professional(t, profession, "", sample.FINESS(20+i))
		p.must(p.Consents.DeclareConsent(t.Context(), who.Actor, p.patient.Patient, consent.Oral))
		anybody := record.Viewer{Actor: access.Actor{Role: access.Professional, Profession: profession, Active: true}}
		p.compare(p.patient.Actor, anybody, who.Actor, docs)
	}
}

// R.1111-50, R.1111-53: a parent who asks learns nothing of what is kept from
// parents, whoever's eyes they borrow; and sees what the other parent sees.
func TestAParentBorrowsNoEyesToSeeWhatIsSecret(t *testing.T) {
	p := open(t)
	one, other := p.patient, p.Someone(t, sample.Someone{})
	p.patient = p.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{one, other}})
	open, secret := upload("Vaccin"), upload("Secret")
	open.Secret, secret.Secret = record.NotSecret, record.Secret
	shown, kept := p.deposit(p.author.Actor, open), p.deposit(p.author.Actor, secret)
	docs := []id.Document{shown, kept}
	if n := p.compare(one.Representing(), record.Viewer{Actor: p.author.Actor}, p.author.Actor, docs[:1]); n != 1 {
		t.Errorf("%d documents told of", n)
	}
	p.compare(one.Representing(), record.Viewer{Actor: other.Representing()}, other.Representing(), docs)
	p.compare(one.Representing(), record.Viewer{Actor: access.Actor{Role: access.Representative, Active: true}}, other.Representing(), docs)
	_, err := p.Records.WhoSees(t.Context(), one.Representing(), p.patient.Patient, kept, nil, nil)
	wantMissing(t, "a secret document", err)
	_, err = p.Records.WhoSees(t.Context(), one.Representing(), p.patient.Patient, id.New[id.Document](), nil, nil)
	wantMissing(t, "none", err)
}

// Nobody but the holder and who represents them asks who sees what: not a
// professional, blocked or not, not a helper, not an agent (G2, P1, P2).
func TestNobodyElseLearnsWhoSeesWhat(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("Prise de sang"))
	blocked, stranger := p.Professional(t, "60", "", ""), p.Someone(t, sample.Someone{})
	p.must(p.Consents.Block(t.Context(), p.patient.Actor, p.patient.Patient, blocked.Account))
	for name, by := range map[string]access.Actor{"the médecin traitant": p.doctor.Actor, "the author": p.author.Actor, "blocked": blocked.Actor,
		"another person": stranger.Actor, "somebody's parent": stranger.Representing(), "a helper": {Role: access.Helper, Active: true},
		"an agent": {Role: access.Support, Active: true}, "a counter": {Role: access.Caisse, Active: true}} {
		if _, err := p.Records.SeeAs(t.Context(), by, p.patient.Patient, record.Viewer{Actor: p.author.Actor}, 1); problem.Reason(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
		if got, err := p.Records.WhoSees(t.Context(), by, p.patient.Patient, doc, []string{"10"}, nil); err == nil || got.Professions != nil {
			t.Errorf("%s of a document: %v", name, err)
		}
		if got, err := p.Records.Foresee(t.Context(), by, p.patient.Patient, record.Asking{Professions: []string{"10"}}); problem.Reason(err) == "" || got != nil {
			t.Errorf("%s of a choice: %v", name, err)
		}
		if _, err := p.Consents.Circle(t.Context(), by, p.patient.Patient); problem.Reason(err) == "" {
			t.Errorf("%s, the circle: %v", name, err)
		}
		if _, err := p.Consents.Settings(t.Context(), by, p.patient.Patient); problem.Reason(err) == "" {
			t.Errorf("%s, the settings: %v", name, err)
		}
	}
}
