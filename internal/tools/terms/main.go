// Terms rebuilds the lists of internal/terms from official files: codes and
// labels of the CIM-10, substances, products and ATC codes of the French
// medicines database. It is run by hand when an edition comes out; what it
// writes is committed.
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
	bdpm := flag.String("bdpm", "", "directory of the medicines database (BDPM), with CIS_bdpm.txt, CIS_COMPO_bdpm.txt and CIS_MITM.txt")
	tables := flag.String("tables", "internal/terms/tables", "where the lists are")
	flag.Parse()
	if *cim10 != "" {
		check(rewrite(filepath.Join(*tables, "conditions.csv"), func(rows [][]string) ([][]string, error) { return conditions(rows, open(*cim10)) }))
	}
	if *bdpm != "" {
		check(rewrite(filepath.Join(*tables, "medicines.csv"), func(rows [][]string) ([][]string, error) {
			in := func(name string) io.Reader { return open(filepath.Join(*bdpm, name)) }
			return medicines(rows, in("CIS_bdpm.txt"), in("CIS_COMPO_bdpm.txt"), in("CIS_MITM.txt"))
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

// rewrite changes the rows of a table, its head aside, and puts them in the order
// of their codes.
func rewrite(path string, change func([][]string) ([][]string, error)) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		return err
	}
	all, err := change(rows[1:])
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(append(rows[:1], all...)); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
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
