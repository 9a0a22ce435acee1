package fr

import "espacesante/internal/codes"

// DocumentKind is the name of a type of document.
func DocumentKind(code string) string {
	if t, ok := codes.DocumentType(code); ok {
		return t.Label
	}
	return "Document"
}

// Profession is the name of a profession: « Médecin », « Opticien-lunetier ».
func Profession(code string) string {
	if p, ok := codes.Profession(code); ok {
		return p.Label
	}
	return "Professionnel"
}

// Specialty is the name of a profession's specialty, empty when unknown.
func Specialty(profession, code string) string {
	s, _ := codes.Specialty(profession, code)
	return s.Label
}
