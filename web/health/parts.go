package health

import (
	"espacesante/internal/profile"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

func whatFor(who Reader) string {
	if who.Own {
		return "Ce que vos professionnels de santé doivent savoir de vous. Vous répondez à ce que vous voulez."
	}
	return "Ce que la personne et ses professionnels ont indiqué."
}

func here(who Reader, s profile.Section) string { return who.Profile + "/" + numberOf(s) }

// unanswered counts what is left of the sections to fill in first.
func unanswered(p profile.Profile) (n int) {
	for _, s := range profile.First() {
		if p.Part(s).State == profile.Unsaid {
			n++
		}
	}
	return n
}

func firstWords(p profile.Profile) string {
	if unanswered(p) < len(profile.First()) {
		return "Reprendre où j’en étais"
	}
	return "Commencer"
}

// rubrics are the twelve sections and where each leads.
func rubrics(who Reader, p profile.Profile, given, points int) (all []ui.Task) {
	task := func(href, text, note string, filled bool) {
		t := ui.Task{Href: href, Text: text, Note: note, State: ui.ToDo}
		if filled {
			t.State = ui.Ended
		}
		all = append(all, t)
	}
	for _, part := range p.Parts {
		task(here(who, part.Section), sections[part.Section].title, stated(part), part.State != profile.Unsaid)
		switch part.Section {
		case profile.Treatments:
			task(who.Vaccines, vaccinesTitle, counted(given, "vaccination", "vaccinations"), given > 0)
		case profile.Family:
			task(who.Measures, measuresTitle, counted(points, "mesure", "mesures"), points > 0)
		}
	}
	return all
}

func counted(n int, one, many string) string {
	if n == 0 {
		return "Rien d’indiqué"
	}
	return fr.Count(n, one, many)
}

func formTitle(a asking) string {
	if a.changes {
		return "Corriger"
	}
	return sections[a.section].add
}

func wide(f profile.Field) int {
	switch f.Kind {
	case profile.When, profile.Later:
		return 10
	case profile.Phone:
		return 20
	}
	return 30
}

// ways are what one may do about a line, and its history.
func ways(who Reader, base string, l profile.Line) (all []ui.Link) {
	at := base + "/" + l.ID.String()
	if l.MayChange && who.Mode == "" {
		all = append(all, ui.Link{Href: at + "/modifier", Text: "Corriger"}, ui.Link{Href: at + "/retirer", Text: "Retirer"})
	}
	if l.MayContest && l.ContestedAt == nil {
		all = append(all, ui.Link{Href: at + "/contester", Text: "Ce n’est pas exact"})
	}
	return append(all, ui.Link{Href: at, Text: "Voir son histoire"})
}

// past tells every version of a line, the newest first.
func past(who Reader, versions []profile.Line, says func(profile.Line) string) (all []ui.Event) {
	if at := versions[0].EndedAt; at != nil {
		all = append(all, ui.Event{Text: "Retiré par son auteur", Note: fr.Moment(*at), Done: true})
	}
	for i, v := range versions {
		words := "Corrigé par " + wrote(v, who)
		if v.Version == 1 {
			words = "Écrit par " + wrote(v, who)
		}
		if i > 0 || v.EndedAt != nil {
			if said := says(v); v.Answers != nil && said != "" {
				words += "\u00a0: «\u00a0" + said + "\u00a0»"
			}
		}
		all = append(all, ui.Event{Text: words, Note: fr.Moment(v.At), Done: true})
	}
	return all
}

// doings is ways, on the page that is the line's own.
func doings(who Reader, base string, l profile.Line) []ui.Link {
	all := ways(who, base, l)
	return all[:len(all)-1]
}
