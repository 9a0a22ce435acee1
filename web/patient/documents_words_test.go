package patient

import (
	"slices"
	"strings"
	"testing"

	"espacesante/internal/record"
)

// Whoever masks a document of her own reads of no professional who deposited it.
func TestMaskingOnesOwnDocumentNamesNoDepositor(t *testing.T) {
	own := record.Document{Author: record.Author{Kind: record.ByPatient}}
	theirs := record.Document{Author: record.Author{Kind: record.ByProfessional}}
	told := func(d record.Document) bool {
		return slices.ContainsFunc(seersOnceMasked(d, "Dr Claire Vasseur"), func(s string) bool { return strings.Contains(s, "qui l’a") })
	}
	if told(own) || !told(theirs) {
		t.Errorf("own %v, theirs %v", seersOnceMasked(own, ""), seersOnceMasked(theirs, ""))
	}
	if all := seersOnceMasked(own, "Dr Claire Vasseur"); len(all) != 2 || all[1] != "Dr Claire Vasseur, votre médecin traitant." {
		t.Error(all)
	}
}
