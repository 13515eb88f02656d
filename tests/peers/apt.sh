#!/usr/bin/env bash
# apt.sh PROGRAM PACKAGE…: installs Debian packages, unless the program is there.
set -euo pipefail

program="$1"
shift
if command -v "$program" >/dev/null; then
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "$program is missing, and this is no Debian: install it by hand" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
    echo "$program is missing: as root, apt-get install $*" >&2
    exit 1
  fi
  as_root=(sudo -n)
fi
# Tests start their servers themselves: none is to run because it was installed.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
fi
# The lists of a fresh machine are empty or old; another may be installing just now.
wait=(-o DPkg::Lock::Timeout=300)
"${as_root[@]}" apt-get "${wait[@]}" update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get "${wait[@]}" install -y -q --no-install-recommends "$@"
