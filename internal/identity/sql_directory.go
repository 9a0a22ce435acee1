package identity

import (
	"cmp"
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/vault"
)

// directoryRow is a professional as the last import left one.
type directoryRow struct {
	AccountID  id.Account
	RPPS       string
	Name       string
	GivenName  string
	Title      string
	Profession string
	Specialty  string
	Active     bool
	Contact    []byte
	Structures []string
}

func directoryByRPPS(ctx context.Context, tx db.Runner, numbers []string) (map[string]directoryRow, error) {
	rows, err := db.Rows[directoryRow](ctx, tx, `
		SELECT p.account_id, p.rpps, p.name, p.given_name, p.title, p.profession, p.specialty, a.active, a.contact,
		       ARRAY(SELECT s.finess FROM professional_structures s WHERE s.account_id = p.account_id) AS structures
		FROM professionals p JOIN accounts a ON a.id = p.account_id
		WHERE p.rpps = ANY(@numbers)`, pgx.NamedArgs{"numbers": numbers})
	known := make(map[string]directoryRow, len(rows))
	for _, r := range rows {
		known[r.RPPS] = r
	}
	return known, err
}

// directorySet is what a batch of professionals writes, by columns.
type directorySet struct {
	account                                               []id.Account
	rpps, name, given, title, profession, specialty       []string
	active                                                []bool
	contact, mac                                          [][]byte
	invited, placed, cleared                              []id.Account
	finess, structureFINESS, structureName, structureCity []string
	structureSIRET, structureKind                         []string
}

func (s *directorySet) person(v *vault.Vault, account id.Account, row ProfessionalRow, isNew bool) {
	s.account, s.rpps = append(s.account, account), append(s.rpps, string(row.RPPS))
	s.name, s.given, s.title = append(s.name, row.Name), append(s.given, row.GivenName), append(s.title, row.Title)
	s.profession, s.specialty = append(s.profession, row.Profession), append(s.specialty, row.Specialty)
	s.active, s.mac = append(s.active, row.Active), append(s.mac, identifierMAC(v, string(row.RPPS)))
	var contact []byte
	if row.Email != "" {
		contact = sealAccountReach(v, account, Reach{ByEmail, row.Email})
		if isNew && row.Active {
			s.invited = append(s.invited, account)
		}
	}
	s.contact = append(s.contact, contact)
}

// place adds a place of work; first says that it is the first of the file, in
// place of those known before.
func (s *directorySet) place(account id.Account, row ProfessionalRow, first bool) {
	if row.StructureFINESS == "" {
		return
	}
	if first {
		s.cleared = append(s.cleared, account)
	}
	s.placed, s.finess = append(s.placed, account), append(s.finess, string(row.StructureFINESS))
	for i, known := range s.structureFINESS {
		if known == string(row.StructureFINESS) {
			s.structureName[i], s.structureCity[i] = row.StructureName, row.StructureCity
			s.structureSIRET[i], s.structureKind[i] = cmp.Or(row.StructureSIRET, s.structureSIRET[i]), cmp.Or(row.StructureKind, s.structureKind[i])
			return
		}
	}
	s.structureFINESS = append(s.structureFINESS, string(row.StructureFINESS))
	s.structureSIRET, s.structureKind = append(s.structureSIRET, row.StructureSIRET), append(s.structureKind, row.StructureKind)
	s.structureName, s.structureCity = append(s.structureName, row.StructureName), append(s.structureCity, row.StructureCity)
}

// write sends the batch in one round trip.
func (s *directorySet) write(ctx context.Context, tx *db.Tx) error {
	args := pgx.NamedArgs{"now": tx.Now(), "account": s.account, "rpps": s.rpps, "name": s.name, "given": s.given,
		"title": s.title, "profession": s.profession, "specialty": s.specialty, "active": s.active, "contact": s.contact,
		"mac": s.mac, "placed": s.placed, "cleared": s.cleared, "finess": s.finess,
		"st_finess": s.structureFINESS, "st_name": s.structureName, "st_city": s.structureCity,
		"st_siret": s.structureSIRET, "st_kind": s.structureKind}
	b := &pgx.Batch{}
	for _, sql := range directoryStatements {
		b.Queue(sql, args)
	}
	return tx.SendBatch(ctx, b).Close()
}

var directoryStatements = []string{`
	INSERT INTO accounts (id, kind, contact, active, created_at)
	SELECT id, 'professional', contact, active, @now::timestamptz
	FROM unnest(@account::uuid[], @contact::bytea[], @active::bool[]) AS t (id, contact, active)
	ON CONFLICT (id) DO UPDATE SET contact = coalesce(excluded.contact, accounts.contact), active = excluded.active`, `
	INSERT INTO professionals (account_id, rpps, name, given_name, title, profession, specialty)
	SELECT * FROM unnest(@account::uuid[], @rpps::text[], @name::text[], @given::text[], @title::text[], @profession::text[], @specialty::text[])
	ON CONFLICT (account_id) DO UPDATE SET name = excluded.name, given_name = excluded.given_name, title = excluded.title,
	    profession = excluded.profession, specialty = excluded.specialty`, `
	INSERT INTO account_identifiers (mac, account_id)
	SELECT * FROM unnest(@mac::bytea[], @account::uuid[]) ON CONFLICT DO NOTHING`, `
	INSERT INTO structures (finess, name, city, siret, category)
	SELECT * FROM unnest(@st_finess::text[], @st_name::text[], @st_city::text[], @st_siret::text[], @st_kind::text[])
	ON CONFLICT (finess) DO UPDATE SET name = coalesce(nullif(excluded.name, ''), structures.name),
	    city = coalesce(nullif(excluded.city, ''), structures.city),
	    siret = coalesce(nullif(excluded.siret, ''), structures.siret),
	    category = coalesce(nullif(excluded.category, ''), structures.category)`, `
	DELETE FROM professional_structures WHERE account_id = ANY(@cleared::uuid[])`, `
	INSERT INTO professional_structures (account_id, finess)
	SELECT * FROM unnest(@placed::uuid[], @finess::text[]) ON CONFLICT DO NOTHING`,
}

func accountOfRPPS(ctx context.Context, tx db.Runner, rpps string) (id.Account, error) {
	return db.One[id.Account](ctx, tx, `SELECT account_id FROM professionals WHERE rpps = @rpps`, pgx.NamedArgs{"rpps": rpps})
}
