package fr

import "espacesante/internal/reimbursement"

// Euros writes an amount: « 1 234,50 € ».
func Euros(c reimbursement.Cents) string {
	cents := int(c % 100)
	sign := ""
	if c < 0 {
		sign, c, cents = "−", -c, -cents
	}
	return sign + Number(int(c/100)) + "," + string(rune('0'+cents/10)) + string(rune('0'+cents%10)) + "\u00a0€"
}

// CareKind is what sort of care was reimbursed.
func CareKind(k reimbursement.Kind) string { return careKinds[k] }

var careKinds = map[reimbursement.Kind]string{
	reimbursement.Care:      "Soins et consultations",
	reimbursement.Medicine:  "Médicaments",
	reimbursement.Biology:   "Analyses",
	reimbursement.Imaging:   "Imagerie",
	reimbursement.Hospital:  "Hôpital",
	reimbursement.Device:    "Matériel médical",
	reimbursement.Vaccine:   "Vaccins",
	reimbursement.Transport: "Transport",
	reimbursement.OtherCare: "Autres",
}
