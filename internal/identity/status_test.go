package identity

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"espacesante/internal/clock"
	"espacesante/internal/dbtest"
)

func TestStatusAnswersEachNumberInOrder(t *testing.T) {
	pool, v := dbtest.New(t), keys(t)
	pool.Now = clock.Fixed(time.Date(2027, 3, 12, 14, 5, 0, 0, time.UTC))
	imports(t, pool, v, family())
	imports(t, pool, v, personHeader+lineWith(map[string]string{"ins": "158057800608491", "ins_oid": OIDTest}))
	owner := dbtest.AsSuperuser(t, pool)
	for _, sql := range []string{
		`INSERT INTO access_log (patient_id, id, at, role, act) SELECT patient_id, 'cccccccc-cccc-7ccc-8ccc-cccccccccccc', now(), 'system', 'space.invite' FROM spaces`,
		`UPDATE spaces SET state = 'INVITED', deadline = '2027-04-23 22:00Z', line_id = 'cccccccc-cccc-7ccc-8ccc-cccccccccccc'
			WHERE patient_id = (SELECT patient_id FROM representatives)`,
	} {
		if _, err := owner.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	asked := "\ufeffins,birth_name\r\n" + childINS + ",PETIT\r\n\r\n1 85 05 78 006 084 91\n290112A00412351\nhello\n\"158057800608491\"\n" + childINS
	var out bytes.Buffer
	if err := Status(t.Context(), pool, v, strings.NewReader(asked), &out); err != nil {
		t.Fatal(err)
	}
	child := childINS + ",INVITED,2027-03-12T14:05:00Z,2027-04-23T22:00:00Z\n"
	want := "ins,state,since,deadline\n" + child + parentINS + ",ELIGIBLE,2027-03-12T14:05:00Z,\n290112A00412351,UNKNOWN,,\nhello,UNKNOWN,,\n" +
		"158057800608491,ELIGIBLE,2027-03-12T14:05:00Z,\n" + child
	if out.String() != want {
		t.Errorf("%s, want %s", out.String(), want)
	}
}

func TestStatusOfALongListIsWhole(t *testing.T) {
	pool, v := dbtest.New(t), keys(t)
	file := generated(t, 2*statusBatch, 9)
	imports(t, pool, v, string(file))
	var out bytes.Buffer
	if err := Status(t.Context(), pool, v, bytes.NewReader(file), &out); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(out.String(), ",ELIGIBLE,"); got != 2*statusBatch {
		t.Errorf("%d answers", got)
	}
	if err := Status(t.Context(), pool, v, iotest.ErrReader(errors.New("cut")), &out); err == nil {
		t.Error("a list that cannot be read passed")
	}
	if err := Status(t.Context(), pool, v, bytes.NewReader(file), full{}); err == nil {
		t.Error("a full disk went unnoticed")
	}
}
