package app

// endures looks at the page in each way of making-all.
func (in *inspection) endures() {}
