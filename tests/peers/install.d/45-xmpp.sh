#!/usr/bin/env bash
# Prosody, an XMPP server, for tests/wire/test_xmpp.py, which starts it by itself.
set -euo pipefail

bash tests/peers/apt.sh prosody prosody
