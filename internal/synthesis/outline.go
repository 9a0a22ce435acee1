package synthesis

import (
	"slices"
	"strings"

	"espacesante/internal/cda"
)

// branch is a section of the document: a part with its LOINC code and what a
// line of it states, or what gathers others, as the official volet (VSM 1.4)
// nests them.
type branch struct {
	part   Part
	loinc  string
	kind   cda.EntryKind
	claims []string // models (CCD, IHE PCC, CI-SIS) that words alone satisfy
	coded  []string // those that want an entry of its kind for every line
	under  []branch
}

// outline is the order and the nesting of the volet de synthèse médicale; then
// what it has no place for. A model is claimed where what we write has its whole
// shape: treatments say no frequency, operations bear no code of the CCAM, ways
// of living and the family none of theirs. The volet's own template is not
// claimed: it is for documents of the type SYNTH, and wants those.
var outline = []branch{
	{part: Summary, loinc: "46612-8", claims: []string{"1.2.250.1.213.1.1.2.29"}, under: []branch{
		{part: Background, loinc: "34117-2", claims: []string{"1.2.250.1.213.1.1.2.30"}, under: []branch{
			{part: Problems, loinc: "11450-4", kind: cda.Condition,
				coded: []string{"2.16.840.1.113883.10.20.1.11", "1.3.6.1.4.1.19376.1.5.3.1.3.6", "1.2.250.1.213.1.1.2.132"}},
			{part: History, loinc: "11348-0", kind: cda.Condition, coded: []string{"1.3.6.1.4.1.19376.1.5.3.1.3.8", "1.2.250.1.213.1.1.2.134"}},
			{part: Surgery, loinc: "47519-4", kind: cda.Operation},
			{part: Allergies, loinc: "48765-2", kind: cda.Allergy,
				coded: []string{"2.16.840.1.113883.10.20.1.2", "1.3.6.1.4.1.19376.1.5.3.1.3.13", "1.2.250.1.213.1.1.2.137"}},
		}},
		{part: Risks, loinc: "57207-3", claims: []string{"1.2.250.1.213.1.1.2.31"}, under: []branch{
			{part: Lifestyle, loinc: "29762-2", claims: []string{"2.16.840.1.113883.10.20.1.15", "1.3.6.1.4.1.19376.1.5.3.1.3.16"}},
			{part: Work, loinc: "10161-8", claims: []string{"1.3.6.1.4.1.19376.1.5.3.1.1.5.3.1", "1.2.250.1.213.1.1.2.74"}},
			{part: Family, loinc: "10157-6", claims: []string{"2.16.840.1.113883.10.20.1.4", "1.3.6.1.4.1.19376.1.5.3.1.3.14"}},
		}},
	}},
	{part: Vigilance, loinc: "30954-2", claims: []string{"1.3.6.1.4.1.19376.1.5.3.1.3.27", "1.2.250.1.213.1.1.2.150"}},
	{part: Plan, loinc: "18776-5", claims: []string{"1.2.250.1.213.1.1.2.32"}, under: []branch{
		{part: Treatments, loinc: "10160-0", kind: cda.Medicine},
	}},
	{part: Vaccinations, loinc: "11369-6", kind: cda.Injection}, {part: Measures, loinc: "8716-3"}, {part: Comment, loinc: "51848-0"},
}

// kindOf is what a line of a part states, here or below.
func (b branch) kindOf(p Part) (cda.EntryKind, bool) {
	if b.part == p {
		return b.kind, true
	}
	for _, u := range b.under {
		if k, there := u.kindOf(p); there {
			return k, true
		}
	}
	return cda.Stated, false
}

// gathered are the sections in which something is said.
func gathered(all []branch, d Draft, w Wording) (sections []cda.Section) {
	for _, b := range all {
		s := cda.Section{Code: cda.Code{Code: b.loinc, System: loinc, Label: w.Title(b.part)}, Title: w.Title(b.part), Claims: b.claims,
			Sections: gathered(b.under, d, w)}
		if t := d.texts[b.part]; t != nil && t.Words != "" {
			t.say(&s, b)
		}
		if len(s.Blocks)+len(s.Sections) > 0 {
			sections = append(sections, s)
		}
	}
	return sections
}

// say writes a part as a list: a line that was left as it was offered keeps its
// codes, another says its words.
func (t Text) say(s *cda.Section, b branch) {
	list, whole := cda.Block{Kind: cda.List}, true
	for i, line := range strings.Split(t.Words, "\n") {
		list.Items = append(list.Items, cda.Item{Blocks: []cda.Block{{Inlines: []cda.Inline{{Text: line}}}}})
		entries := []cda.Entry{{Kind: b.kind}}
		if at := slices.IndexFunc(t.Offers, func(o Offer) bool { return o.Words == line }); at >= 0 {
			if entries = slices.Clone(t.Offers[at].Entries); len(entries) == 0 {
				entries = []cda.Entry{{Kind: cda.Stated}} // « aucune allergie » is no allergy
			}
		}
		for _, e := range entries {
			e.Line, e.Over = i+1, b.part == History
			whole = whole && e.Kind == b.kind
			if e.Kind != cda.Stated || b.kind != cda.Stated {
				s.Entries = append(s.Entries, e)
			}
		}
	}
	s.Blocks = []cda.Block{list}
	if whole {
		s.Claims = append(slices.Clone(s.Claims), b.coded...)
	}
}
