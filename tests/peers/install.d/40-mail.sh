#!/usr/bin/env bash
# Postfix and Dovecot, for tests/wire/test_email.py. The tests start their own, with
# folders and ports of their own: the system's stay off.
set -euo pipefail

as_root=()
if [ "$(id -u)" != 0 ]; then
  as_root=(sudo -n)
fi

# Whose the mail folders are: neither root's nor anybody's who does something else.
vmail() {
  if ! id vmail >/dev/null 2>&1; then
    "${as_root[@]}" useradd --system --no-create-home --shell /usr/sbin/nologin vmail
  fi
}

if command -v postconf >/dev/null && command -v dovecot >/dev/null; then
  vmail
  exit 0
fi

# Debian starts what it installs, unless this file says no; one that is there stays.
POLICY=/usr/sbin/policy-rc.d
if [ ! -e "$POLICY" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$POLICY" >/dev/null
  "${as_root[@]}" chmod 755 "$POLICY"
  trap '"${as_root[@]}" rm -f "$POLICY"' EXIT
fi
if command -v debconf-set-selections >/dev/null; then
  echo "postfix postfix/main_mailer_type select No configuration" |
    "${as_root[@]}" debconf-set-selections
fi
bash tests/peers/apt.sh dovecot dovecot-imapd
bash tests/peers/apt.sh postconf postfix
vmail
