// Terms rebuilds the lists of internal/terms from official files: labels of the
// CIM-10, names of products of the French medicines database. It is run by hand
// when an edition comes out; what it writes is committed.
package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"espacesante/internal/name"
)

func main() {
	cim10 := flag.String("cim10", "", "label file of the CIM-10 (ATIH), LIBCIM10MULTI.TXT")
	bdpm := flag.String("bdpm", "", "directory of the medicines database (BDPM), with CIS_bdpm.txt and CIS_COMPO_bdpm.txt")
	tables := flag.String("tables", "internal/terms/tables", "where the lists are")
	flag.Parse()
	if *cim10 != "" {
		check(rewrite(filepath.Join(*tables, "conditions.csv"), func(rows [][]string) error { return conditions(rows, open(*cim10)) }))
	}
	if *bdpm != "" {
		check(rewrite(filepath.Join(*tables, "medicines.csv"), func(rows [][]string) error {
			return medicines(rows, open(filepath.Join(*bdpm, "CIS_bdpm.txt")), open(filepath.Join(*bdpm, "CIS_COMPO_bdpm.txt")))
		}))
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func open(path string) io.Reader {
	b, err := os.ReadFile(path)
	check(err)
	if !utf8.Valid(b) { // these files are in ISO 8859-1, but for some editions
		wide := make([]rune, len(b))
		for i, c := range b {
			wide[i] = rune(c)
		}
		return strings.NewReader(string(wide))
	}
	return bytes.NewReader(b)
}

// rewrite changes the rows of a table, its head aside.
func rewrite(path string, change func([][]string) error) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		return err
	}
	if err := change(rows[1:]); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}

// conditions takes the labels from lines « code|…|…|…|short label|label »; codes
// there have no dot. What we called a condition stays a name it is found by.
func conditions(rows [][]string, file io.Reader) error {
	labels := map[string]string{}
	err := lines(file, "|", 6, func(f []string) { labels[strings.TrimSpace(f[0])] = strings.TrimSpace(f[5]) })
	if err != nil {
		return err
	}
	for _, r := range rows {
		label := labels[strings.ReplaceAll(r[0], ".", "")]
		if label == "" {
			return fmt.Errorf("the CIM-10 knows no %s", r[0])
		}
		label = strings.ReplaceAll(label, "'", "’")
		if name.Normal(label) != name.Normal(r[1]) {
			r[2] = named(r[2], r[1])
		}
		r[1] = label
	}
	return nil
}

// most is how many names of products a medicine is found by.
const most = 6

// medicines adds the names of the products that hold one substance only: that
// of the row. Products are lines « CIS⇥denomination⇥… », compositions « CIS⇥
// form⇥code⇥substance⇥… ».
func medicines(rows [][]string, products, compositions io.Reader) error {
	of := map[string][]string{}
	err := lines(compositions, "\t", 4, func(f []string) {
		if s := name.Normal(f[3]); !slices.Contains(of[f[0]], s) {
			of[f[0]] = append(of[f[0]], s)
		}
	})
	if err != nil {
		return err
	}
	brands := map[string][]string{}
	err = lines(products, "\t", 2, func(f []string) {
		brand, _, _ := strings.Cut(strings.TrimSpace(f[1]), " ")
		if held := of[f[0]]; len(held) == 1 && !slices.Contains(brands[held[0]], brand) {
			brands[held[0]] = append(brands[held[0]], brand)
		}
	})
	if err != nil {
		return err
	}
	for _, r := range rows {
		for substance, all := range brands {
			if substance != name.Normal(r[1]) {
				continue
			}
			slices.Sort(all)
			for _, brand := range all[:min(len(all), most)] {
				r[2] = named(r[2], title(brand))
			}
		}
	}
	return nil
}

// named adds a name unless it is there, in any spelling.
func named(names, more string) string {
	for _, one := range strings.Split(names, "|") {
		if name.Same(one, more) {
			return names
		}
	}
	return strings.Trim(names+"|"+more, "|")
}

func title(s string) string {
	runes := []rune(strings.ToLower(s))
	return strings.ToUpper(string(runes[:1])) + string(runes[1:])
}

// lines reads a file of columns; a line with fewer is not one of them.
func lines(file io.Reader, separator string, columns int, take func([]string)) error {
	s := bufio.NewScanner(file)
	n := 0
	for s.Scan() {
		if f := strings.Split(s.Text(), separator); len(f) >= columns {
			take(f)
			n++
		}
	}
	if s.Err() == nil && n == 0 {
		return fmt.Errorf("no line of %d columns: is it the right file?", columns)
	}
	return s.Err()
}
