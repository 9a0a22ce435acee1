package patient

import (
	"espacesante/internal/access"
	"espacesante/internal/record"
)

// agents are those who act for others, whose name and place the history tells,
// and how they do.
var agents = map[access.Role]string{access.Helper: "sous votre mandat", access.Support: "par téléphone", access.Caisse: "au guichet"}

// agentNamed is an agent by name; by their role where the directory has none.
func agentNamed(e record.Event) string {
	if e.Name == "" {
		return "Un agent"
	}
	return e.GivenName + " " + e.Name
}
