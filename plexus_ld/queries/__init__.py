"""SPARQL lives here and nowhere else: one question a file."""
