package patient

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"espacesante/internal/access"
	"espacesante/internal/codes"
	"espacesante/internal/record"
	"espacesante/web/fr"
	"espacesante/web/ui"
)

// line is one answer in words, beside who it is about.
func line(who, role string, h record.Held, total int) ui.Seer {
	switch {
	case h.Shut != "":
		return ui.Seer{Who: who + "\u00a0: " + fr.Sight(h.Shut), No: true}
	case h.Read == 0 && total > 0:
		return ui.Seer{Who: who + "\u00a0: " + fr.Sight(h.Why), No: true}
	case total > 1:
		return ui.Seer{Who: who, Note: joined(role, howMuch(h.Read, total))}
	}
	return ui.Seer{Who: who, Note: role}
}

func joined(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), ", ")
}

// howMuch says « 3 documents sur 12 ».
func howMuch(read, total int) string {
	if read == total {
		return "les " + fr.Count(total, "document", "documents")
	}
	return fr.Count(read, "document", "documents") + " sur " + fr.Number(total)
}

// trades says how many professions read, once the person agrees.
func trades(r record.Reach) ui.Seer {
	const anybody = "Tout autre professionnel, avec votre accord"
	read, why := 0, access.Reason("")
	for _, p := range slices.Sorted(maps.Keys(r.Professions)) {
		h := r.Professions[p]
		switch {
		case h.Shut == "" && (h.Read > 0 || r.Total == 0):
			read++
		case h.Shut != access.RolesClosed && (h.Why != access.NotHabilitated || why == ""):
			why = cmp.Or(h.Shut, h.Why, why)
		}
	}
	if read == 0 {
		return ui.Seer{Who: anybody + "\u00a0: " + fr.Sight(why), No: true}
	}
	return ui.Seer{Who: anybody, Note: "si sa profession le permet (" + fr.Number(read) + " sur " + fr.Number(len(codes.Professions())) + ")"}
}

// readers are the names of those who read under r, the person herself aside.
func (a around) readers(r record.Reach) (all []string) {
	for i, p := range a.people {
		if h := a.best(r, i); h.Shut == "" && h.Read > 0 {
			all = append(all, named(p))
		}
	}
	return all
}

// lowered puts « Tout autre professionnel » in the middle of a sentence; a name
// stays as it is.
func lowered(who string) string {
	for _, ours := range []string{"Tout ", "Un ", "Le centre"} {
		if strings.HasPrefix(who, ours) {
			return strings.ToLower(who[:1]) + who[1:]
		}
	}
	return who
}

// sentence says who reads under r, once something has been changed.
func (a around) sentence(r record.Reach) string {
	it, verb := "le", "Peuvent le lire"
	if r.Total > 1 {
		it, verb = "les", "Peuvent en lire"
	}
	said := "Aucun professionnel nommé ici ne peut " + it + " lire."
	if who := a.readers(r); len(who) > 0 {
		said = verb + "\u00a0: " + fr.List(who...) + "."
	}
	if trades(r).No {
		said += " Aucun autre ne peut " + it + " lire, même avec votre accord."
	} else {
		said += " D’autres le peuvent avec votre accord, selon leur profession."
	}
	urgent := r.Emergency.Read > 0 || r.OnCall.Read > 0
	if urgent {
		return said + " En urgence aussi."
	}
	return said + " En urgence, personne ne " + it + " lit."
}

// heldToday says how many of the documents of today would be read.
func heldToday(who string, h record.Held, total int) string {
	switch {
	case total == 0:
		return "Aujourd’hui, il n’y a aucun document."
	case h.Shut != "" || h.Read == 0:
		return "Aujourd’hui, " + who + " 0\u00a0document sur " + fr.Number(total) + "."
	}
	return "Aujourd’hui, " + who + " " + howMuch(h.Read, total) + "."
}

// turns says what one professional reads before and after a choice about him.
func turns(b, n record.Held, total int) string {
	return "Aujourd’hui, il " + readsNow(b, total) + " Après, il " + readsThen(n, total)
}

func readsNow(h record.Held, total int) string {
	if h.Shut != "" {
		return "n’ouvre rien\u00a0: " + fr.Sight(h.Shut) + "."
	}
	return "lit " + someOf(h, total)
}

func readsThen(h record.Held, total int) string {
	if h.Shut != "" {
		return "n’ouvrira rien\u00a0: " + fr.Sight(h.Shut) + "."
	}
	return "lira " + someOf(h, total)
}

func someOf(h record.Held, total int) string {
	switch {
	case total == 0:
		return "votre espace santé, qui n’a pas encore de document."
	case h.Read == 0:
		return "votre espace santé, sans aucun document."
	}
	return howMuch(h.Read, total) + "."
}
