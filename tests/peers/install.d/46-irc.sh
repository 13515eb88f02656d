#!/usr/bin/env bash
# ngIRCd, an IRC server, for tests/wire/test_irc.py, which starts it by itself.
set -euo pipefail

bash tests/peers/apt.sh ngircd ngircd
