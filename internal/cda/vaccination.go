package cda

import (
	"strings"
	"time"
)

// Vaccination is one that a document tells of (CI-SIS, entry FR-Vaccination).
type Vaccination struct {
	Name string // of the vaccine, as the document says it
	ATC  string // its class, when it is given
	Lot  string
	By   string // who injected it
	On   time.Time
}

// The entries that are vaccinations: FR-Vaccination (CI-SIS), Immunizations (IHE PCC).
var vaccinations = []string{"1.2.250.1.213.1.1.3.45", "1.3.6.1.4.1.19376.1.5.3.1.4.12"}

const atc = "2.16.840.1.113883.6.73"

// Vaccinations reads the vaccinations that a structured document tells of, in
// its order; those that were not done, or are only planned, are not told.
func Vaccinations(data []byte) (all []Vaccination, err error) {
	doc, _, err := tree(data)
	if err != nil {
		return nil, err
	}
	doc.walk(func(n *node) {
		if n.name == "substanceAdministration" && n.get("moodCode") == "EVN" && n.get("negationInd") != "true" && isVaccination(n) {
			all = append(all, vaccination(n))
		}
	})
	return all, nil
}

func isVaccination(n *node) bool {
	for _, t := range n.all("templateId") {
		for _, root := range vaccinations {
			if t.get("root") == root {
				return true
			}
		}
	}
	return false
}

func vaccination(n *node) Vaccination {
	material := n.first("consumable", "manufacturedProduct", "manufacturedMaterial")
	code := material.first("code")
	v := Vaccination{Name: material.first("name").words(), Lot: material.first("lotNumberText").words()}
	if v.Name == "" {
		v.Name = code.get("displayName")
	}
	for _, c := range append([]*node{code}, code.all("translation")...) {
		if c.get("codeSystem") == atc {
			v.ATC = c.get("code")
		}
	}
	person := n.first("performer", "assignedEntity", "assignedPerson", "name")
	v.By = strings.Join(strings.Fields(person.first("given").words()+" "+person.first("family").words()), " ")
	v.On, _ = instant(n.first("effectiveTime").get("value"))
	return v
}
