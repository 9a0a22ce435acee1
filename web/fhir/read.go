package fhir

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the hash that FHIR R4 gives of an attachment: it compares, it proves nothing
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"espacesante/internal/clock"
	"espacesante/internal/codes"
	r4 "espacesante/internal/fhir"
	"espacesante/internal/file"
	"espacesante/internal/id"
	"espacesante/internal/record"
)

// What FHIR has no element for and a deposit needs.
const (
	informedURL = "urn:espacesante:patient-informe" // valueBoolean: the patient was informed (R.1111-47)
	secretURL   = "urn:espacesante:secret-mineur"   // valueCode: non, or cacher (R.1111-50)
)

// received is a document on its way in: the resource and those that came with it.
type received struct {
	r4.DocumentReference
	bundle r4.Bundle
}

// read takes a DocumentReference out of JSON.
func read(body []byte) (received, error) {
	var d received
	if err := json.Unmarshal(body, &d.DocumentReference); err != nil {
		return d, wrong(r4.IssueStructure, "json", "Ce n’est pas une ressource FHIR R4 en JSON.", "")
	}
	if d.ResourceType != "DocumentReference" {
		return d, wrong(r4.IssueInvalid, "resource", "Une ressource DocumentReference est attendue.", "resourceType")
	}
	return d, nil
}

// upload is what the page would have sent.
func (d received) upload() (u record.Upload, err error) {
	if u.Key, err = d.key(); err != nil {
		return u, err
	}
	if d.Status != "current" {
		return u, wrong(r4.IssueValue, "status", "Seul un document en cours (current) se dépose.", "DocumentReference.status")
	}
	if u.Type, err = d.typeCode(); err != nil {
		return u, err
	}
	if err = d.sight(&u); err != nil {
		return u, err
	}
	if u.Replaces, err = d.replaces(); err != nil {
		return u, err
	}
	u.CaredOn = d.caredOn()
	if e, ok := d.Extended(informedURL); ok && e.ValueBoolean != nil {
		u.Informed = *e.ValueBoolean
	}
	return u, d.file(&u)
}

// key makes the same masterIdentifier one document of one depositor, however often it is sent.
func (d received) key() (string, error) {
	m := d.MasterIdentifier
	if m == nil || m.Value == "" || len(m.Value) > 512 {
		return "", wrong(r4.IssueRequired, "required", "Il manque l’identifiant unique du document.", "DocumentReference.masterIdentifier")
	}
	sum := sha256.Sum256([]byte(m.System + "|" + m.Value))
	return "fhir-" + hex.EncodeToString(sum[:])[:48], nil
}

func (d received) typeCode() (string, error) {
	if d.Type != nil {
		for _, c := range d.Type.Coding {
			if t, listed := codes.DocumentType(c.Code); listed {
				return t.Code, nil
			}
		}
		return "", wrong(r4.IssueValue, "type-unknown", "Ce type de document n’est pas dans la liste officielle.", "DocumentReference.type")
	}
	return "", wrong(r4.IssueRequired, "required", "Il manque le type du document.", "DocumentReference.type")
}

// sight reads who may see the document (TRE_A07). A label that we cannot keep refuses: the document would be shown.
func (d received) sight(u *record.Upload) error {
	if e, ok := d.Extended(secretURL); ok && e.ValueCode == "non" {
		u.Secret = record.NotSecret
	} else if ok && e.ValueCode == "cacher" {
		u.Secret = record.Secret
	}
	for _, l := range d.SecurityLabel {
		for _, c := range l.Coding {
			switch c.Code {
			case "MASQUE_PS":
				u.Masked = true
			case "INVISIBLE_PATIENT":
				u.HiddenFromPatient = true
			case "INVISIBLE_REPRESENTANTS_LEGAUX":
				u.Secret = record.Secret
			case "N", "R", "V":
			default:
				return wrong(r4.IssueNotSupported, "label", "Cette restriction de lecture n’existe pas ici.", "DocumentReference.securityLabel")
			}
		}
	}
	return nil
}

func (d received) replaces() (doc id.Document, err error) {
	for _, r := range d.RelatesTo {
		if r.Code != "replaces" || !doc.IsZero() {
			return doc, wrong(r4.IssueNotSupported, "relates", "Seul le remplacement d’un document est possible.", "DocumentReference.relatesTo")
		}
		ref := r.Target.Reference
		if doc, err = id.Parse[id.Document](ref[strings.LastIndex(ref, "/")+1:]); err != nil || doc.IsZero() {
			return doc, wrong(r4.IssueValue, "relates", "Le document à remplacer est inconnu.", "DocumentReference.relatesTo.target")
		}
	}
	return doc, nil
}

// caredOn is the day of the care: its beginning, else the date of the resource.
func (d received) caredOn() time.Time {
	said := []string{d.Date}
	if d.Context != nil && d.Context.Period != nil {
		said = []string{d.Context.Period.Start, d.Date}
	}
	for _, s := range said {
		if t := r4.ParseDateTime(s); !t.IsZero() {
			return clock.Day(t)
		}
	}
	return time.Time{}
}

// file takes the one file of the document, out of itself or of the Binary beside it, and compares it with what is said.
func (d received) file(u *record.Upload) error {
	const at = "DocumentReference.content"
	if len(d.Content) != 1 {
		return wrong(r4.IssueNotSupported, "content", "Un document porte un fichier, et un seul.", at)
	}
	a := d.Content[0].Attachment
	u.File = a.Data
	if len(a.Data) == 0 && a.URL != "" {
		var b r4.Binary
		raw := d.bundle.Find(a.URL)
		if raw == nil || json.Unmarshal(raw, &b) != nil || b.ResourceType != "Binary" || b.ContentType != a.ContentType {
			return wrong(r4.IssueValue, "binary", "Le fichier n’est pas dans l’envoi.", at+".attachment.url")
		}
		u.File = b.Data
	}
	hash := sha1.Sum(u.File)
	switch {
	case a.Size != 0 && a.Size != int64(len(u.File)):
		return wrong(r4.IssueValue, "size", "La taille annoncée n’est pas celle du fichier.", at+".attachment.size")
	case len(a.Hash) > 0 && !bytes.Equal(a.Hash, hash[:]):
		return wrong(r4.IssueValue, "hash", "L’empreinte annoncée n’est pas celle du fichier.", at+".attachment.hash")
	}
	kind, known := kindOf(a.ContentType)
	if !known {
		return wrong(r4.IssueNotSupported, "file-kind", "Ce type de fichier n’est pas pris ici.", at+".attachment.contentType")
	}
	u.Title = a.Title
	if u.Title == "" {
		u.Title = d.Description
	}
	u.Name = "document" + kind.Extension()
	return nil
}

// kindOf is the kind that a media type announces; the bytes must agree with it.
func kindOf(media string) (file.Kind, bool) {
	media, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(media)), ";")
	switch media {
	case "text/xml", "application/hl7-cda+xml":
		return file.CDA, true
	case "application/rtf":
		return file.RTF, true
	case "image/heif":
		return file.HEIC, true
	}
	for _, k := range file.Kinds() {
		if k.MediaType() == media {
			return k, true
		}
	}
	return "", false
}
