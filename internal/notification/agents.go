package notification

// The messages about what an agent does to the sign-in of a person, at their
// word (SUP-03).
const (
	SignInHeld  Kind = "M24"  // nobody signs in until it is given back
	SignInGiven Kind = "M24r" // given back, with a new password to choose
	SignedOut   Kind = "M24d" // every device is signed out
)
