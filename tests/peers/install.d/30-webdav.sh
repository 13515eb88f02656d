#!/usr/bin/env bash
# WsgiDAV on cheroot, for tests/wire/test_publish_webdav.py, in a venv of its own.
# Idempotent: a second run finds what the first installed and does nothing.
set -euo pipefail

PEERS="${PEERS:-.peers}"
PYTHON="${PYTHON:-python3}"
VERSION="4.3"
FOLDER="$PEERS/webdav"

if [ "$(cat "$FOLDER/VERSION" 2>/dev/null || true)" = "$VERSION" ]; then
    exit 0
fi
mkdir -p "$FOLDER"
"$PYTHON" -m venv "$FOLDER/venv"
"$FOLDER/venv/bin/pip" install --quiet --disable-pip-version-check \
    "wsgidav~=$VERSION" "cheroot>=10"
# Written last: half an installation is begun again.
echo "$VERSION" >"$FOLDER/VERSION"
