package main

import (
	"io"
	"regexp"
	"slices"
	"strings"

	"espacesante/internal/name"
)

// most is how many names of products a medicine is found by.
const most = 8

// product is a line of the medicines database: what it is called, what it holds.
type product struct {
	brand      string
	substances []string // of a salt, what acts
}

var atc = regexp.MustCompile(`^[A-V][0-9]{2}[A-Z]{2}[0-9]{2}$`)

// medicines adds, to each row, the names of the products that hold what it says
// and nothing else, or that the database itself gives its ATC code; and a row for
// each code that it gives and we had not. Columns are those of « Contenu et format
// des fichiers téléchargeables dans la BDPM »: products « CIS⇥denomination⇥… »,
// compositions « CIS⇥element⇥code⇥substance⇥dose⇥reference⇥SA or FT⇥link », ATC
// codes « CIS⇥ATC⇥denomination⇥address ».
func medicines(rows [][]string, products, compositions, codes io.Reader) ([][]string, error) {
	all, err := held(products, compositions)
	if err != nil {
		return nil, err
	}
	coded := map[string]string{}
	if err := lines(codes, "\t", 3, func(f []string) {
		if atc.MatchString(strings.TrimSpace(f[1])) {
			coded[f[0]] = strings.TrimSpace(f[1])
		}
	}); err != nil {
		return nil, err
	}
	at, holding := map[string]int{}, map[string]int{}
	for i, r := range rows {
		at[r[0]] = i
		if !strings.Contains(r[1], "(") { // « (œil) »: of one form only
			holding[what(strings.Split(strings.ReplaceAll(r[1], " et ", ", "), ", "))] = i
		}
	}
	for _, cis := range sorted(all) {
		p := all[cis]
		i, there := at[coded[cis]]
		if !there && coded[cis] == "" {
			i, there = holding[what(p.substances)]
		}
		if !there && coded[cis] != "" && len(p.substances) > 0 {
			i, there = len(rows), true
			at[coded[cis]] = i
			rows = append(rows, []string{coded[cis], label(p.substances), "", ""})
		}
		if there && strings.Count(rows[i][2], "|") < most-1 && !name.Same(p.brand, rows[i][1]) {
			rows[i][2] = named(rows[i][2], title(p.brand))
		}
	}
	return distinct(rows), nil
}

// held are the products with what they hold, by their CIS.
func held(products, compositions io.Reader) (map[string]*product, error) {
	all := map[string]*product{}
	if err := lines(products, "\t", 2, func(f []string) {
		all[f[0]] = &product{brand: brandOf(f[1])}
	}); err != nil {
		return nil, err
	}
	type part struct{ cis, link string }
	acts := map[part]string{} // the substance of a link: what acts (FT) wins over its salt (SA)
	var order []part
	err := lines(compositions, "\t", 8, func(f []string) {
		p := part{f[0], strings.TrimSpace(f[7])}
		if acts[p] == "" {
			order = append(order, p)
		}
		if acts[p] == "" || strings.TrimSpace(f[6]) == "FT" {
			acts[p] = strings.TrimSpace(f[3])
		}
	})
	for _, p := range order {
		if one := all[p.cis]; one != nil && !slices.Contains(one.substances, acts[p]) {
			one.substances = append(one.substances, acts[p])
		}
	}
	return all, err
}

// dosed is where the name of a product ends and its dose or its form begins.
var dosed = regexp.MustCompile(`(?i)[, ]+[0-9].*$|,.*$`)

// brandOf is the name of « DOLIPRANE 500 mg, comprimé ».
func brandOf(denomination string) string {
	return strings.TrimSpace(dosed.ReplaceAllString(strings.TrimSpace(denomination), ""))
}

// what is a set of substances, in any order and spelling.
func what(substances []string) string {
	var all []string
	for _, s := range substances {
		all = append(all, name.Normal(s))
	}
	slices.Sort(all)
	return strings.Join(all, " + ")
}

func label(substances []string) string {
	all := make([]string, len(substances))
	for i, s := range substances {
		all[i] = strings.ToLower(s)
	}
	last := len(all) - 1
	if last > 0 {
		all[last-1] += " et " + all[last]
		all = all[:last]
	}
	return title(strings.Join(all, ", "))
}

func title(s string) string {
	runes := []rune(strings.ToLower(s))
	return strings.ToUpper(string(runes[:1])) + string(runes[1:])
}

func sorted(all map[string]*product) (keys []string) {
	for k, p := range all {
		if p.brand != "" {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		return strings.Compare(all[a].brand+" "+a, all[b].brand+" "+b)
	})
	return keys
}

// distinct leaves out what was added under a label that is there.
func distinct(rows [][]string) [][]string {
	seen := map[string]bool{}
	return slices.DeleteFunc(rows, func(r []string) bool {
		n := name.Normal(r[1])
		again := seen[n]
		seen[n] = true
		return again
	})
}
