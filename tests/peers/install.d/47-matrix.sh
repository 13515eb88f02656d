#!/usr/bin/env bash
# Synapse, a Matrix server, for tests/wire/test_matrix.py, in a venv of its own.
# Idempotent: a second run finds what the first installed and does nothing.
set -euo pipefail

PEERS="${PEERS:-.peers}"
PYTHON="${PYTHON:-python3}"
VERSION="1"
FOLDER="$PEERS/matrix"

if [ "$(cat "$FOLDER/VERSION" 2>/dev/null || true)" = "$VERSION" ]; then
    exit 0
fi
mkdir -p "$FOLDER"
"$PYTHON" -m venv "$FOLDER/venv"
"$FOLDER/venv/bin/pip" install --quiet --disable-pip-version-check \
    "matrix-synapse>=1.140,<2"
# Written last: half an installation is begun again.
echo "$VERSION" >"$FOLDER/VERSION"
