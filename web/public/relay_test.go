package public

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"espacesante/web/ui"
)

// SUP-08: whoever is deaf finds how to call: by the relay of the service where it has one, else by that of their own operator.
func TestThePageInSignLanguageSaysHowToCall(t *testing.T) {
	t.Parallel()
	const relay = "https://relais.exemple.test/appeler"
	for _, address := range []string{"", relay} {
		service := ui.DefaultService()
		service.Relay = address
		var b bytes.Buffer
		if err := signLanguage(ui.Page{}).Render(ui.WithFrame(context.Background(), service, ui.Display{}, "/langue-des-signes"), &b); err != nil {
			t.Fatal(err)
		}
		page := b.String()
		if there := strings.Contains(page, `href="`+relay+`"`); there != (address != "") {
			t.Errorf("the relay %q is on the page: %t", address, there)
		}
		if own := strings.Contains(page, "Votre opérateur de téléphone propose un relais"); own != (address == "") {
			t.Errorf("with the relay %q the operator's own is on the page: %t", address, own)
		}
	}
}
