package app

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"espacesante/internal/antivirus"
	"espacesante/internal/clock"
	"espacesante/internal/support"
	"espacesante/web/letter"
	"espacesante/web/ui"
)

// Mode says whether the program serves real people.
type Mode string

// The modes. Production refuses whatever a demonstration may do.
const (
	Demonstration Mode = "demo"
	Production    Mode = "production"
)

// Config is all that the environment says. It is read once; README's table
// lists exactly these variables (a test compares them).
type Config struct {
	Mode             Mode           `env:"MODE" envDefault:"demo"`
	Addr             string         `env:"ADDR" envDefault:":8080"`
	BaseURL          string         `env:"BASE_URL" envDefault:"http://localhost:8080"`
	DatabaseURL      string         `env:"DATABASE_URL"`
	DatabaseOwnerURL string         `env:"DATABASE_OWNER_URL"`
	DataDir          string         `env:"DATA_DIR" envDefault:"var"`
	BlobURL          string         `env:"BLOB_URL" envDefault:"file://$DATA_DIR/blobs"`
	MailURL          string         `env:"MAIL_URL" envDefault:"file://$DATA_DIR/outbox/mail"`
	MailFrom         string         `env:"MAIL_FROM" envDefault:"Espace santé <ne-pas-repondre@espace-sante.example>"`
	SMSURL           string         `env:"SMS_URL" envDefault:"file://$DATA_DIR/outbox/sms"`
	MasterKeyFile    string         `env:"MASTER_KEY_FILE" envDefault:"$DATA_DIR/keys/master.json"`
	ServiceKeyFile   string         `env:"SERVICE_KEY_FILE" envDefault:"$DATA_DIR/keys/service.json"`
	SigningKeyFile   string         `env:"SIGNING_KEY_FILE" envDefault:"$DATA_DIR/keys/log.key"`
	VerifyKeyFile    string         `env:"VERIFY_KEY_FILE" envDefault:"$DATA_DIR/keys/log.pub"`
	CheckpointURL    string         `env:"CHECKPOINT_URL" envDefault:"file://$DATA_DIR/checkpoints"`
	ClamdAddr        string         `env:"CLAMD_ADDR"`
	PSCIssuer        string         `env:"PSC_ISSUER"`
	PSCClientID      string         `env:"PSC_CLIENT_ID"`
	PSCSecretFile    string         `env:"PSC_CLIENT_SECRET_FILE"`
	FHIRIssuer       string         `env:"FHIR_ISSUER"`
	FHIRAudience     string         `env:"FHIR_AUDIENCE"`
	MutualAddr       string         `env:"FHIR_MTLS_ADDR"`
	MutualCert       string         `env:"FHIR_MTLS_CERT_FILE"`
	MutualKey        string         `env:"FHIR_MTLS_KEY_FILE"`
	MutualCA         string         `env:"FHIR_MTLS_CA_FILE"`
	MutualClients    string         `env:"FHIR_MTLS_CLIENTS"`
	MutualRevoked    string         `env:"FHIR_MTLS_CRL_FILE"`
	ClockOffset      time.Duration  `env:"CLOCK_OFFSET" envDefault:"0s"`
	MetricsAddr      string         `env:"METRICS_ADDR"`
	TrustedProxies   []netip.Prefix `env:"TRUSTED_PROXIES"`
	ServiceName      string         `env:"SERVICE_NAME" envDefault:"Espace santé"`
	ServiceOfficial  bool           `env:"SERVICE_OFFICIAL" envDefault:"false"`
	SupportPhone     string         `env:"SUPPORT_PHONE"`
	SupportHours     string         `env:"SUPPORT_HOURS"`
	SupportRelay     string         `env:"SUPPORT_RELAY"`
	SupportOpen      support.Hours  `env:"SUPPORT_OPEN" envDefault:"1-5 08:30-17:30"`
	DMPTransition    int            `env:"DMP_TRANSITION" envDefault:"12"`
	CareRoles        bool           `env:"CARE_ROLES" envDefault:"false"`
	OperatorName     string         `env:"OPERATOR_NAME"`
	PrivacyContact   string         `env:"PRIVACY_CONTACT"`
}

// ReadConfig reads the environment, given as os.Environ gives it. The error
// holds one line for each variable that is wrong.
func ReadConfig(environ []string) (Config, error) {
	c, err := readBare(environ)
	if c.Mode == Production {
		err = errors.Join(append([]error{err}, c.checkProduction()...)...)
	}
	return c, err
}

// readBare asks for none of the keys of production: an auditor has but one.
func readBare(environ []string) (Config, error) {
	c, err := env.ParseAsWithOptions[Config](env.Options{Environment: env.ToMap(environ)})
	if err != nil {
		return c, unreadable(err)
	}
	for _, path := range []*string{&c.BlobURL, &c.MailURL, &c.SMSURL, &c.MasterKeyFile, &c.ServiceKeyFile,
		&c.SigningKeyFile, &c.VerifyKeyFile, &c.CheckpointURL} {
		*path = strings.Replace(*path, "$DATA_DIR", c.DataDir, 1)
	}
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	return c, errors.Join(c.check()...)
}

// unreadable names the variable, where the library names the field.
func unreadable(err error) error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return err
	}
	var lines []error
	for _, e := range all.Errors {
		var parse env.ParseError
		if !errors.As(e, &parse) {
			lines = append(lines, e)
			continue
		}
		field, _ := reflect.TypeFor[Config]().FieldByName(parse.Name)
		lines = append(lines, fmt.Errorf("%s: not a %s", field.Tag.Get("env"), parse.Type))
	}
	return errors.Join(lines...)
}

func (c Config) check() (wrong []error) {
	if c.Mode != Demonstration && c.Mode != Production {
		wrong = append(wrong, fmt.Errorf("MODE: %q is neither demo nor production", c.Mode))
	}
	if u, err := url.Parse(c.BaseURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		wrong = append(wrong, errors.New("BASE_URL: an address such as https://espace-sante.example is wanted"))
	} else if u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		wrong = append(wrong, errors.New("BASE_URL: pages stand at the root of their host, nothing may follow it"))
	}
	for name, addr := range map[string]string{"ADDR": c.Addr, "METRICS_ADDR": c.MetricsAddr, "FHIR_MTLS_ADDR": c.MutualAddr} {
		if addr != "" && !listenable(addr) {
			wrong = append(wrong, fmt.Errorf("%s: host:port is wanted", name))
		}
	}
	if _, err := antivirus.Open(c.ClamdAddr); c.ClamdAddr != "" && err != nil {
		wrong = append(wrong, errors.New("CLAMD_ADDR: host:port is wanted, or the path of a socket"))
	}
	wrong = append(wrong, c.checkCards()...)
	if u, err := url.Parse(c.FHIRIssuer); c.FHIRIssuer != "" && (err != nil || u.Host == "" || u.Scheme != "https" && c.Mode == Production) {
		wrong = append(wrong, errors.New("FHIR_ISSUER: the address of an OpenID Connect issuer is wanted, over https"))
	}
	wrong = append(wrong, c.checkMutual()...)
	if u, err := url.Parse(c.SupportRelay); c.SupportRelay != "" && (err != nil || u.Host == "" || u.Scheme != "https") {
		wrong = append(wrong, errors.New("SUPPORT_RELAY: the address of the page of a relay for deaf callers is wanted, over https"))
	}
	if c.DMPTransition < 0 {
		wrong = append(wrong, errors.New("DMP_TRANSITION: a number of months is wanted"))
	}
	return wrong
}

func listenable(addr string) bool {
	if strings.HasPrefix(addr, ":") {
		addr = "0.0.0.0" + addr
	}
	addr = strings.Replace(addr, "localhost:", "127.0.0.1:", 1)
	_, err := netip.ParseAddrPort(addr)
	return err == nil
}

// checkProduction refuses what is for demonstrations only (interface.md, MODE).
func (c Config) checkProduction() (wrong []error) {
	refuse := func(bad bool, line string) {
		if bad {
			wrong = append(wrong, errors.New(line))
		}
	}
	refuse(!strings.HasPrefix(c.BaseURL, "https://"), "BASE_URL: production is reached over https only")
	refuse(strings.HasPrefix(c.MailURL, "file://"), "MAIL_URL: production sends its e-mails, a file outbox keeps them")
	refuse(strings.HasPrefix(c.SMSURL, "file://"), "SMS_URL: production sends its text messages, a file outbox keeps them")
	refuse(c.PSCIssuer != "" && !strings.HasPrefix(c.PSCIssuer, "https://"), "PSC_ISSUER: production speaks to it over https only")
	refuse(c.ClockOffset != 0, "CLOCK_OFFSET: production keeps the time of day")
	for name, path := range map[string]string{"MASTER_KEY_FILE": c.MasterKeyFile, "SERVICE_KEY_FILE": c.ServiceKeyFile,
		"SIGNING_KEY_FILE": c.SigningKeyFile, "VERIFY_KEY_FILE": c.VerifyKeyFile} {
		_, err := os.Stat(path)
		refuse(err != nil, name+": "+path+" cannot be read, and production makes no key by itself")
	}
	return wrong
}

// Clock is the one clock of the program.
func (c Config) Clock() clock.Clock { return clock.Shifted(c.ClockOffset) }

// Host is the host of the pages, as messages write it.
func (c Config) Host() string {
	_, host, _ := strings.Cut(c.BaseURL, "://")
	return host
}

// Secure reports whether browsers reach the pages over TLS.
func (c Config) Secure() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// Page is what pages say of the service: the configuration where it speaks, the
// defaults of decisions.md §1 elsewhere.
func (c Config) Page() ui.Service {
	s := ui.DefaultService()
	s.Name, s.Official, s.Demo = c.ServiceName, c.ServiceOfficial, c.Mode == Demonstration
	if c.SupportPhone != "" {
		s.Phone, s.Fictive = c.SupportPhone, false
	}
	for field, value := range map[*string]string{&s.Hours: c.SupportHours, &s.Relay: c.SupportRelay, &s.Operator: c.OperatorName, &s.Contact: c.PrivacyContact} {
		if value != "" {
			*field = value
		}
	}
	return s
}

// Letter is the same for messages.
func (c Config) Letter() letter.Service {
	p := c.Page()
	phone := p.Phone
	if p.Fictive {
		phone += " (numéro fictif)"
	}
	return letter.Service{Name: p.Name, Address: c.Host(), Phone: phone, Hours: p.Hours, Operator: p.Operator,
		From: c.MailFrom, Official: p.Official}
}
