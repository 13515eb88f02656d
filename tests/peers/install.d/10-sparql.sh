#!/usr/bin/env bash
# SPARQL 1.1 services to hold the store against: two that can be a home (Oxigraph's own
# server, rdflib-endpoint) and one that cannot (Virtuoso: no default graph of its own).
# Does nothing for what is there already. PEERS is the folder to install into.
set -euo pipefail

: "${PEERS:=.peers}"
: "${PYTHON:=python3}"

# venv NAME PROGRAM REQUIREMENT…: a virtual environment of its own for one peer.
venv() {
  local folder="$PEERS/$1" program="$2"
  shift 2
  if [ ! -x "$folder/bin/$program" ]; then
    "$PYTHON" -m venv "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
  fi
}

mkdir -p "$PEERS"
venv oxigraph oxigraph 'oxigraph>=0.5,<0.6'
venv rdflib-endpoint uvicorn 'rdflib-endpoint>=0.5,<0.6' 'uvicorn>=0.30'

if ! command -v virtuoso-t >/dev/null; then
  if [ "$(id -u)" = 0 ]; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
      virtuoso-opensource-7-bin || echo "virtuoso: not to be had here; its tests skip"
  else
    echo "virtuoso: needs root to install (apt-get install virtuoso-opensource-7-bin)"
  fi
fi
