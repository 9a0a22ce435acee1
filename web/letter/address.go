package letter

// ToRepresentatives is the first line of an address when nobody is known to
// represent a child (decisions.md §4).
func ToRepresentatives(child string) string { return "Aux représentants légaux " + of(child) }
