#!/usr/bin/env bash
# A real browser, for what a page does and looks like.
set -euo pipefail

bash tests/peers/apt.sh chromium chromium
