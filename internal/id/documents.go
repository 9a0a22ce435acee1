package id

// What a person does with documents.
type (
	Folder  = ID[folder]  // of a person's own
	Request = ID[request] // to a professional, about a document
)

type (
	folder  struct{}
	request struct{}
)
