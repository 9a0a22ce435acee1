package app

import (
	"testing"

	"espacesante/web/webtest"
)

// Tests that run beside one another start in the order of their files: the
// longest of them stands first, so that nothing waits for it in the end.

// Every URL once (issue of the design system, point 3): axe finds nothing, the
// markup is valid, one heading of the first level and the others in order, a
// title of its own, no scrolling sideways on the narrowest phone, the same
// words with scripts and without, within the budgets of weight.
func TestEveryPageIsSound(t *testing.T) {
	t.Parallel()
	in := inspect(t)
	in.walks(t, webtest.Start(t))
	in.complete()
}
