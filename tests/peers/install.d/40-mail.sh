#!/usr/bin/env bash
# Postfix and Dovecot, for tests/wire/test_email.py. The tests start their own, with
# folders and ports of their own: the system's stay off.
set -euo pipefail

POLICY=/usr/sbin/policy-rc.d
placed=""
# Debian starts what it installs, unless this file says no.
if [ "$(id -u)" = 0 ] && [ ! -e "$POLICY" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$POLICY"
  chmod 755 "$POLICY"
  placed=yes
fi
trap '[ -z "$placed" ] || rm -f "$POLICY"' EXIT

if command -v debconf-set-selections >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "postfix postfix/main_mailer_type select No configuration" |
    debconf-set-selections
fi
bash tests/peers/apt.sh dovecot dovecot-imapd
bash tests/peers/apt.sh postconf postfix

# Whose the mail folders are: neither root's nor anybody's who does something else.
if [ "$(id -u)" = 0 ] && ! id vmail >/dev/null 2>&1; then
  useradd --system --no-create-home --shell /usr/sbin/nologin vmail
fi
