#!/usr/bin/env bash
# Installs the real servers that tests talk to: install.d/*.sh, in order. A second run
# does nothing. One that cannot be had stops none of the others, and is said at the end.
set -euo pipefail
cd "$(dirname "$0")/../.."

export PEERS="${PEERS:-$PWD/.peers}"
export PYTHON="${PYTHON:-python3}"
mkdir -p "$PEERS"

failed=()
for fragment in tests/peers/install.d/*.sh; do
  echo "peers: $(basename "$fragment" .sh)"
  bash "$fragment" || failed+=("$(basename "$fragment" .sh)")
done

if [ ${#failed[@]} -gt 0 ]; then
  echo "peers: could not be installed: ${failed[*]}; their tests will be skipped" >&2
  exit 1
fi
echo "peers: all are here"
