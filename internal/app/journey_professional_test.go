package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/web/webtest"
)

// colleague is a professional of the directory with an authenticator.
type colleague struct{ rpps, name, secret string }

const workPassword = "le stethoscope est dans le couloir"

// hires imports professionals and furnishes each with a password and an
// authenticator.
func (h *house) hires(lines ...string) (all []colleague) {
	h.t.Helper()
	csv := "rpps,name,given_name,title,profession,specialty,structure_finess,structure_name,structure_city,email\n" + strings.Join(lines, "\n") + "\n"
	if _, err := identity.ImportProfessionals(h.t.Context(), h.pool, h.vault, strings.NewReader(csv), strict); err != nil {
		h.t.Fatal(err)
	}
	hash, err := h.people.HashPassword(h.t.Context(), workPassword)
	if err != nil {
		h.t.Fatal(err)
	}
	for i, line := range lines {
		cells := strings.Split(line, ",")
		c := colleague{cells[0], cells[1], fmt.Sprintf("JBSWY3DPEHPK3PX%c", 'A'+i)}
		account, _, err := h.people.Find(h.t.Context(), "professional", c.rpps)
		if err == nil {
			err = h.people.Furnish(h.t.Context(), account, hash, c.secret)
		}
		if err != nil {
			h.t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// activated gives an invited person an activated space without a browser.
func (h *house) activated(s somebody) {
	h.t.Helper()
	ctx := h.t.Context()
	code, _, _ := enrolment.ParseCode(h.code(s))
	n, _ := identity.ParseNIR(s.ins)
	birth, _ := time.Parse(time.DateOnly, s.birth)
	claim, err := h.enrolment.Prove(ctx, enrolment.Proof{Code: code, INS: n, Birth: birth})
	if err != nil {
		h.t.Fatal(err)
	}
	hash, err := h.people.HashPassword(ctx, goodPassword)
	if err == nil {
		_, err = h.enrolment.Activate(ctx, enrolment.Activation{Claim: claim, Reach: identity.Reach{Channel: identity.ByEmail, Address: s.email},
			Password: hash, Sharing: true, Emergency: access.EmergencyYes, Terms: "test"})
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

func (v *visitor) worksAs(c colleague) {
	v.h.t.Helper()
	v.goes("/pro/connexion")
	v.Fill("identifiant", c.rpps)
	v.Fill("mot-de-passe", workPassword)
	v.presses("Continuer")
	code, err := totp.GenerateCode(c.secret, time.Now())
	if err != nil {
		v.h.t.Fatal(err)
	}
	v.Fill("code", code)
	v.presses("Me connecter")
	v.See("Trouver une personne")
}

func (v *visitor) finds(s somebody) {
	v.presses("Trouver une personne")
	v.Fill("ins", s.ins)
	v.presses("Trouver cette personne")
}

// real is a document of CDA_SAMPLES about PAT-TROIS, or one of ours about her.
func real(t *testing.T) (path, title string) {
	if dir := os.Getenv("CDA_SAMPLES"); dir != "" {
		return filepath.Join(dir, "cda", "VSM_1.4_2022.01.xml"), "Synthèse Médicale"
	}
	t.Log("CDA_SAMPLES is not set: a document of our own is deposited")
	path = filepath.Join(t.TempDir(), "synthese.xml")
	b := cdatest.Level3(cdatest.Options{Title: "Synthèse Médicale", TypeCode: "SYNTH", TypeSystem: "1.2.250.1.213.1.1.4.12",
		INS: "279035121518989", INSRoot: identity.OIDTest, BirthName: "PAT-TROIS", UsualName: "PAT-TROIS", FirstGiven: "DOMINIQUE",
		GivenList: "DOMINIQUE MARIE-LOUISE", Sex: "F", BirthDate: time.Date(1979, 3, 28, 0, 0, 0, 0, time.UTC)})
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, "Synthèse Médicale"
}

// #29, #31, #32, #33, #57, #63, #65: a professional finds a person, says why,
// opens, deposits; the person is told, masks, and reads who came.
func TestAProfessionalOpensAndDepositsAndThePersonMasks(t *testing.T) {
	t.Parallel()
	b := webtest.Start(t)
	for name, look := range looks {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			pros := h.hires("10100000016,ROUX,Jeanne,Dr,10,SM26,090000175,Cabinet des Lilas,Foix,roux@exemple.test",
				"10100000024,DIALLO,Marc,Dr,10,SM04,090000183,Clinique du Lac,Foix,diallo@exemple.test",
				"10100000032,PETIT,Anne,,28,,090000191,Optique du Pont,Foix,petit@exemple.test")
			me := somebody{ins: "279035121518989", family: "PAT-TROIS", given: "DOMINIQUE MARIE-LOUISE", birth: "1979-03-28", vitale: "55501234",
				email: "dominique@exemple.test", oid: identity.OIDTest}
			me = h.invited(me)
			h.activated(me)

			doctor := h.visitor(t, b, look)
			doctor.worksAs(pros[0])
			doctor.finds(ruth())
			doctor.See("Aucun espace santé") // unknown: one answer
			doctor.goes("/pro")
			doctor.finds(me)
			doctor.See("Est-ce bien cette personne")
			doctor.presses("Oui, ouvrir son espace santé")
			doctor.Choose("motif", "accord")
			doctor.presses("Continuer")
			doctor.Choose("accord", "oral")
			doctor.presses("Enregistrer l’accord et ouvrir")
			doctor.See("Cet espace santé peut être incomplet")
			h.reads(me.email, "ouvert votre espace", nil) // M7, without a health word

			path, title := real(t)
			doctor.presses("Déposer un document")
			doctor.Attach("fichier", path)
			doctor.presses("Déposer ce document")
			doctor.See("Cochez la case") // the person must have been told (R.1111-47)
			doctor.Attach("fichier", path)
			doctor.Choose("informe", "oui")
			doctor.presses("Déposer ce document")
			doctor.See("Le document est déposé")
			h.reads(me.email, "Un document est arrivé", nil) // M9

			v := h.visitor(t, b, look)
			v.signsIn(me)
			v.goes("/documents")
			v.See(title)
			v.picture("documents")
			v.presses(title)
			v.picture("document-cda")
			v.See("Qui peut voir ce document")
			v.presses("Masquer ce document")
			v.presses("Masquer ce document")
			v.See("Le document est masqué")
			masked := strings.TrimPrefix(v.URL(), h.url)

			doctor.presses("Voir l’espace santé") // its author still sees it (R.1111-49)
			doctor.presses("Voir toutes les dates")
			doctor.See(title)
			doctor.picture("pro-dossier")

			other := h.visitor(t, b, look)
			other.worksAs(pros[1])
			other.finds(me)
			other.presses("Oui, ouvrir son espace santé")
			other.Choose("motif", "accord")
			other.presses("Continuer")
			other.Choose("accord", "written")
			other.presses("Enregistrer l’accord et ouvrir")
			other.presses("Voir toutes les dates")
			other.Miss(title)
			other.Go(h.url + "/pro/patients/" + me.patient.String() + masked)
			other.See("Page introuvable")
			there := other.Words()
			other.Go(h.url + "/pro/patients/" + me.patient.String() + "/documents/" + id.New[id.Document]().String())
			if there != other.Words() {
				t.Error("a masked document and one that does not exist have different pages (invariant 5)")
			}

			v.goes("/historique")
			v.See("Dr Jeanne ROUX")
			v.See("Accord donné pour la consultation")
			v.See("A ajouté un document")
			v.goes("/acces/professionnels")
			v.presses("Bloquer")
			v.presses("Bloquer ce professionnel")
			v.See("est bloqué")
			h.valid()
		})
	}
}
