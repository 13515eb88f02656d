#!/usr/bin/env bash
# A WebSub hub (flask-websub), for tests/wire/test_websub.py, in a venv of its own.
# Idempotent: a second run finds what the first installed and does nothing.
set -euo pipefail

PEERS="${PEERS:-.peers}"
PYTHON="${PYTHON:-python3}"
VERSION="0.4.1"
FOLDER="$PEERS/websub"

if [ "$(cat "$FOLDER/VERSION" 2>/dev/null || true)" = "$VERSION" ]; then
    exit 0
fi
mkdir -p "$FOLDER"
"$PYTHON" -m venv "$FOLDER/venv"
"$FOLDER/venv/bin/pip" install --quiet --disable-pip-version-check \
    "flask-websub[celery]==$VERSION" 'flask>=2' 'celery>=5' 'requests>=2'
# Written last: half an installation is begun again.
echo "$VERSION" >"$FOLDER/VERSION"
