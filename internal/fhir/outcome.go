package fhir

// IssueType is what kind of refusal an outcome tells (valueset-issue-type.html).
type IssueType string

// The kinds that we answer with.
const (
	IssueStructure    IssueType = "structure"
	IssueRequired     IssueType = "required"
	IssueValue        IssueType = "value"
	IssueInvalid      IssueType = "invalid"
	IssueNotSupported IssueType = "not-supported"
	IssueTooLong      IssueType = "too-long"
	IssueLogin        IssueType = "login"
	IssueForbidden    IssueType = "forbidden"
	IssueNotFound     IssueType = "not-found"
	IssueConflict     IssueType = "conflict"
	IssueDuplicate    IssueType = "duplicate"
	IssueRule         IssueType = "business-rule"
	IssueThrottled    IssueType = "throttled"
	IssueTransient    IssueType = "transient"
	IssueException    IssueType = "exception"
)

// OperationOutcome tells software what came of its request (operationoutcome.html).
type OperationOutcome struct {
	ResourceType string  `json:"resourceType"`
	Issue        []Issue `json:"issue"`
}

// Issue is one thing to be told.
type Issue struct {
	Severity    string           `json:"severity"`
	Code        IssueType        `json:"code"`
	Details     *CodeableConcept `json:"details,omitempty"`
	Diagnostics string           `json:"diagnostics,omitempty"`
	Expression  []string         `json:"expression,omitempty"`
}

// Refused is an outcome of one error: its kind, our own code of it, and a sentence for whoever reads it.
func Refused(kind IssueType, code, words string, expression ...string) OperationOutcome {
	o := OperationOutcome{ResourceType: "OperationOutcome"}
	return o.And(kind, code, words, expression...)
}

// And adds an error to an outcome.
func (o OperationOutcome) And(kind IssueType, code, words string, expression ...string) OperationOutcome {
	i := Issue{Severity: "error", Code: kind, Expression: expression}
	if code != "" || words != "" {
		i.Details = &CodeableConcept{Text: words}
		if code != "" {
			i.Details.Coding = []Coding{{System: OwnCodes, Code: code}}
		}
	}
	o.Issue = append(o.Issue, i)
	return o
}

// OwnCodes is the system of our own codes of refusal.
const OwnCodes = "urn:espacesante:refus"
