"""A SPARQL 1.1 service as the place of the quads."""
