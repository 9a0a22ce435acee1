package webtest

import (
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// Pocket gives the tab a device that makes passkeys and answers for its holder,
// as a telephone unlocked by a finger would.
func (tab *Tab) Pocket() {
	tab.t.Helper()
	_, err := chromedp.Call(tab.ctx, webauthn.Enable, webauthn.EnableParams{})
	tab.must("speak of passkeys", err)
	_, err = chromedp.Call(tab.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{
		Options: &webauthn.VirtualAuthenticatorOptions{Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
	tab.must("make a device of passkeys", err)
}
