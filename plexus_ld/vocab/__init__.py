"""Vocabularies as closed namespaces, one a file: what rdflib does not ship."""
