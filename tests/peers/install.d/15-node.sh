#!/usr/bin/env bash
# Node.js and npm, which 20-solid.sh needs.
set -euo pipefail

bash tests/peers/apt.sh node nodejs
bash tests/peers/apt.sh npm npm
