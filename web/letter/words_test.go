package letter

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"espacesante/web/webtest"
)

// sentences of an e-mail or a page: lines cut at full stops and question marks.
func sentences(text string) (out []string) {
	for _, line := range strings.Split(text, "\n") {
		out = append(out, regexp.MustCompile(`[.?…]+(?:[ \x{a0}]|$)`).Split(line, -1)...)
	}
	return out
}

// forbidden are words that would tell a stranger something about somebody's
// health, or that we use for nothing (ux.md §0.2).
var forbidden = regexp.MustCompile(`(?i)ordonnance|résultat|analyse|biolog|vaccin|médicament|traitement|malad|diagnosti|allergi|` +
	`h[oô]pital|hospital|clinique|médecin|docteur|infirmi|pharmac|radiolog|chirurg|grossesse|cancer|\bvih\b|psych|addict|symptôm|` +
	`\bdmp\b|\bens\b|résili|décliner|bris de glace|\boups|cliquez|valider|!`)

func TestNoMessageSaysAHealthWordOrAWordWeDoNotUse(t *testing.T) {
	for name, m := range every() {
		e := Email(m, "a@example.org", "k")
		said := []string{e.Subject, e.Text, e.HTML[strings.Index(e.HTML, "<title>"):], paperText(compose(m, home))}
		said = append(said, paperText(composeBack(m)))
		if r, ok := m.(Receipted); ok {
			said = append(said, paperText(composeReceipt(r, "")))
		}
		for _, s := range said {
			if found := forbidden.FindString(s); found != "" {
				t.Errorf("%s says « %s »", name, found)
			}
		}
	}
}

func TestSubjectsAreShortAndNameNobody(t *testing.T) {
	for name, m := range every() {
		s := Email(m, "a@example.org", "k").Subject
		if n := utf8.RuneCountInString(s); n > 50 || n < 10 {
			t.Errorf("%s: subject of %d characters: %s", name, n, s)
		}
		if strings.Contains(s, "Élise") || strings.ContainsAny(s, "0123456789") && !strings.HasPrefix(name, "M2") {
			t.Errorf("%s: subject names somebody or holds a number: %s", name, s)
		}
	}
}

func TestNoMessageHoldsALinkButTheFirstSignIn(t *testing.T) {
	for name, m := range every() {
		e := Email(m, "a@example.org", "k")
		links := strings.Count(e.Text, "http") + strings.Count(e.HTML, "href") + strings.Count(e.HTML, "<img")
		if _, staff := m.(FirstSignIn); staff {
			if links != 2 || !strings.Contains(e.Text, "\n\nhttps://espace-sante.example/premier-acces/abcdefghijklmnopqrstuvwxyz\n\n") {
				t.Errorf("the first sign-in has %d links:\n%s", links, e.Text)
			}
			continue
		}
		if links != 0 {
			t.Errorf("%s holds a link:\n%s", name, e.Text)
		}
	}
}

func TestSentencesHaveTwentyWordsAtMost(t *testing.T) {
	for name, m := range every() {
		texts := []string{Email(m, "a@example.org", "k").Text}
		if r, ok := m.(Receipted); ok {
			_, blocks := r.receipt("Paul Martin")
			texts = append(texts, text(blocks))
		}
		for _, p := range backOf(m) { // simple words: shorter still
			for _, line := range append([]string{p.title}, p.says...) {
				for _, s := range sentences(typo(line)) {
					if n := len(strings.Fields(s)); n > 14 {
						t.Errorf("%s, back: %d words: %s", name, n, s)
					}
				}
			}
		}
		help, scams := footWords(m.top(), m.words())
		texts = append(texts, typo(help), typo(scams))
		for _, whole := range texts {
			for _, s := range sentences(whole) {
				if n := len(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' })); n > 20 {
					t.Errorf("%s: %d words: %s", name, n, s)
				}
			}
		}
	}
}

var loose = regexp.MustCompile(` [:;?!»]|« |\d \d|\d h\b`)

func TestSpacesThatMustNotBreakDoNot(t *testing.T) {
	for name, m := range every() {
		e := Email(m, "a@example.org", "k")
		for _, s := range []string{e.Subject, e.Text, regexp.MustCompile(`<[^>]*>`).ReplaceAllString(e.HTML, "")} {
			if found := loose.FindString(s); found != "" {
				t.Errorf("%s: « %s » can break in %q", name, found, s)
			}
			if strings.ContainsAny(s, "'\"") {
				t.Errorf("%s: a straight quote in %q", name, s)
			}
		}
	}
	for in, want := range map[string]string{
		"Un doute ? Non : « oui » ; fin !": "Un doute\u00a0? Non\u00a0: «\u00a0oui\u00a0»\u00a0; fin\u00a0!",
		"de 8 h 30 à 17 h 30, 8 h":         "de 8\u00a0h\u00a030 à 17\u00a0h\u00a030, 8\u00a0h",
		"01 99 00 42 42 et 8 heures":       "01\u00a099\u00a000\u00a042\u00a042 et 8 heures",
	} {
		if got := typo(in); got != want {
			t.Errorf("typo(%q) = %q", in, got)
		}
	}
}

// #74-#78, #134: how to check a message, what is never asked, where to be
// helped, and that this is not the State, on every one of them.
func TestEveryMessageCanBeCheckedAndSaysWhoSendsIt(t *testing.T) {
	for name, m := range every() {
		e := Email(m, "a@example.org", "k-1")
		paper := paperText(compose(m, home))
		if e.Reference != "R-4F7K-22" || e.Key != "k-1" || e.To != "a@example.org" {
			t.Errorf("%s: %+v", name, e)
		}
		for _, want := range []string{"R-4F7K-22", "page « Vérifier un message »", never, "01 99 00 42 42", "8 h 30", demonstration} {
			for medium, s := range map[string]string{"text": plainSpaces(e.Text), "HTML": plainSpaces(e.HTML), "paper": paper} {
				if !strings.Contains(s, want) {
					t.Errorf("%s, %s: « %s » is missing", name, medium, want)
				}
			}
		}
	}
}

func TestTheOfficialModeNamesTheOperatorAndTheMarkIsShown(t *testing.T) {
	m := invitation()
	m.Service.Official, m.Mark, m.Record = true, "coquelicot", "ES-4821-9930"
	text, paper := plainSpaces(Email(m, "a@example.org", "k").Text), paperText(compose(m, home))
	for _, s := range []string{text, paper} {
		if strings.Contains(s, "démonstration,") || !strings.Contains(s, "Opérateur de démonstration") || !strings.Contains(s, "Votre mot repère : coquelicot") {
			t.Errorf("got %s", s)
		}
	}
	if !strings.Contains(paper, "Identifiant :") || !strings.Contains(paper, "ES-4821-9930") {
		t.Error("the letter does not show the record number to sign in with")
	}
}

func TestTextAndHTMLSayTheSame(t *testing.T) {
	tags := regexp.MustCompile(`<[^>]*>|\n`)
	bare := strings.NewReplacer(" ", "", "\u00a0", "", "\n", "", "- ", "")
	for name, m := range every() {
		e := Email(m, "a@example.org", "k")
		_, body, _ := strings.Cut(e.HTML, "<body>")
		html := tags.ReplaceAllString(body, "")
		if got, want := bare.Replace(strings.ReplaceAll(html, "-", "")), bare.Replace(strings.ReplaceAll(e.Text, "-", "")); got != want {
			t.Errorf("%s:\nHTML %s\ntext %s", name, got, want)
		}
		if strings.Contains(e.Text+e.HTML, "**") || strings.Contains(e.HTML, "style") {
			t.Errorf("%s: marks or styles left: %s", name, e.HTML)
		}
	}
}

func TestTheHTMLOfEveryMessageIsValid(t *testing.T) {
	for name, m := range every() {
		webtest.HTML(t, name, Email(m, "a@example.org", "k").HTML)
	}
}

func TestWhatIsTypedByPeopleCannotWriteMarkup(t *testing.T) {
	m := FirstAccess{child(), day}
	m.Child, m.Mark = "<b>Léa</b>", "<script>"
	e := Email(m, "a@example.org", "k")
	if strings.Contains(e.HTML, "<b>") || strings.Contains(e.HTML, "<script>") {
		t.Errorf("got %s", e.HTML)
	}
}

// R.1111-28: the last day is exact, in words, and the same on every medium; the
// day after is when the space opens by itself.
func TestTheLastDayIsExactAndInWords(t *testing.T) {
	m := invitation()
	for _, s := range []string{plainSpaces(Email(m, "a@example.org", "k").Text), paperText(compose(m, home))} {
		if !strings.Contains(s, "jusqu’au lundi 22 mars 2027 inclus") || !strings.Contains(s, "créé le mardi 23 mars 2027") {
			t.Errorf("got %s", s)
		}
	}
	for days, want := range map[int]string{7: "Encore 7 jours pour", 1: "Encore 1 jour pour", 0: "Dernier jour pour"} {
		r := Reminder(m)
		r.Date = deadline.Add(-time.Minute).AddDate(0, 0, -days)
		if got := plainSpaces(Email(r, "a@example.org", "k").Subject); !strings.HasPrefix(got, want) {
			t.Errorf("%d days before: %s", days, got)
		}
	}
}

func TestTheCodeIsInGroupsOfFourHoweverItIsGiven(t *testing.T) {
	for _, code := range []string{"K7QF2M9TXW4H", "k7qf-2m9t-xw4h", "K7QF 2M9T XW4H"} {
		m := invitation()
		m.Code = code
		if e := Email(m, "a@example.org", "k"); !strings.Contains(e.Text, "\u00a0: K7QF-2M9T-XW4H\n") || strings.Contains(e.Subject, "K7QF") {
			t.Errorf("%s: %s", code, e.Text)
		}
	}
}

// The reminder, a retry and a reprint carry the same code and the same doors in
// the same order.
func TestActivatingAndOpposingAreSaidInTheSameOrderAndWeight(t *testing.T) {
	for name, m := range every() {
		if !strings.HasPrefix(name, "M1 ") && !strings.HasPrefix(name, "M2 ") {
			continue
		}
		var found doors
		for _, b := range m.words().body {
			if d, ok := b.(doors); ok {
				found = d
			}
		}
		if found[0].title != "Activer" || found[1].title != "M’opposer" {
			t.Errorf("%s: doors %v", name, found)
		}
		a, b := len(strings.Fields(found[0].says)), len(strings.Fields(found[1].says))
		if a-b > 2 || b-a > 2 {
			t.Errorf("%s: %d words to activate, %d to oppose", name, a, b)
		}
	}
}

func TestTheTextMessageTiesItsCodeToTheAddress(t *testing.T) {
	m := OneTimeCode{head(), "482913", day.Add(15*time.Minute - 2*time.Second)} // it leaves two seconds after it was asked for
	m.Service.Address = "localhost:8080"
	got := m.SMS("+33600000001", "k")
	want := "482913 est votre code Espace santé. Valable 15 min. Ne le donnez à personne.\n@localhost #482913"
	if got.Text != want || got.To != "+33600000001" || got.Key != "k" {
		t.Errorf("got %+v", got)
	}
	const gsm = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n"
	for _, r := range got.Text {
		if !strings.ContainsRune(gsm, r) && !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			t.Errorf("%q is not in GSM 03.38", r)
		}
	}
	if n := utf8.RuneCountInString(got.Text); n > 160 {
		t.Errorf("%d characters: two messages", n)
	}
}

func TestGivenNamesTakeTheirArticle(t *testing.T) {
	for name, want := range map[string]string{"Léa": "de Léa", "Élise": "d’Élise", "anne": "d’anne", "Zoé": "de Zoé", "": "de "} {
		if got := of(name); got != want {
			t.Errorf("of(%q) = %q", name, got)
		}
	}
}

func plainSpaces(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }
