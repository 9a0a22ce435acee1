package fr

// Device names a browser and where it runs, as it says itself: « Firefox sur
// Windows ».
func Device(browser, system string) string {
	switch {
	case browser == "" && system == "":
		return "Appareil inconnu"
	case browser == "":
		return "Navigateur sur " + system
	case system == "":
		return browser
	}
	return browser + " sur " + system
}
