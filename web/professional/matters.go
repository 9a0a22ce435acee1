package professional

import (
	"espacesante/internal/access"
	"espacesante/internal/record"
)

// matters is what a trade reads first in a record (ux.md §1.7–1.12): whose
// trade, in words, and which documents. The rest of what is open to it follows.
type matters struct {
	whom string // « pour une pharmacie »
	lead record.Lead
}

// mattersTo is what comes first to a professional. A médecin généraliste and
// the médecin traitant follow the whole person: nothing comes before the rest.
func mattersTo(by access.Actor, why access.Motive) matters {
	switch {
	case why == access.InEmergency, why == access.OnCall:
		return matters{"en urgence", record.Lead{Types: urgent}}
	case why == access.AsTreatingDoctor, by.Profession == "10" && generalists[by.Specialty]:
		return matters{}
	case by.Profession == "10":
		return matters{"pour votre spécialité", record.Lead{Types: bySpecialty[by.Specialty], Specialty: by.Specialty}}
	}
	return byProfession[by.Profession]
}

// generalists are the specialties of médecine générale (TRE_R38).
var generalists = map[string]bool{"": true, "SM26": true, "SM53": true, "SM54": true}

// urgent is what an emergency reads after the essentials: syntheses, stays,
// treatments (ux.md ER-01).
var urgent = []string{"60591-5", "SYNTH", "74207-2", "78341-5", "34112-3", "11490-0", "15507-7", "57833-6", "60593-1", "34749-2",
	"77436-4", "11369-6"}

// bySpecialty are the types of document that a specialty writes or waits for;
// what colleagues of the same specialty wrote comes with them (ux.md SPE-02).
var bySpecialty = map[string][]string{
	"SM01": {"60568-3"},
	"SM02": {"34749-2", "77436-4", "34874-8"},
	"SM03": {"11502-2", "PRESC-BIO"},
	"SM04": {"18748-4", "96349-6"},
	"SM19": {"89233-1", "75492-9"},
	"SM20": {"89233-1", "15508-5", "57055-6", "57057-2", "89235-6"},
	"SM38": {"78513-9", "PRESC-ORTHOPTIE"},
	"SM40": {"59283-2", "68817-6", "57075-4", "78489-2", "11369-6"},
	"SM42": {"68599-0", "83901-9"},
	"SM43": {"68599-0", "83901-9", "59283-2"},
	"SM59": urgent,
	"SM73": {"18748-4", "96349-6"},
	"SM74": {"18748-4", "55115-0", "IMG-KOS"},
}

// byProfession are the types that the other professions come for, of those that
// the matrix opens to them.
var byProfession = map[string]matters{
	"21": {"pour une pharmacie", record.Lead{Types: dispensing}},
	"28": {"pour l’optique", record.Lead{Types: []string{"57833-6", "78513-9", "PRESC-ORTHOPTIE"}}},
	"39": {"pour une pharmacie", record.Lead{Types: dispensing}},
	"40": {"pour la chirurgie dentaire", record.Lead{Types: []string{"28617-9", "83836-7", "18748-4", "57833-6"}}},
	"50": {"pour une sage-femme", record.Lead{Types: []string{"89233-1", "15508-5", "57055-6", "57057-2", "89235-6", "57833-6"}}},
	"60": {"pour les soins infirmiers", record.Lead{Types: []string{"PRESC-INF", "57832-8", "57833-6", "11506-3", "52040-3", "80565-5", "11490-0", "83981-1", "74207-2"}}},
	"70": {"pour la kinésithérapie", record.Lead{Types: []string{"PRESC-KINE", "47420-5", "34874-8", "18748-4"}}},
	"80": {"pour la podologie", record.Lead{Types: []string{"PRESC-PEDI", "47420-5", "57833-6"}}},
	"91": {"pour l’orthophonie", record.Lead{Types: []string{"PRESC-ORTHOPHO", "47420-5"}}},
	"92": {"pour l’orthoptie", record.Lead{Types: []string{"PRESC-ORTHOPTIE", "78513-9"}}},
}

// dispensing is what a counter of pharmacy reads (ux.md PHA-02).
var dispensing = []string{"57833-6", "60593-1", "75468-9", "61357-0", "56445-0", "80820-4", "93024-8", "78601-2", "11502-2", "11369-6", "87273-9"}
