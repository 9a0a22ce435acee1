package id

// Identifiers of what a person keeps and takes away.
type (
	Card          = ID[card]      // shown in an emergency
	Directive     = ID[directive] // what a person wants
	Reimbursement = ID[reimbursement]
	Task          = ID[task] // a long work, and what it makes
)

type (
	card          struct{}
	directive     struct{}
	reimbursement struct{}
	task          struct{}
)
