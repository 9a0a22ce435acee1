package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"espacesante/internal/card"
	"espacesante/internal/clock"
	"espacesante/internal/directive"
	"espacesante/internal/reimbursement"
)

// refunded is one reimbursement that the demonstration adds.
type refunded struct {
	days                  int // ago
	kind                  reimbursement.Kind
	label, code, by       string
	paid, refunded, times string
}

// refundsOf are what the caisse would have told of somebody, by the key of the person.
var refundsOf = map[string][]refunded{
	"helene": {
		{4, reimbursement.Medicine, "Paracétamol 1 g, 8 comprimés", "3400935955838", "Pharmacie du Pont", "2.18", "1.42", "2"},
		{9, reimbursement.Care, "Consultation de médecine générale", "G", "Dr Claire Vasseur", "30.00", "19.00", "1"},
		{30, reimbursement.Biology, "Glycémie à jeun", "0552", "Laboratoire de l’Ariège", "1.35", "0.81", "1"},
		{30, reimbursement.Biology, "Cholestérol total", "0580", "Laboratoire de l’Ariège", "1.62", "0.97", "1"},
		{38, reimbursement.Care, "Consultation de cardiologie", "CS", "Dr Yannick Le Gall", "57.00", "37.90", "1"},
		{45, reimbursement.Care, "Consultation de médecine générale", "G", "Dr Claire Vasseur", "30.00", "19.00", "1"},
		{110, reimbursement.Imaging, "Radiographie du genou", "NFQK001", "Centre d’imagerie de Foix", "33.92", "21.74", "1"},
		{150, reimbursement.Device, "Genouillère", "201E01", "Pharmacie du Pont", "24.50", "14.70", "1"},
		{240, reimbursement.Care, "Détartrage", "HBJD001", "Dr Sophie Amar", "43.38", "26.03", "1"},
	},
	"julien": {{20, reimbursement.Care, "Consultation de médecine générale", "G", "Dr Claire Vasseur", "30.00", "19.00", "1"}},
	"zoe":    {{15, reimbursement.Care, "Examen bucco-dentaire", "EBD", "Dr Sophie Amar", "30.00", "30.00", "1"}},
}

// copiesDemo gives the demonstration's people what the caisse feeds, once.
func (p *program) copiesDemo(ctx context.Context, guests []*guest) error {
	var b strings.Builder
	b.WriteString("ins,reference,cared_on,kind,label,code,performer,paid,refunded,quantity\n")
	for _, g := range guests {
		for i, r := range refundsOf[g.Patient.Key] {
			on := clock.Day(p.pool.Now()).AddDate(0, 0, -r.days).Format(time.DateOnly)
			fmt.Fprintf(&b, "%s,demo-%d,%s,%s,\"%s\",%s,%s,%s,%s,%s\n", g.INS, i, on, r.kind, r.label, r.code, r.by, r.paid, r.refunded, r.times)
		}
	}
	if _, err := p.refunds.Import(ctx, p.pool, strings.NewReader(b.String()), reimbursement.Watch{Refused: strict.Refused}); err != nil {
		return err
	}
	for _, g := range guests {
		if err := p.wishesDemo(ctx, g); err != nil {
			return fmt.Errorf("%s: %w", g.Name, err)
		}
	}
	return nil
}

// wishesOf are what people of the demonstration want, by their key.
var wishesOf = map[string][]directive.Wish{"helene": {
	{Kind: directive.Directives, Form: directive.Written, Words: directive.Words{Text: "Si je ne peux plus parler et que je suis en fin de vie, je refuse l’acharnement.\nJe veux être soulagée, même si cela abrège ma vie.\nTexte inventé pour la démonstration."}},
	{Kind: directive.Trusted, Form: directive.Stated, Words: directive.Words{Name: "Julien Marchand", Link: "mon mari", Phone: "06 39 98 10 11", Signed: true}},
	{Kind: directive.Donation, Form: directive.Stated, Words: directive.Words{Stance: directive.Agrees, Told: true}},
}}

// wishesDemo writes what somebody wants, once: people may have played since.
func (p *program) wishesDemo(ctx context.Context, g *guest) error {
	some := wishesOf[g.Patient.Key]
	if len(some) == 0 || g.account.Account.IsZero() {
		return nil
	}
	past := p.ago(25, 17*time.Hour)
	all, err := past.wishes.Read(ctx, g.account, "", g.patient)
	if err != nil || all.Directives != nil || all.Trusted != nil || all.Donation != nil {
		return err
	}
	for _, w := range some {
		if err := past.wishes.Write(ctx, g.account, g.patient, w); err != nil {
			return err
		}
	}
	return past.cards.Make(ctx, g.account, g.patient, card.Shown{Allergies: "pénicilline, latex", Treatments: "amlodipine 5 mg", Contact: "Julien Marchand, 06 39 98 10 11",
		Wishes: "directives anticipées dans l’espace santé"}, true)
}
