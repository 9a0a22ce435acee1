#!/usr/bin/env bash
# Installs what the tests need beside Go and Node: a browser (pages, axe),
# poppler (previews and text of documents), a C compiler (the race detector).
# PostgreSQL comes with the first cluster (internal/devdb). Asks nothing.
set -euo pipefail

missing=()
found() { command -v "$1" >/dev/null 2>&1; }
found chromium || found chromium-browser || found google-chrome || missing+=(chromium)
found pdftoppm && found pdftotext || missing+=(poppler-utils)
found cc || found gcc || missing+=(gcc libc6-dev)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && found apt-get; then
    echo "Installing ${missing[*]} with apt-get (once)…"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 || {
        cat "$log" >&2
        exit 1
    }
    exit 0
fi

echo "Missing: ${missing[*]}. Install them, on Debian as root with" >&2
echo "    apt-get install --no-install-recommends ${missing[*]}" >&2
exit 1
