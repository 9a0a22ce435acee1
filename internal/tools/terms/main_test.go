package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// issue 7 point 6: a script rebuilds the lists from the official files.
func TestCodesAndLabelsAreThoseOfTheCIM10(t *testing.T) {
	rows := [][]string{{"I10", "Tension", "HTA", "1"}, {"J45.9", "Asthme, sans précision", "asthme", ""}}
	file := "I10     |0|N|0|Hypert. ess.|Hypertension essentielle (primitive)\nJ459    |0|N|0|Asthme|Asthme, sans précision\n" +
		"A000    |0|N|0|Choléra|Choléra à Vibrio cholerae 01, biovar cholerae\nA00     |3|O|3|Choléra|Choléra\nB99+0   |0|N|0|x|Extension\nW01     |3|N|3|Chute|Chute de plain-pied\nU0710   |0|N|0|x|Extension du covid\nU099    |0|N|0|x|Affection post-COVID-19, sans précision\n"
	rows, err := conditions(rows, strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if rows[0][1] != "Hypertension essentielle (primitive)" || rows[0][2] != "HTA|Tension" || rows[0][3] != "1" || rows[1][2] != "asthme" {
		t.Error(rows)
	}
	var added []string
	for _, r := range rows[2:] {
		added = append(added, r[0]+" "+r[1])
	}
	if !slices.Equal(added, []string{"A00.0 Choléra à Vibrio cholerae 01, biovar cholerae", "A00 Choléra", "U09.9 Affection post-COVID-19, sans précision"}) {
		t.Error(added)
	}
	if _, err := conditions([][]string{{"Z99", "x", "", ""}}, strings.NewReader(file)); err == nil {
		t.Error("a code that the CIM-10 does not know is kept")
	}
	if _, err := conditions(rows, strings.NewReader("rien")); err == nil {
		t.Error("another file is read")
	}
}

// Lines of the form of the BDPM: twelve, eight and four columns, tabs between.
const (
	products = "60000001\tDOLIPRANE 500 mg, comprimé\tcomprimé\torale\tAutorisation active\tProcédure nationale\tCommercialisée\t01/01/1990\t\t\t OPELLA\tNon\n" +
		"60000002\tDAFALGAN CODEINE, comprimé pelliculé\tcomprimé\torale\tAutorisation active\tProcédure nationale\tCommercialisée\t01/01/1990\t\t\t UPSA\tNon\n" +
		"60000003\tSTAGID 700 mg, comprimé sécable\tcomprimé\torale\tAutorisation active\tProcédure nationale\tCommercialisée\t01/01/1990\t\t\t MERCK\tNon\n" +
		"60000004\tNOUVEAUBOX 5 mg, gélule\tgélule\torale\tAutorisation active\tProcédure centralisée\tCommercialisée\t01/01/2024\t\tEU/1/24/0001\t X\tOui\n"
	compositions = "60000001\tcomprimé\t02202\tPARACÉTAMOL\t500 mg\tun comprimé\tSA\t1\t\n" +
		"60000002\tcomprimé\t02202\tPARACÉTAMOL\t500 mg\tun comprimé\tSA\t1\t\n60000002\tcomprimé\t01234\tPHOSPHATE DE CODÉINE\t30 mg\tun comprimé\tSA\t2\t\n60000002\tcomprimé\t01235\tCODÉINE\t\tun comprimé\tFT\t2\t\n" +
		"60000003\tcomprimé\t03333\tEMBONATE DE METFORMINE\t700 mg\tun comprimé\tSA\t1\t\n60000003\tcomprimé\t03334\tMETFORMINE\t280 mg\tun comprimé\tFT\t1\t\n" +
		"60000004\tgélule\t04444\tNOUVEAUTINIB\t5 mg\tune gélule\tSA\t1\t\n"
	mitm = "60000004\tL01EX99\tNOUVEAUBOX 5 mg, gélule\thttps://exemple.fr\n"
)

func TestNamesOfProductsAreThoseOfWhatTheyHold(t *testing.T) {
	rows := [][]string{{"N02BE01", "Paracétamol", "Efferalgan", "1"}, {"N02AJ06", "Paracétamol et codéine", "", ""}, {"A10BA02", "Metformine", "Glucophage", ""}}
	rows, err := medicines(rows, strings.NewReader(products), strings.NewReader(compositions), strings.NewReader(mitm))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"N02BE01,Paracétamol,Efferalgan|Doliprane,1", "N02AJ06,Paracétamol et codéine,Dafalgan codeine,", "A10BA02,Metformine,Glucophage|Stagid,", "L01EX99,Nouveautinib,Nouveaubox,"} {
		if i >= len(rows) || strings.Join(rows[i], ",") != want {
			t.Errorf("%v: want %s", rows, want)
		}
	}
}

// The official files are in ISO 8859-1; an edition in UTF-8 reads as well.
func TestBothEncodingsRead(t *testing.T) {
	for name, bytes := range map[string]string{"latin": "PARAC\xc9TAMOL, \xe0 l'\xe9tat", "utf8": "PARACÉTAMOL, à l'état"} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(bytes), 0o600); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := lines(open(path), ",", 2, func(f []string) { b.WriteString(f[0] + f[1]) }); err != nil || b.String() != "PARACÉTAMOL à l'état" {
			t.Errorf("%s: %q %v", name, b.String(), err)
		}
	}
}

// A table that is written again is in the order of its codes, head first.
func TestATableIsWrittenInOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(path, []byte("code,label,names,usual\nB,b,,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := rewrite(path, func(rows [][]string) ([][]string, error) { return append(rows, []string{"A", "a, et", "", "1"}), nil }); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "code,label,names,usual\nA,\"a, et\",,1\nB,b,,\n" {
		t.Errorf("%q %v", b, err)
	}
}
