package codes

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strings"
)

// The tables are ours, made from these published lists of the Agence du numérique en santé (the NOS, nomenclatures
// des objets de santé), list by list, version of the list after the @:
//
//	classes.csv            TRE_A03-ClasseDocument @2024-04, class 99 by ASS_X04
//	document_types.csv     JDV_J07-XdsTypeCode @2024-09-27 and JDV_J66-TypeCode-DMP @2024-09-27 (column dmp), class by
//	                       ASS_X04 @2024-04-26. Types that only ASS_X04 has bear their class's label. E1762
//	                       (signature) is left out: nobody deposits one. 101881-1 (carte d’implant) has no class in
//	                       ASS_X04: 52 is our choice.
//	professions.csv        TRE_G15-ProfessionSante @2023-07-18, TRE_R94 41, TRE_R95 93, and the five groups of
//	                       functions of the arrêté of 26 October 2023, in the codes of the habilitation matrix
//	specialties.csv        JDV_J01-XdsAuthorSpecialty @2024-12-13, the part after `G15_xx/`; system where TRE_R38 has it
//	authors.csv            JDV_J01-XdsAuthorSpecialty @2024-12-13, whole
//	formats.csv            ASS_A11 (templateId) and ASS_A12 (media type) @2026 draft
//	confidentialities.csv  JDV_J08 @2020-04-24, and NOPAT of JDV_J421 @2026-09-28
//	facilities.csv         JDV_J02 @2024-12-13
//	settings.csv           JDV_J04 @2024-09-27
//	functions.csv          JDV_J47 @2024-12-13
//	departments.csv        INSEE, code officiel géographique 2026: départements and collectivités d’outre-mer
//	birthplaces.csv        INSEE, code officiel géographique 2026 (Licence Ouverte): communes, communes déléguées and
//	                       associées, arrondissements, countries; other names after a |
//
// Labels are the official ones with « CR » written out, the typographic apostrophe, accents on capitals, and without
// the abbreviation of the list at the end. A new version of a list is a new file here, checked by the tests.
//
//go:embed tables/*.csv
var files embed.FS

type list struct {
	list []Entry
	by   map[[2]string]Entry // system and code
	code map[string]Entry    // the first of each code
}

func (l list) find(code string) (Entry, bool) {
	e, ok := l.code[code]
	return e, ok
}

func (l list) in(system, code string) (Entry, bool) {
	e, ok := l.by[[2]string{system, code}]
	return e, ok
}

var (
	classes           = entries("classes")
	confidentialities = entries("confidentialities")
	authors           = entries("authors")
	facilities        = entries("facilities")
	settings          = entries("settings")
	functions         = entries("functions")

	types, typeByCode   = readTypes()
	trades, tradeByCode = readTrades()
	skills, skillByCode = readSkills()
	formats             = readFormats()
)

// departments is the name of each département by its code.
var departments = func() map[string]string {
	by := map[string]string{}
	for _, r := range rows("departments", "code", "label") {
		by[r[0]] = r[1]
	}
	return by
}()

// rows reads an embedded table without its head. A table that does not read is a fault of the build, not of the run.
func rows(table string, head ...string) [][]string {
	f, err := files.Open("tables/" + table + ".csv")
	if err != nil {
		panic(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil || len(all) < 2 || strings.Join(all[0], ",") != strings.Join(head, ",") {
		panic(fmt.Sprintf("codes: table %s: not the columns %v: %v", table, head, err))
	}
	return all[1:]
}

func entries(table string) list {
	l := list{by: map[[2]string]Entry{}, code: map[string]Entry{}}
	for _, r := range rows(table, "code", "system", "label") {
		e := Entry{Code: r[0], System: r[1], Label: r[2]}
		l.list = append(l.list, e)
		l.by[[2]string{e.System, e.Code}] = e
		if _, seen := l.code[e.Code]; !seen {
			l.code[e.Code] = e
		}
	}
	return l
}

func readTypes() ([]Type, map[string]Type) {
	var all []Type
	by := map[string]Type{}
	for _, r := range rows("document_types", "code", "system", "label", "class", "by", "dmp") {
		t := Type{
			Entry: Entry{Code: r[0], System: r[1], Label: r[2]},
			Class: r[3], By: By(r[4]), PatientAuthored: By(r[4]) == ByPatient, DMP: r[5] == "1",
		}
		all = append(all, t)
		by[t.Code] = t
	}
	return all, by
}

func readTrades() ([]Trade, map[string]Trade) {
	var all []Trade
	by := map[string]Trade{}
	for _, r := range rows("professions", "code", "system", "system_code", "label", "kind") {
		t := Trade{Entry: Entry{Code: r[0], System: r[1], Label: r[3]}, SystemCode: r[2], Kind: Kind(r[4])}
		all = append(all, t)
		by[t.Code] = t
	}
	return all, by
}

func readSkills() ([]Skill, map[[2]string]Skill) {
	var all []Skill
	by := map[[2]string]Skill{}
	for _, r := range rows("specialties", "code", "profession", "system", "label", "work_medicine") {
		s := Skill{Entry: Entry{Code: r[0], System: r[2], Label: r[3]}, Profession: r[1], WorkMedicine: r[4] == "1"}
		all = append(all, s)
		by[[2]string{s.Profession, s.Code}] = s
	}
	return all, by
}

func readFormats() map[[2]string]string {
	by := map[[2]string]string{}
	for _, r := range rows("formats", "from", "key", "format") {
		by[[2]string{r[0], r[1]}] = r[2]
	}
	return by
}
