package arch

import (
	"go/scanner"
	"go/token"
	"html"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	templ "github.com/a-h/templ/parser/v2"
)

// said is one piece of French that somebody reads: a paragraph of a page, a
// label, a sentence of web/fr. What a page fills in is « X ».
type said struct {
	file  string
	line  int
	words string
}

// sentencesMost is how many words a sentence has at most (ux.md §0.3).
const sentencesMost = 20

// spoken is all that pages, messages and letters say.
func spoken(t *testing.T) (all []said) {
	t.Helper()
	err := eachFile(".templ", func(name, _ string) error {
		file, err := templ.Parse(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		r := reader{file: name}
		for _, n := range file.Nodes {
			switch n := n.(type) {
			case *templ.HTMLTemplate:
				r.block(n.Children, int(n.Range.From.Line)+1)
			case *templ.TemplateFileGoExpression:
				r.code(n.Expression.Value, int(n.Expression.Range.From.Line)+1)
			}
		}
		all = append(all, r.said...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range texts(t, func(f *goFile) bool { return !f.test && strings.HasPrefix(f.pkg, "web") && f.pkg != "web/webtest" }) {
		if french(s.value) {
			all = append(all, said{s.file.name, s.line, filled(s.value)})
		}
	}
	if len(all) < 500 {
		t.Fatalf("only %d sentences found: the scan is broken", len(all))
	}
	return all
}

// reader gathers what a template says.
type reader struct {
	file string
	said []said
}

// inline are the elements that a sentence goes on through.
var inline = []string{"a", "strong", "em", "span", "abbr", "b", "i", "small", "code", "kbd", "time", "bdi", "sup", "mark", "q", "cite"}

// block reads a run of nodes: one paragraph, until something breaks it.
func (r *reader) block(nodes []templ.Node, line int) {
	var run strings.Builder
	end := func() {
		words := strings.TrimSpace(strings.Join(strings.FieldsFunc(run.String(), func(c rune) bool { return c == ' ' || c == '\n' || c == '\t' }), " "))
		if strings.Trim(words, "X .,") != "" {
			r.said = append(r.said, said{r.file, line, words})
		}
		run.Reset()
	}
	r.run(nodes, &run, end, &line)
	end()
}

func (r *reader) run(nodes []templ.Node, run *strings.Builder, end func(), line *int) {
	for _, n := range nodes {
		switch n := n.(type) {
		case *templ.Text:
			if strings.TrimSpace(run.String()) == "" {
				*line = int(n.Range.From.Line) + 1
			}
			run.WriteString(html.UnescapeString(n.Value) + " ")
			if n.TrailingSpace == "" { // the next word follows at once: « l’<strong>espace »
				trimmed := strings.TrimSuffix(run.String(), " ")
				run.Reset()
				run.WriteString(trimmed)
			}
		case *templ.StringExpression:
			r.code(n.Expression.Value, *line)
			run.WriteString("X" + string(n.TrailingSpace))
		case *templ.Element:
			r.attributes(n)
			if slices.Contains(inline, n.Name) {
				r.run(n.Children, run, end, line)
				run.WriteString(string(n.TrailingSpace))
				continue
			}
			end()
			r.block(n.Children, int(n.NameRange.From.Line)+1)
		case *templ.TemplElementExpression:
			r.code(n.Expression.Value, int(n.Expression.Range.From.Line)+1)
			if len(n.Children) == 0 && strings.TrimSpace(run.String()) != "" {
				run.WriteString(" X ")
				continue
			}
			end()
			r.block(n.Children, int(n.Expression.Range.From.Line)+1)
		case *templ.GoCode:
			r.code(n.Expression.Value, *line)
		case *templ.IfExpression:
			end()
			r.block(n.Then, *line)
			for _, e := range n.ElseIfs {
				r.block(e.Then, *line)
			}
			r.block(n.Else, *line)
		case templ.CompositeNode:
			end()
			r.block(n.ChildNodes(), *line)
		}
	}
}

// attributes reads those that are read aloud or shown.
func (r *reader) attributes(e *templ.Element) {
	for _, a := range e.Attributes {
		switch a := a.(type) {
		case *templ.ConstantAttribute:
			if slices.Contains([]string{"aria-label", "alt", "title", "placeholder"}, a.Key.String()) {
				r.said = append(r.said, said{r.file, int(e.NameRange.From.Line) + 1, html.UnescapeString(a.Value)})
			}
		case *templ.ExpressionAttribute:
			r.code(a.Expression.Value, int(e.NameRange.From.Line)+1)
		}
	}
}

// code reads the strings of a Go expression of a template.
func (r *reader) code(src string, line int) {
	var s scanner.Scanner
	set := token.NewFileSet()
	file := set.AddFile("", set.Base(), len(src))
	s.Init(file, []byte(src), nil, 0)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return
		}
		if tok != token.STRING {
			continue
		}
		if value, err := strconv.Unquote(lit); err == nil && french(value) {
			r.said = append(r.said, said{r.file, line + file.Line(pos) - 1, filled(value)})
		}
	}
}

var (
	accents  = regexp.MustCompile(`[àâäæçéèêëîïôöœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ’«»]`)
	notWords = regexp.MustCompile(`^(/|https?:|\.|[a-z-]+\.[a-z]|[A-Z_]+$|[a-z]+/[a-z])|[{}<>=_]|^[MLHVAZmlhvaz0-9 ,.-]+$`)
	capital  = regexp.MustCompile(`^[A-ZÀ-Ü][a-zà-ÿ’]* [a-zà-ÿ]`)
	verbs    = regexp.MustCompile(`%[-+#0-9.\[\]]*[a-zA-Z]`)
)

// french tells what somebody will read from class names, addresses and paths.
func french(s string) bool {
	return strings.IndexFunc(s, unicode.IsLetter) >= 0 && !notWords.MatchString(s) && (accents.MatchString(s) || capital.MatchString(s))
}

func filled(s string) string {
	return strings.NewReplacer("…", "X", "**", "").Replace(verbs.ReplaceAllString(s, "X"))
}

func (s said) wrong(t *testing.T, what string) {
	t.Helper()
	t.Errorf("%s:%d: %s: %s", s.file, s.line, what, s.words)
}

// checks is a list of planted faults and what finds them, so that no rule
// passes for want of looking.
func TestPlantedFaultsOfWordsAreCaught(t *testing.T) {
	for words, rule := range map[string]func(string) string{
		"Quel est le code ?": typographyOf, "L'espace santé": typographyOf, "« oui »": typographyOf, "Bravo!": forbiddenIn,
		"Cliquez ici pour lire": forbiddenIn, "Valider le code": forbiddenIn, "Votre DMP est ouvert": forbiddenIn,
		strings.Repeat("mot ", 21): longIn, "Fin. " + strings.Repeat("mot ", 21): longIn, "Un \"mot\" dit": typographyOf,
	} {
		if rule(words) == "" {
			t.Errorf("%q passes", words)
		}
	}
	for _, words := range []string{"Quel est le code\u00a0?", "L’espace santé", "«\u00a0oui\u00a0»", "De 8:30 à 9 h", strings.Repeat("mot ", 20) + ". Suite"} {
		if found := typographyOf(words) + forbiddenIn(words) + longIn(words); found != "" {
			t.Errorf("%q: %s", words, found)
		}
	}
}

var (
	breakable = regexp.MustCompile(`[ \t\n][:;?!»]|«[ \t\n]`)
	glued     = regexp.MustCompile(`[\p{L}\d)][?!»]|«[\p{L}\d]|\p{L}:(?:\s|$)|\p{L};`)
	straight  = regexp.MustCompile(`\p{L}'\p{L}|"`)
)

// typographyOf says what is wrong with the marks of a sentence.
func typographyOf(words string) string {
	switch {
	case breakable.MatchString(words):
		return "a no-break space is wanted at « " + breakable.FindString(words) + " »"
	case glued.MatchString(words):
		return "a no-break space is missing at « " + glued.FindString(words) + " »"
	case straight.MatchString(words):
		return "a straight quote"
	case strings.Contains(words, "..."):
		return "three dots for …"
	}
	return ""
}

// composed are the packages whose words pass through their own typography on
// the way out: their tests read what comes out.
func composed(file string) bool { return strings.HasPrefix(file, "web/letter/") }

func TestMarksAndSpacesAreFrench(t *testing.T) {
	for _, s := range spoken(t) {
		if composed(s.file) {
			continue
		}
		if bad := typographyOf(s.words); bad != "" {
			s.wrong(t, bad)
		}
	}
}

// neverSaid are the words of ux.md §0.2's third column that decisions.md §1
// leaves there, and those that no page says (ux.md §0.3).
var neverSaid = regexp.MustCompile(`(?i)(^|[^\p{L}])(ens|dmp|enrôl\p{L}*|s’inscrire|inscrivez-vous|décline[rz]|résili\p{L}*|désactiv\p{L}*|` +
	`supprimer (?:le|mon|votre) compte|confidentialiser|révoqu\p{L}*|proxy|ayants? droit|ouvrants? droit|otp|médiateur|` +
	`journal d’audit|bris de glace|oups|hélas|valide[rz]|cliqu\p{L}+ (?:ici|sur)|s’il vous plaît|merci de|champ invalide)([^\p{L}]|$)|!`)

// saidOnce are where the law's own word is shown once (decisions.md §1), and
// where a word of the list names something else.
var saidOnce = map[string][]string{
	"web/patient/access.templ":    {"bris de glace"},
	"web/public/opposition.templ": {"dmp"}, // a previous one (#99–#100)
}

func forbiddenIn(words string) string { return strings.TrimSpace(neverSaid.FindString(words)) }

func TestNoPageSaysAWordWeDoNotUse(t *testing.T) {
	for _, s := range spoken(t) {
		bad := forbiddenIn(s.words)
		if bad != "" && !slices.Contains(saidOnce[s.file], strings.ToLower(strings.Trim(bad, " .,()\u00a0"))) {
			s.wrong(t, "« "+bad+" »")
		}
	}
}

var sentenceEnd = regexp.MustCompile(`[.?!…][»\x{a0}]*(?:\s|$)`)

// longIn gives the first sentence of more than twenty words.
func longIn(words string) string {
	for _, s := range sentenceEnd.Split(words, -1) {
		n := 0
		for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' }) {
			if strings.IndexFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0 {
				n++
			}
		}
		if n > sentencesMost {
			return strconv.Itoa(n) + " words: " + s
		}
	}
	return ""
}

func TestSentencesAreShort(t *testing.T) {
	for _, s := range spoken(t) {
		if bad := longIn(s.words); bad != "" {
			s.wrong(t, bad)
		}
	}
}

// French stands in web/ only; elsewhere there are codes. The service's own name
// is configuration.
var frenchElsewhere = map[string]string{
	"internal/app/config.go":            "names of the service, configured",
	"internal/app/demo_load.go":         "names of the demonstration",
	"internal/app/demo_copies.go":       "what people of the demonstration had reimbursed and wrote",
	"internal/app/demo_documents.go":    "documents made up: what professionals wrote in them",
	"internal/identity/staff_import.go": "the name of the first operator",
	"internal/identity/generate.go":     "names of people made up",
	"internal/cda/cdatest/cdatest.go":   "names of people made up",
	"internal/notification/scam.go":     "what stands for a number taken out of a text that somebody sent",
}

func TestFrenchStandsInTheWebOnly(t *testing.T) {
	for _, s := range texts(t, func(f *goFile) bool {
		return !f.test && !strings.HasPrefix(f.pkg, "web") && f.pkg != "internal/dbtest" && f.pkg != "internal/sample"
	}) {
		words := strings.TrimFunc(s.value, func(r rune) bool { return !unicode.IsLetter(r) })
		if accents.MatchString(words) && frenchElsewhere[s.file.name] == "" {
			t.Errorf("%s:%d: French: %q", s.file.name, s.line, s.value)
		}
	}
}
