package notification

// The messages about what a person keeps and takes away.
const (
	ExportReady       Kind = "M16" // a copy of the space is ready
	ExportFailed      Kind = "M16f"
	DirectiveReminder Kind = "M28"  // what one wants is here, every 12 months (R.1111-19)
	CardOpened        Kind = "M29"  // somebody opened the emergency card with its PIN
	CardStopped       Kind = "M29s" // five wrong PINs ended it
)
