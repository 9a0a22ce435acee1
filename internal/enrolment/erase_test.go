package enrolment_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
	"espacesante/internal/vault"
)

// T60, T42, invariants 33 and 34: half of a town is erased. Nothing of them is
// left, nor comes back with a backup; the others are as they were.
func TestErasedSpacesAreGoneAndStayGone(t *testing.T) {
	t.Parallel()
	size := 200
	if testing.Short() {
		size = 40
	}
	n := newTown(t, size)
	gone, rest := n.people[:size/2], n.people[size/2:]
	backup, files1 := dbtest.Dump(t, n.Pool), filepath.Join(t.TempDir(), "blobs")
	n.must(os.CopyFS(files1, os.DirFS(n.BlobDir)))
	oldKeys, err := os.ReadFile(n.Keys.Master)
	n.must(err)

	n.ask(gone)
	n.sweep(0) // 30 days to change one's mind
	intactKeys := count(t, dbtest.AsSuperuser(t, n.Pool), `SELECT count(*) FROM space_keys WHERE wrapped IS NOT NULL`)
	if intactKeys != size {
		t.Fatalf("%d keys of %d before anything is due", intactKeys, size)
	}
	n.Wait(erasureDays)
	n.sweep(len(gone))

	super := dbtest.AsSuperuser(t, n.Pool)
	for _, c := range gone {
		if left := remains(t, super, c.Patient.Patient); len(left) > 0 {
			t.Fatalf("left of an erased space: %v", left)
		}
		if got, err := readable(t, n.Pool, n.Vault, n.Blobs, c); err == nil || len(got) > 0 {
			t.Fatalf("%d bytes of an erased space, %v", len(got), err)
		}
	}
	if left := files(t, n.BlobDir); left != len(rest) {
		t.Errorf("%d files for %d spaces", left, len(rest))
	}
	intact(t, n.Pool, n.Vault, n.Blobs, rest)

	t.Run("a backup restored", func(t *testing.T) {
		old, store := restored(t, n, backup, files1)
		back := 0
		for _, c := range gone {
			if got, err := readable(t, old, n.Vault, store, c); err == nil && bytes.Equal(got, c.bytes) {
				back++
			}
		}
		if back != len(gone) {
			t.Fatalf("the backup holds %d of %d: the test looks at nothing", back, len(gone))
		}
		e := enrolment.Erasing{Files: store, List: n.erasing.List}
		for _, want := range []int{len(gone), 0} { // the second time there is nothing to do
			done, err := serviceOver(n, old).Replay(t.Context(), e)
			if err != nil || done != want {
				t.Fatalf("%d erased again, want %d: %v", done, want, err)
			}
		}
		super := dbtest.AsSuperuser(t, old)
		for _, c := range gone {
			got, err := readable(t, old, n.Vault, store, c)
			if left := remains(t, super, c.Patient.Patient); err == nil || len(got) > 0 || len(left) > 0 {
				t.Fatalf("brought back: %d bytes, %v, %v", len(got), left, err)
			}
		}
		if left := files(t, files1); left != len(rest) {
			t.Errorf("%d files for %d spaces", left, len(rest))
		}
		intact(t, old, n.Vault, store, rest)
		told := count(t, super, `SELECT count(*) FROM river_job WHERE kind = 'enrolment.farewell'`)
		if told != 0 {
			t.Errorf("%d persons are told again", told)
		}
	})

	t.Run("the older backup without the old master key", func(t *testing.T) {
		n.must(jobs.Batch(t.Context(), n.Pool, func(tx *db.Tx) error { return n.Vault.AddMasterKey(t.Context(), tx) }))
		n.must(jobs.Batch(t.Context(), n.Pool, func(tx *db.Tx) error {
			_, err := n.Vault.Rewrap(t.Context(), tx, 10_000)
			return err
		}))
		n.must(jobs.Batch(t.Context(), n.Pool, func(tx *db.Tx) error {
			_, err := n.Vault.RetireMasterKeys(t.Context(), tx)
			return err
		}))
		v, err := vault.Open(n.Keys, false) // a process that never held the old key
		n.must(err)
		old, store := restored(t, n, backup, filepath.Join(t.TempDir(), "none"))
		for _, c := range n.people {
			if got, err := readable(t, old, v, store, c); !errors.Is(err, vault.ErrSealed) || len(got) > 0 {
				t.Fatalf("the older backup alone: %d bytes, %v", len(got), err)
			}
		}
		intact(t, n.Pool, v, n.Blobs, rest)
		// …and the old file opens nothing of today's database.
		thief := n.Keys
		thief.Master = filepath.Join(t.TempDir(), "old.json")
		n.must(os.WriteFile(thief.Master, oldKeys, 0o600))
		stolen, err := vault.Open(thief, false)
		n.must(err)
		for _, c := range rest {
			if got, err := readable(t, n.Pool, stolen, n.Blobs, c); !errors.Is(err, vault.ErrSealed) || len(got) > 0 {
				t.Fatalf("the old master key: %d bytes, %v", len(got), err)
			}
		}
	})
}

// What erases rows is refused for any space that is not to be erased, whoever
// calls it, and the program's role may not call it at all.
func TestNoSpaceIsEmptiedThatIsNotErased(t *testing.T) {
	t.Parallel()
	n := newTown(t, 2)
	asked, other := n.people[0], n.people[1]
	n.ask(n.people[:1])
	n.Wait(erasureDays)
	for _, c := range []*citizen{asked, other} {
		err := jobs.Batch(t.Context(), n.Pool, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `SELECT erase_space(@patient, @now)`, pgx.NamedArgs{"patient": c.Patient.Patient, "now": tx.Now()})
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "not to be erased") {
			t.Errorf("emptied before its key was destroyed: %v", err)
		}
		if _, err := dbtest.Owner(t, n.Pool).Exec(t.Context(), `DELETE FROM documents WHERE patient_id = $1`, c.Patient.Patient); err != nil {
			t.Error(err)
		}
	}
	if _, err := n.Pool.Exec(t.Context(), `SELECT erase_space($1, $2)`, other.Patient.Patient, n.Pool.Now()); err == nil {
		t.Error("the program's role emptied a space")
	}
	intact(t, n.Pool, n.Vault, n.Blobs, n.people[1:])
	if got := count(t, dbtest.AsSuperuser(t, n.Pool), `SELECT count(*) FROM documents`); got != 2 {
		t.Errorf("%d documents of 2 are left", got)
	}
}

// Cancelled in time, a space is back in its archive, whole; at the last instant
// too (ties favour the person), not after.
func TestErasingIsCancelledForThirtyDays(t *testing.T) {
	t.Parallel()
	n := newTown(t, 2)
	n.ask(n.people)
	last := enrolment.EraseOn(sample.Start)
	support := n.Staff(t, access.Support)
	n.Set(last)
	n.sweep(0)
	for _, p := range n.people {
		n.OnTheLine(t, support, p.Patient.Patient, 2)
	}
	n.must(n.enrolment.Keep(t.Context(), support, n.people[0].Patient.Patient))
	n.Set(last.Add(time.Microsecond))
	if err := n.enrolment.Keep(t.Context(), support, n.people[1].Patient.Patient); problem.Reason(err) != access.WrongState {
		t.Errorf("cancelled too late: %v", err)
	}
	n.sweep(1)
	var state string
	n.must(dbtest.AsSuperuser(t, n.Pool).QueryRow(t.Context(), `SELECT state FROM spaces WHERE patient_id = $1`, n.people[0].Patient.Patient).Scan(&state))
	if state != string(access.ClosedArchived) {
		t.Errorf("what was kept is %s", state)
	}
}

// R.1111-36, #16, #119: an archive ends by itself after ten years.
func TestAnArchiveIsErasedAfterTenYears(t *testing.T) {
	t.Parallel()
	n := newTown(t, 1)
	_, err := n.enrolment.Close(t.Context(), n.people[0].Actor, enrolment.ByHolder)
	n.must(err)
	n.Set(enrolment.ArchiveEnd(sample.Start).Add(-time.Second))
	n.sweep(0)
	n.Set(enrolment.ArchiveEnd(sample.Start).Add(25 * time.Hour))
	n.sweep(1)
	if left := remains(t, dbtest.AsSuperuser(t, n.Pool), n.people[0].Patient.Patient); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// A sweep that is cut short at any point is finished by the next: the key is
// gone first, files before the rows that name them.
func TestAnErasingCutShortIsFinished(t *testing.T) {
	t.Parallel()
	n := newTown(t, 3)
	n.ask(n.people)
	n.Wait(erasureDays)
	broken := n.erasing
	broken.Files = &failing{Store: n.Blobs, after: 1}
	done, err := n.enrolment.EraseDue(t.Context(), broken)
	if done != 3 || !errors.Is(err, errBroken) {
		t.Fatalf("%d, %v", done, err)
	}
	for _, c := range n.people {
		if got, err := readable(t, n.Pool, n.Vault, n.Blobs, c); err == nil || len(got) > 0 {
			t.Errorf("%d bytes after the key was destroyed", len(got))
		}
	}
	n.sweep(0)
	super := dbtest.AsSuperuser(t, n.Pool)
	for _, c := range n.people {
		if left := remains(t, super, c.Patient.Patient); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	}
	if left := files(t, n.BlobDir); left != 0 {
		t.Errorf("%d files left", left)
	}
	all, err := n.erasing.List.All()
	n.must(err)
	if len(all) != 3 || count(t, dbtest.AsSuperuser(t, n.Pool), `SELECT count(*) FROM river_job WHERE kind = 'enrolment.farewell'`) != 3 {
		t.Errorf("%d on the list", len(all))
	}
}

// If the list cannot be written nothing is erased: what is not on it could come
// back with a backup.
func TestNothingIsErasedThatIsNotOnTheList(t *testing.T) {
	t.Parallel()
	n := newTown(t, 1)
	n.ask(n.people)
	n.Wait(erasureDays)
	file := filepath.Join(t.TempDir(), "file")
	n.must(os.WriteFile(file, nil, 0o600))
	e := n.erasing
	e.List = enrolment.NewErasedList(filepath.Join(file, "erased.jsonl"))
	if done, err := n.enrolment.EraseDue(t.Context(), e); err == nil || done != 0 {
		t.Fatalf("%d, %v", done, err)
	}
	if got := count(t, dbtest.AsSuperuser(t, n.Pool), `SELECT count(*) FROM space_keys WHERE wrapped IS NOT NULL`); got != 1 {
		t.Errorf("%d keys", got)
	}
	n.sweep(1)
}

// A line cut by a crash hides none after it, and is told.
func TestATornLineOfTheListHidesNoOther(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "erased.jsonl")
	list := enrolment.NewErasedList(path)
	one, two := enrolment.ErasedSpace{Patient: id.New[id.Patient](), At: sample.Start, Number: "A"}, enrolment.ErasedSpace{Patient: id.New[id.Patient](), At: sample.Start, Number: "B"}
	if err := list.Add(one); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, append(whole, whole[:20]...), 0o600)
	}
	if err = errors.Join(err, list.Add(two)); err != nil {
		t.Fatal(err)
	}
	all, err := list.All()
	if !slices.Equal(all, []enrolment.ErasedSpace{one, two}) || err == nil || !strings.Contains(err.Error(), ":2:") {
		t.Errorf("%v, %v", all, err)
	}
}

// The caisse's next file brings nobody back whose space was erased.
func TestAFileOfTheCaisseOpensNoErasedSpace(t *testing.T) {
	t.Parallel()
	n := newTown(t, 1)
	n.ask(n.people)
	n.Wait(erasureDays)
	n.sweep(1)
	p := n.people[0].Person
	csv := "ins,ins_oid,birth_name,birth_given_names,sex,birth_date\n" + strings.Join([]string{p.INS.Reveal(), p.OID, p.BirthName,
		p.BirthGivenNames, string(p.Sex), p.BirthDate.Format(time.DateOnly)}, ",") + "\n"
	got, err := identity.ImportPersons(t.Context(), n.Pool, n.Vault, strings.NewReader(csv), identity.Watch{})
	if err != nil || got.Unchanged != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if left := remains(t, dbtest.AsSuperuser(t, n.Pool), n.people[0].Patient.Patient); len(left) > 0 {
		t.Errorf("back: %v", left)
	}
}

// Whoever shows the number of an erased space gets the answer that nobody's
// number gets (one public answer, decisions.md §2).
func TestAnErasedNumberIsNobodys(t *testing.T) {
	t.Parallel()
	n := newTown(t, 1)
	n.ask(n.people)
	n.Wait(erasureDays)
	n.sweep(1)
	p := n.people[0].Person
	if _, err := n.enrolment.Prove(t.Context(), enrolment.Proof{INS: p.INS, Birth: p.BirthDate}); problem.CodeOf(err) != enrolment.NotProven {
		t.Errorf("activating or opposing: %v", err)
	}
	if err := n.enrolment.RenewCode(t.Context(), enrolment.Asking{INS: p.INS, Birth: p.BirthDate}); err != nil {
		t.Errorf("asking for a code: %v", err)
	}
	if _, err := n.World.People.FindByINS(t.Context(), n.pro.Actor, p.INS); problem.CodeOf(err) != identity.NobodyFound {
		t.Errorf("a professional: %v", err)
	}
	mine, _, err := n.Care.MyPatients(t.Context(), n.pro.Actor, 1)
	if err != nil || len(mine) != 0 {
		t.Errorf("still on the list of a professional: %d, %v", len(mine), err)
	}
}

// A table of a space that is added later is emptied too, or says why not.
func TestEveryTableOfASpaceIsEmptied(t *testing.T) {
	t.Parallel()
	super := dbtest.AsSuperuser(t, sample.New(t).Pool)
	rows, err := super.Query(t.Context(), `
		SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'patient_id'
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
		      AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'erasing')`)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range kept {
		byName := slices.Contains([]string{"accounts", "person_traits", "invitation_codes"}, table) // outside the wall: erase_space names them
		if stays[table] == "" && !byName {
			t.Errorf("%s is left as it is when a space is erased: CALL wall, or say why", table)
		}
	}
}

// The person is told, once, with the number of the proof, and then forgotten.
func TestTheFarewellIsKeptUntilItIsTold(t *testing.T) {
	t.Parallel()
	n := newTown(t, 1)
	c := n.people[0]
	if _, err := n.enrolment.Farewell(t.Context(), c.Patient.Patient); problem.KindOf(err) != problem.NotFound {
		t.Errorf("before: %v", err)
	}
	n.ask(n.people)
	n.Wait(erasureDays)
	n.sweep(1)
	f, err := n.enrolment.Farewell(t.Context(), c.Patient.Patient)
	n.must(err)
	if f.Reach.Address == "" || f.Names != c.Person.Names {
		t.Error("the farewell does not say whom to tell")
	}
	r, err := n.enrolment.CheckReceipt(t.Context(), f.Receipt.Number)
	if err != nil || r.Kind != "erasure" || !r.At.Equal(f.Receipt.At) {
		t.Errorf("the proof: %+v, %v", r, err)
	}
	n.must(n.enrolment.ToldFarewell(t.Context(), c.Patient.Patient))
	if _, err := n.enrolment.Farewell(t.Context(), c.Patient.Patient); problem.KindOf(err) != problem.NotFound {
		t.Errorf("after: %v", err)
	}
	n.sweep(0)
}
