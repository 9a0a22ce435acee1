package cda

import (
	"encoding/xml"
	"strings"
)

// node is an element of the document, or a run of text when name is empty.
type node struct {
	name string // local name, of the HL7 namespace only
	attr []xml.Attr
	kids []*node
	text string
}

// get reads an attribute without a namespace.
func (n *node) get(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// all gives the elements at the end of a path of names. A nil node has none.
func (n *node) all(path ...string) []*node {
	if n == nil {
		return nil
	}
	at := []*node{n}
	for _, name := range path {
		var next []*node
		for _, p := range at {
			for _, k := range p.kids {
				if k.name == name {
					next = append(next, k)
				}
			}
		}
		at = next
	}
	return at
}

// first gives the first element at the end of a path, or nil.
func (n *node) first(path ...string) *node {
	if found := n.all(path...); len(found) > 0 {
		return found[0]
	}
	return nil
}

// words is all the text under a node, white space made single.
func (n *node) words() string {
	var b strings.Builder
	n.walk(func(k *node) {
		if k.name == "" {
			b.WriteString(k.text)
		} else {
			b.WriteByte(' ')
		}
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

// walk visits n and everything under it, in document order.
func (n *node) walk(visit func(*node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, k := range n.kids {
		k.walk(visit)
	}
}
