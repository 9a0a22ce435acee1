package access

// Motive is why a professional was let in, as the decision knows it and the
// log tells it to the patient (#32, R.1111-43). Its value is written: never
// rename.
type Motive string

// The motives, one for each gate that lets a professional in.
const (
	AsTreatingDoctor Motive = "treating_doctor"
	AsCareTeam       Motive = "care_team"
	ByConsent        Motive = "consent"
	Entrusted        Motive = "entrusted"
	ByLaw            Motive = "pmi"
	ByCode           Motive = "code"
	InEmergency      Motive = "emergency"
	OnCall           Motive = "centre_15"
)

// Motives lists all motives, so that a test can ask a word of each.
func Motives() []Motive {
	return []Motive{AsTreatingDoctor, AsCareTeam, ByConsent, Entrusted, ByLaw, ByCode, InEmergency, OnCall}
}

// MotiveOf reads the motive off the gate that let q in; none when q was refused
// or needs no access right, as a deposit.
func MotiveOf(q Question) Motive {
	v := opening(q)
	if !v.Allow {
		return ""
	}
	return map[Gate]Motive{G6a: OnCall, G6b: InEmergency, G7: AsTreatingDoctor, G8: AsCareTeam, G9: AsCareTeam,
		G10: ByConsent, G11: Entrusted, G13: ByLaw, G14: AsCareTeam, G15: ByCode}[v.Gate]
}
