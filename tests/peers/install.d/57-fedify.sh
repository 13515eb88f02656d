#!/usr/bin/env bash
# Fedify, a library of ActivityPub servers, for tests/wire/test_fedify.py, with the
# Node.js that it needs: the machine's own may be older.
# Idempotent: does nothing where this version is there already.
set -euo pipefail

version=2.3.6
there=.peers/fedify
if [ "$(cat "$there/VERSION" 2>/dev/null || true)" = "$version" ]; then
  exit 0
fi
rm -rf "$there"
mkdir -p "$there"
npm install --prefix "$there" --no-audit --no-fund --loglevel=error \
  node@22 "@fedify/fedify@$version" @hono/node-server@1
echo "$version" >"$there/VERSION"
