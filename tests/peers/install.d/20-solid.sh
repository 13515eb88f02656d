#!/usr/bin/env bash
# Community Solid Server, for tests/wire/test_publish_solid.py. Needs node ≥ 18 and npm.
# Idempotent: a second run finds what the first installed and does nothing.
set -euo pipefail

PEERS="${PEERS:-.peers}"
VERSION="7.2.0"
FOLDER="$PEERS/solid"

if ! command -v npm >/dev/null; then
    echo "20-solid: npm is missing; the Community Solid Server tests will be skipped" >&2
    exit 1
fi
if [ "$(cat "$FOLDER/VERSION" 2>/dev/null || true)" = "$VERSION" ]; then
    exit 0
fi
mkdir -p "$FOLDER"
npm install --prefix "$FOLDER" --no-audit --no-fund --no-update-notifier \
    --loglevel=error "@solid/community-server@~$VERSION"
# Written last: half an installation is begun again.
echo "$VERSION" >"$FOLDER/VERSION"
