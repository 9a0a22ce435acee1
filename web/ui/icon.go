package ui

// Icon is the name of a drawing of ours: 24 by 24, one line, round ends.
type Icon string

// The drawings. A drawing never goes without a word beside it.
const (
	IconHelp       Icon = "help"
	IconDisplay    Icon = "display"
	IconPerson     Icon = "person"
	IconPeople     Icon = "people"
	IconLeave      Icon = "leave"
	IconEye        Icon = "eye"
	IconMasked     Icon = "masked"
	IconPen        Icon = "pen"
	IconHourglass  Icon = "hourglass"
	IconKey        Icon = "key"
	IconSiren      Icon = "siren"
	IconNo         Icon = "no"
	IconTick       Icon = "tick"
	IconWarning    Icon = "warning"
	IconInfo       Icon = "info"
	IconUpload     Icon = "upload"
	IconDownload   Icon = "download"
	IconPrint      Icon = "print"
	IconSend       Icon = "send"
	IconFlag       Icon = "flag"
	IconSearch     Icon = "search"
	IconZoom       Icon = "zoom"
	IconText       Icon = "text"
	IconCode       Icon = "code"
	IconTube       Icon = "tube"
	IconShield     Icon = "shield"
	IconPhone      Icon = "phone"
	IconDesk       Icon = "desk"
	IconBook       Icon = "book"
	IconStetho     Icon = "stetho"
	IconLinked     Icon = "linked"
	IconClock      Icon = "clock"
	IconLetter     Icon = "letter"
	IconLock       Icon = "lock"
	IconBin        Icon = "bin"
	IconDocument   Icon = "document"
	IconCalendar   Icon = "calendar"
	IconMessage    Icon = "message"
	IconReplaced   Icon = "replaced"
	IconWithdrawn  Icon = "withdrawn"
	IconSettings   Icon = "settings"
	IconMandate    Icon = "mandate"
	IconNewLeaf    Icon = "new-leaf"
	IconChevronEnd Icon = "chevron-end"
	IconBell       Icon = "bell"
)

var drawings = map[Icon]string{
	IconHelp:       `<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7M12 16.5v.1"/>`,
	IconDisplay:    `<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17a8.5 8.5 0 0 0 0-17Z" fill="currentColor"/>`,
	IconPerson:     `<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4.2 3.7-6.5 7.5-6.5s6.7 2.3 7.5 6.5"/>`,
	IconPeople:     `<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.6-3.8 3-6 6.5-6s5.9 2.2 6.5 6M16 5.3a3.5 3.5 0 0 1 0 6.4M18 14.5c2 .8 3.2 2.7 3.5 5.5"/>`,
	IconLeave:      `<path d="M14 4H5v16h9M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5"/>`,
	IconEye:        `<path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12Z"/><circle cx="12" cy="12" r="2.8"/>`,
	IconMasked:     `<path d="M4 4l16 16"/><path d="M9.6 5.8A10 10 0 0 1 12 5.5C18.4 5.5 22 12 22 12a17 17 0 0 1-3.3 3.9M6.2 7.5A16 16 0 0 0 2 12s3.6 6.5 10 6.5a10 10 0 0 0 4.2-.9"/>`,
	IconPen:        `<path d="M4 20l1-4L16 5l3 3L8 19l-4 1Z"/>`,
	IconHourglass:  `<path d="M6 3.5h12M6 20.5h12M7.5 3.5v4L12 12l-4.500 4.500v4M16.5 3.5v4L12 12l4.500 4.500v4"/>`,
	IconKey:        `<circle cx="8" cy="15.5" r="4"/><path d="M11 12.5l8.500-8.500M16 7.500l3 3"/>`,
	IconSiren:      `<path d="M6.5 17v-4.5a5.5 5.5 0 0 1 11 0V17M4 20.500h16V17H4zM12 3.500v-1M4.8 6.300l-.8-.8M19.2 6.300l.8-.8"/>`,
	IconNo:         `<circle cx="12" cy="12" r="8.5"/><path d="M6 18L18 6"/>`,
	IconTick:       `<path d="M4.500 12.500l5 5L19.500 7"/>`,
	IconWarning:    `<path d="M12 4l9 16H3l9-16ZM12 10.500v4M12 17.200v.1"/>`,
	IconInfo:       `<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.500M12 7.500v.1"/>`,
	IconUpload:     `<path d="M12 16V4M7.5 8.500L12 4l4.500 4.500M4 15v4.500h16V15"/>`,
	IconDownload:   `<path d="M12 4v12M7.5 11.500L12 16l4.500-4.500M4 17v3h16v-3"/>`,
	IconPrint:      `<path d="M7 9V3.500h10V9M7 17H4V9h16v8h-3M7 14h10v6.500H7z"/>`,
	IconSend:       `<path d="M3.5 11.500L20.5 4l-5 16.500-4-6.500-8-2.500ZM11.5 14l9-10"/>`,
	IconFlag:       `<path d="M6 21V4M6 4.500c4-2 7 2 12 0v9c-5 2-8-2-12 0"/>`,
	IconSearch:     `<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.500L21 21"/>`,
	IconZoom:       `<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.500L21 21M10.5 7.500v6M7.5 10.500h6"/>`,
	IconText:       `<path d="M4 6h16M4 11h16M4 16h10"/>`,
	IconCode:       `<rect x="3.5" y="3.5" width="6.5" height="6.5"/><rect x="14" y="3.5" width="6.5" height="6.5"/><rect x="3.5" y="14" width="6.5" height="6.5"/><path d="M14 14h3v3M20.5 14v.1M20.5 17.500v3H17M14 20.500v.1"/>`,
	IconTube:       `<path d="M9.5 3.500h5M10.5 3.500V9l-5.300 9a1.7 1.7 0 0 0 1.500 2.500h10.600a1.7 1.7 0 0 0 1.500-2.500L13.5 9V3.500M8 14.500h8"/>`,
	IconShield:     `<path d="M12 3l7.500 2.800v5.700c0 4.600-3.200 7.900-7.500 9.500-4.300-1.600-7.500-4.900-7.500-9.500V5.800L12 3Z"/><path d="M8.8 12l2.300 2.300 4.300-4.600"/>`,
	IconPhone:      `<path d="M5 4h4l1.500 4.500L8 10.500a12 12 0 0 0 5.500 5.500l2-2.500L20 15v4a1.500 1.500 0 0 1-1.600 1.500A15.500 15.500 0 0 1 3.500 5.600 1.500 1.500 0 0 1 5 4Z"/>`,
	IconDesk:       `<path d="M3 10l9-6 9 6M5 10v10M19 10v10M3 20h18M9.5 20v-6h5v6"/>`,
	IconBook:       `<path d="M12 6c-2-1.600-4.700-2-8-2v14.500c3.300 0 6 .4 8 2 2-1.600 4.700-2 8-2V4c-3.300 0-6 .4-8 2ZM12 6v14.500"/>`,
	IconStetho:     `<path d="M6 3.500H4.500v5a4.500 4.500 0 0 0 9 0v-5H12M9 13v2.500a5 5 0 0 0 10 0V13"/><circle cx="19" cy="10.5" r="2.3"/>`,
	IconLinked:     `<path d="M9.5 14.500l5-5M8 11l-2.500 2.500a3.900 3.900 0 0 0 5.500 5.500L13.500 16.500M16 13l2.500-2.500A3.900 3.900 0 0 0 13 5L10.500 7.500"/>`,
	IconClock:      `<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.200l3.500 2"/>`,
	IconLetter:     `<path d="M3.500 5.500h17v13h-17zM4 6l8 7 8-7"/>`,
	IconLock:       `<rect x="5" y="10.500" width="14" height="10"/><path d="M8 10.500V7.500a4 4 0 0 1 8 0v3M12 14.500v2.500"/>`,
	IconBin:        `<path d="M4.500 7h15M9.500 7V4h5v3M6.500 7l1 13.500h9L17.500 7M10.500 11v5.500M13.500 11v5.500"/>`,
	IconDocument:   `<path d="M5.500 3.500h9l4 4v13h-13zM14.500 3.500v4h4M8.500 12h7M8.500 16h5"/>`,
	IconCalendar:   `<path d="M4 5.500h16v15H4zM4 10h16M8.500 3.500v4M15.500 3.500v4"/>`,
	IconMessage:    `<path d="M4 5h16v11.500h-9L6.500 20v-3.500H4z"/>`,
	IconReplaced:   `<path d="M4 12a8 8 0 0 1 14-5.300L20 9M20 4v5h-5M20 12a8 8 0 0 1-14 5.300L4 15M4 20v-5h5"/>`,
	IconWithdrawn:  `<path d="M5.500 3.500h9l4 4v13h-13zM9 11l6 6M15 11l-6 6"/>`,
	IconSettings:   `<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`,
	IconMandate:    `<path d="M5.500 3.500h13v17h-13zM9 8h6M9 12h6M9 16.500c1.500-2 2.500 1.500 6-.5"/>`,
	IconNewLeaf:    `<path d="M5.500 3.500h9l4 4v13h-13zM12 10v7M8.500 13.500h7"/>`,
	IconChevronEnd: `<path d="M9 5l7 7-7 7"/>`,
	IconBell:       `<path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15L6 16.500ZM10 20.500a2.100 2.100 0 0 0 4 0M12 5V3.500"/>`,
}
