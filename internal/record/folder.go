package record

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/name"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Folder is one that the person made. It holds no document: it names some, and
// whoever may not see one of them finds it neither here nor counted.
type Folder struct {
	ID        id.Folder
	Name      string
	Documents int // that the reader sees in it
}

// String hides the name: what somebody calls their papers is theirs.
func (Folder) String() string { return "[folder]" }

// folderMax is the longest name of a folder.
const folderMax = 60

// Folders lists the person's folders, by name. Professionals and helpers have
// none: how somebody files their papers is told to nobody.
func (s *Service) Folders(ctx context.Context, by access.Actor, patient id.Patient) ([]Folder, error) {
	var sealed []folder
	var key vault.Wrapped
	req := gate.Request{By: by, Act: access.ListFolders, Patient: patient, Reads: true}
	all, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (all []Folder, err error) {
		var inside []filled
		if key, sealed, err = folders(ctx, tx, patient, askFillings(tx, patient, &inside)); err != nil {
			return nil, err
		}
		holds := map[id.Folder]int{}
		for _, f := range inside {
			if Current.holds(tx, f.row) {
				holds[f.folder] += f.documents
			}
		}
		for _, f := range sealed {
			all = append(all, Folder{ID: f.ID, Documents: holds[f.ID]})
		}
		return all, nil
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	space, err := s.vault.Space(patient, key)
	if err != nil {
		return nil, fmt.Errorf("record: key: %w", err)
	}
	for i := range all {
		plain, err := space.Open(sealed[i].Sealed, aboutFolder(all[i].ID))
		if err != nil {
			return nil, fmt.Errorf("record: folder: %w", err)
		}
		all[i].Name = string(plain)
	}
	slices.SortFunc(all, func(a, b Folder) int { return strings.Compare(name.Normal(a.Name), name.Normal(b.Name)) })
	return all, nil
}

// MakeFolder adds a folder, or gives the one of that name back: the same form
// sent twice makes one.
func (s *Service) MakeFolder(ctx context.Context, by access.Actor, patient id.Patient, called string) (id.Folder, error) {
	called, err := folderName(called)
	if err != nil {
		return id.Folder{}, err
	}
	return gate.Get(ctx, s.gate, gate.Request{By: by, Act: access.SetFolder, Patient: patient}, func(tx *gate.Tx) (id.Folder, error) {
		space, err := s.vault.Make(ctx, tx, patient, tx.Line())
		if err != nil {
			return id.Folder{}, err
		}
		same, all, err := namesake(ctx, tx, space, patient, called)
		if err != nil || !same.IsZero() {
			return same, err
		}
		if all >= limit.Folders {
			return id.Folder{}, problem.Field("nom", "folders-full")
		}
		f := id.New[id.Folder]()
		tx.Name(f.String())
		return f, keepFolder(ctx, tx, patient, f, space.Seal([]byte(called), aboutFolder(f)))
	})
}

// RenameFolder calls a folder otherwise.
func (s *Service) RenameFolder(ctx context.Context, by access.Actor, patient id.Patient, f id.Folder, called string) error {
	called, err := folderName(called)
	if err != nil {
		return err
	}
	return s.folder(ctx, by, patient, f, func(tx *gate.Tx) error {
		space, err := s.vault.Make(ctx, tx, patient, tx.Line())
		if err != nil {
			return err
		}
		same, _, err := namesake(ctx, tx, space, patient, called)
		if err != nil {
			return err
		}
		if !same.IsZero() && same != f {
			return problem.Field("nom", "folder-twice")
		}
		return keepFolder(ctx, tx, patient, f, space.Seal([]byte(called), aboutFolder(f)))
	})
}

// EndFolder takes a folder away. What was in it stays where it is.
func (s *Service) EndFolder(ctx context.Context, by access.Actor, patient id.Patient, f id.Folder) error {
	return s.folder(ctx, by, patient, f, func(tx *gate.Tx) error { return endFolder(ctx, tx, patient, f) })
}

// File puts a document into a folder, or takes it out. Only what its reader
// sees can be filed.
func (s *Service) File(ctx context.Context, by access.Actor, patient id.Patient, f id.Folder, doc id.Document, in bool) error {
	return s.folder(ctx, by, patient, f, func(tx *gate.Tx) error {
		r, there, err := document(ctx, tx, patient, doc)
		if err != nil {
			return err
		}
		if !there || r.seen(tx) != "" {
			return problem.Missing("document")
		}
		return putIn(ctx, tx, patient, f, doc, in)
	})
}

// FoldersOf are the folders that hold a document.
func (s *Service) FoldersOf(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document) ([]id.Folder, error) {
	var all []id.Folder
	req := gate.Request{By: by, Act: access.ListFolders, Patient: patient, Reads: true}
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		var inside []filed
		err := ask(ctx, tx, askFiled(tx, patient, doc, &inside))
		for _, in := range inside {
			all = append(all, in.FolderID)
		}
		return err
	})
	return all, err
}

// folder passes a change of one folder; one that is not there is missing.
func (s *Service) folder(ctx context.Context, by access.Actor, patient id.Patient, f id.Folder, fn func(*gate.Tx) error) error {
	req := gate.Request{By: by, Act: access.SetFolder, Patient: patient, Target: f.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		_, sealed, err := folders(ctx, tx, patient)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(sealed, func(k folder) bool { return k.ID == f }) {
			return problem.Missing("folder")
		}
		return fn(tx)
	})
}

// namesake finds the folder of a name, and counts them all.
func namesake(ctx context.Context, tx *gate.Tx, space *vault.Space, patient id.Patient, called string) (same id.Folder, all int, err error) {
	_, sealed, err := folders(ctx, tx, patient)
	for _, f := range sealed {
		plain, bad := space.Open(f.Sealed, aboutFolder(f.ID))
		if bad != nil {
			return same, 0, fmt.Errorf("record: folder: %w", bad)
		}
		if name.Same(string(plain), called) || string(plain) == called {
			same = f.ID
		}
	}
	return same, len(sealed), err
}

func folderName(s string) (string, error) {
	s = strings.Join(strings.Fields(name.Shown(strings.ToValidUTF8(s, ""))), " ")
	switch {
	case s == "":
		return "", problem.Field("nom", "required")
	case utf8.RuneCountInString(s) > folderMax:
		return "", problem.Field("nom", "folder-long")
	}
	return s, nil
}

func aboutFolder(f id.Folder) string { return "folder " + f.String() }
