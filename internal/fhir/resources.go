package fhir

import (
	"encoding/json"
	"strings"
)

// Patient is who a resource is about (FR Core Patient).
type Patient struct {
	ResourceType string         `json:"resourceType"`
	ID           string         `json:"id,omitempty"`
	Meta         *Meta          `json:"meta,omitempty"`
	Identifier   []Identifier   `json:"identifier,omitempty"`
	Name         []HumanName    `json:"name,omitempty"`
	Telecom      []ContactPoint `json:"telecom,omitempty"`
	Gender       string         `json:"gender,omitempty"`
	BirthDate    string         `json:"birthDate,omitempty"`
}

// Practitioner is a professional (FR Core Practitioner).
type Practitioner struct {
	ResourceType string       `json:"resourceType"`
	ID           string       `json:"id,omitempty"`
	Identifier   []Identifier `json:"identifier,omitempty"`
	Name         []HumanName  `json:"name,omitempty"`
}

// Organization is a structure (FR Core Organization).
type Organization struct {
	ResourceType string       `json:"resourceType"`
	ID           string       `json:"id,omitempty"`
	Identifier   []Identifier `json:"identifier,omitempty"`
	Name         string       `json:"name,omitempty"`
}

// DocumentReference is a document and what is said of it (PDSm Comprehensive DocumentReference).
type DocumentReference struct {
	ResourceType     string            `json:"resourceType"`
	ID               string            `json:"id,omitempty"`
	Meta             *Meta             `json:"meta,omitempty"`
	Contained        []json.RawMessage `json:"contained,omitempty"`
	Extension        []Extension       `json:"extension,omitempty"`
	MasterIdentifier *Identifier       `json:"masterIdentifier,omitempty"`
	Identifier       []Identifier      `json:"identifier,omitempty"`
	Status           string            `json:"status"`
	DocStatus        string            `json:"docStatus,omitempty"`
	Type             *CodeableConcept  `json:"type,omitempty"`
	Category         []CodeableConcept `json:"category,omitempty"`
	Subject          *Reference        `json:"subject,omitempty"`
	Date             string            `json:"date,omitempty"`
	Author           []Reference       `json:"author,omitempty"`
	Authenticator    *Reference        `json:"authenticator,omitempty"`
	Custodian        *Reference        `json:"custodian,omitempty"`
	RelatesTo        []RelatesTo       `json:"relatesTo,omitempty"`
	Description      string            `json:"description,omitempty"`
	SecurityLabel    []CodeableConcept `json:"securityLabel,omitempty"`
	Content          []Content         `json:"content"`
	Context          *Context          `json:"context,omitempty"`
}

// RelatesTo says which document another one replaces.
type RelatesTo struct {
	Code   string    `json:"code"`
	Target Reference `json:"target"`
}

// Content is a file of a document.
type Content struct {
	Attachment Attachment `json:"attachment"`
	Format     *Coding    `json:"format,omitempty"`
}

// Context is the care that a document comes from.
type Context struct {
	Event             []CodeableConcept `json:"event,omitempty"`
	Period            *Period           `json:"period,omitempty"`
	FacilityType      *CodeableConcept  `json:"facilityType,omitempty"`
	PracticeSetting   *CodeableConcept  `json:"practiceSetting,omitempty"`
	SourcePatientInfo *Reference        `json:"sourcePatientInfo,omitempty"`
}

// Labelled reports whether a security label of that code is there, whatever its system.
func (d DocumentReference) Labelled(code string) bool {
	for _, l := range d.SecurityLabel {
		for _, c := range l.Coding {
			if c.Code == code {
				return true
			}
		}
	}
	return false
}

// Extended finds an extension by its address.
func (d DocumentReference) Extended(url string) (Extension, bool) {
	for _, e := range d.Extension {
		if e.URL == url {
			return e, true
		}
	}
	return Extension{}, false
}

// Binary is a file alone.
type Binary struct {
	ResourceType string `json:"resourceType"`
	ID           string `json:"id,omitempty"`
	ContentType  string `json:"contentType"`
	Data         []byte `json:"data"`
}

// Bundle is several resources together (bundle.html).
type Bundle struct {
	ResourceType string      `json:"resourceType"`
	ID           string      `json:"id,omitempty"`
	Meta         *Meta       `json:"meta,omitempty"`
	Identifier   *Identifier `json:"identifier,omitempty"`
	Type         string      `json:"type"`
	Timestamp    string      `json:"timestamp,omitempty"`
	Entry        []Entry     `json:"entry,omitempty"`
}

// Entry is one resource of a bundle, still in JSON.
type Entry struct {
	FullURL  string          `json:"fullUrl,omitempty"`
	Resource json.RawMessage `json:"resource,omitempty"`
	Request  *EntryRequest   `json:"request,omitempty"`
	Response *EntryResponse  `json:"response,omitempty"`
}

// EntryRequest is what a transaction asks to do with a resource.
type EntryRequest struct {
	Method string `json:"method"`
	URL    string `json:"url"`
}

// EntryResponse is what came of it.
type EntryResponse struct {
	Status       string          `json:"status"`
	Location     string          `json:"location,omitempty"`
	LastModified string          `json:"lastModified,omitempty"`
	Outcome      json.RawMessage `json:"outcome,omitempty"`
}

// Add puts a resource into the bundle under its full address.
func (b *Bundle) Add(fullURL string, resource any) error {
	raw, err := json.Marshal(resource)
	if err != nil {
		return err
	}
	b.Entry = append(b.Entry, Entry{FullURL: fullURL, Resource: raw})
	return nil
}

// Find is the resource that a reference leads to within the bundle: by its full address, or by its type and id.
func (b Bundle) Find(reference string) json.RawMessage {
	if reference == "" {
		return nil
	}
	for _, e := range b.Entry {
		if e.FullURL == reference || strings.HasSuffix(e.FullURL, "/"+reference) {
			return e.Resource
		}
	}
	for _, e := range b.Entry {
		h, err := ReadHead(e.Resource)
		if err == nil && h.ID != "" && h.ResourceType+"/"+h.ID == reference {
			return e.Resource
		}
	}
	return nil
}

// Head is what every resource begins with.
type Head struct {
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`
}

// ReadHead says which resource some JSON is.
func ReadHead(raw json.RawMessage) (h Head, err error) {
	err = json.Unmarshal(raw, &h)
	return h, err
}
