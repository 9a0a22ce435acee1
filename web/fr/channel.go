package fr

// Channel is how a message left, in a sentence: « un courriel ».
func Channel(kind string) string {
	switch kind {
	case "email":
		return "un courriel"
	case "sms":
		return "un SMS"
	case "letter":
		return "un courrier"
	}
	return "un message"
}
