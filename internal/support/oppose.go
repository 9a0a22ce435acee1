package support

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// Oppose opposes for a caller, within the hours of the law (#131), in a live
// call of the agent: code, number and serial number are judged together (#132).
func (s *Service) Oppose(ctx context.Context, by access.Actor, a id.Attendance, code, nir, serial string) (enrolment.Receipt, error) {
	call, err := s.Live(ctx, by, a)
	if err != nil {
		return enrolment.Receipt{}, err
	}
	if call.Kind != Call {
		return enrolment.Receipt{}, problem.Clash("no-call")
	}
	if open, _ := s.PhoneOpen(); !open {
		return enrolment.Receipt{}, problem.Field("", "phone-closed")
	}
	return s.spaces.OpposeByPhone(ctx, by, code, nir, serial)
}
