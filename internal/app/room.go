package app

// room is memory that the garbage collector counts and nobody touches, so that
// no page of it is ever real. The collector runs when the heap has doubled: of a
// program that lives on 6 MB it would run every ten pages, and cost a quarter
// of each. With room it waits for some 40 MB more. GOGC and GOMEMLIMIT, where the
// deployer sets them, count as always.
func room() []byte { return make([]byte, 32<<20) }
