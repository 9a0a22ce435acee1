package seal

// SetPage makes pages small, so that tests have several.
func (s *Sealer) SetPage(lines int64) { s.page = lines }
