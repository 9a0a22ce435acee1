package app

import (
	"errors"
	"net/url"
	"os"
	"strings"

	"espacesante/internal/psc"
)

// checkCards wants all three variables of Pro Santé Connect, or none.
func (c Config) checkCards() (wrong []error) {
	if c.PSCIssuer == "" && c.PSCClientID == "" && c.PSCSecretFile == "" {
		return nil
	}
	if u, err := url.Parse(c.PSCIssuer); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		wrong = append(wrong, errors.New("PSC_ISSUER: an address such as https://auth.example is wanted"))
	}
	if c.PSCClientID == "" {
		wrong = append(wrong, errors.New("PSC_CLIENT_ID: the name of this service there is wanted"))
	}
	if secret, err := os.ReadFile(c.PSCSecretFile); err != nil || strings.TrimSpace(string(secret)) == "" {
		wrong = append(wrong, errors.New("PSC_CLIENT_SECRET_FILE: a file that holds the secret is wanted"))
	}
	return wrong
}

// cards is the sign-in of professionals by card; nil when it is not configured.
func (c Config) cards() *psc.Service {
	if c.PSCIssuer == "" {
		return nil
	}
	secret, _ := os.ReadFile(c.PSCSecretFile) // read by checkCards a moment ago
	return psc.New(psc.Config{Issuer: c.PSCIssuer, ClientID: c.PSCClientID, Secret: strings.TrimSpace(string(secret)), Base: c.BaseURL})
}
