package main

import (
	"strings"
	"testing"
)

// issue 7 point 6: a script rebuilds the lists from the official files.
func TestLabelsAreThoseOfTheCIM10(t *testing.T) {
	rows := [][]string{{"I10", "Tension", "HTA"}, {"J45.9", "Asthme, sans précision", "asthme"}}
	file := "I10|0|N|0|Hypert. ess.|Hypertension essentielle (primitive)\nJ459|0|N|0|Asthme|Asthme, sans précision\n"
	if err := conditions(rows, strings.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	if rows[0][1] != "Hypertension essentielle (primitive)" || rows[0][2] != "HTA|Tension" || rows[1][2] != "asthme" {
		t.Error(rows)
	}
	if err := conditions([][]string{{"Z99", "x", ""}}, strings.NewReader(file)); err == nil {
		t.Error("a code that the CIM-10 does not know is kept")
	}
	if err := conditions(rows, strings.NewReader("rien")); err == nil {
		t.Error("another file is read")
	}
}

func TestNamesOfProductsAreThoseOfOneSubstance(t *testing.T) {
	rows := [][]string{{"N02BE01", "Paracétamol", "Doliprane"}}
	products := "1\tDOLIPRANE 500 mg, comprimé\t\n2\tDAFALGAN 1 g, comprimé\t\n3\tKLIPAL 300 mg\t\n"
	holds := "1\tcp\t1\tPARACÉTAMOL\t\n2\tcp\t1\tPARACETAMOL\t\n3\tcp\t1\tPARACÉTAMOL\t\n3\tcp\t2\tCODÉINE\t\n"
	if err := medicines(rows, strings.NewReader(products), strings.NewReader(holds)); err != nil {
		t.Fatal(err)
	}
	if rows[0][2] != "Doliprane|Dafalgan" {
		t.Error(rows)
	}
}
