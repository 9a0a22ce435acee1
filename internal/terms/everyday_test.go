package terms

import "testing"

// found reports whether a search shows a code among its first choices.
func found(list List, words, code string) bool {
	for _, one := range Search(list, words) {
		if one.Code == code {
			return true
		}
	}
	return false
}

// issue 7 point 6: conditions are found by the names that people give them,
// without accents, and with the mistakes that people make.
func TestConditionsAreFoundByTheirEverydayNames(t *testing.T) {
	for code, names := range map[string][]string{
		"I10": {"tension", "hypertension", "hipertension"}, "E11.9": {"diabete", "diabète de type 2", "diabette"}, "E10.9": {"diabete type 1", "diabete insuline"},
		"J45.9": {"asthme", "asme", "astme"}, "I21.9": {"infarctus", "crise cardiaque", "infractus"}, "I64": {"avc", "attaque cerebrale"},
		"F32.9": {"depression", "déprime", "depresion"}, "G43.9": {"migraine", "migrene", "mal de tete"}, "M19.9": {"arthrose", "artrose"},
		"M06.9": {"polyarthrite", "polyarthrite rhumatoide", "poliarthrite"}, "M81.9": {"osteoporose", "ostéoporose", "osteoporoze"}, "M79.7": {"fibromyalgie", "fibromialgie"},
		"M54.5": {"mal de dos", "lumbago", "lombalgie"}, "M54.3": {"sciatique"}, "M51.2": {"hernie discale"}, "M10.9": {"goutte"}, "N80.9": {"endometriose", "endométriose", "endometriauze"},
		"L20.9": {"eczema", "exema", "excema"}, "L40.9": {"psoriasis", "psoriazis"}, "L70.0": {"acne", "acnée"}, "K21.9": {"reflux", "rgo", "brulures estomac", "remontées acides"},
		"K58.9": {"colopathie", "colon irritable", "intestin irritable"}, "K50.9": {"crohn", "maladie de chron"}, "K90.0": {"intolerance au gluten", "coeliaque"},
		"E78.0": {"cholesterol", "colesterol", "hypercholesterolemie"}, "E03.9": {"hypothyroidie", "thyroide", "ipothyroidie"}, "E05.0": {"basedow"},
		"G40.9": {"epilepsie", "epilepsi"}, "G20": {"parkinson", "parkinsson"}, "G30.9": {"alzheimer", "alzeimer"}, "G35": {"sclerose en plaques", "sep", "sclérose en plaque"},
		"N30.9": {"cystite", "infection urinaire"}, "N20.0": {"calcul renal", "calculs rénaux", "colique nephretique"}, "N18.9": {"insuffisance renale"},
		"I48": {"fibrillation", "arythmie", "palpitations"}, "I50.9": {"insuffisance cardiaque"}, "I83.9": {"varices"}, "J44.9": {"bpco"}, "D50.9": {"anemie", "manque de fer"},
		"H40.9": {"glaucome", "glocome"}, "H26.9": {"cataracte", "catarate"}, "J30.4": {"rhinite", "rinite allergique"}, "G47.3": {"apnee du sommeil", "apné"}, "B02.9": {"zona"},
		"F41.9": {"anxiete", "angoisse", "anxiété"}, "C50.9": {"cancer du sein"}, "C61": {"cancer de la prostate", "cancer prostate"}, "M45": {"spondylarthrite", "spondilarthrite"}, "M32.9": {"lupus"},
	} {
		for _, words := range names {
			if !found(Conditions, words, code) {
				t.Errorf("%q does not find %s: %v", words, code, labels(Search(Conditions, words)))
			}
		}
	}
}

// The same of medicines, by the names on their boxes.
func TestMedicinesAreFoundByTheirEverydayNames(t *testing.T) {
	for code, names := range map[string][]string{
		"N02BE01": {"doliprane", "dolipran", "paracetamol", "efferalgan", "eferalgan", "dafalgan 1000", "doliprane 1 g"}, "M01AE01": {"ibuprofene", "advil", "nurofen", "ibuprophène"},
		"H03AA01": {"levothyrox", "levotirox", "lévothyrox 75"}, "B01AC06": {"kardegic", "kardégic 75", "cardegic"}, "C10AA05": {"tahor", "atorvastatine", "atorvastatin"},
		"A02BC05": {"inexium", "esomeprazole"}, "A02BC01": {"omeprazole", "mopral", "omeprasole"}, "A10BA02": {"metformine", "glucophage", "stagid"}, "C08CA01": {"amlor", "amlodipine"},
		"R03AC02": {"ventoline", "ventolin", "salbutamol"}, "J01CA04": {"amoxicilline", "amoxiciline", "clamoxyl"}, "J01CR02": {"augmentin", "augmantin"}, "A03AX12": {"spasfon", "spafon"},
		"N05CF02": {"stilnox", "zolpidem"}, "N05BA12": {"xanax", "zanax", "alprazolam"}, "N05BA08": {"lexomil", "lexomyl"}, "N06AB10": {"seroplex", "escitalopram"}, "N06AB03": {"prozac"},
		"N02AX02": {"tramadol", "topalgic"}, "A07DA03": {"imodium", "imodiun"}, "A07BC05": {"smecta"}, "A02BX13": {"gaviscon"}, "R06AE07": {"zyrtec", "cetirizine"},
		"R06AX27": {"aerius", "desloratadine"}, "B01AF02": {"eliquis", "apixaban"}, "B01AF01": {"xarelto"}, "B01AA12": {"previscan"}, "C07AB07": {"bisoprolol", "bisoprolole"},
		"C03CA01": {"lasilix", "furosemide"}, "C09AA05": {"ramipril", "triatec"}, "A11CC05": {"vitamine d", "uvedose", "zymad"}, "G03AA07": {"pilule", "leeloo", "minidril"},
		"A10BJ06": {"ozempic", "wegovy"}, "A10AE04": {"lantus", "insuline glargine"}, "H02AB06": {"solupred", "cortisone"}, "H02AB07": {"cortancyl"}, "L04AX03": {"methotrexate"},
		"R03AK07": {"symbicort", "simbicort"}, "M04AA01": {"allopurinol", "zyloric"}, "N02AJ06": {"codoliprane", "klipal"},
	} {
		for _, words := range names {
			if !found(Medicines, words, code) {
				t.Errorf("%q does not find %s: %v", words, code, labels(Search(Medicines, words)))
			}
		}
	}
}

// A mistake is forgiven only where nothing is spelled so, and never in a short
// word: another medicine is no guess to make.
func TestOnlyWhatIsSpelledSoIsShownWhenThereIsSome(t *testing.T) {
	for _, one := range Search(Medicines, "amlor") {
		if one.Code != "C08CA01" {
			t.Errorf("amlor also shows %s", one.Label)
		}
	}
	if got := Search(Medicines, "abcd"); got != nil {
		t.Errorf("abcd shows %v", labels(got))
	}
	for _, words := range []string{"xwz", "zzzz", "zzzzzzzz", "qwertyuiop"} {
		for _, list := range []List{Medicines, Conditions, Allergens} {
			if got := Search(list, words); got != nil {
				t.Errorf("%s: %q shows %v", list, words, labels(got))
			}
		}
	}
}

func labels(all []Term) (out []string) {
	for _, one := range all {
		out = append(out, one.Label)
	}
	return out
}
