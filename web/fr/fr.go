// Package fr holds the French words that more than one page says: dates and
// numbers, what is wrong with a field, why an act was refused. It knows no page
// and builds no markup.
package fr

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"espacesante/internal/clock"
)

// nbsp keeps two words on one line.
const nbsp = "\u00a0"

var months = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet",
	"août", "septembre", "octobre", "novembre", "décembre"}

var weekdays = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}

// Date writes the day of t in Paris: « 3 mars 2026 », « 1er avril 2026 ».
func Date(t time.Time) string {
	t = t.In(clock.Paris)
	return dayMonth(t) + nbsp + strconv.Itoa(t.Year())
}

// BornOn says when somebody of that sex (F, M, or not known) was born: « née le 14 janvier 1962 ».
func BornOn(sex string, t time.Time) string {
	switch sex {
	case "F":
		return "née le " + Date(t)
	case "M":
		return "né le " + Date(t)
	}
	return "date de naissance" + nbsp + ": " + Date(t)
}

// plain writes the letters that carry accents in French without them.
var plain = strings.NewReplacer("à", "a", "â", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i", "ô", "o", "œ", "oe", "ù", "u", "û", "u", "ü", "u",
	"À", "A", "Â", "A", "Ç", "C", "É", "E", "È", "E", "Ê", "E", "Î", "I", "Ô", "O", "Œ", "Oe")

// Compare puts words in the order of a dictionary: « Épithésiste » before « Ergothérapeute ».
func Compare(a, b string) int {
	return strings.Compare(strings.ToLower(plain.Replace(a)), strings.ToLower(plain.Replace(b)))
}

// ShortDate is Date without the year: « 3 mars ».
func ShortDate(t time.Time) string { return dayMonth(t.In(clock.Paris)) }

// Month writes the month of t in Paris: « mars 2027 », its first letter a
// capital as a title has it.
func Month(t time.Time) string {
	t = t.In(clock.Paris)
	m := months[t.Month()-1]
	return Upper(m) + nbsp + strconv.Itoa(t.Year())
}

// Between writes a period by its two days: « du 12 au 19 mars 2027 », « le 3 mai
// 2027 » when they are one.
func Between(from, to time.Time) string {
	from, to = from.In(clock.Paris), to.In(clock.Paris)
	switch {
	case ISODate(from) == ISODate(to):
		return "le " + Date(to)
	case from.Year() != to.Year():
		return "du " + Date(from) + " au " + Date(to)
	case from.Month() != to.Month():
		return "du " + dayMonth(from) + " au " + Date(to)
	}
	day, _, _ := strings.Cut(dayMonth(from), nbsp)
	return "du " + day + " au " + Date(to)
}

// LongDate is Date with the day's name: « jeudi 12 mars 2027 ».
func LongDate(t time.Time) string {
	return weekdays[t.In(clock.Paris).Weekday()] + " " + Date(t)
}

// Hour writes the time of day in Paris: « 14 h 05 », « 8 h ».
func Hour(t time.Time) string {
	t = t.In(clock.Paris)
	if t.Minute() == 0 {
		return fmt.Sprintf("%d%sh", t.Hour(), nbsp)
	}
	return fmt.Sprintf("%d%sh%s%02d", t.Hour(), nbsp, nbsp, t.Minute())
}

// Moment writes day and time: « jeudi 12 mars 2027 à 14 h 05 ».
func Moment(t time.Time) string { return LongDate(t) + " à " + Hour(t) }

// ISODate is the day in Paris for the datetime attribute of <time>.
func ISODate(t time.Time) string { return t.In(clock.Paris).Format("2006-01-02") }

// LastDay writes the day that ends at deadline: « samedi 21 mars 2027 ».
func LastDay(deadline time.Time) string { return LongDate(clock.LastDay(deadline)) }

// Remaining says how many days are left with the date they lead to:
// « encore 9 jours, jusqu’au 21 mars 2027 ».
func Remaining(now, deadline time.Time) string {
	last := clock.LastDay(deadline)
	days := int(clock.Day(last).Sub(clock.Day(now)).Hours() / 24)
	switch {
	case !now.Before(deadline):
		return "depuis le " + Date(deadline)
	case days == 0:
		return "aujourd’hui, jusqu’à minuit"
	}
	return "encore " + Count(days, "jour", "jours") + ", jusqu’au " + Date(last)
}

// Minutes writes a length of time in minutes, hours or days, rounded up.
func Minutes(d time.Duration) string {
	minutes := int((d + time.Minute - 1) / time.Minute)
	switch {
	case minutes < 1:
		return "quelques secondes"
	case minutes < 90:
		return Count(minutes, "minute", "minutes")
	case minutes < 36*60:
		return Count((minutes+59)/60, "heure", "heures")
	}
	return Count((minutes+24*60-1)/(24*60), "jour", "jours")
}

func dayMonth(t time.Time) string {
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return day + nbsp + months[t.Month()-1]
}

// Count writes n with its noun; zero and one are singular in French.
func Count(n int, one, many string) string {
	if n < 2 {
		return Number(n) + nbsp + one
	}
	return Number(n) + nbsp + many
}

// Number writes n by groups of three: « 1 234 ».
func Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + nbsp + s[i:]
	}
	return sign + s
}

// Decimal writes x with a comma and no useless zero.
func Decimal(x float64) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', -1, 64), ".", ",", 1)
}

// Size writes a number of bytes: « 184 Ko », « 2,4 Mo ».
func Size(n int64) string {
	switch {
	case n < 1000:
		return Count(int(n), "octet", "octets")
	case n < 1_000_000:
		return strconv.FormatInt((n+500)/1000, 10) + nbsp + "Ko"
	}
	return strings.Replace(strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64), ".", ",", 1) + nbsp + "Mo"
}

// Phone writes an E.164 number the way it is read aloud: « 06 39 98 00 12 ».
// Anything that is not a French number of ten figures is given back as it is.
func Phone(e164 string) string {
	rest, ok := strings.CutPrefix(e164, "+33")
	if !ok || len(rest) != 9 {
		return e164
	}
	return groups("0"+rest, 2, 2, 2, 2, 2)
}

// INS writes a number of 15 characters by groups: « 1 85 05 78 006 084 91 ».
func INS(number string) string {
	if len(number) != 15 {
		return number
	}
	return groups(number, 1, 2, 2, 2, 3, 3, 2)
}

func groups(s string, sizes ...int) string {
	var parts []string
	for _, n := range sizes {
		parts, s = append(parts, s[:n]), s[n:]
	}
	return strings.Join(parts, nbsp)
}

// List joins words: « a, b et c ».
func List(words ...string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " et " + words[n-1]
	}
}

// Upper puts a capital on the first letter of s.
func Upper(s string) string {
	for i, r := range s {
		if i > 0 {
			return strings.ToUpper(s[:i]) + s[i:]
		}
		_ = r
	}
	return strings.ToUpper(s)
}
