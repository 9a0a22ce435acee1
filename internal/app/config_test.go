package app

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestReadmeListsExactlyTheVariables(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n## Configuration")
	section, _, _ = strings.Cut(section, "\n## ")
	listed := map[string]string{}
	for _, row := range regexp.MustCompile(`(?m)^\| `+"`"+`([A-Z_]+)`+"`"+` \| (.*?) \|`).FindAllStringSubmatch(section, -1) {
		listed[row[1]] = strings.Trim(row[2], "`")
	}
	for field := range reflect.TypeFor[Config]().Fields() {
		name := field.Tag.Get("env")
		stated, there := listed[name]
		if want := field.Tag.Get("envDefault"); !there {
			t.Errorf("README's table does not list %s", name)
		} else if want != "" && stated != want {
			t.Errorf("README gives %s the default %q, the program %q", name, stated, want)
		}
		delete(listed, name)
	}
	for name := range listed {
		t.Errorf("README's table lists %s, which the program does not read", name)
	}
}

func TestDefaultsAreADemonstration(t *testing.T) {
	t.Parallel()
	c, err := ReadConfig(nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Mode != Demonstration || c.BlobURL != "file://var/blobs" || c.MasterKeyFile != "var/keys/master.json" {
		t.Errorf("got %+v", c)
	}
	if s := c.Letter(); !strings.Contains(s.Phone, "fictif") || s.Official || s.Address != "localhost:8080" {
		t.Errorf("messages would say %+v", s)
	}
}

func TestProxiesAreNamedByTheirNetworks(t *testing.T) {
	t.Parallel()
	c, err := ReadConfig([]string{"TRUSTED_PROXIES=10.0.0.0/8,fd00::/8"})
	if err != nil || len(c.TrustedProxies) != 2 || c.TrustedProxies[1].String() != "fd00::/8" {
		t.Errorf("got %v, %v", c.TrustedProxies, err)
	}
}

func TestDataDirMovesWhatIsNotNamed(t *testing.T) {
	t.Parallel()
	c, err := ReadConfig([]string{"DATA_DIR=/srv/es", "MAIL_URL=smtp://u:$DATA@relay.example:587"})
	if err != nil {
		t.Fatal(err)
	}
	if c.SMSURL != "file:///srv/es/outbox/sms" || c.MailURL != "smtp://u:$DATA@relay.example:587" {
		t.Errorf("got %q, %q", c.SMSURL, c.MailURL)
	}
}

func TestWrongVariablesAreNamedOneALine(t *testing.T) {
	t.Parallel()
	_, err := ReadConfig([]string{"MODE=prod", "BASE_URL=localhost", "ADDR=eighty", "CLOCK_OFFSET=0s"})
	wantLines(t, err, "ADDR", "BASE_URL", "MODE")
	_, err = ReadConfig([]string{"PSC_ISSUER=psc"})
	wantLines(t, err, "PSC_CLIENT_ID", "PSC_CLIENT_SECRET_FILE", "PSC_ISSUER")
	_, err = ReadConfig([]string{"CLAMD_ADDR=3310", "FHIR_ISSUER=issuer", "SUPPORT_RELAY=http://relais.exemple.test"})
	wantLines(t, err, "CLAMD_ADDR", "FHIR_ISSUER", "SUPPORT_RELAY")
	_, err = ReadConfig([]string{"FHIR_MTLS_ADDR=software", "FHIR_MTLS_CERT_FILE=a.pem", "FHIR_MTLS_KEY_FILE=a.key"})
	wantLines(t, err, "FHIR_MTLS_ADDR", "FHIR_MTLS_CA_FILE", "FHIR_MTLS_CLIENTS")
	_, err = ReadConfig([]string{"FHIR_MTLS_CLIENTS=clients.csv"})
	wantLines(t, err, "FHIR_MTLS_CLIENTS")
	_, err = ReadConfig([]string{"FHIR_MTLS_CRL_FILE=revoked.pem"})
	wantLines(t, err, "FHIR_MTLS_CRL_FILE")
	_, err = ReadConfig([]string{"CLOCK_OFFSET=42 days", "SERVICE_OFFICIAL=perhaps", "TRUSTED_PROXIES=10.0.0.0/8,everybody"})
	wantLines(t, err, "CLOCK_OFFSET", "SERVICE_OFFICIAL", "TRUSTED_PROXIES")
}

func TestProductionRefusesWhatADemonstrationMayDo(t *testing.T) {
	t.Parallel()
	_, err := ReadConfig([]string{"MODE=production", "CLOCK_OFFSET=1008h", "DATA_DIR=" + t.TempDir()})
	wantLines(t, err, "BASE_URL", "CLOCK_OFFSET", "MAIL_URL", "MASTER_KEY_FILE", "SERVICE_KEY_FILE", "SIGNING_KEY_FILE", "SMS_URL", "VERIFY_KEY_FILE")
}

func TestProductionStartsWithWhatItNeeds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"master.json", "service.json", "log.key", "log.pub"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := ReadConfig([]string{"MODE=production", "BASE_URL=https://espace-sante.example/", "MAIL_URL=smtp://relay:25",
		"SMS_URL=https://sms.example/send", "MASTER_KEY_FILE=" + filepath.Join(dir, "master.json"),
		"SERVICE_KEY_FILE=" + filepath.Join(dir, "service.json"), "SIGNING_KEY_FILE=" + filepath.Join(dir, "log.key"),
		"VERIFY_KEY_FILE=" + filepath.Join(dir, "log.pub")})
	if err != nil {
		t.Fatal(err)
	}
	if !c.Secure() || c.Page().Demo || c.Host() != "espace-sante.example" {
		t.Errorf("got %+v", c)
	}
}

// wantLines checks that err has one line for each of these variables, no other.
func wantLines(t *testing.T, err error, variables ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("nothing was refused")
	}
	var got []string
	for line := range strings.Lines(err.Error()) {
		name, _, _ := strings.Cut(line, ":")
		got = append(got, name)
	}
	slices.Sort(got)
	if !slices.Equal(got, variables) {
		t.Errorf("refused %v, want %v", got, variables)
	}
}
