package fhir

import (
	"context"
	"encoding/json"
	"net/http"

	r4 "espacesante/internal/fhir"
	"espacesante/internal/id"
)

// deposit takes one DocumentReference with its file inside.
func (s *Site) deposit(w http.ResponseWriter, r *http.Request, by asking, body []byte) error {
	d, err := read(body)
	if err != nil {
		return err
	}
	doc, err := s.take(r.Context(), by, d)
	if err != nil {
		return err
	}
	w.Header().Set("Location", s.location(doc))
	answer(w, http.StatusCreated, d.kept(doc))
	return nil
}

// take deposits by the service of the page. Sent again under the same identifier it is the same document.
func (s *Site) take(ctx context.Context, by asking, d received) (doc id.Document, err error) {
	u, err := d.upload()
	switch {
	case err != nil:
	case s.Certified != nil:
		by, err = s.named(ctx, by.places, d)
	default:
		err = d.author(by.rpps)
	}
	if err != nil {
		return doc, err
	}
	patient, err := s.whose(ctx, by, d)
	if err != nil {
		return doc, err
	}
	return s.Records.Deposit(ctx, by.Actor, patient, u)
}

func (s *Site) location(doc id.Document) string {
	return s.BaseURL + Base + "/DocumentReference/" + doc.String()
}

// kept is the document as it stands now, without its file and without whom it is about: who sent it knows.
func (d received) kept(doc id.Document) r4.DocumentReference {
	k := r4.DocumentReference{ResourceType: "DocumentReference", ID: doc.String(), MasterIdentifier: d.MasterIdentifier, Status: "current",
		Type: d.Type, SecurityLabel: d.SecurityLabel}
	for _, c := range d.Content {
		k.Content = append(k.Content, r4.Content{Attachment: r4.Attachment{ContentType: c.Attachment.ContentType}, Format: c.Format})
	}
	return k
}

// transaction takes a bundle of the profile: a submission set (List), one document, its file (Binary), its person. The
// document alone is kept; what only carries it is answered as taken.
func (s *Site) transaction(w http.ResponseWriter, r *http.Request, by asking, body []byte) error {
	var b r4.Bundle
	if json.Unmarshal(body, &b) != nil || b.ResourceType != "Bundle" {
		return wrong(r4.IssueStructure, "json", "Un Bundle FHIR R4 en JSON est attendu.", "")
	}
	if b.Type != "transaction" {
		return wrong(r4.IssueNotSupported, "bundle", "Seul un Bundle de type transaction est pris ici.", "Bundle.type")
	}
	at, err := only(b)
	if err != nil {
		return err
	}
	d, err := read(b.Entry[at].Resource)
	if err != nil {
		return err
	}
	d.bundle = b
	doc, err := s.take(r.Context(), by, d)
	if err != nil {
		return err
	}
	out := r4.Bundle{ResourceType: "Bundle", Type: "transaction-response"}
	for i := range b.Entry {
		response := r4.EntryResponse{Status: "200 OK"}
		if i == at {
			response = r4.EntryResponse{Status: "201 Created", Location: s.location(doc)}
		}
		out.Entry = append(out.Entry, r4.Entry{Response: &response})
	}
	answer(w, http.StatusOK, out)
	return nil
}

// only finds the one document of a bundle, and refuses what else we would have to keep.
func only(b r4.Bundle) (at int, err error) {
	at = -1
	for i, e := range b.Entry {
		h, err := r4.ReadHead(e.Resource)
		if err != nil {
			return -1, wrong(r4.IssueStructure, "json", "Une ressource du Bundle ne se lit pas.", "Bundle.entry")
		}
		switch h.ResourceType {
		case "DocumentReference":
			if at >= 0 {
				return -1, wrong(r4.IssueNotSupported, "bundle", "Un Bundle porte un document, et un seul.", "Bundle.entry")
			}
			at = i
		case "List", "Binary", "Patient", "Practitioner", "PractitionerRole", "Organization":
		default:
			return -1, wrong(r4.IssueNotSupported, "resource", "Cette ressource n’est pas prise ici.", "Bundle.entry")
		}
	}
	if at < 0 {
		return -1, wrong(r4.IssueRequired, "required", "Il manque le document (DocumentReference).", "Bundle.entry")
	}
	return at, nil
}
