"""Statements to the bytes of one format each."""
