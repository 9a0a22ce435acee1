package id

// Identifiers of what a person keeps and takes away.
type (
	Card          = ID[card]      // shown in an emergency
	Directive     = ID[directive] // what a person wants
	Reimbursement = ID[reimbursement]
	Synthesis     = ID[synthesis] // of the médecin traitant, while he writes it
	Task          = ID[task]      // a long work, and what it makes
)

type (
	card          struct{}
	directive     struct{}
	reimbursement struct{}
	synthesis     struct{}
	task          struct{}
)
