package identity

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Names, numbers and addresses never reach a log, whatever the verb.
func TestPeopleNeverPrint(t *testing.T) {
	n, _ := ParseNIR("255081416802538")
	names := Names{BirthName: "LEFEBVRE", BirthGivenNames: "HELENE MARIE", BirthDate: time.Date(1955, 8, 1, 0, 0, 0, 0, time.UTC)}
	contact := Contact{Email: "helene@exemple.test", City: "FOIX"}
	reach := Reach{ByEmail, "helene@exemple.test"}
	for _, v := range []any{n, names, contact, reach, Person{INS: n, Names: names, Contact: contact}, names.Traits(),
		&names, &contact, []Names{names}, map[string]Reach{"a": reach}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%q"} {
			said := strings.ToUpper(fmt.Sprintf(verb, v))
			for _, secret := range []string{"LEFEBVRE", "HELENE", "FOIX", "1955", "25508"} {
				if strings.Contains(said, secret) {
					t.Errorf("%T printed with %s says %s", v, verb, said)
				}
			}
		}
	}
}
