package demo

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"

	"espacesante/internal/identity"
)

// Stage is how far a demonstration leads a person's space.
type Stage string

// The stages.
const (
	Known     Stage = "known"     // imported, not invited
	Invited   Stage = "invited"   // a few days ago
	Activated Stage = "activated" // with documents
	Bare      Stage = "bare"      // activated, nothing in it, nobody may open
	Opened    Stage = "opened"    // by itself, at the end of day 42
	Refused   Stage = "refused"   // opposed
	Closed    Stage = "closed"
	ByParent  Stage = "by-parent" // a child's, activated by the first of those who represent it
)

// Person is somebody one may be for a while. None exists: numbers stand under
// the OID of demonstrations, RPPS begin with 999, addresses lead nowhere.
type Person struct {
	Kind       string `json:"kind"` // patient, or the kind of the account
	Name       string `json:"name"`
	Role       string `json:"role"`       // in words
	Identifier string `json:"identifier"` // to sign in with; empty before activation
	Password   string `json:"password"`
	TOTPSecret string `json:"totp_secret"`
	INS        string `json:"ins"`
	BirthDate  string `json:"birth_date"` // YYYY-MM-DD
	Sex        string `json:"sex"`
	Vitale     string `json:"vitale_serial"`
	Email      string `json:"email"`
	Try        string `json:"try"`

	Patient Patient `json:"-"`
	Worker  Worker  `json:"-"`
}

// Patient is what a demonstration knows besides of an insured person.
type Patient struct {
	Key                           string
	Stage                         Stage
	BirthName, Given, Used, Place string
	Phone, Street, Postcode, City string
	Doctor                        identity.RPPS
	Represented                   string // by whom: Keys, with a space between
	DMP                           bool
}

// Worker is what it knows besides of somebody who works.
type Worker struct {
	Name, Given, Title    string
	Profession, Specialty string
	FINESS, Place, City   string
	Category              string // of FINESS, of the place
	Manager               bool   // runs the structure, and sees its counts
}

// The people of a demonstration who others refer to.
var (
	Doctor     = identity.DemoRPPS[0] // médecin traitant
	Specialist = identity.DemoRPPS[1]
	Nurse      = identity.DemoRPPS[2]
	Pharmacist = identity.DemoRPPS[3]
	Optician   = identity.DemoRPPS[4]
)

// TeamName is the team that the médecin traitant recorded, across places.
const TeamName = "Équipe de soins de Foix"

// People are all of them, the same on any day.
func People() []Person {
	all := append(patients(), professionals()...)
	all = append(all, staff()...)
	for i := range all {
		p := &all[i]
		if p.Identifier != "" {
			p.Password = password(p.Identifier)
		}
		if p.Kind != "patient" {
			sum := sha256.Sum256([]byte("demonstration authenticator " + p.Identifier))
			p.TOTPSecret = base32.StdEncoding.EncodeToString(sum[:20])
		}
	}
	return all
}

// password is made of words that are easy to type, always the same for the same
// person. Production refuses to run beside them.
func password(who string) string {
	words := []string{"galet", "lanterne", "ruisseau", "moulin", "tilleul", "barque", "sentier", "verger", "clairon", "brindille",
		"falaise", "cerise", "grelot", "hameau", "lavande", "noisette"}
	sum := sha256.Sum256([]byte("demonstration password " + who))
	return fmt.Sprintf("%s-%s-%s-%02d", words[sum[0]%16], words[sum[1]%16], words[sum[2]%16], sum[3]%100)
}

func patients() []Person {
	all := []Person{
		{Name: "Hélène Marchand", Sex: "F", BirthDate: "1962-01-14", Role: "Espace santé activé, avec des documents",
			Try: "Connectez-vous. Lisez un compte rendu, masquez-le, puis regardez qui l’a ouvert dans l’historique.",
			Patient: Patient{Key: "helene", Stage: Activated, BirthName: "FABRE", Given: "HELENE MARIE", Used: "Marchand", Place: "09122", Phone: "+33639981001",
				Doctor: Doctor}},
		{Name: "Paul Lemoine", Sex: "M", BirthDate: "1990-06-02", Role: "Espace santé activé, vide, ouvert à personne",
			Try:     "Connectez-vous. Ajoutez un document, puis décidez qui peut ouvrir.",
			Patient: Patient{Key: "paul", Stage: Bare, BirthName: "LEMOINE", Given: "PAUL", Used: "Lemoine", Place: "31555", Doctor: Doctor}},
		{Name: "Nadia Belkacem", Sex: "F", BirthDate: "1984-09-23", Role: "Invitée par courriel, n’a pas répondu",
			Try:     "Prenez son code dans le courrier. Activez son espace santé, ou opposez-vous.",
			Patient: Patient{Key: "nadia", Stage: Invited, BirthName: "BELKACEM", Given: "NADIA", Used: "Belkacem", Place: "75111", Phone: "+33639981003"}},
		{Name: "Marcel Thibault", Sex: "M", BirthDate: "1941-11-30", Role: "Invité par courrier papier, sans courriel",
			Try:     "Imprimez les courriers qui attendent, ouvrez le sien, puis tapez son code.",
			Patient: Patient{Key: "marcel", Stage: Invited, BirthName: "THIBAULT", Given: "MARCEL JULES", Used: "Thibault", Place: "09225", Doctor: Doctor}},
		{Name: "Camille Roussel", Sex: "F", BirthDate: "1997-04-18", Role: "Assurée, pas encore invitée",
			Try:     "Demandez un nouveau code avec sa carte Vitale, puis activez.",
			Patient: Patient{Key: "camille", Stage: Known, BirthName: "ROUSSEL", Given: "CAMILLE", Used: "Roussel", Place: "69381", Phone: "+33639981005"}},
		{Name: "Jeanne Lefort", Sex: "F", BirthDate: "1948-02-09", Role: "Espace santé créé sans réponse de sa part",
			Try:     "Demandez un nouveau code avec sa carte Vitale, puis activez ou fermez.",
			Patient: Patient{Key: "jeanne", Stage: Opened, BirthName: "CARRERE", Given: "JEANNE", Used: "Lefort", Place: "09122", Doctor: Doctor}},
		{Name: "Karim Saïdi", Sex: "M", BirthDate: "1979-12-05", Role: "S’est opposé",
			Try:     "Vérifiez que les professionnels ne trouvent rien. Changez d’avis avec un nouveau code.",
			Patient: Patient{Key: "karim", Stage: Refused, BirthName: "SAIDI", Given: "KARIM", Used: "Saïdi", Place: "13055"}},
		{Name: "Bernard Colin", Sex: "M", BirthDate: "1955-07-21", Role: "S’est opposé, avait un ancien dossier",
			Try:     "Son ancien dossier reste lisible un temps par les professionnels.",
			Patient: Patient{Key: "bernard", Stage: Refused, BirthName: "COLIN", Given: "BERNARD", Used: "Colin", Place: "54395", DMP: true}},
		{Name: "Sylvie Pons", Sex: "F", BirthDate: "1968-03-27", Role: "A fermé son espace santé",
			Try:     "Essayez de vous connecter, puis lisez son message de fermeture dans le courrier.",
			Patient: Patient{Key: "sylvie", Stage: Closed, BirthName: "PONS", Given: "SYLVIE", Used: "Pons", Place: "66136"}},
		{Name: "Léo Marchand", Sex: "M", BirthDate: "2019-05-11", Role: "Enfant, représenté par Hélène et Julien Marchand",
			Try:     "Chaque parent a reçu un code pour lui. Connectez-vous comme Hélène, page «\u00a0Mes proches\u00a0», et activez. Puis opposez-vous comme Julien.",
			Patient: Patient{Key: "leo", Stage: Invited, BirthName: "MARCHAND", Given: "LEO", Used: "Marchand", Place: "09122", Represented: "helene julien", Doctor: Doctor}},
		{Name: "Julien Marchand", Sex: "M", BirthDate: "1975-10-08", Role: "Père de Léo et de Zoé, espace santé activé",
			Try:     "Connectez-vous. Ouvrez l’espace santé de Zoé depuis «\u00a0Mes proches\u00a0».",
			Patient: Patient{Key: "julien", Stage: Bare, BirthName: "MARCHAND", Given: "JULIEN", Used: "Marchand", Place: "31555"}},
		{Name: "Zoé Marchand", Sex: "F", BirthDate: "2011-08-30", Role: "Adolescente, espace santé activé par sa mère",
			Try:     "Comme Dr Vasseur, déposez pour elle un document qu’elle garde secret. Comme Hélène, cherchez-le.",
			Patient: Patient{Key: "zoe", Stage: ByParent, BirthName: "MARCHAND", Given: "ZOE", Used: "Marchand", Place: "09122", Represented: "helene julien", Doctor: Doctor}},
		{Name: "Noé Marchand", Sex: "M", BirthDate: "2024-02-19", Role: "Petit enfant, espace santé activé par sa mère",
			Try:     "Comme Dr Faure, médecin de PMI, ouvrez-le en disant que vous suivez cet enfant. Comme Hélène, mettez-y fin.",
			Patient: Patient{Key: "noe", Stage: ByParent, BirthName: "MARCHAND", Given: "NOE", Used: "Marchand", Place: "09122", Represented: "helene julien", Doctor: Doctor}},
	}
	for i := range all {
		p := &all[i]
		p.Kind, p.INS = "patient", number(*p, i)
		p.Vitale = fmt.Sprintf("802500007700%07d", i+1)
		p.Patient.Street, p.Patient.Postcode, p.Patient.City = fmt.Sprintf("%d rue des Tanneurs", 3*i+2), "09000", "FOIX"
		if p.Patient.Key != "marcel" && p.Patient.Represented == "" {
			p.Email = p.Patient.Key + "@example.org"
		}
		if p.Patient.Stage == Activated || p.Patient.Stage == Bare || p.Patient.Stage == Closed {
			p.Identifier = p.Email
		}
	}
	return all
}

// number is a NIR that goes with the person, with its key.
func number(p Person, order int) string {
	sex := map[string]string{"F": "2", "M": "1"}[p.Sex]
	n := sex + p.BirthDate[2:4] + p.BirthDate[5:7] + p.Patient.Place + fmt.Sprintf("%03d", 900+order)
	return n + identity.NIRKey(n)
}

func professionals() []Person {
	all := []Person{
		{Name: "Dr Claire Vasseur", Role: "Médecin généraliste, médecin traitant d’Hélène, Paul, Marcel, Jeanne, Léo et Zoé",
			Try:    "Ouvrez Hélène Marchand dans votre liste du jour. Comparez ses deux bilans, lisez même ce qu’elle a masqué, déposez.",
			Worker: Worker{Name: "Vasseur", Given: "Claire", Title: "Dr", Profession: "10", Specialty: "SM26", FINESS: "090999004", Place: "Maison de santé des Tilleuls"}},
		{Name: "Dr Antoine Rey", Role: "Cardiologue, a déposé des comptes rendus pour Hélène",
			Try:    "Ouvrez le dossier d’Hélène avec son accord, ou avec le code qu’elle vous montre.",
			Worker: Worker{Name: "Rey", Given: "Antoine", Title: "Dr", Profession: "10", Specialty: "SM04", FINESS: "310999008", Place: "Clinique de l’Arcade"}},
		{Name: "Fatou Diallo", Role: "Infirmière, même maison de santé que le médecin traitant",
			Try:    "Comparez ce qu’elle lit avec ce que lit le médecin.",
			Worker: Worker{Name: "Diallo", Given: "Fatou", Profession: "60", FINESS: "090999004", Place: "Maison de santé des Tilleuls"}},
		{Name: "Luc Perrin", Role: "Pharmacien",
			Try:    "Ouvrez avec l’accord d’un patient. Certains types de documents n’existent pas pour lui.",
			Worker: Worker{Name: "Perrin", Given: "Luc", Profession: "21", FINESS: "090999012", Place: "Pharmacie du Pont"}},
		{Name: "Inès Morel", Role: "Opticienne",
			Try:    "Ouvrez avec l’accord d’un patient. Elle lit très peu de chose.",
			Worker: Worker{Name: "Morel", Given: "Inès", Profession: "28", FINESS: "750999005", Place: "Optique du Canal"}},
		{Name: "Dr Samuel Adda", Role: "Urgentiste",
			Try:    "Cherchez un patient par ses traits d’identité exacts.",
			Worker: Worker{Name: "Adda", Given: "Samuel", Title: "Dr", Profession: "10", Specialty: "SM59", FINESS: "310999008", Place: "Clinique de l’Arcade"}},
		{Name: "Dr Maud Faure", Role: "Médecin de la protection maternelle et infantile (PMI)",
			Try:    "Cherchez Noé Marchand par son numéro, puis dites que vous le suivez. Léo est trop grand.",
			Worker: Worker{Name: "Faure", Given: "Maud", Title: "Dr", Profession: "10", Specialty: "SM40", FINESS: "090999020", Place: "PMI de Foix", Category: "223"}},
	}
	for i := range all {
		p := &all[i]
		p.Kind, p.Identifier = "professional", identity.DemoRPPS[i].String()
		p.Email, p.Worker.City = fmt.Sprintf("pro%d@example.net", i+1), "Foix"
	}
	return all
}

func staff() []Person {
	all := []Person{
		{Kind: "helper", Name: "Ana Castel", Role: "Aidante France services",
			Try:    "Aidez Marcel Thibault avec sa carte Vitale\u00a0: mandat signé, puis activation. Ou entraînez-vous avec des personnes inventées. Elle dirige sa structure, et en lit les chiffres.",
			Worker: Worker{Name: "Castel", Given: "Ana", Place: "France services Foix", City: "Foix", Manager: true}},
		{Kind: "support", Name: "Yves Garnier", Role: "Agent d’assistance téléphonique",
			Try:    "Prenez un appel de Paul Lemoine : son numéro, sa date et sa commune de naissance (Toulouse) suffisent. Sa connexion est à protéger.",
			Worker: Worker{Name: "Garnier", Given: "Yves", Place: "Assistance"}},
		{Kind: "caisse", Name: "Rose Aubert", Role: "Agent de la caisse",
			Try:    "Recevez Marcel Thibault, imprimez sa fiche d’activation, ou fermez l’espace santé de Jeanne Lefort. Lisez les échéances.",
			Worker: Worker{Name: "Aubert", Given: "Rose", Place: "Caisse de l’Ariège", City: "Foix"}},
		{Kind: "operator", Name: "Igor Blanc", Role: "Exploitant du service",
			Try:    "Dans Habilitations, téléchargez le tableau, changez une ligne et proposez-la. Nadia Roche la publie.",
			Worker: Worker{Name: "Blanc", Given: "Igor", Place: "Exploitation"}},
		{Kind: "reviewer", Name: "Dr Lise Noël", Role: "Médecin qui relit les ouvertures en urgence", Worker: Worker{Name: "Noël", Given: "Lise", Place: "Exploitation"}},
		{Kind: "operator", Name: "Nadia Roche", Role: "Exploitante du service, la seconde personne", Email: "operator2@example.net",
			Try:    "Publiez la version des habilitations qu’Igor Blanc a proposée.",
			Worker: Worker{Name: "Roche", Given: "Nadia", Place: "Exploitation"}},
	}
	for i := range all {
		p := &all[i]
		if p.Email == "" {
			p.Email = p.Kind + "@example.net"
		}
		p.Identifier = p.Email
		if p.Try == "" {
			p.Try = "Connectez-vous avec son adresse, son mot de passe et son code."
		}
	}
	return all
}
