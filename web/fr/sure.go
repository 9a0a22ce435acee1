package fr

// Sure words how sure a cell of the habilitations is: high, medium or low.
func Sure(confidence string) string {
	switch confidence {
	case "high":
		return "sûre"
	case "medium":
		return "probable"
	}
	return "à confirmer"
}
