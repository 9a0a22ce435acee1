package app

import (
	"encoding/json"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/id"
)

// Reasons of `policy decide` alone: the question did not reach the policy.
const (
	notJSON   access.Reason = "bad-json"
	wrongFact access.Reason = "wrong-fact" // a value that the fact cannot have
)

// fact is one value of a question: a string, or a yes or no.
type fact struct {
	name    string // as refusals name it
	isText  bool
	allowed []string // what a text may be; anything when empty
}

// The facts of a question, in the order in which a missing one is named.
const (
	fAct = iota
	fAt
	fKind
	fMode
	fState
	fProfession
	fSpecialty
	fActive
	fEmergency
	fSAMU
	fBlocked
	fTreating
	fTeam
	fTeamConsent
	fToday
	fCode
	fPMI
	fType
	fAuthor
	fStatus
	fMasked
	fHiddenPatient
	fHiddenRepresentatives
	// Neighbours: facts a question may leave out.
	fSharing
	fColleague
	fEntrusted
	fRolesOpen
	fAdult
	fUnderSix
	fAtPMI
	fRelated
	fMandate
	fTasks
	fUnveiled
	fConsented
	fIdentified
	fPresent
	factCount
)

// shape says of each fact where it stands and what it may be.
var shape = [factCount]fact{
	fAct:   {name: "act", isText: true},
	fAt:    {name: "at", isText: true},
	fKind:  {name: "by.kind", isText: true},
	fMode:  {name: "mode", isText: true, allowed: []string{"normal", "bris_de_glace", "centre_15"}},
	fState: {name: "space.state", isText: true, allowed: texts(access.States())},

	fProfession: {name: "by.profession", isText: true},
	fSpecialty:  {name: "by.specialty", isText: true},
	fActive:     {name: "by.active"},
	fEmergency:  {name: "space.emergency", isText: true, allowed: []string{"yes_with_masked", "yes", "no"}},
	fSAMU:       {name: "space.samu"},
	fBlocked:    {name: "space.blocked"},

	fTreating:    {name: "link.treating_doctor"},
	fTeam:        {name: "link.care_team"},
	fTeamConsent: {name: "link.team_consent"},
	fToday:       {name: "link.consent_today"},
	fCode:        {name: "link.code"},
	fPMI:         {name: "link.pmi"},

	fType:                  {name: "document.type", isText: true},
	fAuthor:                {name: "document.author", isText: true, allowed: []string{"self", "structure", "patient", "other"}},
	fStatus:                {name: "document.status", isText: true, allowed: []string{"approved", "deprecated", "archived", "deleted"}},
	fMasked:                {name: "document.masked"},
	fHiddenPatient:         {name: "document.hidden_from_patient"},
	fHiddenRepresentatives: {name: "document.hidden_from_representatives"},

	fSharing:   {name: "space.sharing"},
	fColleague: {name: "link.colleague"},
	fEntrusted: {name: "link.entrusted"},
	fRolesOpen: {name: "space.roles_open"},
	fAdult:     {name: "space.adult"},
	fUnderSix:  {name: "space.under_six"},
	fAtPMI:     {name: "link.at_pmi"},
	fRelated:   {name: "link.related"},
	fMandate:   {name: "link.mandate"},
	fTasks:     {name: "link.tasks", isText: true},
	fUnveiled:  {name: "document.unveiled"},
	fConsented: {name: "link.consented"},

	fIdentified: {name: "link.identified", isText: true, allowed: []string{"0", "1", "2"}},
	fPresent:    {name: "link.present"},
}

func texts[T ~string](all []T) []string {
	var out []string
	for _, v := range all {
		out = append(out, string(v))
	}
	return out
}

// where finds a fact by its section and name.
var where = func() map[string]map[string]int {
	m := map[string]map[string]int{}
	for i, f := range shape {
		section, name := "", f.name
		for j := range f.name {
			if f.name[j] == '.' {
				section, name = f.name[:j], f.name[j+1:]
			}
		}
		if m[section] == nil {
			m[section] = map[string]int{}
		}
		m[section][name] = i
	}
	return m
}()

// readQuestion reads one line. When it cannot be put to the policy, it says why and names the fact at fault.
func readQuestion(line []byte) (access.Question, access.Reason, string) {
	var v [factCount]value
	if !json.Valid(line) {
		return access.Question{}, notJSON, ""
	}
	if err := readFacts(line, &v); err != nil {
		return access.Question{}, notJSON, ""
	}
	for i := range v {
		switch {
		case v[i].wrong:
			return access.Question{}, wrongFact, shape[i].name
		case !v[i].set && needed(i, &v):
			return access.Question{}, access.MissingFact, shape[i].name
		}
	}
	at, err := time.Parse(time.RFC3339, v[fAt].text)
	if err != nil {
		return access.Question{}, wrongFact, shape[fAt].name
	}
	return ask(&v, at), "", ""
}

// needed says which facts a question must have: what the act and who asks make matter. A missing one is refused,
// never guessed.
func needed(i int, v *[factCount]value) bool {
	act := access.Act(v[fAct].text)
	switch {
	case i <= fState:
		return true
	case i <= fPMI:
		return v[fKind].text == string(access.Professional)
	case i == fType:
		return access.OnDocument(act)
	case i <= fHiddenRepresentatives:
		return access.OnDocument(act) && act != access.DepositDocument
	}
	return false
}

// me stands for the person whom a question says to be rightly where he is.
var me = id.Patient{1}

func ask(v *[factCount]value, at time.Time) access.Question {
	kind := access.Role(v[fKind].text)
	q := access.Question{
		By: access.Actor{Role: kind, Patient: me, Profession: v[fProfession].text, Specialty: v[fSpecialty].text,
			Active: v[fActive].is},
		Act: access.Act(v[fAct].text), Mode: access.Mode(v[fMode].text), Matrix: access.V1, At: at,
		On: access.Facts{
			Patient: me, State: access.State(v[fState].text), Emergency: access.Emergency(v[fEmergency].text),
			SAMU: v[fSAMU].is, Sharing: v[fSharing].is || !v[fSharing].set,
			Adult:      v[fAdult].is || !v[fAdult].set && kind != access.Representative,
			Represents: kind == access.Representative, Related: v[fRelated].is, Mandate: v[fMandate].is, Tasks: ticked(v),
			Consented: v[fConsented].is, Blocked: v[fBlocked].is, TreatingDoctor: v[fTreating].is,
			CareTeam: v[fTeam].is, Colleague: v[fColleague].is, TeamConsent: v[fTeamConsent].is,
			ConsentToday: v[fToday].is, Entrusted: v[fEntrusted].is, Code: v[fCode].is, PMI: v[fPMI].is, AtPMI: v[fAtPMI].is || !v[fAtPMI].set && v[fPMI].is,
			UnderSix:  v[fUnderSix].is || !v[fUnderSix].set && v[fPMI].is,
			RolesOpen: v[fRolesOpen].is, Identified: strings.IndexByte("012", (v[fIdentified].text + "0")[0]), Present: v[fPresent].is,
		},
		Doc: access.Document{Type: v[fType].text, Author: access.Author(v[fAuthor].text),
			Status: access.Status(v[fStatus].text), Masked: v[fMasked].is, HiddenFromPatient: v[fHiddenPatient].is,
			HiddenFromRepresentatives: v[fHiddenRepresentatives].is, Unveiled: v[fUnveiled].is},
	}
	return q
}

// ticked are the tasks of a mandate; all of them when the question names none.
func ticked(v *[factCount]value) string {
	if v[fTasks].set {
		return v[fTasks].text
	}
	return strings.Join(texts(access.Tasks()), " ")
}
