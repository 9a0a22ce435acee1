package fr

import (
	"regexp"
	"strings"
	"testing"

	"espacesante/internal/access"
)

// #32: every act of the log can be told to the person.
func TestEveryActMotiveAndRoleHasWords(t *testing.T) {
	for _, a := range access.Acts() {
		if Act(a) == "" {
			t.Errorf("%s has no words", a)
		}
		if ActOfYours(a) == Act(a) {
			t.Errorf("« Vous %s » is no French", Act(a))
		}
	}
	for _, m := range access.Motives() {
		if Motive(m) == "" {
			t.Errorf("motive %s has no words", m)
		}
	}
	for _, r := range []access.Role{access.Patient, access.Representative, access.Relative, access.Professional, access.Helper, access.Support,
		access.Caisse, access.Operator, access.Reviewer, access.App, access.Insurer, access.System} {
		if Role(r) == "" {
			t.Errorf("role %s has no words", r)
		}
	}
}

func TestNamesInCapitalsAreWrittenLikeNames(t *testing.T) {
	for in, want := range map[string]string{"RUTH NESSI": "Ruth Nessi", "DOMINIQUE PAT-TROIS": "Dominique Pat-Trois",
		"ÉLODIE D’AUBIGNÉ": "Élodie D’Aubigné", "Jean de La Tour": "Jean de La Tour", "": ""} {
		if got := Person(in); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

// SUP-05: what an agent was let see says « la personne », never « vous »: he is not the one.
func TestAnAgentIsNotSpokenToAsThePerson(t *testing.T) {
	you := regexp.MustCompile(`\b(?:vous|votre|vos)\b`)
	for _, a := range access.Acts() {
		if words := strings.ReplaceAll(ActForOthers(a), "rendez-vous", ""); words == "" || you.MatchString(words) {
			t.Errorf("%s is said « %s » to an agent", a, words)
		}
	}
}
