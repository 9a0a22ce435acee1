package record_test

import (
	"testing"

	"espacesante/internal/antivirus"
	"espacesante/internal/antivirus/clamtest"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/problem"
)

// issue 7 point 2: with an antivirus every file is scanned, also the one inside a clinical document; one that is harmful,
// or that nobody scanned, leaves nothing.
func TestAHarmfulFileIsNotKeptNorOneNobodyScanned(t *testing.T) {
	p := open(t)
	clamd, err := clamtest.Start()
	p.must(err)
	t.Cleanup(clamd.Close)
	scanner, err := antivirus.Open(clamd.Address)
	p.must(err)
	p.Records.Scanned(scanner)

	harmful := upload("x")
	harmful.File = append(cdatest.PDF("x"), clamtest.EICAR...)
	_, err = p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, harmful)
	wantField(t, err, "fichier", "file-infected")
	inside := cdatest.Level1(cdatest.Options{Media: "text/plain", Body: clamtest.EICAR})
	_, err = p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, clinical(inside))
	wantField(t, err, "fichier", "file-infected")
	_, err = p.Records.ReadPrevious(t.Context(), inside, "a.xml")
	wantField(t, err, "fichier", "file-infected")

	p.deposit(p.author.Actor, upload("clean"))
	scans := clamd.Scanned.Load()
	if scans != 6 {
		t.Errorf("%d scans", scans)
	}
	clamd.Close()
	_, err = p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, upload("later"))
	if problem.KindOf(err) != problem.Unavailable {
		t.Errorf("nobody scanned it: %v", err)
	}
	if n, files := p.count(`SELECT count(*) FROM documents`), len(p.files()); n != 1 || files != 1 {
		t.Errorf("%d documents, %d files", n, files)
	}
}
