package cda

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// bodies are the media types of a level 1 body (ASS_A12). PNG is not among them.
var bodies = map[string]bool{
	"application/pdf": true, "text/plain": true, "text/rtf": true, "application/rtf": true,
	"image/jpeg": true, "image/tiff": true,
}

// body reads the document's body: a file in another format (level 1) or sections (levels 2 and 3).
func body(d *Document, n *node) error {
	structured := n.first("component", "structuredBody")
	file := n.first("component", "nonXMLBody", "text")
	switch {
	case structured != nil && file == nil:
		return sections(d, structured)
	case file == nil || structured != nil:
		return refuse(NoBody, "")
	}
	d.Level = 1
	m, err := embedded(file)
	if err != nil {
		return err
	}
	if len(m.Bytes) == 0 {
		return refuse(NoBody, "")
	}
	if !bodies[m.Type] {
		return refuse(BodyType, "")
	}
	d.Body = &m
	return nil
}

func sections(d *Document, n *node) error {
	d.Level = 2
	var media []*node
	regions := map[string][]string{} // an image's ID to the regions drawn on it
	n.walk(func(k *node) {
		switch k.name {
		case "section":
			d.SectionCount++
		case "entry":
			d.EntryCount++
			d.Level = 3
		case "observationMedia":
			media = append(media, k)
		case "regionOfInterest":
			image := k.first("entryRelationship", "observationMedia").get("ID")
			regions[image] = append(regions[image], k.get("ID"))
		}
	})
	if d.SectionCount == 0 {
		return refuse(NoBody, "")
	}
	for _, k := range media {
		value := k.first("value")
		if value == nil || len(value.kids) == 0 || value.first("reference") != nil {
			continue // nullFlavor, or a file kept elsewhere: nothing is fetched
		}
		m, err := embedded(value)
		if err != nil {
			return err
		}
		m.ID = k.get("ID")
		m.Regions = regions[m.ID]
		d.Media = append(d.Media, m)
	}
	for _, s := range n.all("component", "section") {
		d.Sections = append(d.Sections, section(s))
	}
	return nil
}

// embedded decodes an ED value (HL7 abstract data types): base64, or text as it stands.
func embedded(n *node) (Media, error) {
	m := Media{Type: strings.ToLower(n.get("mediaType"))}
	if m.Type == "" {
		m.Type = "text/plain" // HL7's default
	}
	if m.Type == "application/rtf" {
		m.Type = "text/rtf"
	}
	var b strings.Builder
	for _, k := range n.kids {
		b.WriteString(k.text)
	}
	if n.get("compression") != "" {
		return m, refuse(BodyType, "compressed")
	}
	if n.get("representation") != "B64" {
		m.Bytes = []byte(strings.TrimSpace(b.String()))
		return hashed(m), nil
	}
	packed := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\r', '\n':
			return -1
		}
		return r
	}, b.String())
	var err error
	if m.Bytes, err = base64.StdEncoding.DecodeString(packed); err != nil {
		return m, refuse(BadBase64, err.Error())
	}
	return hashed(m), nil
}

func hashed(m Media) Media {
	sum := sha256.Sum256(m.Bytes)
	m.SHA256 = hex.EncodeToString(sum[:])
	return m
}
