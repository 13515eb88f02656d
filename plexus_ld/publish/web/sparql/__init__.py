"""SPARQL over HTTP: questions, updates, and what the endpoint says of itself."""
