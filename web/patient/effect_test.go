package patient

import (
	"strings"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/record"
)

// someone is a professional around the person.
func someone(name string, standing consent.Standing) consent.Professional {
	return consent.Professional{Account: id.New[id.Account](), Title: "Dr", GivenName: "Awa", Name: name, Profession: "10", Standing: standing}
}

// asked is people of whom the policy was asked, each at one place.
func asked(docs []record.Document, people ...consent.Professional) (a around) {
	for i, p := range people {
		a.people, a.roles, a.from = append(a.people, p), append(a.roles, roleOf(p, docs)), append(a.from, i)
	}
	return a
}

// Issue 7 points 3 and 4: the words of a mask say what the policy answered, and
// nobody reads because of what he once was: not a blocked author, not one who
// left; no médecin traitant is named who is none.
func TestTheWordsOfAMaskAreThoseOfThePolicy(t *testing.T) {
	author, treats, other := someone("Roux", consent.Past), someone("Diallo", consent.TreatingDoctor), someone("Olivier", consent.CareTeam)
	doc := record.Document{Author: record.Author{Kind: record.ByProfessional, Account: author.Account}}
	a := asked([]record.Document{doc}, author, treats, other)
	one, no := record.Held{Read: 1}, func(why access.Reason) record.Held { return record.Held{Why: why} }
	shut := func(why access.Reason) record.Held { return record.Held{Shut: why} }
	before := record.Reach{Total: 1, Named: []record.Held{shut(access.Blocked), one, one}, Professions: map[string]record.Held{"10": one}, Emergency: one, OnCall: one}
	after := record.Reach{Total: 1, Named: []record.Held{shut(access.Blocked), one, no(access.Masked)}, Professions: map[string]record.Held{"10": no(access.Masked)},
		Emergency: no(access.Masked), OnCall: no(access.Masked)}
	e := a.effectOf(before, after, false)
	if len(e.before) != len(e.after) || len(e.never) != 1 || !strings.Contains(e.never[0], "Awa Roux\u00a0: bloqué") {
		t.Fatalf("%+v", e)
	}
	for _, s := range e.after {
		if strings.Contains(s.Who, "Roux") || strings.Contains(s.Who, "Olivier") && !s.No || strings.Contains(s.Who, "Diallo") && s.No {
			t.Errorf("after: %+v", s)
		}
	}
	if a.doctor(after) != "Dr Awa Diallo" {
		t.Errorf("médecin traitant %q", a.doctor(after))
	}
	if said := a.sentence(after); !strings.Contains(said, "Dr Awa Diallo") || strings.Contains(said, "Olivier") || strings.Contains(said, "Roux") || strings.Contains(said, "aussi") {
		t.Error(said)
	}
	after.Named[1] = shut(access.SharingOff)
	if a.doctor(after) != "" || strings.Contains(a.sentence(after), "Diallo") {
		t.Errorf("a médecin traitant who does not come in is named: %s", a.sentence(after))
	}
	if changed := a.effectOf(before, after, true); len(changed.before) != 5 {
		t.Errorf("%d answers change: %+v", len(changed.before), changed.before)
	}
}

// Whoever masks a document of her own reads of no professional who deposited it.
func TestMaskingOnesOwnDocumentNamesNoDepositor(t *testing.T) {
	pro := someone("Roux", consent.CareTeam)
	own := record.Document{Author: record.Author{Kind: record.ByPatient, Account: pro.Account}}
	theirs := record.Document{Author: record.Author{Kind: record.ByProfessional, Account: pro.Account}}
	if strings.Contains(roleOf(pro, []record.Document{own}), "déposé") || !strings.Contains(roleOf(pro, []record.Document{theirs}), "l’a déposé") {
		t.Error(roleOf(pro, []record.Document{own}), roleOf(pro, []record.Document{theirs}))
	}
}

// Who works at two places reads what he reads at the better one.
func TestTwoPlacesAreOnePerson(t *testing.T) {
	a := asked(nil, someone("Roux", consent.Colleague))
	a.from = []int{0, 0}
	for _, named := range [][]record.Held{{{Shut: access.NoConsent}, {Read: 2}}, {{Read: 2}, {Shut: access.NoConsent}}} {
		if h := a.best(record.Reach{Named: named, Total: 3}, 0); h.Shut != "" || h.Read != 2 {
			t.Errorf("%+v", h)
		}
	}
}
