package cda

// Error is why a file is refused. Code is one of the constants below; the sentences are in web/fr.
type Error struct {
	Code   string
	Detail string // for the operator's log: never content of the document
}

func (e *Error) Error() string {
	if e.Detail == "" {
		return "cda: " + e.Code
	}
	return "cda: " + e.Code + ": " + e.Detail
}

// The reasons for which a document is refused.
const (
	Empty           = "empty"
	TooBig          = "too-big"
	Encoding        = "encoding"  // UTF-16, an unknown character set, or bytes that are not what is declared
	Doctype         = "doctype"   // any DOCTYPE: entities are the oldest attack on XML, and CDA has none
	Malformed       = "malformed" // not well-formed XML
	Truncated       = "truncated" // the file stops in the middle
	TooDeep         = "too-deep"
	TooMany         = "too-many-elements"
	WrongRoot       = "wrong-root" // XML, but no ClinicalDocument
	SeveralDocs     = "several-documents"
	NoPatient       = "no-patient"
	TwoPatients     = "two-patients"
	MissingINS      = "missing-ins"
	MissingID       = "missing-id"
	MissingType     = "missing-type"
	MissingDate     = "missing-date"
	Confidentiality = "confidentiality" // a code that is not N, R or V
	NoBody          = "no-body"
	BodyType        = "body-type" // a level 1 body that is not PDF, JPEG, TIFF, text or RTF (ASS_A12)
	BadBase64       = "bad-base64"
)

// Codes lists every reason, for the test that each has a sentence.
func Codes() []string {
	return []string{
		Empty, TooBig, Encoding, Doctype, Malformed, Truncated, TooDeep, TooMany, WrongRoot, SeveralDocs, NoPatient,
		TwoPatients, MissingINS, MissingID, MissingType, MissingDate, Confidentiality, NoBody, BodyType, BadBase64,
	}
}

func refuse(code, detail string) error { return &Error{Code: code, Detail: detail} }
