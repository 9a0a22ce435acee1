package letter

import (
	"time"

	"espacesante/internal/clock"
)

var day = time.Date(2027, 2, 8, 9, 30, 0, 0, clock.Paris)

var deadline = clock.EndOfDay(day, 42)

func head() Head {
	return Head{
		Service: Service{
			Name: "Espace santé", Address: "espace-sante.example", Phone: "01 99 00 42 42 (numéro fictif)",
			Hours: "du lundi au vendredi, de 8 h 30 à 17 h 30", Operator: "Opérateur de démonstration",
			From:   "Espace santé <ne-pas-repondre@espace-sante.example>",
			Return: []string{"BP 00000", "09000 Foix"},
		},
		Date: day, Reference: "R-4F7K-22",
	}
}

func child() Head {
	h := head()
	h.Child = "Élise-Marguerite"
	return h
}

var home = []string{"M. Paul MARTIN", "12 rue des Tanneurs", "Bâtiment B", "09000 FOIX"}

func invitation() Invitation {
	return Invitation{Head: head(), Code: "K7QF2M9TXW4H", Deadline: deadline}
}

// every is each message in each of its states.
func every() map[string]Message {
	at := time.Date(2027, 3, 12, 14, 5, 0, 0, clock.Paris)
	out := map[string]Message{}
	for name, h := range map[string]Head{"": head(), " child": child()} {
		out["M1 invitation"+name] = Invitation{h, "K7QF2M9TXW4H", deadline}
		late := h
		late.Date = deadline.AddDate(0, 0, -8)
		out["M2 reminder"+name] = Reminder{late, "K7QF-2M9T-XW4H", deadline}
		out["M2 reminder, code dead"+name] = Reminder{Head: late, Deadline: deadline}
		late.Date = deadline.Add(-time.Hour)
		out["M2 last day"+name] = Reminder{late, "K7QF 2M9T XW4H", deadline}
		out["M3 opened by itself"+name] = AutoOpened{h, deadline}
		out["new code"+name] = NewCode{Head: h, Code: "K7QF2M9TXW4H", Deadline: deadline}
		out["new code, opened"+name] = NewCode{Head: h, Code: "K7QF2M9TXW4H", Deadline: deadline, Opened: true}
		out["new code, opposing"+name] = NewCode{Head: h, Code: "K7QF2M9TXW4H", Deadline: deadline, Opposing: true}
		for _, way := range []Way{Online, ByPhone, ByPost, FranceServices, Caisse} {
			out["M5 activated "+string(way)+name] = Activated{h, at, way}
			out["M20 code asked "+string(way)+name] = CodeAsked{h, at, way}
			out["M15 reopened "+string(way)+name] = Reopened{h, "4F7K-22QM-9TXW", at, way}
			out["M15 kept "+string(way)+name] = Kept{Head: h, Number: "4F7K-22QM-9TXW", At: at, Way: way}
			out["M19 resumed "+string(way)+name] = Resumed{h, at, way}
			out["M22 recalled "+string(way)+name] = Recalled{h, "4F7K-22QM-9TXW", at, way}
			out["M11 contact set "+string(way)+name] = ContactSet{h, at, way}
			out["M6 opposed "+string(way)+name] = Opposed{h, "OPP-2027-000123", at, way}
		}
		out["M19 suspended"+name] = Suspended{h, at, deadline}
		out["M19 unobjected"+name] = Unobjected{h, at, at.AddDate(10, 0, 0)}
		out["M24 previous DMP"+name] = DMPEnded{h, at}
		out["M21 death"+name] = DeathRecorded{h, at}
		out["M21 taken back"+name] = DeathTakenBack{h, at}
		out["M25 treating"+name], out["M25 treating ended"+name] = TreatingSet{h, at, false}, TreatingSet{h, at, true}
		out["M23 deferred"+name] = Deferred{h, at}
		out["M6 disputed"+name] = Disputed{h, at, deadline}
		out["M6 settled, open"+name], out["M6 settled, closed"+name] = Settled{h, at, true}, Settled{h, at, false}
		out["M7 first access"+name] = FirstAccess{h, at}
		out["M7 declared"+name] = AgreementDeclared{h, at}
		out["M7 entrusted"+name] = AgreementEntrusted{h, at}
		out["M7 blocked for you"+name] = BlockedForYou{h, at, "Dr Anne Martin"}
		out["M8 by mistake"+name] = OpenedByMistake{h, at}
		out["M9 refused"+name] = DepositRefused{h, at}
		out["M8 emergency"+name] = Emergency{h, at}
		out["M8 refused"+name], out["M8 unjustified"+name] = EmergencyRefused{h, at}, EmergencyUnjustified{h, at}
		out["M17 answered"+name] = ReportAnswered{h, at}
		out["M9r answer"+name] = RequestAnswered{h, at}
		out["M9 document"+name] = NewDocument{h, at}
		out["M30 digest"+name], out["M30 digest, one"+name] = Digest{h, 12}, Digest{h, 1}
		out["M9u update"+name] = Updated{h, at}
		out["M9 completed"+name] = ProfileCompleted{h, at}
		out["M16 copy ready"+name] = ExportReady{h, at}
		out["M16f no copy"+name] = ExportFailed{h}
		out["M25 reminder of wishes"+name] = DirectiveReminder{h}
		out["M26 card opened"+name] = CardOpened{h, at}
		out["M26s card stopped"+name] = CardStopped{h, at}
		out["M15 closed"+name] = Closed{Head: h, Number: "FER-2027-000123", At: at, ArchiveUntil: at.AddDate(10, 0, 0)}
		out["M15 closed, to erase"+name] = Closed{Head: h, Number: "FER-2027-000123", At: at, Way: Caisse,
			Erase: true, CancelUntil: clock.EndOfDay(at, 30), EraseBy: at.AddDate(0, 3, 0)}
		out["M15 erased"+name] = Erased{h, "EFF-2027-000123", at}
	}
	out["young code"] = YoungCode{head(), "K7QF-2M9T-XW4H", deadline}
	out["M27 view"] = ViewGiven{head(), at, at.Add(24 * time.Hour)}
	out["M14 in a month"] = Majority{head(), at}
	out["M14 of age"], out["M14 of age, refused"] = OfAge{head(), "K7QF2M9TXW4H", deadline, true}, OfAge{head(), "K7QF2M9TXW4H", deadline, false}
	out["M4 code"] = OneTimeCode{head(), "482913", day.Add(15 * time.Minute)}
	out["M8 to the doctor"] = EmergencyToDoctor{head(), at}
	out["review late"] = ReviewLate{head()}
	out["asked of a professional"], out["asked again"] = AskedOfYou{head(), deadline, false}, AskedOfYou{head(), deadline, true}
	out["M11 device"] = NewDevice{head(), at}
	for name, phone := range map[string]bool{" address": false, " number": true} {
		out["M11 will change"+name] = ContactChanged{head(), phone, at, at.Add(24 * time.Hour), "7KQM-WX43"}
		out["M11 has changed"+name] = ContactChanged{head(), phone, at, time.Time{}, ""}
	}
	out["call code"] = CallCode{head(), "482913", day.Add(15 * time.Minute)}
	out["slip"] = Slip{head(), "7KQMWX43PRTV", at.Add(24 * time.Hour)}
	out["counted"] = Counted{Head: head(), What: "Votre espace santé est rouvert, avec son contenu.", Number: "REC-2027-000123", At: at, Way: Caisse}
	out["M24 held"], out["M24 given"], out["M24 signed out"] = SignInHeld{head(), at}, SignInGiven{head(), at}, SignedOut{head(), at}
	out["M11 factor"] = FactorChanged{head(), at}
	out["password"] = PasswordChanged{head(), at}
	out["M13 desk, over"] = MandateSummary{Head: head(), At: at, Structure: "France services Foix",
		Done: []Task{TaskActivate, TaskOppose, TaskClose, TaskRecover, TaskAdd, TaskVisibility, TaskPrint, TaskContact}}
	out["M13 copy"] = CopyBrought{head(), at}
	out["M13 given"], out["desk code"] = MandateGiven{head(), at}, AgreementCode{Head: head(), Code: "482913", Until: day.Add(15 * time.Minute)}
	out["desk code, unveiling"] = AgreementCode{head(), "482913", day.Add(15 * time.Minute), true}
	out["M13 desk, going on"] = MandateSummary{Head: head(), At: at, Structure: "France services Foix", Until: at.AddDate(0, 1, 0)}
	out["first sign-in"] = FirstSignIn{head(), "https://espace-sante.example/premier-acces/abcdefghijklmnopqrstuvwxyz", at}
	return out
}
