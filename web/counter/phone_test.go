package counter

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"espacesante/internal/limit"
	"espacesante/internal/support"
	"espacesante/web/form"
	"espacesante/web/ui"
)

// SUP-08: on the page where calls are taken stand the relay that deaf people call by, where the deployer has one, and what they
// can read; where there is none nothing is promised.
func TestDeafCallersHaveARelayOnTheSamePage(t *testing.T) {
	t.Parallel()
	const relay = "https://relais.exemple.test/appeler"
	for _, address := range []string{"", relay} {
		service := ui.DefaultService()
		service.Relay = address
		var b bytes.Buffer
		ctx := ui.WithFrame(context.Background(), service, ui.Display{}, "/assistance")
		if err := phoneHomePage(ui.Page{Title: "Appels"}, &form.Form{}, nil, hours{Open: true}, time.Time{}).Render(ctx, &b); err != nil {
			t.Fatal(err)
		}
		page := b.String()
		for _, said := range []string{"sourde ou malentendante", "langue des signes", `href="/langue-des-signes"`, "Parlez à la personne"} {
			if !strings.Contains(page, said) {
				t.Errorf("with the relay %q the page does not say « %s »", address, said)
			}
		}
		if there := strings.Contains(page, `href="`+relay+`"`); there != (address != "") {
			t.Errorf("the relay %q is on the page: %t", address, there)
		}
		if own := strings.Contains(page, "relais de son opérateur"); own != (address == "") || strings.Contains(page, "tchat") {
			t.Errorf("with the relay %q another one is promised", address)
		}
	}
}

// Two fields may want the same sentence: the list of what is to be seen again names each, on every form of the agents.
func TestEveryFieldOfAnAgentHasAName(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.templ")
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`ui\.Field\{Name: "([a-z]+)"`).FindAllSubmatch(src, -1) {
			if names[string(m[1])] == "" {
				t.Errorf("%s: the field %s has no name", file, m[1])
			}
		}
	}
}

// CPAM-10, SUP-07: a queue that is longer than what is shown of it says so; one that is whole does not.
func TestALongQueueSaysThatItGoesOn(t *testing.T) {
	t.Parallel()
	for n, goesOn := range map[int]bool{limit.ListRows - 1: false, limit.ListRows: true} {
		for name, page := range map[string]templ.Component{
			"requests":  ticketsPage(ui.Page{Title: "Demandes"}, phone, make([]support.Ticket, n)),
			"deadlines": queuePage(ui.Page{Title: "Échéances"}, make([]support.Running, n), time.Time{})} {
			var b bytes.Buffer
			if err := page.Render(context.Background(), &b); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(b.String(), "premières lignes") != goesOn {
				t.Errorf("%d %s: says that it goes on: %t", n, name, !goesOn)
			}
		}
	}
}
