"""SPARQL that somebody typed: looked at, run in a worker, written out."""
