#!/usr/bin/env bash
# A receiver of webmentions (PyPI webmentions, AGPL: a process of its own), for
# tests/wire/test_webmention.py. A second run finds it and does nothing.
set -euo pipefail

PEERS="${PEERS:-.peers}"
PYTHON="${PYTHON:-python3}"
VERSION="0.2.0"
FOLDER="$PEERS/webmention"

if [ "$(cat "$FOLDER/VERSION" 2>/dev/null || true)" = "$VERSION" ]; then
    exit 0
fi
mkdir -p "$FOLDER"
"$PYTHON" -m venv "$FOLDER/venv"
"$FOLDER/venv/bin/pip" install --quiet --disable-pip-version-check \
    "webmentions[db,flask]==$VERSION"
# Written last: half an installation is begun again.
echo "$VERSION" >"$FOLDER/VERSION"
