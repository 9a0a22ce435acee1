package cda

import (
	"strings"

	"espacesante/internal/name"
)

// Traits are the identity of an open record, to compare with a document's. An empty field is not compared.
type Traits struct {
	INS            string // thirteen digits or fifteen
	INSRoot        string // its OID; when given, the document's must be the same
	BirthName      string
	FirstGivenName string
	BirthDate      string // AAAAMMJJ or AAAA-MM-JJ
	Sex            string // M, F or U
}

// The traits that may differ. Their names for the screen are in web/fr.
const (
	TraitINS       = "ins"
	TraitBirthName = "birth-name"
	TraitGivenName = "first-given-name"
	TraitBirthDate = "birth-date"
	TraitSex       = "sex"
)

// MatchTraits names the traits of a document that are not those of the record: none means it is the same person
// (décisions §7: refused with the trait named). A trait the document lacks differs.
func MatchTraits(d Document, want Traits) []string {
	p := d.Patient
	var differ []string
	for _, t := range []struct {
		name string
		same bool
	}{
		{TraitINS, want.INS == "" || sameINS(p.INS, want)},
		{TraitBirthName, want.BirthName == "" || name.Same(p.BirthFamily, want.BirthName)},
		{TraitGivenName, want.FirstGivenName == "" || sameGiven(p, want.FirstGivenName)},
		{TraitBirthDate, want.BirthDate == "" || p.BirthDate == strings.ReplaceAll(want.BirthDate, "-", "")},
		{TraitSex, want.Sex == "" || p.Sex == want.Sex},
	} {
		if !t.same {
			differ = append(differ, t.name)
		}
	}
	return differ
}

// sameINS compares the thirteen characters that identify; the key only checks them.
func sameINS(ins ID, want Traits) bool {
	a, b := strings.ReplaceAll(ins.Extension, " ", ""), strings.ReplaceAll(want.INS, " ", "")
	if len(a) < 13 || len(b) < 13 || want.INSRoot != "" && ins.Root != want.INSRoot {
		return false
	}
	if len(a) == 15 && len(b) == 15 {
		return strings.EqualFold(a, b)
	}
	return strings.EqualFold(a[:13], b[:13])
}

// sameGiven compares the first given name, or the beginning of the list when the document has only the list.
func sameGiven(p Patient, want string) bool {
	if p.FirstGiven != "" {
		return name.Same(p.FirstGiven, want)
	}
	list, first := name.Normal(p.GivenNames), name.Normal(want)
	return first != "" && (list == first || strings.HasPrefix(list, first+" "))
}
