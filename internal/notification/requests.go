package notification

// RequestAnswered tells that what a person asked about a document was answered
// (PAT-05).
const RequestAnswered Kind = "M9r"
