package app

import (
	"regexp"
	"testing"
)

// effort is what a journey asks of somebody: pages, answers to type or tick,
// words to read.
type effort struct{ pages, fields, words int }

var (
	mains    = regexp.MustCompile(`(?s)<main.*?</main>`)
	entries  = regexp.MustCompile(`<(?:input|select|textarea)\b[^>]*>`)
	unasked  = regexp.MustCompile(`type="(?:hidden|submit|button)"`)
	groups   = regexp.MustCompile(`name="([^"]+)"`)
	tagsOf   = regexp.MustCompile(`(?s)<script.*?</script>|<style.*?</style>|<[^>]+>`)
	wordlike = regexp.MustCompile(`[\pL\d]+`)
)

// of counts what one page asks and says. Boxes of one question count once each
// field; radios of one name once.
func (e *effort) of(body []byte) {
	main := mains.FindString(string(body))
	names := map[string]bool{}
	for _, entry := range entries.FindAllString(main, -1) {
		if m := groups.FindStringSubmatch(entry); m != nil && !unasked.MatchString(entry) {
			names[m[1]] = true
		}
	}
	e.pages, e.fields, e.words = e.pages+1, e.fields+len(names), e.words+len(wordlike.FindAllString(tagsOf.ReplaceAllString(main, " "), -1))
}

// reads opens pages one after the other, and counts them.
func (e *effort) reads(t *testing.T, c *client, paths ...string) {
	t.Helper()
	for _, path := range paths {
		a := c.get(path)
		if a.status != 200 {
			t.Fatalf("%s answers %d", path, a.status)
		}
		e.of(a.body)
	}
}

// R.1111-28, #11, #53, #90, #129, #137: nowhere does opposing take more pages,
// more answers or more reading than activating, with a code and without; nor
// does closing once the space exists.
func TestOpposingNeverTakesMoreThanActivating(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	one, two := h.invited(ruth()), h.invited(patTrois())
	var activating, opposing, unarmed, without, closing effort
	c := h.client()
	activating.reads(t, c, "/activation", "/activation/code")
	c.post("/activation/code", "code", "2345-6789-ABCD")
	activating.reads(t, c, "/activation/identite")
	c.proves(one, h.code(one), "/activation/identite")
	activating.reads(t, c, "/activation/contact")
	c.post("/activation/contact", "moyen", "courriel", "courriel", one.email)
	activating.reads(t, c, "/activation/verification")
	c.post("/activation/verification", "code", h.reads(one.email, "Votre code", sixDigits))
	activating.reads(t, c, "/activation/mot-de-passe")
	c.post("/activation/mot-de-passe", "mot-de-passe", goodPassword)
	activating.reads(t, c, "/activation/partage")
	c.post("/activation/partage", "partage", "oui", "urgence", "yes")
	activating.reads(t, c, "/activation/recapitulatif")

	c = h.client()
	code := h.code(two)
	opposing.reads(t, c, "/opposition", "/opposition/identite")
	c.proves(two, code, "/opposition/identite")
	opposing.reads(t, c, "/opposition/confirmer")
	late := opposing
	c.post("/opposition/confirmer")
	opposing.reads(t, c, "/opposition/enregistree")

	unarmed, without = activating, opposing
	unarmed.reads(t, c, "/activation/nouveau-code", "/activation/nouveau-code/demande")
	without.reads(t, c, "/opposition/sans-code", "/opposition/demandee")

	three := h.invited(somebody{ins: "265036322004755", family: "TARD", given: "ANNE", birth: "1965-03-01", vitale: "55515551", email: "anne@exemple.test"})
	h.code(three)
	h.later(43)
	c = h.client()
	c.asksWithoutCode("/opposition/sans-code", three)
	c.proves(three, h.newCode(three), "/opposition/identite")
	closing = effort{pages: late.pages - 1, fields: late.fields, words: late.words}
	closing.reads(t, c, "/opposition/confirmer", "/opposition/fermer")
	c.post("/opposition/fermer")
	closing.reads(t, c, "/opposition/fermee")

	for name, pair := range map[string][2]effort{"opposing, with a code": {opposing, activating}, "opposing, without one (#129)": {without, unarmed},
		"closing after the last day (#143)": {closing, activating}} {
		less, more := pair[0], pair[1]
		if less.pages > more.pages || less.fields > more.fields || less.words > more.words {
			t.Errorf("%s asks %+v, activating %+v", name, less, more)
		}
	}
	t.Log("pages, answers, words: ", activating, opposing, unarmed, without, closing)
}
