package access

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espacesante/internal/codes"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a file that a reviewer reads: changing the policy is changing that file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	was, is := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range min(len(was), len(is)) {
		if was[i] != is[i] {
			t.Errorf("%s line %d\n was %s\n  is %s", path, i+1, was[i], is[i])
			break
		}
	}
	t.Errorf("%s: the policy has changed: review with go test ./internal/access -update && git diff", path)
}

func spelled(v Verdict) string {
	if v.Allow {
		return "yes " + string(v.Gate)
	}
	return "no  " + string(v.Gate) + " " + string(v.Reason)
}

// roles are all roles, one that nobody knows, and none.
var roles = []Role{Patient, Representative, Relative, Professional, Helper, Support, Caisse, Operator, Reviewer, App,
	Insurer, System, "admin", ""}

// linked gives every fact that links a person to the space, to the actor rightly so.
func everyLink(r Role) (Actor, Facts) {
	a := Actor{Role: r, Patient: lea, Profession: "10", Active: true}
	f := ordinary()
	f.Represents, f.Related, f.Mandate, f.Consented, f.CareTeam, f.TeamConsent = true, true, true, true, true, true
	f.Identified, f.Present, f.LetsSee, f.Twelve = 2, true, true, true
	f.AtPMI, f.UnderSix = true, true
	f.Tasks = everyTask
	f.Adult = r != Representative
	return a, f
}

// everyTask is a mandate in which all was ticked.
const everyTask = "activate oppose close recover add show print"

// TestActsByRoleAndState: every act, every role rightly linked, every state.
func TestActsByRoleAndState(t *testing.T) {
	var b strings.Builder
	for _, act := range append(Acts(), "document.burn") {
		fmt.Fprintf(&b, "%s\n", act)
		for _, r := range roles {
			byAnswer := map[string][]string{}
			var order []string
			for _, s := range append(States(), "LOST") {
				a, f := everyLink(r)
				answer := spelled(opening(asked(a, act, f, Document{}).state(s)))
				if byAnswer[answer] == nil {
					order = append(order, answer)
				}
				byAnswer[answer] = append(byAnswer[answer], string(s))
			}
			for _, answer := range order {
				states := strings.Join(byAnswer[answer], " ")
				if len(byAnswer[answer]) == len(States())+1 {
					states = "everywhere"
				}
				fmt.Fprintf(&b, "  %-14s %-22s %s\n", r, answer, states)
			}
		}
	}
	golden(t, "acts", b.String())
}

// linkNames are the facts that may open a record in normal mode, in the order of the letters of opening.golden.
var linkNames = []struct {
	letter string
	set    func(*Facts)
}{
	{"T", func(f *Facts) { f.TreatingDoctor = true }},
	{"E", func(f *Facts) { f.CareTeam = true }},
	{"S", func(f *Facts) { f.Colleague = true }},
	{"I", func(f *Facts) { f.TeamConsent = true }},
	{"J", func(f *Facts) { f.ConsentToday = true }},
	{"D", func(f *Facts) { f.Entrusted = true }},
	{"C", func(f *Facts) { f.Code = true }},
	{"P", func(f *Facts) { f.PMI, f.UnderSix = true, true }},
}

// TestOpeningByLink: every set of links, for the professions that differ, sharing or not.
func TestOpeningByLink(t *testing.T) {
	var b strings.Builder
	b.WriteString("record.open in normal mode, space activated. Links: T treating_doctor E care_team S colleague I team_consent J consent_today D entrusted C code P pmi\n")
	b.WriteString("links    | sharing | médecin                  | infirmier                | psychologue, roles on    | psychologue, roles off\n")
	for set := range 1 << len(linkNames) {
		for _, sharing := range []bool{true, false} {
			f := with(func(f *Facts) { f.Sharing = sharing })
			letters := ""
			for i, l := range linkNames {
				if set&(1<<i) != 0 {
					l.set(&f)
					letters += l.letter
				} else {
					letters += "-"
				}
			}
			fmt.Fprintf(&b, "%s | %-7v", letters, sharing)
			for _, p := range []string{"10", "60", "R95_93", "R95_93"} {
				fmt.Fprintf(&b, " | %-24s", spelled(opening(asked(pro(p), OpenRecord, f, Document{}))))
				f.RolesOpen = !f.RolesOpen && p == "60"
			}
			b.WriteString(" |\n")
		}
	}
	golden(t, "opening", b.String())
}

// TestOpeningByMode: modes, settings, who is asking, in the states that are open and one that is not.
func TestOpeningByMode(t *testing.T) {
	inactive := pro("10")
	inactive.Active = false
	whos := []struct {
		name string
		by   Actor
	}{{"médecin", pro("10")}, {"médecin du travail", specialist("SM25")}, {"infirmier", pro("60")},
		{"psychologue", pro("R95_93")}, {"unknown", pro("99")}, {"none", pro("")}, {"inactive", inactive}}
	var b strings.Builder
	b.WriteString("record.open, no link but the team's consent\n")
	for _, who := range whos {
		for _, s := range []State{Activated, AutoCreated, DMPOnly, Opposed} {
			for _, blocked := range []bool{false, true} {
				for _, e := range []Emergency{EmergencyYesWithMasked, EmergencyYes, EmergencyNo, "maybe", ""} {
					for _, samu := range []bool{true, false} {
						fmt.Fprintf(&b, "%-18s | %-12s | blocked %-5v | emergency %-15s | samu %-5v", who.name, s, blocked, e, samu)
						for _, m := range []Mode{Normal, BrisDeGlace, Centre15, "connexion_secrete", ""} {
							f := team
							f.State, f.Blocked, f.Emergency, f.SAMU = s, blocked, e, samu
							fmt.Fprintf(&b, " | %s: %s", m, spelled(opening(asked(who.by, OpenRecord, f, Document{}).in(m))))
						}
						b.WriteString("\n")
					}
				}
			}
		}
	}
	golden(t, "modes", b.String())
}

// viewers are all who may look at a document, the space being open to them.
func viewers() []struct {
	name string
	q    Question
} {
	child := with(func(f *Facts) { f.Adult, f.Represents, f.Related = false, true, true })
	all := with(func(f *Facts) { f.Emergency = EmergencyYesWithMasked })
	nurse := team
	nurse.TreatingDoctor = true // a mistake: only a médecin can be
	return []struct {
		name string
		q    Question
	}{
		{"patient", asked(holderOf(lea), "", ordinary(), Document{})},
		{"representative", asked(someone(Representative), "", child, Document{})},
		{"relative", asked(someone(Relative), "", child, Document{})},
		{"médecin traitant", asked(pro("10"), "", mt, Document{})},
		{"médecin, team", asked(pro("10"), "", team, Document{})},
		{"médecin, stranger", asked(pro("10"), "", ordinary(), Document{})},
		{"médecin, glass", asked(pro("10"), "", ordinary(), Document{}).in(BrisDeGlace)},
		{"médecin, glass+masked", asked(pro("10"), "", all, Document{}).in(BrisDeGlace)},
		{"médecin, 15", asked(pro("10"), "", all, Document{}).in(Centre15)},
		{"infirmier, team", asked(pro("60"), "", team, Document{})},
		{"infirmier « traitant »", asked(pro("60"), "", nurse, Document{})},
		{"system", asked(someone(System), "", ordinary(), Document{})},
		{"helper", asked(someone(Helper), "", with(func(f *Facts) { f.Mandate, f.Tasks = true, everyTask }), Document{})},
	}
}

// documentActs are the acts that look at the document.
func documentActs() []Act {
	return slices.DeleteFunc(Acts(), func(a Act) bool { return !OnDocument(a) })
}

// TestDocuments: what each viewer may do with each kind of document, and which step hides it from reading.
func TestDocuments(t *testing.T) {
	var b strings.Builder
	b.WriteString("Type 11502-2 is for both professions, 68599-0 for the médecin only, DOCPAT03 is the patient's. Flags: M masked, P not the patient yet, R kept from representatives.\n")
	for _, v := range viewers() {
		for _, code := range []string{"11502-2", "68599-0", "DOCPAT03", "NONE"} {
			for _, a := range []Author{Self, Structure, Holder, Other, "ghost", ""} {
				for _, s := range []Status{Approved, Archived, Deprecated, Erased, "draft", ""} {
					fmt.Fprintf(&b, "%-22s | %-8s | %-9s | %-10s", v.name, code, a, s)
					byAnswer, order := map[string][]string{}, []string{}
					for flags := range 8 {
						d := Document{Type: code, Author: a, Status: s, Masked: flags&1 != 0, HiddenFromPatient: flags&2 != 0,
							HiddenFromRepresentatives: flags&4 != 0}
						answer := mayDo(v.q, d)
						if byAnswer[answer] == nil {
							order = append(order, answer)
						}
						byAnswer[answer] = append(byAnswer[answer], flagLetters(d))
					}
					for _, answer := range order {
						of := strings.Join(byAnswer[answer], " ")
						if len(byAnswer[answer]) == 8 {
							of = "any"
						}
						fmt.Fprintf(&b, " | %s: %s", of, answer)
					}
					b.WriteString("\n")
				}
			}
		}
	}
	golden(t, "documents", b.String())
}

func mayDo(q Question, d Document) string {
	q.Doc = d
	var may []string
	q.Act = ReadDocument
	if v := Judge(q); !v.Allow {
		may = append(may, string(v.Gate)+" "+string(v.Reason))
	}
	for _, act := range documentActs() {
		q.Act = act
		if Judge(q).Allow {
			may = append(may, strings.TrimPrefix(string(act), "document."))
		}
	}
	return strings.Join(may, ", ")
}

func flagLetters(d Document) string {
	s := ""
	for _, f := range []struct {
		on     bool
		letter string
	}{{d.Masked, "M"}, {d.HiddenFromPatient, "P"}, {d.HiddenFromRepresentatives, "R"}} {
		if f.on {
			s += f.letter
		}
	}
	if s == "" {
		return "plain"
	}
	return s
}

// TestMatrixByType: who reads each type, as one list a line.
func TestMatrixByType(t *testing.T) {
	var b strings.Builder
	for _, d := range codes.DocumentTypes() {
		fmt.Fprintf(&b, "%-16s", d.Code)
		for _, p := range codes.Professions() {
			if Judge(reads(pro(p.Code), withRoles(), typed(d.Code))).Allow {
				fmt.Fprintf(&b, " %s", p.Code)
			}
		}
		b.WriteString("\n")
	}
	golden(t, "matrix", b.String())
}

func withRoles() Facts {
	f := team
	f.RolesOpen = true
	return f
}
