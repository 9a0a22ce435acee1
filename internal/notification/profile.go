package notification

// ProfileCompleted tells that a professional completed the profile, the
// vaccinations or the measures (#45).
const ProfileCompleted Kind = "M9c"
