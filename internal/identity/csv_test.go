package identity

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const personHeader = "ins,ins_oid,birth_name,birth_given_names,used_name,used_given_name,sex,birth_date,birth_place,vitale_serial," +
	"email,phone,address,postcode,city,caisse,scheme,has_dmp,representatives,treating_doctor,died_on\n"

// collect reads a whole file: rows, refusals as text, and the error that ended it.
func collect[T any](rows iter.Seq2[T, error]) (good []T, refused []string, end error) {
	for row, err := range rows {
		var bad Rejected
		switch {
		case errors.As(err, &bad):
			for _, r := range bad {
				refused = append(refused, r.String())
			}
		case err != nil:
			end = err
		default:
			good = append(good, row)
		}
	}
	return good, refused, end
}

func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

func ins(s string) INS {
	n, err := ParseNIR(s)
	if err != nil {
		panic(err)
	}
	return n
}

func TestAllColumnsOfAPersonAreRead(t *testing.T) {
	file := "\ufeff" + strings.ReplaceAll(personHeader, "\n", "\r\n") +
		`217057800608475,1.2.250.1.213.1.4.10,D'ARC-Müller,Jeanne Marie,"Martin, dit Le Grand",Jeanne,F,2017-05-12,78006,80250000990000000017,` + "\r\n"
	_, refused, err := collect(ReadPersons(strings.NewReader(file)))
	if err != nil || len(refused) != 1 || !strings.Contains(refused[0], "line 2: fields") {
		t.Fatalf("a short line: %v, %v", refused, err)
	}
	file = "\ufeff" + strings.ReplaceAll(personHeader, "\n", "\r\n") +
		`2 17 05 78 006 084 75,1.2.250.1.213.1.4.10,D'ARC-MÜLLER, Jeanne  Marie ,"Martin ""Le Grand""",Jeanne,F,2017-05-12,78006,80250000990000000017,` +
		`jeanne@example.org,+33639980101,"1, rue de l’Église|Bâtiment B|",78000,Versailles,781,01,true,185057800608491 290112A00412351,99900000011,2026-01-02` + "\r\n"
	rows, refused, err := collect(ReadPersons(strings.NewReader(strings.Replace(file, `"Martin ""Le Grand"""`, `"Martin"`, 1))))
	if err != nil || len(refused) > 0 || len(rows) != 1 {
		t.Fatalf("%v, %v, %v", rows, refused, err)
	}
	want := PersonRow{Line: 2, INS: ins("217057800608475"), OID: OIDTest, BirthName: "D'ARC-MÜLLER", BirthGivenNames: "Jeanne Marie",
		UsedName: "Martin", UsedGivenName: "Jeanne", Sex: Female, BirthDate: day("2017-05-12"), BirthPlace: "78006",
		VitaleSerial: "80250000990000000017", Email: "jeanne@example.org", Phone: "+33639980101",
		Address: []string{"1, rue de l’Église", "Bâtiment B"}, Postcode: "78000", City: "Versailles", Caisse: "781", Scheme: "01", HasDMP: true,
		Representatives: []INS{ins("185057800608491"), ins("290112A00412351")}, TreatingDoctor: "99900000011", DiedOn: day("2026-01-02")}
	rows[0].given = nil
	if !reflect.DeepEqual(rows[0], want) {
		t.Errorf("the row read is not the one written")
	}
	if _, refused, _ := collect(ReadPersons(strings.NewReader(file))); len(refused) != 1 || !strings.Contains(refused[0], "used_name") {
		t.Errorf("a quote in a name: %v", refused)
	}
}

func TestColumnsMayStandInAnyOrderAndOptionalOnesBeMissing(t *testing.T) {
	file := "sex,birth_date, Birth_Name ,ins_oid,birth_given_names,ins\n\nM,1985-05-01,PETIT,1.2.250.1.213.1.4.8,PAUL,185057800608491\n"
	rows, refused, err := collect(ReadPersons(strings.NewReader(file)))
	if err != nil || len(refused) > 0 || len(rows) != 1 || rows[0].Line != 3 || rows[0].BirthName != "PETIT" || rows[0].HasDMP || !rows[0].DiedOn.IsZero() || rows[0].Gives("email") || !rows[0].Gives("sex") || !(PersonRow{}).Gives("email") {
		t.Errorf("%v, %v, %v", rows, refused, err)
	}
}

func TestAHeaderThatCannotBeFollowedSaysWhy(t *testing.T) {
	good := strings.TrimSpace(personHeader)
	for header, want := range map[string]string{
		"":                        "the file is empty",
		good + ",shoe_size":       `column "shoe_size": is not known`,
		good + ",email":           `column "email": is there twice`,
		"ins,birth_name":          `column "ins_oid": is missing`,
		"ins;ins_oid;birth_name":  "commas are wanted",
		`ins,"ins_oid`:            "quote is not closed",
		"185057800608491,PETIT,M": "column \"[…]\": is not known", // no header: nobody's number is shown
	} {
		_, refused, err := collect(ReadPersons(strings.NewReader(header + "\n")))
		if err == nil || len(refused) > 0 || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "18505") {
			t.Errorf("%q: %v, want %s", header, err, want)
		}
	}
}

// goodPerson is a line that passes; the tests below spoil one column of it.
var goodPerson = map[string]string{"ins": "185057800608491", "ins_oid": OIDNIR, "birth_name": "PETIT", "birth_given_names": "PAUL",
	"sex": "M", "birth_date": "1985-05-01"}

func lineWith(change map[string]string) string {
	names := strings.Split(strings.TrimSpace(personHeader), ",")
	cells := make([]string, len(names))
	for i, name := range names {
		cells[i] = goodPerson[name]
		if v, ok := change[name]; ok {
			cells[i] = v
		}
		cells[i] = `"` + strings.ReplaceAll(cells[i], `"`, `""`) + `"`
	}
	return strings.Join(cells, ",") + "\n"
}

func TestABadColumnIsNamedAndTheOtherLinesGoIn(t *testing.T) {
	for _, c := range []struct{ column, value, want string }{
		{"ins", "", "missing"}, {"ins", "1850578006084", "2 characters missing, the key"}, {"ins", "185057800608492", "key"},
		{"ins", "185137800608491", "month"}, {"ins", "X", "format"}, {"ins_oid", "1.2.250.1.213.1.4.2", "oid"}, {"ins_oid", "", "missing"},
		{"birth_name", "", "missing"}, {"birth_name", "PETIT7", "characters"}, {"birth_name", "--", "characters"},
		{"birth_name", "<script>", "characters"}, {"birth_name", strings.Repeat("A", 101), "length"}, {"birth_given_names", " ", "missing"},
		{"used_name", "=1+1", "characters"}, {"used_given_name", "a\u202eb", "characters"}, {"sex", "H", "sex"}, {"sex", "m", "sex"},
		{"birth_date", "01/05/1985", "date"}, {"birth_date", "1985-02-29", "date"}, {"birth_date", "1985-5-1", "date"}, {"birth_date", "0185-05-01", "date"},
		{"birth_place", "7800", "place"}, {"birth_place", "2C004", "place"}, {"vitale_serial", "12A45678", "serial"},
		{"email", "a@b@c", "email"}, {"email", "Jean <a@example.org>", "email"}, {"email", "jean@", "email"}, {"email", "é@example.org", "email"},
		{"phone", "0612345678", "phone"}, {"phone", "+0612345678", "phone"}, {"address", strings.Repeat("a", 81), "address"},
		{"address", "1|2|3|4|5|6|7", "address"}, {"postcode", "7", "postcode"}, {"city", strings.Repeat("a", 81), "length"},
		{"has_dmp", "oui", "boolean"}, {"representatives", "185057800608491", "himself"}, {"representatives", "217057800608470", "key"},
		{"treating_doctor", "99900000012", "luhn"}, {"treating_doctor", "9990000001", "length"}, {"died_on", "1985-04-30", "before the birth"},
		{"died_on", "yesterday", "date"}, {"city", "a\x00b", "control"}, {"city", "a\u202eb", "reorders"}, {"city", "a\tb", "control"},
	} {
		file := personHeader + lineWith(map[string]string{c.column: c.value}) + lineWith(map[string]string{"ins": "290112A00412351", "sex": "F"})
		rows, refused, err := collect(ReadPersons(strings.NewReader(file)))
		want := "line 2, column " + c.column + ": "
		if err != nil || len(rows) != 1 || len(refused) != 1 || !strings.HasPrefix(refused[0], want) || !strings.Contains(refused[0], c.want) {
			t.Errorf("%s=%q: %d rows, %v, %v", c.column, c.value, len(rows), refused, err)
		}
		if len(c.value) > 4 && strings.Contains(strings.Join(refused, ""), c.value) {
			t.Errorf("%s: the reason shows the value", c.column)
		}
	}
}

func TestAllThatIsWrongWithALineIsSaidAtOnce(t *testing.T) {
	_, refused, _ := collect(ReadPersons(strings.NewReader(personHeader + lineWith(map[string]string{"ins": "1", "sex": "X", "email": "x"}))))
	if len(refused) != 3 {
		t.Errorf("%v", refused)
	}
}

func TestABrokenLineSpoilsItsOwnLineOnly(t *testing.T) {
	second := lineWith(map[string]string{"ins": "290112A00412351"})
	for broken, want := range map[string]string{
		`"185057800608491,PETIT` + "\n":        "line 2: quotes: a quote is not closed",
		`185"057800608491,PETIT` + "\n":        "line 2: quotes: a quote inside",
		`"185057800608491"x,PETIT` + "\n":      "line 2: quotes: something follows",
		"\xff\xfe1,2\n":                        "line 2: encoding",
		strings.Repeat("x,", maxLine) + "\n":   "line 2: length: the line is too long",
		"185057800608491\n":                    "line 2: fields: 1 fields, the header has 21",
		strings.Repeat(",", 21) + "extra\n":    "line 2: fields",
		"\x00\x00\x00\n":                       "line 2: fields",
		strings.Repeat(",", 20) + "\n":         "line 2, column ins: missing",
		strings.Repeat("\xff", maxLine) + "\n": "line 2: length",
	} {
		rows, refused, err := collect(ReadPersons(strings.NewReader(personHeader + broken + second)))
		if err != nil || len(rows) != 1 || rows[0].Line != 3 || len(refused) == 0 || !strings.HasPrefix(refused[0], want) {
			t.Errorf("%.30q: %d rows, %v, %v", broken, len(rows), refused, err)
		}
	}
	rows, refused, err := collect(ReadPersons(strings.NewReader(personHeader + strings.TrimSpace(second))))
	if err != nil || len(rows) != 1 || len(refused) > 0 {
		t.Errorf("a last line without its end: %v, %v", refused, err)
	}
}

func TestANumberMetTwiceIsRefusedTheSecondTime(t *testing.T) {
	file := personHeader + lineWith(nil) + lineWith(map[string]string{"ins": "290112A00412351"}) + lineWith(map[string]string{"ins": "1 85 05 78 006 084 91"})
	rows, refused, _ := collect(ReadPersons(strings.NewReader(file)))
	if len(rows) != 2 || len(refused) != 1 || refused[0] != "line 4, column ins: twice: the same number as line 2" {
		t.Errorf("%d rows, %v", len(rows), refused)
	}
}

func TestAWrongKeyUnderATestOIDIsAWarning(t *testing.T) {
	file := personHeader + lineWith(map[string]string{"ins": "185057800608492", "ins_oid": OIDTest, "representatives": "217057800608470"})
	rows, refused, _ := collect(ReadPersons(strings.NewReader(file)))
	if len(rows) != 1 || len(refused) > 0 || len(rows[0].Warnings) != 2 || rows[0].Warnings[0].Column != "ins" {
		t.Errorf("%d rows, %v", len(rows), refused)
	}
}

func TestWhatHasNotComeYetIsTold(t *testing.T) {
	p := PersonRow{Line: 7, BirthDate: day("2027-01-02"), DiedOn: day("2027-01-03")}
	if got := p.After(day("2027-01-03")); len(got) != 0 {
		t.Errorf("%v", got)
	}
	if got := p.After(day("2027-01-01")); len(got) != 2 || got[0].Column != "birth_date" || got[1].Column != "died_on" {
		t.Errorf("%v", got)
	}
}

func TestAPersonNeverPrints(t *testing.T) {
	p := PersonRow{Line: 7, INS: ins("185057800608491"), BirthName: "PETIT", Email: "x@example.org"}
	said := fmt.Sprintf("%v %+v %#v %s %v %v %#v", p, p, p, p, p.Traits(), &p, p.Traits())
	if strings.Contains(said, "PETIT") || strings.Contains(said, "example.org") || !strings.Contains(said, "line 7") {
		t.Error(said)
	}
}

func TestReadingStopsWhenTheReaderOfItDoes(t *testing.T) {
	for _, rows := range []func() int{func() (n int) {
		for range ReadPersons(strings.NewReader(personHeader + lineWith(nil) + "bad\n" + lineWith(nil))) {
			n++
			break
		}
		return n
	}, func() (n int) {
		for range ReadPersons(strings.NewReader(personHeader + "bad\nbad\n")) {
			n++
			break
		}
		return n
	}} {
		if n := rows(); n != 1 {
			t.Errorf("%d", n)
		}
	}
}

func TestNoFilePanicsOrPassesHalfALine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9A",\n ]{0,80}`)).Draw(t, "body")
		rows, _, _ := collect(ReadPersons(strings.NewReader(personHeader + body)))
		for _, p := range rows {
			if p.INS.IsZero() || p.BirthName == "" || p.BirthDate.IsZero() {
				t.Fatal("half a line")
			}
		}
	})
}

func TestProfessionalsAreRead(t *testing.T) {
	file := "rpps,name,given_name,title,profession,specialty,structure_finess,structure_name,structure_city,email,active\n" +
		"99900000011,Morel,Anne,Dr,10,SM26,990000002,Maison de santé des Lilas,Lyon,anne.morel@example.org,false\n" +
		"99900000029,Roux,Ali,,60,,,,,,\n" + // no structure known, in practice unless said
		"99900000011,Morel,Anne,Dr,10,SM26,2A0000014,Autre lieu,Ajaccio,anne.morel@example.org,\n" +
		"99900000011,Morel,Anne,Dr,10,SM26,990000002,Encore,Lyon,,\n" +
		"99900000012,Faux,Luc,,10,,,,,,\n" +
		"99900000037,Faux,Luc,,11,,,,,,\n" +
		"99900000037,Faux,Luc,,R95_99,,,,,,\n" +
		"99900000037,Faux,Luc,,60,sm 26,990000003,,,x,2\n"
	rows, refused, err := collect(ReadProfessionals(strings.NewReader(file)))
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v, %v, %v", rows, refused, err)
	}
	want := ProfessionalRow{Line: 2, RPPS: "99900000011", Name: "Morel", GivenName: "Anne", Title: "Dr", Profession: "10", Specialty: "SM26", StructureFINESS: "990000002",
		StructureName: "Maison de santé des Lilas", StructureCity: "Lyon", Email: "anne.morel@example.org"}
	if rows[0] != want || !rows[1].Active || rows[1].Specialty != "" || rows[2].StructureFINESS != "2A0000014" {
		t.Errorf("%+v", rows)
	}
	for i, start := range []string{"line 5, column rpps: twice", "line 6, column rpps: luhn", "line 7, column profession", "line 8, column profession",
		"line 9, column specialty", "line 9, column structure_finess: luhn", "line 9, column email", "line 9, column active"} {
		if i >= len(refused) || !strings.HasPrefix(refused[i], start) {
			t.Errorf("want %s: %v", start, refused)
		}
	}
}

func TestStaffIsRead(t *testing.T) {
	file := "kind,name,given_name,email,structure,structure_city\nhelper,Leroy,Zoé,Zoe.Leroy@example.org,France services de Digne,Digne-les-Bains\n" +
		"Operator,Nom,Prénom,op@example.org,,\nboss,Nom,Prénom,boss@example.org,,\nsupport,Nom,Prénom,OP@example.org,,\nsupport,Nom,Prénom,,,\n"
	rows, refused, err := collect(ReadStaff(strings.NewReader(file)))
	if err != nil || len(rows) != 2 || rows[0] != (StaffRow{2, "helper", "Leroy", "Zoé", "zoe.leroy@example.org", "France services de Digne", "Digne-les-Bains", false}) {
		t.Fatalf("%+v, %v, %v", rows, refused, err)
	}
	if len(refused) != 3 || !strings.HasPrefix(refused[0], "line 4, column kind") || !strings.HasPrefix(refused[1], "line 5, column email: twice") {
		t.Errorf("%v", refused)
	}
}

func TestRejectsGoToAFileOfTheirOwn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.csv.rejects.csv")
	if err := os.WriteFile(path, []byte("of an earlier run"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := NewRejectFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("rejects of an earlier run survive")
	}
	bad := Rejected{{3, "ins", "key: x, y"}, {3, "", "fields"}}
	if err := errors.Join(f.Add(bad), f.Close()); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "line,column,reason\n3,ins,\"key: x, y\"\n3,,fields\n" {
		t.Errorf("%s, %v", got, err)
	}
	if bad.Error() != "line 3, column ins: key: x, y" {
		t.Error(bad.Error())
	}
	none, err := NewRejectFile(path)
	if err := errors.Join(err, none.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("an empty file of rejects is left")
	}
	if f, err := NewRejectFile(filepath.Join(path, "x", "y")); err == nil && f.Add(bad) == nil {
		t.Error("a folder that is not there took rejects")
	}
}

func TestTraitsAreFoundByAnySpelling(t *testing.T) {
	a := Traits{BirthName: "D'Arc-Müller", FirstGivenName: "Marie-Hélène", BirthDate: day("1985-05-01"), Sex: Female}
	b := Traits{BirthName: "D’ARC MULLER", FirstGivenName: "marie helene", BirthDate: day("1985-05-01"), Sex: Female}
	if a.Normal() != b.Normal() || a.Normal() != "D ARC MULLER|MARIE HELENE|1985-05-01|F" || !a.Whole() {
		t.Errorf("%s and %s", a.Normal(), b.Normal())
	}
	for name, missing := range map[string]Traits{
		"birth name": {"-", "A", a.BirthDate, Female}, "given name": {"A", "", a.BirthDate, Female},
		"birth date": {"A", "A", time.Time{}, Female}, "sex": {"A", "A", a.BirthDate, ""},
	} {
		if missing.Whole() {
			t.Errorf("whole without %s", name)
		}
	}
}

// The INSi's fictitious persons have columns of their own; issue 2 wants them in
// the shape of interface.md.
func TestTestIdentitiesOfTheINSiAreRead(t *testing.T) {
	file := personHeader
	for _, v := range vectors(t, "ids/ins_test_identities.csv") {
		file += lineWith(map[string]string{"ins": v["ins"], "ins_oid": v["oid"], "birth_name": v["birth_family"], "birth_given_names": v["given_list"],
			"sex": v["sex"], "birth_date": v["birth_date"], "birth_place": v["birth_cog"]})
	}
	rows, refused, err := collect(ReadPersons(strings.NewReader(file)))
	if err != nil || len(rows) != 6 || len(refused) != 2 { // HOUILLES has neither number nor OID
		t.Fatalf("%d rows, %v, %v", len(rows), refused, err)
	}
	if rows[1].Traits().FirstGivenName != "PIERRE-ALAIN" || rows[3].INS.Reveal() != "297022A02077878" || rows[3].BirthPlace != "2A020" {
		t.Error("traits are not those of the table")
	}
}

func TestProfessionalsOfTheRealDataAreRead(t *testing.T) {
	file := "rpps,name,given_name,profession,specialty\n"
	for i, v := range vectors(t, "seed/professionals_seed.csv") {
		profession, specialty, _ := strings.Cut(strings.TrimPrefix(v["speciality_code_J01"], "G15_"), "/")
		if profession == "" || len(profession) > 2 {
			continue // no code, or no health profession
		}
		file += withLuhn(fmt.Sprintf("9990%06d", i)) + "," + v["family"] + "," + v["given"] + "," + profession + "," + specialty + "\n"
	}
	rows, refused, err := collect(ReadProfessionals(strings.NewReader(file)))
	if err != nil || len(refused) > 0 || len(rows) < 40 {
		t.Errorf("%d rows, %v, %v", len(rows), refused, err)
	}
}

// What a card names a place by, and what the place is, come with the directory (6.3, G13); neither is asked for.
func TestAPlaceHasItsSIRETAndItsCategory(t *testing.T) {
	t.Parallel()
	rows, refused, err := collect(ReadProfessionals(strings.NewReader("rpps,name,given_name,profession,structure_finess,structure_siret,structure_category\n" +
		"99900000011,Morel,Anne,10,990000002,19000000000015,223\n99900000037,Faux,Luc,60,990000002,,\n" +
		"99900000029,Faux,Luc,60,990000002,123,\n99900000045,Faux,Luc,60,990000002,,PMI\n")))
	if err != nil || len(rows) != 2 || rows[0].StructureSIRET != "19000000000015" || rows[0].StructureKind != "223" || rows[1].StructureKind != "" {
		t.Errorf("%+v, %v, %v", rows, refused, err)
	}
}
