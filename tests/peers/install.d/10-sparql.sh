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

bash tests/peers/apt.sh virtuoso-t virtuoso-opensource-7-bin
