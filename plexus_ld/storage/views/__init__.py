"""Live rdflib views of the quads."""
