// Package desk is the site as a helper of a France services desk sees it, under
// the mandate of the person who sits beside. It also holds the sign-in of
// everybody who works at a desk, on the phone or for the service.
package desk
