#!/usr/bin/env bash
# snac2, a small server that speaks Mastodon's client API (and ActivityPub), for
# tests/wire/test_mastodon.py. Debian 12 has it among its backports only.
# Idempotent: does nothing where `snac` is there already.
set -euo pipefail

if command -v snac >/dev/null; then
  exit 0
fi
as_root=()
if [ "$(id -u)" != 0 ]; then
  as_root=(sudo -n)
fi
codename="$(. /etc/os-release 2>/dev/null && echo "${VERSION_CODENAME:-}")"
if [ "$codename" = bookworm ] && ! grep -rqs bookworm-backports /etc/apt/; then
  # The mirror that serves the rest of this machine serves the backports too.
  mirror="$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list \
    /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    head -n 1 | tr -d ' ' || true)"
  echo "deb ${mirror:-http://deb.debian.org/debian} bookworm-backports main" |
    "${as_root[@]}" tee /etc/apt/sources.list.d/plexus-backports.list >/dev/null
fi
bash tests/peers/apt.sh snac snac2
