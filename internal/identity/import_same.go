package identity

import (
	"bytes"
	"encoding/json"
	"time"
)

// samePerson compares what is sealed: seals of one thing differ each time.
func samePerson(a, b Person) bool {
	type sealed struct {
		Names   Names
		Contact Contact
		OID     string
		DMP     bool
		Died    string
	}
	form := func(p Person) []byte {
		s := sealed{Names: p.Names, Contact: p.Contact, OID: p.OID, DMP: p.HasDMP}
		if p.DiedOn != nil {
			s.Died = p.DiedOn.Format(time.DateOnly)
		}
		b, err := json.Marshal(s)
		if err != nil {
			return nil
		}
		return b
	}
	was := form(a)
	return was != nil && bytes.Equal(was, form(b))
}
